"""The reading of receipts: what a worker does with one that waits, and how stopped readings are found again.

No unit is open while an engine works: a reading takes a lease in one unit, reads, and saves what it found in another.

A file with full account numbers in it is drawn anew before its receipt counts as read (P4.5). The new file is kept
first; then receipt and reading point to it, in one unit; then the old bytes are destroyed, unless another receipt still
waits for them. Whoever stops in between leaves a file that no receipt keeps, and `Disposal` finds it.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Final

from attrs import evolve, field, frozen

from plutopixie.domain import account_numbers
from plutopixie.domain import receipts as rules
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable, UnreadableDocumentError
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.events import ReceiptRead, ReceiptUnreadable, ReceiptWaits
from plutopixie.domain.ids import MessageId, OrganizationId, ReceiptId
from plutopixie.domain.reading.extraction import Place, ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.domain.receipts import Reading, Reason, Receipt, State, StoredFile
from plutopixie.ports.inbound.disposal import Disposal
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.directory import Directory
from plutopixie.ports.outbound.files import Files, FilesUnavailableError, MissingFileError
from plutopixie.ports.outbound.page_painter import PagePainter
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
class Painted:
    """A document drawn anew, the digest under which it is kept, and at how many places it was masked."""

    content: bytes = field(repr=lambda content: f"<{len(content)} bytes>")
    digest: str
    masked: int


@frozen
class Done:
    """What was read; and the file that was drawn anew, if the document showed account numbers."""

    reading: Reading
    painted: Painted | None = None


@frozen
class Undone:
    """Why nothing was read, as a stable code; whether another attempt may help; whether account numbers were seen."""

    reason: str
    passing: bool = False
    shows_numbers: bool = False


@frozen
class Attempt:
    """A reading that was done and is not saved yet: the receipt as it was leased, and what was read or why not."""

    organization: OrganizationId
    receipt: Receipt
    outcome: Done | Undone

    @property
    def code(self) -> str:
        """How it ended, as a stable code: "read", or the reason why not."""
        return State.READ if isinstance(self.outcome, Done) else self.outcome.reason


@frozen
class Reader:
    """Reads one waiting receipt."""

    open_unit: OpenUnit
    files: Files
    text_reader: TextReader
    painter: PagePainter
    disposal: Disposal
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

    def _outcome(self, organization: OrganizationId, begun: _Begun) -> Done | Undone:
        stored = begun.receipt.file
        try:
            document = Document(self.files.get(organization, stored.digest), stored.media_type)
            recognized = self.text_reader.read(document)
            places = account_numbers.sensitive_places(recognized)
            masked = len(places) or self._hidden(document)
            done = Done(understood(recognized, begun.context))
        except UnreadableDocumentError as problem:
            return Undone(problem.reason)
        except MissingFileError as problem:
            return Undone(problem.code)
        except (ReaderUnavailableError, FilesUnavailableError) as problem:
            return Undone(_stopped_by(problem), passing=True)
        try:
            return evolve(done, painted=self._painted(organization, document, places, masked)) if masked else done
        except UnreadableDocumentError:
            return Undone(Reason.NOT_MASKED, shows_numbers=True)
        except (ReaderUnavailableError, FilesUnavailableError) as problem:
            return Undone(_stopped_by(problem), passing=True, shows_numbers=True)

    def _hidden(self, document: Document) -> int:
        """How many account numbers the document holds where no engine sees them."""
        return sum(len(account_numbers.mask(text).found) for text in self.painter.hidden_texts(document))

    def _painted(
        self, organization: OrganizationId, document: Document, places: tuple[Place, ...], masked: int
    ) -> Painted:
        content = self.painter.paint(document, places).content
        return Painted(content, self.files.put(organization, content), masked)

    def save(self, attempt: Attempt) -> None:
        """Save what was read; to be tried again while the records are unavailable, for reading is dear."""
        ended = self._end(attempt)
        if ended is not None and (ended.file.digest != attempt.receipt.file.digest or not ended.file.kept):
            self._destroy(attempt.organization, attempt.receipt.file.digest)

    def _destroy(self, organization: OrganizationId, digest: str) -> None:
        """Destroy the bytes that were uploaded; if that can't be done now, the next sweep of the files does it."""
        with contextlib.suppress(FilesUnavailableError):
            self.disposal.destroy(organization, digest)

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

    def _end(self, attempt: Attempt) -> Receipt | None:
        """Save the outcome, unless the lease was lost meanwhile and another attempt is under way or done."""
        with self.open_unit(attempt.organization) as unit:
            try:
                receipt = unit.receipts.get(attempt.receipt.id, lock=True)
            except NotFoundError:
                return None
            if not rules.is_current(receipt, attempt.receipt.attempts):
                return None
            ended = self._ended(unit, attempt, receipt)
            unit.receipts.save(ended)
            if ended.state is State.READ:
                unit.outbox.add(MessageId(self.identities.new()), ReceiptRead(ended.id))
            elif ended.state is State.UNREADABLE:
                unit.outbox.add(MessageId(self.identities.new()), ReceiptUnreadable(ended.id))
            return ended

    def _ended(self, unit: Unit, attempt: Attempt, receipt: Receipt) -> Receipt:
        outcome = attempt.outcome
        if isinstance(outcome, Done):
            return rules.finish(receipt, outcome.reading, self._kept(unit, attempt.organization, receipt, outcome))
        if outcome.passing and not rules.exhausted(receipt):
            return rules.put_back(receipt, self.clock.now() + PAUSE)
        return rules.destroy(receipt) if outcome.shows_numbers else rules.fail(receipt, outcome.reason)

    def _kept(self, unit: Unit, organization: OrganizationId, receipt: Receipt, done: Done) -> StoredFile:
        """The file of the receipt from now on, held and on the disk."""
        painted = done.painted
        if painted is None:
            return receipt.file
        unit.receipts.hold_file(painted.digest)
        self.files.put(organization, painted.content)  # again: it was nobody's, and may have been swept meanwhile
        return receipt.file.painted(painted.digest, len(painted.content), painted.masked)


def _stopped_by(problem: ReaderUnavailableError | FilesUnavailableError) -> Reason:
    """What stopped an attempt: the document's own doing, or that something was not there."""
    reason = problem.reason if isinstance(problem, ReaderUnavailableError) else None
    return Reason.UNAVAILABLE if reason is None else _STOPPED_BY.get(reason, Reason.UNAVAILABLE)


def understood(recognized: RecognizedText, context: ReadingContext) -> Reading:
    """What the recognized words say. Card and account numbers are masked before anything else sees them (P4.4)."""
    masked = account_numbers.mask_recognized(recognized)
    plain = account_numbers.mask(masked.text[: rules.TEXT_LENGTH_MAX]).text
    return Reading(extract(masked, context), plain, masked.engine, masked.engine_version, masked.fingerprint)


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
