"""The reading of receipts: what a worker does with one that waits, and how stopped readings are found again.

No unit is open while an engine works: a reading takes a lease in one unit, reads, and saves what it found in another.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from attrs import frozen

from plutopixie.domain import account_numbers
from plutopixie.domain import receipts as rules
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable, UnreadableDocumentError
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.events import ReceiptRead, ReceiptUnreadable, ReceiptWaits
from plutopixie.domain.ids import MessageId, OrganizationId, ReceiptId
from plutopixie.domain.reading.extraction import ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.domain.receipts import Reading, Reason, Receipt, State
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.directory import Directory
from plutopixie.ports.outbound.files import Files, FilesUnavailableError, MissingFileError
from plutopixie.ports.outbound.text_reader import TextReader
from plutopixie.ports.outbound.units import OpenUnit, Unit

LEASE: Final = timedelta(minutes=4)
PAUSE: Final = timedelta(seconds=30)
#: What a reading that may be tried again is stopped by; anything else an engine says means that it can't read now.
_STOPPED_BY: Final = {
    Unavailable.CRASHED: Reason.STOPPED,
    Unavailable.OVERRAN: Reason.TOOK_TOO_LONG,
    Unavailable.TOO_MUCH_MEMORY: Reason.TOO_MUCH_MEMORY,
}
SWEPT_A_UNIT: Final = 1_000
LISTED_AT_ONCE: Final = 500


@frozen
class _Begun:
    """An attempt that holds the lease, and what it needs."""

    receipt: Receipt
    context: ReadingContext


@frozen
class Attempt:
    """A reading that was done and is not saved yet: the receipt as it was leased, and what was read or why not."""

    organization: OrganizationId
    receipt: Receipt
    outcome: Reading | str

    @property
    def code(self) -> str:
        """How it ended, as a stable code: "read", or the reason why not."""
        return State.READ if isinstance(self.outcome, Reading) else self.outcome


@frozen
class Reader:
    """Reads one waiting receipt."""

    open_unit: OpenUnit
    files: Files
    text_reader: TextReader
    clock: Clock
    identities: Identities

    def read(self, organization: OrganizationId, id: ReceiptId) -> None:
        """Read the receipt if it waits; anything else means that somebody else did or does, and nothing happens."""
        attempt = self.attempt(organization, id)
        if attempt is not None:
            self.save(attempt)

    def attempt(self, organization: OrganizationId, id: ReceiptId) -> Attempt | None:
        """Lease the receipt and read it; None if it does not wait."""
        begun = self._begin(organization, id)
        if begun is None:
            return None
        return Attempt(organization, begun.receipt, self._outcome(organization, begun))

    def _outcome(self, organization: OrganizationId, begun: _Begun) -> Reading | str:
        stored = begun.receipt.file
        try:
            document = Document(self.files.get(organization, stored.digest), stored.media_type)
            return understood(self.text_reader.read(document), begun.context)
        except UnreadableDocumentError as problem:
            return problem.reason
        except MissingFileError as problem:
            return problem.code
        except ReaderUnavailableError as problem:
            return _STOPPED_BY.get(problem.reason, Reason.UNAVAILABLE)
        except FilesUnavailableError:
            return Reason.UNAVAILABLE

    def save(self, attempt: Attempt) -> None:
        """Save what was read; to be tried again while the records are unavailable, for reading is dear."""
        self._end(attempt.organization, attempt.receipt, attempt.outcome)

    def _begin(self, organization: OrganizationId, id: ReceiptId) -> _Begun | None:
        now = self.clock.now()
        with self.open_unit(organization) as unit:
            try:
                receipt = unit.receipts.get(id, lock=True)
            except NotFoundError:
                return None
            if receipt.state is not State.UPLOADED:
                return None
            home = unit.organization.get()
            receipt = rules.start(receipt, now, LEASE)
            unit.receipts.save(receipt)
            today = now.astimezone(home.zone()).date()
            return _Begun(receipt, ReadingContext(today, home.home_currency.code))

    def _end(self, organization: OrganizationId, attempt: Receipt, outcome: Reading | str) -> None:
        """Save the outcome, unless the lease was lost meanwhile and another attempt is under way or done."""
        with self.open_unit(organization) as unit:
            try:
                receipt = unit.receipts.get(attempt.id, lock=True)
            except NotFoundError:
                return
            if not rules.is_current(receipt, attempt.attempts):
                return
            if isinstance(outcome, Reading):
                unit.receipts.save(rules.finish(receipt, outcome))
                unit.outbox.add(MessageId(self.identities.new()), ReceiptRead(receipt.id))
            elif isinstance(outcome, Reason) and not rules.exhausted(receipt):
                unit.receipts.save(rules.put_back(receipt, self.clock.now() + PAUSE))
            else:
                give_up(unit, self.identities, receipt, outcome)


def understood(recognized: RecognizedText, context: ReadingContext) -> Reading:
    """What the recognized words say. Card and account numbers are masked before anything else sees them (P4.4)."""
    masked = account_numbers.mask_recognized(recognized)
    plain = account_numbers.mask(masked.text[: rules.TEXT_LENGTH_MAX]).text
    return Reading(extract(masked, context), plain, masked.engine, masked.engine_version)


def give_up(unit: Unit, identities: Identities, receipt: Receipt, reason: str) -> None:
    """The receipt is unreadable, and those concerned are told."""
    unit.receipts.save(rules.fail(receipt, reason))
    unit.outbox.add(MessageId(identities.new()), ReceiptUnreadable(receipt.id))


@frozen
class Recovery:
    """Finds receipts that were left lying: readings that stopped half-way, and receipts nobody came for."""

    open_unit: OpenUnit
    directory: Directory
    clock: Clock
    identities: Identities

    def sweep(self, *, alone: bool = False) -> int:
        """Put overdue receipts back to work in every organization; returns how many were found.

        With `alone` every reading counts as stopped and every receipt that waits is announced again: for a start at
        which no other worker can be alive, and what the queue still knows is uncertain.
        """
        found = 0
        after: OrganizationId | None = None
        while organizations := self.directory.organizations(after, LISTED_AT_ONCE):
            found += sum(self._sweep_one(organization, alone=alone) for organization in organizations)
            after = organizations[-1]
        return found

    def _sweep_one(self, organization: OrganizationId, *, alone: bool) -> int:
        horizon = self.clock.now() + (max(LEASE, rules.WAIT_MAX) if alone else timedelta())
        with self.open_unit(organization) as unit:
            overdue = unit.receipts.stopped(horizon, SWEPT_A_UNIT)
            for id in overdue:
                self._recover(unit, unit.receipts.get(id, lock=True), alone=alone)
        return len(overdue)

    def _recover(self, unit: Unit, receipt: Receipt, *, alone: bool) -> None:
        now = self.clock.now()
        if not alone and (receipt.due_at is None or receipt.due_at > now):
            return
        if receipt.state is State.READING:
            if rules.exhausted(receipt):
                give_up(unit, self.identities, receipt, Reason.STOPPED)
                return
            unit.receipts.save(rules.put_back(receipt, now + rules.WAIT_MAX))
        elif receipt.state is State.UPLOADED:
            unit.receipts.save(rules.announce_again(receipt, now))
        else:
            return
        unit.outbox.add(MessageId(self.identities.new()), ReceiptWaits(receipt.id))
