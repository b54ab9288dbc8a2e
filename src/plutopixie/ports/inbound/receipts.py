"""Receipts: uploaded, looked at, read again, and confirmed into expenses."""

from __future__ import annotations

import enum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from plutopixie.domain import documents
from plutopixie.domain import receipts as rules
from plutopixie.domain.currencies import currency
from plutopixie.domain.errors import IllegalMoveError, InvalidValueError, NotFoundError
from plutopixie.domain.events import ReceiptWaits
from plutopixie.domain.expenses import Kind
from plutopixie.domain.ids import ExpenseId, MessageId, ReceiptId
from plutopixie.domain.listing import PAGE_MAX
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.permissions import Permission, Sight
from plutopixie.domain.reading.extraction import Extraction
from plutopixie.domain.reading.likeness import contradict
from plutopixie.domain.receipts import Receipt, State, StoredFile
from plutopixie.domain.suggestions import Suggested, Suggestion
from plutopixie.domain.throttling import Limit
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.expenses import Expenses, ExpenseView
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.inbound.repetition import RequestKey, once
from plutopixie.ports.inbound.statements import (
    UNSET,
    ExpenseChanges,
    ExpenseStatement,
    StatedPayment,
    changed,
)
from plutopixie.ports.inbound.teaching import suggested, teach_by_confirming
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.file_scanner import FileScanner
from plutopixie.ports.outbound.files import Files
from plutopixie.ports.outbound.units import OpenUnit, Unit

_NEEDED: Final = ("vendor", "date", "amount")


class Likeness(enum.StrEnum):
    """In which way two things resemble each other."""

    SAME_FILE = "same-file"
    SAME_PICTURE = "same-picture"
    SAME_EXPENSE = "same-vendor-date-total"


@frozen
class Resemblance:
    """Something this receipt resembles: another receipt or an expense. Pointed out, never acted on."""

    likeness: Likeness
    receipt: ReceiptId | None = None
    expense: ExpenseId | None = None


@frozen
class ReceiptView:
    """A receipt with what it resembles, and what is suggested beside what was read."""

    receipt: Receipt
    resembles: tuple[Resemblance, ...] = ()
    suggestion: Suggestion = field(factory=Suggestion)


