"""Receipts: uploaded, read, lost and found, confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from plutopixie.adapters.memory import MemoryScanner
from plutopixie.domain.documents import ReaderUnavailableError, Unavailable, Unreadable, UnreadableDocumentError
from plutopixie.domain.errors import IllegalMoveError, InvalidValueError, NotFoundError, TooLargeError
from plutopixie.domain.expenses import State as ExpenseState
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.reading.extraction import Extraction, Found, Warning  # noqa: A004
from plutopixie.domain.receipts import ATTEMPTS_MAX, State
from plutopixie.ports.contracts.file_scanners import EICAR
from plutopixie.ports.inbound.reading import LEASE, Attempt, Undone
from plutopixie.ports.inbound.receipts import Likeness, paid_as_read
from plutopixie.ports.inbound.repetition import RequestKey
from plutopixie.ports.inbound.statements import ExpenseChanges, StatedPayment
from plutopixie.ports.outbound.file_scanner import InfectedFileError, ScannerUnavailableError

LINES = ["CORNER SHOP LTD", "1 Main Street, Springfield, IL 62701", "Date: 02/14/2026", "Coffee $3.00", "TOTAL $12.50"]


def photo(mark: bytes = b"") -> bytes:
    """The bytes of a JPEG file, as far as recognizing it goes."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + mark.ljust(64, b"\0") + b"\xff\xd9"


def test_an_upload_is_kept_and_waits(house: Any) -> None:
    """An uploaded file is there byte for byte, and its receipt waits to be read."""
    actor = house.found()

    receipt = house.receipts.upload(actor, photo(), "lunch.jpg").receipt

    stored, content = house.receipts.file(actor, receipt.id)
    assert receipt.state is State.UPLOADED
    assert (stored.name, content) == ("lunch.jpg", photo())


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"GIF89a", b"%PD", b"\xff\xd8"])
def test_what_is_no_receipt_is_refused_and_not_kept(house: Any, content: bytes) -> None:
    """The content decides: what is not of a kind that is taken leaves neither a file nor a receipt."""
    actor = house.found()

    with pytest.raises(UnreadableDocumentError):
        house.receipts.upload(actor, content, "receipt.jpg")

    assert house.receipts.list(actor) == ((), None)
    assert list(house.files.digests(actor.organization)) == []


def test_a_file_over_the_limit_is_refused(house: Any) -> None:
    """A file over 20 MB is refused with the limit."""
    actor = house.found()

    with pytest.raises(TooLargeError):
        house.receipts.upload(actor, photo() + bytes(20 * 1024 * 1024))


@pytest.mark.promise("P3.1")
def test_a_receipt_is_read_and_confirmed(house: Any) -> None:
    """What was read becomes a recorded expense, with the receipt attached."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.lines.extend(LINES)
    house.read_all()

    view = house.receipts.confirm(actor, id, ExpenseChanges(notes="team coffee"))

    details = view.expense.details
    assert house.receipts.get(actor, id).receipt.state is State.READ
    assert (details.vendor.name, details.amount.decimal(), details.date.isoformat()) == (
        "CORNER SHOP LTD",
        "12.50",
        "2026-02-14",
    )
    assert (view.expense.state, view.receipts, details.notes) == (ExpenseState.RECORDED, (id,), "team coffee")


@pytest.mark.parametrize(
    ("tender", "paid"),
    [
        (["Cash 20.00", "Change 7.50"], PaymentMethod(PaymentKind.CASH)),
        (["VISA XXXXXXXXXXXX4242"], PaymentMethod(PaymentKind.CARD, "4242")),
        (["Paid by bank transfer"], PaymentMethod(PaymentKind.BANK)),
        (["Gift card 12.50"], PaymentMethod(PaymentKind.OTHER)),
        ([], None),
    ],
)
def test_the_payment_that_was_read_is_taken(house: Any, tender: list[str], paid: PaymentMethod | None) -> None:
    """The expense is paid as the receipt says; where it says nothing, no payment method is stated."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.lines.extend([*LINES, *tender])
    house.read_all()

    assert house.receipts.confirm(actor, id, ExpenseChanges()).expense.details.payment == paid


