"""A small house over memory: every use case as the composition root wires it, with a clock that is set by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import field, frozen

from plutopixie.adapters.derived_secrets import HmacSecrets
from plutopixie.adapters.memory import (
    MemoryClock,
    MemoryCommonPasswords,
    MemoryDirectory,
    MemoryFiles,
    MemoryIdentities,
    MemoryOutboxFeed,
    MemoryQueue,
    MemoryScanner,
    MemoryThrottles,
    MemoryUnits,
    Store,
)
from plutopixie.adapters.time_codes import TotpCodes
from plutopixie.domain.catalog import Brand, Category
from plutopixie.domain.currencies import Currency
from plutopixie.domain.documents import Document
from plutopixie.domain.errors import NotSignedInError, PlutoPixieError
from plutopixie.domain.events import ReceiptWaits
from plutopixie.domain.exchange import Rate, RateSource
from plutopixie.domain.ids import BrandId, CategoryId, ReceiptId
from plutopixie.domain.members import Role
from plutopixie.domain.passwords import Password
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.entrypoints.assembly import World
from plutopixie.entrypoints.use_cases import UseCases
from plutopixie.ports.contracts.file_scanners import EICAR
from plutopixie.ports.inbound.access import Access, Actor
from plutopixie.ports.inbound.api_keys import ApiKeys
from plutopixie.ports.inbound.auditing import AuditTrail
from plutopixie.ports.inbound.catalog import EntryBook, Settings
from plutopixie.ports.inbound.confirming import Confirming
from plutopixie.ports.inbound.disposal import Disposal
from plutopixie.ports.inbound.expenses import Expenses
from plutopixie.ports.inbound.members import Members, NewMember
from plutopixie.ports.inbound.own_account import OwnAccount
from plutopixie.ports.inbound.reading import Reader, Recovery
from plutopixie.ports.inbound.receipts import Receipts
from plutopixie.ports.inbound.relaying import Relay
from plutopixie.ports.inbound.reports import Reports
from plutopixie.ports.inbound.second_factors import SecondFactors
from plutopixie.ports.inbound.signing_in import SigningIn
from plutopixie.ports.inbound.signing_up import NewOrganization, SigningUp
from plutopixie.ports.inbound.vendor_rules import VendorRules
from plutopixie.ports.outbound.tokens import Claims

POLICY = "2026-11-01"
PAINTED = b"\xff\xd8\xff painted "
PASSWORD = "correct horse battery staple"


@frozen
class PlainHasher:
    """A hasher that is quick: bcrypt's own tests are elsewhere. `cost` is only written down."""

    checked: list[str | None] = field(factory=list)
    cost: int = 1

    def hash(self, password: Password) -> str:
        """The cost and the SHA-256 of the password."""
        return f"{self.cost}${hashlib.sha256(password.reveal().encode()).hexdigest()}"

    def verify(self, password: Password, hashed: str | None) -> bool:
        """Whether the hash is of this password; remembers what it was asked."""
        self.checked.append(hashed)
        return hashed is not None and self.hash(password).split("$")[1] == hashed.split("$")[1]

    def outdated(self, hashed: str) -> bool:
        """Whether a lower cost is written down."""
        return int(hashed.partition("$")[0]) < self.cost


@frozen
class KnownTokens:
    """Tokens that are remembered instead of signed."""

    known: dict[str, tuple[Claims, datetime]] = field(factory=dict)

    def issue(self, claims: Claims, *, at: datetime, expires_at: datetime) -> str:
        """A token that stands for the claims."""
        token = f"token-{len(self.known)}-{at.isoformat()}"
        self.known[token] = claims, expires_at
        return token

    def read(self, token: str, *, at: datetime) -> Claims:
        """The claims of a token that was issued and has not expired."""
        claims, expires_at = self.known.get(token, (None, at))
        if claims is None or expires_at <= at:
            raise NotSignedInError
        return claims


@frozen
class EuroRates:
    """One rate on one day: a euro was worth 1.25 dollars on 2026-03-02."""

    def rate(self, base: Currency, quote: Currency, day: date) -> Rate | None:
        """The one rate, or None."""
        if (base.code, quote.code, day) != ("EUR", "USD", date(2026, 3, 2)):
            return None
        return Rate(base, quote, Decimal("1.25"), day, RateSource.ECB)


@frozen
class ScriptedReader:
    """An engine that recognizes the lines it is given, or raises what it is given."""

    lines: list[str] = field(factory=list)
    problems: list[PlutoPixieError] = field(factory=list)
    seen: list[Document] = field(factory=list)
    fingerprints: list[int] = field(factory=list)

    def read(self, document: Document) -> RecognizedText:
        """The lines, one below the other on one page."""
        self.seen.append(document)
        if self.problems:
            raise self.problems.pop()
        printed = self.fingerprints.pop(0) if self.fingerprints else None
        words = tuple(
            Word(line, Box(40, 40 + 40 * place, 40 + 14 * len(line), 70 + 40 * place), 0.98)
            for place, line in enumerate(self.lines)
        )
        return RecognizedText((Page(1, 800, 1200, words, fingerprint=printed),), "scripted", "1")