@frozen
class Receipts:
    """The use cases over receipts. A member works on their own, an admin and the owner on everybody's."""

    open_unit: OpenUnit
    files: Files
    expenses: Expenses
    guard: Guard
    clock: Clock
    identities: Identities
    scanner: FileScanner | None = None

    def upload(
        self, actor: Actor, content: bytes, name: str = "receipt", request: RequestKey | None = None
    ) -> ReceiptView:
        """Keep a file and have it read. When this returns, file and receipt are safe.

        Raises:
            UnreadableDocumentError: the content is not of a kind that is taken, or damaged beyond doubt.
            TooLargeError: the file is over 20 MB.
            InfectedFileError: the virus scanner found something; nothing is kept.
            ScannerUnavailableError: there is a virus scanner and it gives no answer; nothing is kept.
            ThrottledError: the member uploaded too much lately.
        """
        document = documents.recognize(content)
        clean = rules.file_name(name)
        now = self.clock.now()
        self._require_may_upload(actor)
        self.guard.spend_of(Limit.UPLOAD, actor)
        if self.scanner is not None:
            self.scanner.scan(content)
        digest = self.files.put(actor.organization, content)  # before the record: a record always has its file
        with self.open_unit(actor.organization) as unit:
            admitted = admit(unit, actor, Permission.CHANGE_RECEIPTS, now)

            def effect() -> ReceiptId:
                unit.receipts.hold_file(digest)
                self.files.put(actor.organization, content)  # again: it was nobody's, and may have been swept meanwhile
                stored = StoredFile(digest, len(content), document.media_type, clean)
                id = ReceiptId(self.identities.new())
                unit.receipts.add(rules.upload(id, stored, by=admitted.member.id, at=now))
                self._announce(unit, id)
                return id

            done = once(unit, admitted.member.id, request, now, effect)
            return self._view(unit, unit.receipts.get(ReceiptId(UUID(done))), admitted.sight)

    def _require_may_upload(self, actor: Actor) -> None:
        """Nobody fills the disk who may not upload; checked again where the receipt is recorded."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.CHANGE_RECEIPTS, self.clock.now())

    def get(self, actor: Actor, id: ReceiptId) -> ReceiptView:
        """One receipt; raises NotFoundError for what is hidden or not there."""
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.SEE_RECEIPTS, self.clock.now()).sight
            return self._view(unit, _seen(unit, id, sight), sight)

    def list(
        self, actor: Actor, after: ReceiptId | None = None, limit: int = PAGE_MAX
    ) -> tuple[tuple[Receipt, ...], ReceiptId | None]:
        """Up to `limit` receipts, the latest first, and the id after which the next page begins if there is one."""
        if not 1 <= limit <= PAGE_MAX:
            raise InvalidValueError("limit", f"is from 1 to {PAGE_MAX}")
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.SEE_RECEIPTS, self.clock.now()).sight
            found = unit.receipts.list(sight.owner, after, limit + 1)
        page = found[:limit]
        return page, page[-1].id if len(found) > limit else None

    def file(self, actor: Actor, id: ReceiptId) -> tuple[StoredFile, bytes]:
        """The kept file and what it is: byte for byte what was uploaded (P2.4), unless it was painted over (P4.5).

        Raises NotFoundError for what is hidden, not there, or had to be destroyed.
        """
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.SEE_RECEIPTS, self.clock.now()).sight
            stored = _seen(unit, id, sight).file
        if not stored.kept:
            raise NotFoundError("file")
        return stored, self.files.get(actor.organization, stored.digest)

    def retry(self, actor: Actor, id: ReceiptId) -> ReceiptView:
        """Have a receipt read once more; raises IllegalMoveError while it waits, is being read, or is confirmed."""
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.CHANGE_RECEIPTS, now).sight
            receipt = rules.retry(_seen(unit, id, sight, lock=True), now)
            unit.receipts.save(receipt)
            self._announce(unit, id)
            return self._view(unit, receipt, sight)

    def confirm(
        self,
        actor: Actor,
        id: ReceiptId,
        corrections: ExpenseChanges,
        request: RequestKey | None = None,
    ) -> ExpenseView:
        """Make a recorded expense of a receipt: what was read and suggested, as the person corrected it.

        A correction of vendor, category or brand is remembered as a rule for the next receipt of that vendor.

        Raises:
            IllegalMoveError: the receipt is still being read, or belongs to an expense already.
            InvalidValueError: a needed field was not read and not stated, or breaks a rule.
        """
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            admitted = admit(unit, actor, Permission.CHANGE_RECEIPTS, now)

            def effect() -> ExpenseId:
                receipt = _settled(_seen(unit, id, admitted.sight, lock=True))
                shown = suggested(unit, receipt)
                details = self.expenses.stating(unit).details(stated(receipt, shown, corrections))
                expense = self.expenses.add(unit, details, receipt.uploaded_by, now)
                unit.receipts.save(rules.attach(receipt, expense.id))
                teach_by_confirming(unit, self.identities, receipt, details, shown)
                return expense.id

            done = once(unit, admitted.member.id, request, now, effect)
            expense = unit.expenses.get(ExpenseId(UUID(done)))
            home = unit.organization.get().home_currency
            return ExpenseView(expense, home, unit.receipts.of_expenses([expense.id]).get(expense.id, ()))

    def _announce(self, unit: Unit, id: ReceiptId) -> None:
        unit.outbox.add(MessageId(self.identities.new()), ReceiptWaits(id))

    def _view(self, unit: Unit, receipt: Receipt, sight: Sight) -> ReceiptView:
        shown = suggested(unit, receipt)
        return ReceiptView(receipt, _twins(unit, receipt, sight) + _alike(unit, receipt, shown, sight), shown)


def _twins(unit: Unit, receipt: Receipt, sight: Sight) -> tuple[Resemblance, ...]:
    """Other receipts of the same file, or of a picture of the same paper."""
    found = [(Likeness.SAME_FILE, other) for other in _with_file(unit, receipt.file)]
    known = {other.id for _, other in found} | {receipt.id}
    found += [(Likeness.SAME_PICTURE, other) for other in _pictured_alike(unit, receipt) if other.id not in known]
    return tuple(
        Resemblance(likeness, receipt=other.id)
        for likeness, other in found
        if other.id != receipt.id and sight.covers(other.uploaded_by)
    )


def _with_file(unit: Unit, file: StoredFile) -> tuple[Receipt, ...]:
    """Receipts of the file as it was uploaded or as it was painted over, each once."""
    found = [one for digest in {file.uploaded, file.digest} for one in unit.receipts.with_file(digest)]
    return tuple(sorted({one.id: one for one in found}.values(), key=lambda one: one.id))


def _pictured_alike(unit: Unit, receipt: Receipt) -> tuple[Receipt, ...]:
    """Receipts whose pictures look like this one's, as far as nothing that was read says otherwise."""
    reading = receipt.reading
    if reading is None or reading.fingerprint is None:
        return ()
    return tuple(
        other
        for other in unit.receipts.pictured_alike(reading.fingerprint)
        if other.reading is not None and not contradict(other.reading.extraction, reading.extraction)
    )