@pytest.mark.parametrize(
    ("read", "stated_payment"),
    [
        (Extraction(last4=Found("0042", 0.9)), StatedPayment(PaymentKind.CARD, "0042")),
        (Extraction(payment=Found(PaymentKind.CASH, 0.9), last4=Found("0042", 0.9)), StatedPayment(PaymentKind.CASH)),
        (
            Extraction(payment=Found(PaymentKind.BANK, 0.9), last4=Found("0042", 0.9)),
            StatedPayment(PaymentKind.BANK, "0042"),
        ),
    ],
)
def test_last_four_digits_go_with_the_kind(read: Extraction, stated_payment: StatedPayment) -> None:
    """Digits that stand alone are a card's; cash takes none along, for it would not be saved with them."""
    assert paid_as_read(read) == stated_payment


def test_a_warning_does_not_keep_a_receipt_from_being_confirmed(house: Any) -> None:
    """Items that do not add up are pointed out and nothing more."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.lines.extend([*LINES[:3], "Coffee $3.00", "Cake $4.00", "TOTAL $12.50"])
    house.read_all()

    reading = house.receipts.get(actor, id).receipt.reading
    assert [item.value.description for item in reading.extraction.items] == ["Coffee", "Cake"]
    assert Warning.ITEMS_SUM_DIFFERS in reading.extraction.warnings
    assert house.receipts.confirm(actor, id, ExpenseChanges()).expense


def test_a_receipt_is_confirmed_once(house: Any) -> None:
    """A second confirmation is refused; a repetition of the first gets the same expense."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.lines.extend(LINES)
    house.read_all()
    request = RequestKey("key", b"a" * 32)

    first = house.receipts.confirm(actor, id, ExpenseChanges(), request)
    again = house.receipts.confirm(actor, id, ExpenseChanges(), request)

    assert first.expense.id == again.expense.id
    with pytest.raises(IllegalMoveError):
        house.receipts.confirm(actor, id, ExpenseChanges())


def test_what_was_not_read_must_be_stated(house: Any) -> None:
    """A missing total is asked for by name, never guessed; stated, the receipt can be confirmed."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.lines.extend(LINES[:-1])
    house.read_all()

    with pytest.raises(InvalidValueError) as caught:
        house.receipts.confirm(actor, id, ExpenseChanges())

    assert caught.value.field == "amount"
    assert house.receipts.confirm(actor, id, ExpenseChanges(amount="12.50")).expense


def test_a_receipt_that_waits_is_not_confirmed(house: Any) -> None:
    """Before it was read a receipt can't be confirmed."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id

    with pytest.raises(IllegalMoveError):
        house.receipts.confirm(actor, id, ExpenseChanges(amount="1.00"))


def test_an_unreadable_receipt_says_why_and_can_be_retried(house: Any) -> None:
    """A file that can't be read ends as unreadable with its reason; a retry reads it again."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.problems.append(UnreadableDocumentError(Unreadable.ENCRYPTED))
    house.read_all()
    assert house.receipts.get(actor, id).receipt.reason == "encrypted"

    house.engine.lines.extend(LINES)
    house.receipts.retry(actor, id)
    house.read_all()

    assert house.receipts.get(actor, id).receipt.state is State.READ


def test_work_delivered_twice_reads_once(house: Any) -> None:
    """A message that comes again after the receipt was read does nothing."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.reader.read(actor.organization, id)
    version = house.receipts.get(actor, id).receipt.version

    house.reader.read(actor.organization, id)

    assert house.receipts.get(actor, id).receipt.version == version
    assert len(house.engine.seen) == 1