@frozen
class ScriptedPainter:
    """A painter that finds what it is given, paints by marking the content, or raises what it is given."""

    hidden: list[str] = field(factory=list)
    problems: list[PlutoPixieError] = field(factory=list)
    places: list[Place] = field(factory=list)

    def hidden_texts(self, document: Document) -> tuple[str, ...]:
        """The texts, in every document that was not painted."""
        return () if document.content.startswith(PAINTED) else tuple(self.hidden)

    def paint(self, document: Document, places: Collection[Place]) -> Document:
        """The document, marked as painted."""
        if self.problems:
            raise self.problems.pop()
        self.places.extend(places)
        return Document(PAINTED + document.content[-16:], document.media_type)


@frozen
class House:
    """The use cases and the world they run in."""

    store: Store = field(factory=Store)
    clock: MemoryClock = field(factory=MemoryClock)
    identities: MemoryIdentities = field(factory=MemoryIdentities)
    hasher: PlainHasher = field(factory=PlainHasher)
    tokens: KnownTokens = field(factory=KnownTokens)
    files: MemoryFiles = field(factory=MemoryFiles)
    queue: MemoryQueue = field(factory=MemoryQueue)
    engine: ScriptedReader = field(factory=ScriptedReader)
    painter: ScriptedPainter = field(factory=ScriptedPainter)
    throttle_factor: int = 1_000
    scanner: MemoryScanner = field(factory=lambda: MemoryScanner({"Eicar-Test-Signature": EICAR}))

    @property
    def units(self) -> MemoryUnits:
        """Units over the store."""
        return MemoryUnits(self.store)

    @property
    def world(self) -> World:
        """The world as the composition root would put it together."""
        return World(
            open_unit=self.units,
            directory=MemoryDirectory(self.store),
            files=self.files,
            hasher=self.hasher,
            common_passwords=MemoryCommonPasswords(),
            tokens=self.tokens,
            time_codes=TotpCodes(),
            derived_secrets=HmacSecrets(b"k" * 32),
            rates=EuroRates(),
            clock=self.clock,
            identities=self.identities,
            throttles=MemoryThrottles(self.store),
            throttle_factor=self.throttle_factor,
            scanner=self.scanner,
        )

    @property
    def use_cases(self) -> UseCases:
        """Everything the service can do."""
        return self.world.use_cases(POLICY)

    @property
    def access(self) -> Access:
        """Who is asking."""
        return self.use_cases.access

    @property
    def signing_in(self) -> SigningIn:
        """Sessions."""
        return self.use_cases.signing_in

    @property
    def signing_up(self) -> SigningUp:
        """New organizations."""
        return self.use_cases.signing_up

    @property
    def members(self) -> Members:
        """Members."""
        return self.use_cases.members

    @property
    def own_account(self) -> OwnAccount:
        """One's own account."""
        return self.use_cases.own_account

    @property
    def settings(self) -> Settings:
        """The organization's settings."""
        return self.use_cases.settings

    @property
    def expenses(self) -> Expenses:
        """Expenses."""
        return self.use_cases.expenses

    @property
    def receipts(self) -> Receipts:
        """Receipts."""
        return self.use_cases.receipts

    @property
    def reports(self) -> Reports:
        """Reports."""
        return self.use_cases.reports

    @property
    def api_keys(self) -> ApiKeys:
        """API keys."""
        return self.use_cases.api_keys

    @property
    def second_factors(self) -> SecondFactors:
        """Second factors."""
        return self.use_cases.second_factors

    @property
    def confirming(self) -> Confirming:
        """Addresses and new passwords."""
        return self.use_cases.confirming

    @property
    def audit_trail(self) -> AuditTrail:
        """The audit log."""
        return self.use_cases.audit_trail

    @property
    def reader(self) -> Reader:
        """The reading of receipts."""
        return self.world.reader(self.engine, self.painter)

    @property
    def recovery(self) -> Recovery:
        """The search for what was left lying."""
        return self.world.recovery()

    @property
    def disposal(self) -> Disposal:
        """The destruction of files that no receipt keeps."""
        return self.world.disposal

    @property
    def relay(self) -> Relay:
        """The relay."""
        return Relay(MemoryOutboxFeed(self.store), self.queue)

    def found(self, name: str = "Acme", email: str = "owner@example.org") -> Actor:
        """A new organization; the answer is its owner."""
        new = NewOrganization(
            organization_name=name,
            name="Olive Owner",
            email=email,
            password=PASSWORD,
            adult=True,
            accepted_policy=POLICY,
        )
        return self.access.actor(self.signing_up.sign_up(new).access_token)

    def join(self, owner: Actor, email: str, role: Role = Role.MEMBER) -> Actor:
        """Another member of the owner's organization."""
        secret = self.members.invite(owner, role).secret
        new = NewMember(
            invitation=secret, name="Milo Member", email=email, password=PASSWORD, adult=True, accepted_policy=POLICY
        )
        return self.access.actor(self.members.accept(new).access_token)

    @property
    def categories(self) -> EntryBook[Category, CategoryId]:
        """Categories."""
        return self.use_cases.categories

    @property
    def brands(self) -> EntryBook[Brand, BrandId]:
        """Brands."""
        return self.use_cases.brands

    @property
    def vendor_rules(self) -> VendorRules:
        """Vendor rules."""
        return self.use_cases.vendor_rules

    def read_all(self) -> None:
        """Relay what waits and do the work it asks for, as a worker would."""
        self.relay.run_once()
        while self.queue.messages:
            message = self.queue.messages.pop(0)
            if message.kind == ReceiptWaits.kind:
                self.reader.read(message.organization, ReceiptId(UUID(message.subject)))


@pytest.fixture
def house() -> House:
    """An empty house."""
    return House()
