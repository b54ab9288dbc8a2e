"""How the use cases are put together from the outbound ports. No adapter is named here; `wiring` does that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from plutopixie.entrypoints.use_cases import UseCases
from plutopixie.ports.inbound.access import Access
from plutopixie.ports.inbound.api_keys import ApiKeys
from plutopixie.ports.inbound.auditing import AuditTrail, Notary
from plutopixie.ports.inbound.catalog import Settings, brands, categories, tags
from plutopixie.ports.inbound.choosing_passwords import ChoosingPasswords
from plutopixie.ports.inbound.confirming import Confirming
from plutopixie.ports.inbound.disposal import Disposal
from plutopixie.ports.inbound.expenses import Expenses
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.inbound.issuing_codes import Codes
from plutopixie.ports.inbound.members import Members
from plutopixie.ports.inbound.operating import Operating
from plutopixie.ports.inbound.own_account import OwnAccount
from plutopixie.ports.inbound.posting import Posting
from plutopixie.ports.inbound.proving import Proving
from plutopixie.ports.inbound.receipts import Receipts
from plutopixie.ports.inbound.reports import Reports
from plutopixie.ports.inbound.second_factors import SecondFactors
from plutopixie.ports.inbound.second_step import SecondStep
from plutopixie.ports.inbound.signing_in import SigningIn
from plutopixie.ports.inbound.signing_up import SigningUp
from plutopixie.ports.inbound.vendor_rules import VendorRules
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.derived_secrets import DerivedSecrets
from plutopixie.ports.outbound.directory import Directory
from plutopixie.ports.outbound.file_scanner import FileScanner
from plutopixie.ports.outbound.files import Files
from plutopixie.ports.outbound.mail import Mailer
from plutopixie.ports.outbound.page_painter import PagePainter
from plutopixie.ports.outbound.passwords import CommonPasswords, PasswordHasher
from plutopixie.ports.outbound.rates import ExchangeRates
from plutopixie.ports.outbound.text_reader import TextReader
from plutopixie.ports.outbound.throttles import Throttles
from plutopixie.ports.outbound.time_codes import TimeCodes
from plutopixie.ports.outbound.tokens import AccessTokens
from plutopixie.ports.outbound.units import OpenUnit

if TYPE_CHECKING:
    from plutopixie.ports.inbound.housekeeping import Housekeeping, Watch
    from plutopixie.ports.inbound.reading import Reader, Recovery


@frozen
class World:
    """What the core needs of the world, one field a port; and by how much an operator widened the limits."""

    open_unit: OpenUnit
    directory: Directory
    files: Files
    hasher: PasswordHasher
    common_passwords: CommonPasswords
    tokens: AccessTokens
    time_codes: TimeCodes
    derived_secrets: DerivedSecrets
    rates: ExchangeRates
    clock: Clock
    identities: Identities
    throttles: Throttles
    throttle_factor: int = 1
    scanner: FileScanner | None = None

    def use_cases(self, policy_version: str) -> UseCases:
        """Everything the service can do; `policy_version` is the privacy policy in force."""
        units, clock, ids = self.open_unit, self.clock, self.identities
        notary = Notary(clock, ids)
        guard = self.guard
        choosing = ChoosingPasswords(self.hasher, self.common_passwords)
        codes = self.codes()
        proving = Proving(units, self.directory, self.hasher, guard)
        second_step = SecondStep(self.time_codes, guard, notary, clock)
        signing_in = SigningIn(units, proving, guard, self.tokens, second_step, notary, clock, ids)
        own_account = OwnAccount(units, choosing, guard, notary, clock, ids)
        expenses = Expenses(units, self.rates, guard, notary, clock, ids)
        return UseCases(
            access=Access(self.tokens, clock),
            signing_in=signing_in,
            signing_up=SigningUp(
                units, signing_in, choosing, second_step, codes, guard, notary, clock, ids, policy_version
            ),
            members=Members(units, signing_in, choosing, codes, guard, notary, clock, ids, policy_version),
            own_account=own_account,
            confirming=Confirming(units, self.directory, own_account, choosing, codes, guard, notary, clock, ids),
            second_factors=SecondFactors(units, own_account, second_step, notary, clock, ids),
            api_keys=ApiKeys(units, own_account, notary, clock, ids),
            categories=categories(units, clock, ids),
            brands=brands(units, clock, ids),
            tags=tags(units, clock, ids),
            settings=Settings(units, notary, clock, ids),
            vendor_rules=VendorRules(units, clock, ids),
            expenses=expenses,
            receipts=Receipts(units, self.files, expenses, guard, clock, ids, self.scanner),
            reports=Reports(units, clock),
            audit_trail=AuditTrail(units, guard, notary, clock),
        )

    def codes(self) -> Codes:
        """What issues and reckons one-time codes."""
        return Codes(self.derived_secrets, self.clock, self.identities)

    def operating(self) -> Operating:
        """What an operator may do to single accounts."""
        notary = Notary(self.clock, self.identities)
        return Operating(self.open_unit, self.directory, self.codes(), notary, self.clock)

    def posting(self, mailer: Mailer, base_url: str) -> Posting:
        """The sending of letters by that mailer."""
        return Posting(self.open_unit, mailer, self.codes(), self.clock, base_url)

    @property
    def guard(self) -> Guard:
        """The limits on how often something is tried."""
        return Guard(self.throttles, self.clock, self.throttle_factor)

    def reader(self, text_reader: TextReader, painter: PagePainter) -> Reader:
        """The reading of receipts with that engine and that painter."""
        from plutopixie.ports.inbound.reading import Reader  # noqa: PLC0415 - its rules are for the worker alone

        return Reader(self.open_unit, self.files, text_reader, painter, self.disposal, self.clock, self.identities)

    @property
    def disposal(self) -> Disposal:
        """The destruction of files that no receipt keeps."""
        return Disposal(self.open_unit, self.files)

    def recovery(self) -> Recovery:
        """The search for receipts that were left lying."""
        from plutopixie.ports.inbound.reading import Recovery  # noqa: PLC0415 - same

        return Recovery(self.open_unit, self.directory, self.clock, self.identities)

    def housekeeping(self) -> Housekeeping:
        """The forgetting of what was kept for a while."""
        from plutopixie.ports.inbound.housekeeping import Housekeeping  # noqa: PLC0415 - same

        return Housekeeping(self.open_unit, self.directory, self.guard, self.disposal, self.clock)

    def watch(self) -> Watch:
        """The telling of guesses at passwords."""
        from plutopixie.ports.inbound.housekeeping import Watch  # noqa: PLC0415 - same

        return Watch(self.open_unit, self.guard, Notary(self.clock, self.identities), self.clock, self.identities)