def test_a_stopped_reading_is_found_and_read_again(house: Any) -> None:
    """A reading whose worker died is put back once its lease ran out, and read by the next worker."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.reader._begin(actor.organization, id)
    house.relay.run_once()
    house.queue.messages.clear()

    assert house.recovery.sweep() == 0
    house.clock.advance(LEASE)
    assert house.recovery.sweep() == 1
    house.engine.lines.extend(LINES)
    house.read_all()

    assert house.receipts.get(actor, id).receipt.state is State.READ


def test_alone_every_reading_counts_as_stopped(house: Any) -> None:
    """A start at which no other worker lives puts readings back without waiting for their leases."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.reader._begin(actor.organization, id)

    house.recovery.sweep(alone=True)

    assert house.receipts.get(actor, id).receipt.state is State.UPLOADED


def test_alone_every_receipt_that_waits_is_announced_again(house: Any) -> None:
    """A start at which no other worker lives doesn't rely on what the queue still knows."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.relay.run_once()
    house.queue.messages.clear()

    assert house.recovery.sweep() == 0
    assert house.recovery.sweep(alone=True) == 1
    house.engine.lines.extend(LINES)
    house.read_all()

    assert house.receipts.get(actor, id).receipt.state is State.READ


def test_what_was_read_is_saved_later(house: Any) -> None:
    """An attempt is read once and can be saved until its lease is lost, and only once."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.lines.extend(LINES)
    attempt = house.reader.attempt(actor.organization, id)
    assert house.receipts.get(actor, id).receipt.state is State.READING

    house.reader.save(attempt)
    version = house.receipts.get(actor, id).receipt.version
    house.reader.save(attempt)

    receipt = house.receipts.get(actor, id).receipt
    assert (receipt.state, receipt.version) == (State.READ, version)
    assert house.reader.attempt(actor.organization, id) is None


def test_a_receipt_that_keeps_stopping_ends_as_unreadable(house: Any) -> None:
    """After its attempts are used up a receipt is unreadable because it was stopped, and says so."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    for _ in range(ATTEMPTS_MAX):
        house.reader._begin(actor.organization, id)
        house.clock.advance(LEASE)
        house.recovery.sweep()

    receipt = house.receipts.get(actor, id).receipt
    assert (receipt.state, receipt.reason) == (State.UNREADABLE, "stopped")


def test_a_late_result_is_not_accepted(house: Any) -> None:
    """A worker that lost its lease does not overwrite what another attempt does."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    slow = house.reader._begin(actor.organization, id)
    house.clock.advance(LEASE)
    house.recovery.sweep()
    house.reader._begin(actor.organization, id)

    house.reader.save(Attempt(actor.organization, slow.receipt, Undone("damaged")))

    assert house.receipts.get(actor, id).receipt.state is State.READING


def test_an_engine_that_is_away_is_waited_for(house: Any) -> None:
    """While no engine is there a receipt waits, and is read when one is back; it is not lost after the first try."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.problems.append(ReaderUnavailableError())
    house.read_all()
    assert house.receipts.get(actor, id).receipt.state is State.UPLOADED

    house.clock.advance(timedelta(minutes=1))
    house.recovery.sweep()
    house.engine.lines.extend(LINES)
    house.read_all()

    assert house.receipts.get(actor, id).receipt.state is State.READ


@pytest.mark.parametrize(
    ("stopped_by", "reason"),
    [
        (Unavailable.CRASHED, "stopped"),
        (Unavailable.OVERRAN, "took-too-long"),
        (Unavailable.TOO_MUCH_MEMORY, "too-much-memory"),
        (Unavailable.NOT_INSTALLED, "unavailable"),
        (Unavailable.UNCONFINED, "unavailable"),
    ],
)
@pytest.mark.asvs("V5.2.1")
def test_a_document_that_stops_its_reader_is_given_up(house: Any, stopped_by: Unavailable, reason: str) -> None:
    """What is made to crash, to take too long or too much is tried as often as is allowed, and then says why."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    for attempt in range(1, ATTEMPTS_MAX + 1):
        house.engine.problems.append(ReaderUnavailableError(stopped_by))
        house.read_all()
        receipt = house.receipts.get(actor, id).receipt
        assert receipt.attempts == attempt
        assert receipt.state is (State.UNREADABLE if attempt == ATTEMPTS_MAX else State.UPLOADED)
        house.clock.advance(timedelta(minutes=1))
        house.recovery.sweep()
    house.read_all()

    assert house.receipts.get(actor, id).receipt.reason == reason
    assert len(house.engine.seen) == ATTEMPTS_MAX