def _alike(unit: Unit, receipt: Receipt, shown: Suggestion, sight: Sight) -> tuple[Resemblance, ...]:
    """Expenses of the vendor, date and total that were read; of the vendor that is meant, where a rule says so."""
    read = receipt.reading.extraction if receipt.reading else Extraction()
    if read.vendor is None or read.date is None or read.total is None or read.currency is None:
        return ()
    vendor = unit.vendors.find(shown.vendor.value if shown.vendor else read.vendor.value)
    if vendor is None:
        return ()
    amount = Money.parse(str(read.total.value), currency(read.currency.value), "total")
    return tuple(
        Resemblance(Likeness.SAME_EXPENSE, expense=id)
        for id, owner in unit.expenses.alike(vendor.id, read.date.value, amount)
        if id != receipt.expense and sight.covers(owner)
    )


def _seen(unit: Unit, id: ReceiptId, sight: Sight, *, lock: bool = False) -> Receipt:
    receipt = unit.receipts.get(id, lock=lock)
    sight.require(receipt.uploaded_by, "receipt")
    return receipt


def _settled(receipt: Receipt) -> Receipt:
    if receipt.state not in {State.READ, State.UNREADABLE}:
        raise IllegalMoveError("receipt", receipt.state.value, "be confirmed")
    return receipt


def stated(receipt: Receipt, shown: Suggestion, corrections: ExpenseChanges) -> ExpenseStatement:
    """What was read and suggested, with a person's corrections over it; raises InvalidValueError for what is missing.

    Whoever divides the expense says what it is for, so that nothing is suggested for the whole.
    """
    offered = evolve(_as_read(receipt), **_as_suggested(shown, divided=bool(corrections.stated().get("splits"))))
    said = evolve(offered, **corrections.stated())  # type: ignore[arg-type]  # fields of the same names
    for name in _NEEDED:
        if getattr(said, name) is UNSET:
            raise InvalidValueError(name, "was not read from the receipt; state it")
    return changed(ExpenseStatement(date="", amount="", vendor=""), said)


def _as_suggested(shown: Suggestion, *, divided: bool) -> dict[str, Any]:
    offered: dict[str, Suggested[Any] | None] = {"vendor": shown.vendor}
    if not divided:
        offered |= {"category": shown.category, "brand": shown.brand}
    return {name: found.value for name, found in offered.items() if found is not None}


def _as_read(receipt: Receipt) -> ExpenseChanges:
    read = receipt.reading.extraction if receipt.reading else Extraction()
    total = read.total.value if read.total else None
    return ExpenseChanges(
        date=read.date.value.isoformat() if read.date else UNSET,
        amount=UNSET if total is None else f"{total:f}",
        vendor=read.vendor.value if read.vendor else UNSET,
        currency=read.currency.value if read.currency else UNSET,
        kind=Kind.REFUND if total is not None and total < 0 else UNSET,
        payment_method=paid_as_read(read) or UNSET,
        tax=f"{read.tax.value:f}" if read.tax else UNSET,
    )


def paid_as_read(read: Extraction) -> StatedPayment | None:
    """The payment method that was read: last four digits that stand alone are a card's, and cash has none."""
    last4 = read.last4.value if read.last4 else None
    if read.payment is None:
        return StatedPayment(PaymentKind.CARD, last4) if last4 else None
    kind = read.payment.value
    return StatedPayment(kind, None if kind is PaymentKind.CASH else last4)
