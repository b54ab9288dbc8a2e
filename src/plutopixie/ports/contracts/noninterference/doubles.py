"""Plain stand-ins for the ports that are not what is proven: quick, and the same in both worlds."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from attrs import evolve, field, frozen

from plutopixie.domain.currencies import Currency
from plutopixie.domain.documents import Document
from plutopixie.domain.errors import NotSignedInError
from plutopixie.domain.exchange import Rate, RateSource
from plutopixie.domain.ids import MemberId, OrganizationId, SessionId
from plutopixie.domain.letters import Letter
from plutopixie.domain.passwords import Password
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.domain.throttling import Bucket
from plutopixie.ports.outbound.directory import Membership
from plutopixie.ports.outbound.tokens import Claims

_KEY: Final = b"not a secret"
_PARTS: Final = 5


@frozen
class PlainHasher:
    """`ports.outbound.passwords.PasswordHasher` that salts nothing and is quick."""

    def hash(self, password: Password) -> str:
        """A digest that is different from the password."""
        return hashlib.sha256(password.reveal().encode()).hexdigest()

    def verify(self, password: Password, hashed: str | None) -> bool:
        """Whether the digest is that of the password."""
        return hashed is not None and hmac.compare_digest(self.hash(password), hashed)

    def outdated(self, hashed: str) -> bool:
        """No hash is better than another."""
        assert hashed
        return False


@frozen
class PlainCommonPasswords:
    """`ports.outbound.passwords.CommonPasswords` that knows one."""

    common: str = "correct horse battery"

    def holds(self, password: Password) -> bool:
        """Whether it is that one."""
        return password.reveal() == self.common


@frozen
class PlainSecrets:
    """`ports.outbound.derived_secrets.DerivedSecrets` that anybody can reckon."""

    def secret(self, purpose: str, id: UUID) -> bytes:
        """The digest of both."""
        return hashlib.sha256(f"{purpose} {id}".encode()).digest()


@frozen
class NoLimits:
    """`ports.outbound.throttles.Throttles` that lets everything through.

    Whoever asks from one place shares its limits by nature; that a member's own are nobody else's has tests beside the
    limits.
    """

    def claim(self, buckets: Collection[Bucket], at: datetime) -> timedelta | None:  # noqa: ARG002 - the port's face
        """There is room."""
        return None

    def settle(self, returned: Collection[Bucket], places: Collection[str], until: datetime) -> None:
        """Nothing was claimed."""

    def remembered(self, places: Collection[str], at: datetime) -> frozenset[str]:  # noqa: ARG002 - same
        """No place is."""
        return frozenset()

    def besieged(
        self,
        word: str,  # noqa: ARG002 - same
        full_from: datetime,  # noqa: ARG002 - same
        after: Membership | None,  # noqa: ARG002 - same
        limit: int,  # noqa: ARG002 - same
    ) -> tuple[Membership, ...]:
        """Nobody is."""
        return ()

    def forget(self, before: datetime, beyond: datetime) -> int:  # noqa: ARG002 - same
        """There is nothing."""
        return 0


@frozen
class PlainMailer:
    """`ports.outbound.mail.Mailer` that keeps the letters."""

    letters: list[Letter] = field(factory=list)

    def send(self, letter: Letter, id: UUID) -> None:  # noqa: ARG002 - the port's face
        """Keep the letter."""
        self.letters.append(letter)


@frozen
class PlainTokens:
    """`ports.outbound.tokens.AccessTokens` in which nothing is random."""

    def issue(self, claims: Claims, *, at: datetime, expires_at: datetime) -> str:  # noqa: ARG002 - the port's face
        """The claims and the end, signed with a key that everybody knows."""
        parts = (claims.organization.hex, claims.member.hex, claims.session.hex, str(int(expires_at.timestamp())))
        return ".".join((*parts, _signature(*parts)))

    def read(self, token: str, *, at: datetime) -> Claims:
        """The claims of a token that was issued here and has not expired."""
        *parts, signature = token.split(".")
        if len(parts) != _PARTS - 1 or not hmac.compare_digest(signature, _signature(*parts)):
            raise NotSignedInError
        organization, member, session, end = parts
        if at >= datetime.fromtimestamp(int(end), UTC):
            raise NotSignedInError
        return Claims(OrganizationId(UUID(organization)), MemberId(UUID(member)), SessionId(UUID(session)))


def _signature(*parts: str) -> str:
    return hmac.digest(_KEY, ".".join(parts).encode(), "sha256").hex()


@frozen
class PlainCodes:
    """`ports.outbound.time_codes.TimeCodes` whose codes are quick to reckon."""

    def matching_step(self, secret: bytes, code: str, steps: range) -> int | None:
        """The latest of the steps whose code this is."""
        return next((step for step in reversed(steps) if plain_code(self.spelled(secret), step) == code), None)

    def address(self, secret: bytes, account: str) -> str:
        """What a device reads."""
        return f"otpauth://totp/{account}?secret={self.spelled(secret)}"

    def spelled(self, secret: bytes) -> str:
        """What a person types."""
        return secret.hex()


def plain_code(spelled: str, step: int) -> str:
    """What a device with this secret shows in that step."""
    return f"{int(hashlib.sha256(f'{spelled} {step}'.encode()).hexdigest()[:8], 16) % 10**6:06}"


@frozen
class FixedRates:
    """`ports.outbound.rates.ExchangeRates`: a euro is worth 1.10 dollars on every day; nothing else is known."""

    def rate(self, base: Currency, quote: Currency, day: date) -> Rate | None:
        """The rate, or None."""
        if (base.code, quote.code) != ("EUR", "USD"):
            return None
        return Rate(base, quote, Decimal("1.10"), day, RateSource.ECB)


@frozen
class PrintedReceipt:
    """`ports.outbound.text_reader.TextReader` that finds the same receipt in every document."""

    rows: tuple[str, ...] = ("BLUE CAFE", "02/14/2026", "Coffee 4.00", "Cake 6.00", "TOTAL $10.00", "VISA ****4242")

    def read(self, document: Document) -> RecognizedText:
        """The rows, one below the other."""
        assert document.content
        words = tuple(
            Word(row, Box(10, 30 * place, 10 + 12 * len(row), 30 * place + 20), 0.99)
            for place, row in enumerate(self.rows, 1)
        )
        return RecognizedText((Page(1, 400, 600, words),), "printed", "1")


@frozen
class BlackInk:
    """`ports.outbound.page_painter.PagePainter` for documents that are no more than their first bytes."""

    def hidden_texts(self, document: Document) -> tuple[str, ...]:
        """Nothing is hidden."""
        assert document.content
        return ()

    def paint(self, document: Document, places: Collection[Place]) -> Document:
        """The document, with as much ink at its end as it has places."""
        return evolve(document, content=document.content + b"ink" * len(places))