class TestScanning:
    """A virus scanner looks at a file before it is kept."""

    def test_nothing_is_found(self, house: Any) -> None:
        """What the scanner lets pass is kept, and it saw all of it, once."""
        actor = house.found()

        receipt = house.receipts.upload(actor, photo()).receipt

        assert house.scanner.scanned == [len(photo())]
        assert house.receipts.file(actor, receipt.id)[1] == photo()

    @pytest.mark.asvs("V5.4.3")
    def test_something_is_found(self, house: Any) -> None:
        """What the scanner finds something in leaves neither a file nor a receipt."""
        actor = house.found()

        with pytest.raises(InfectedFileError):
            house.receipts.upload(actor, photo(EICAR))

        assert list(house.files.digests(actor.organization)) == []
        assert house.receipts.list(actor) == ((), None)

    def test_nothing_is_kept_before_it_was_scanned(self, house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """While the scanner looks, the file is nowhere yet."""
        actor = house.found()
        kept: list[str] = []
        scan = MemoryScanner.scan

        def look(scanner: MemoryScanner, content: bytes) -> None:
            kept.extend(house.files.digests(actor.organization))
            scan(scanner, content)

        monkeypatch.setattr(MemoryScanner, "scan", look)
        house.receipts.upload(actor, photo())

        assert house.scanner.scanned == [len(photo())]
        assert kept == []

    @pytest.mark.asvs("V16.5.3")
    def test_a_scanner_that_is_away(self, house: Any) -> None:
        """While the scanner gives no answer nothing is kept; when it is back, files are taken again."""
        actor = house.found()
        house.scanner.is_away = True

        with pytest.raises(ScannerUnavailableError):
            house.receipts.upload(actor, photo())

        assert list(house.files.digests(actor.organization)) == []
        house.scanner.is_away = False
        assert house.receipts.upload(actor, photo()).receipt.state is State.UPLOADED

    def test_only_who_may_upload_costs_a_scan(self, house: Any) -> None:
        """What is refused anyway is not scanned."""
        actor = house.found()

        with pytest.raises(UnreadableDocumentError):
            house.receipts.upload(actor, b"no receipt")

        assert house.scanner.scanned == []


def test_a_lost_message_does_not_lose_the_receipt(house: Any) -> None:
    """A receipt nobody came for is announced again after a while."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.relay.run_once()
    house.queue.messages.clear()
    house.clock.advance(timedelta(minutes=10))

    assert house.recovery.sweep() == 1
    house.read_all()

    assert house.receipts.get(actor, id).receipt.state is State.READ


def test_the_same_file_twice_is_pointed_out(house: Any) -> None:
    """A second upload of the same file is kept and names the first."""
    actor = house.found()
    first = house.receipts.upload(actor, photo()).receipt.id

    view = house.receipts.upload(actor, photo())

    assert [(one.likeness, one.receipt) for one in view.resembles] == [(Likeness.SAME_FILE, first)]


@pytest.mark.promise("P7.1")
def test_another_picture_of_the_same_paper_is_pointed_out(house: Any) -> None:
    """A picture that looks like another one of the organization is named, unless what was read says otherwise."""
    actor, stranger = house.found(), house.found("Elsewhere", "elsewhere@example.org")
    house.engine.lines.extend(LINES)
    house.engine.fingerprints.extend([0, 0b1111, 2**40 - 1, 0])
    first, again, other = (house.receipts.upload(actor, photo(mark)).receipt.id for mark in (b"1", b"2", b"3"))
    theirs = house.receipts.upload(stranger, photo(b"4")).receipt.id
    house.read_all()

    assert [(one.likeness, one.receipt) for one in house.receipts.get(actor, again).resembles] == [
        (Likeness.SAME_PICTURE, first)
    ]
    assert house.receipts.get(actor, other).resembles == ()
    assert house.receipts.get(stranger, theirs).resembles == ()


def test_a_picture_that_reads_otherwise_is_another_receipt(house: Any) -> None:
    """Two receipts of one shop look alike; another date or total, read for certain, tells them apart."""
    actor = house.found()
    house.engine.fingerprints.extend([0, 0])
    ids = []
    for mark, total in ((b"1", "TOTAL $12.50"), (b"2", "TOTAL $13.50")):
        house.engine.lines[:] = [*LINES[:-1], total]
        ids.append(house.receipts.upload(actor, photo(mark)).receipt.id)
        house.read_all()

    assert house.receipts.get(actor, ids[1]).resembles == ()


def test_the_same_expense_read_again_is_pointed_out(house: Any) -> None:
    """A photo of what is recorded already names that expense; nothing is merged or dropped."""
    actor = house.found()
    house.engine.lines.extend(LINES)
    first, second = (house.receipts.upload(actor, photo(mark)).receipt.id for mark in (b"1", b"2"))
    house.read_all()
    expense = house.receipts.confirm(actor, first, ExpenseChanges()).expense.id

    view = house.receipts.get(actor, second)

    assert [(one.likeness, one.expense) for one in view.resembles] == [(Likeness.SAME_EXPENSE, expense)]


def test_a_repeated_upload_makes_one_receipt(house: Any) -> None:
    """The same upload with the same key leads to one receipt."""
    actor = house.found()
    request = RequestKey("key", b"a" * 32)

    ids = {house.receipts.upload(actor, photo(), "a.jpg", request).receipt.id for _ in range(3)}

    assert len(ids) == 1


@pytest.mark.promise("P7.1")
def test_receipts_of_others_look_like_none(house: Any) -> None:
    """A member sees neither another member's nor another organization's receipt, nor that it is the same file."""
    owner = house.found()
    member = house.join(owner, "a@example.org")
    stranger = house.found("Beta", "beta@example.org")
    id = house.receipts.upload(owner, photo()).receipt.id

    for actor in (member, stranger):
        with pytest.raises(NotFoundError):
            house.receipts.get(actor, id)
        with pytest.raises(NotFoundError):
            house.receipts.file(actor, id)
        assert house.receipts.upload(actor, photo()).resembles == ()


@pytest.mark.promise("P4.4")
def test_a_card_number_on_a_receipt_is_masked(house: Any) -> None:
    """A full card number that was recognized is kept neither in the text nor in a field; the last four are."""
    actor = house.found()
    id = house.receipts.upload(actor, photo()).receipt.id
    house.engine.lines.extend([*LINES, "VISA 4111 1111 1111 1111"])
    house.read_all()

    reading = house.receipts.get(actor, id).receipt.reading
    assert "4111" not in reading.text
    assert reading.extraction.last4.value == "1111"


def test_receipts_are_listed_in_pages(house: Any) -> None:
    """Pages go through all receipts, the latest first, and end."""
    actor = house.found()
    ids = [house.receipts.upload(actor, photo(bytes([place]))).receipt.id for place in range(5)]

    first, after = house.receipts.list(actor, limit=3)
    rest, end = house.receipts.list(actor, after, limit=3)

    assert [one.id for one in (*first, *rest)] == ids[::-1]
    assert end is None


def test_a_missing_file_is_said_to_be_missing(house: Any) -> None:
    """A receipt whose kept file is gone ends as unreadable for that reason, and is not tried for ever."""
    actor = house.found()
    receipt = house.receipts.upload(actor, photo()).receipt
    house.files.remove(actor.organization, receipt.file.digest)

    house.read_all()

    assert house.receipts.get(actor, receipt.id).receipt.reason == "missing-file"
