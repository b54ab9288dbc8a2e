"""The life of a receipt: leases, attempts, results, and one expense at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import Final
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain import receipts
from plutopixie.domain.documents import MediaType
from plutopixie.domain.errors import IllegalMoveError, InvalidValueError
from plutopixie.domain.ids import ExpenseId, MemberId, ReceiptId
from plutopixie.domain.reading.extraction import Extraction
from plutopixie.domain.receipts import (
    ATTEMPTS_MAX,
    FILE_NAME_LENGTH_MAX,
    TABLE,
    WAIT_MAX,
    Move,
    Reading,
    Reason,
    Receipt,
    State,
    StoredFile,
    file_name,
)
from plutopixie.ports.contracts.samples import NOW

LEASE: Final = timedelta(minutes=4)
LATER: Final = NOW + timedelta(minutes=30)
READING: Final = Reading(Extraction(), "TOTAL 12.50", "engine", "1.0")
FILE: Final = StoredFile("0" * 64, 1234, MediaType.JPEG, "receipt.jpg")
EXPENSE: Final = ExpenseId(UUID(int=3))

#: The life-cycle, written out once more.
EXPECTED: Final = {
    (State.UPLOADED, Move.START): State.READING,
    (State.READING, Move.FINISH): State.READ,
    (State.READING, Move.FAIL): State.UNREADABLE,
    (State.READING, Move.PUT_BACK): State.UPLOADED,
    (State.READ, Move.RETRY): State.UPLOADED,
    (State.UNREADABLE, Move.RETRY): State.UPLOADED,
}
MOVES: Final[dict[Move, Callable[[Receipt], Receipt]]] = {
    Move.START: lambda receipt: receipts.start(receipt, LATER, LEASE),
    Move.FINISH: lambda receipt: receipts.finish(receipt, READING),
    Move.FAIL: lambda receipt: receipts.fail(receipt, "damaged"),
    Move.PUT_BACK: lambda receipt: receipts.put_back(receipt, LATER),
    Move.RETRY: lambda receipt: receipts.retry(receipt, LATER),
}


def uploaded() -> Receipt:
    """A receipt that waits."""
    return receipts.upload(ReceiptId(UUID(int=1)), FILE, by=MemberId(UUID(int=2)), at=NOW)


def in_state(state: State) -> Receipt:
    """A receipt in that state, after one attempt if it needs one."""
    reading = receipts.start(uploaded(), NOW, LEASE)
    return {
        State.UPLOADED: uploaded(),
        State.READING: reading,
        State.READ: receipts.finish(reading, READING),
        State.UNREADABLE: receipts.fail(reading, "damaged"),
    }[state]


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
@pytest.mark.asvs("V2.3.1")
def test_each_move_leads_where_the_table_says(state: State, move: Move) -> None:
    """A legal move gives the table's state and the next version; any other raises and nothing has moved."""
    receipt = in_state(state)
    before = attrs.asdict(receipt, recurse=False)
    if (state, move) in EXPECTED:
        moved = MOVES[move](receipt)
        assert (moved.state, moved.version) == (EXPECTED[state, move], receipt.version + 1)
        assert (moved.id, moved.uploaded_by, moved.file, moved.uploaded_at) == (
            receipt.id, receipt.uploaded_by, receipt.file, receipt.uploaded_at,
        )  # fmt: skip
    else:
        with pytest.raises(IllegalMoveError) as refused:
            MOVES[move](receipt)
        assert (refused.value.thing, refused.value.state, refused.value.move) == ("receipt", state.value, move.value)

    assert attrs.asdict(receipt, recurse=False) == before


def test_the_table_is_the_one_written_here() -> None:
    """The table holds these moves, and no more."""
    assert {(state, move): to for state, moves in TABLE.items() for move, to in moves.items()} == EXPECTED


def test_an_upload_waits_with_a_due_time() -> None:
    """A new receipt has had no attempt, says nothing, and is announced anew if nobody comes for it."""
    receipt = uploaded()

    assert (receipt.state, receipt.attempts, receipt.version) == (State.UPLOADED, 0, 1)
    assert (receipt.reading, receipt.reason, receipt.expense) == (None, None, None)
    assert receipt.due_at == NOW + WAIT_MAX


def test_an_attempt_holds_a_lease() -> None:
    """Starting counts the attempt, and sets the time at which it counts as stopped."""
    reading = receipts.start(uploaded(), LATER, LEASE)

    assert (reading.attempts, reading.due_at) == (1, LATER + LEASE)


def test_a_result_ends_the_waiting() -> None:
    """A read or unreadable receipt is due no more, and holds its reading or its reason, never both."""
    read, unreadable = in_state(State.READ), in_state(State.UNREADABLE)

    assert (read.due_at, read.reading, read.reason) == (None, READING, None)
    assert (unreadable.due_at, unreadable.reading, unreadable.reason) == (None, None, "damaged")


@given(st.integers(0, 5), st.integers(0, 5), st.sampled_from(State))
def test_only_the_attempt_under_way_is_current(attempts: int, attempt: int, state: State) -> None:
    """A result counts only from the attempt that the receipt is in, while it is being read."""
    receipt = attrs.evolve(in_state(state), attempts=attempts)

    assert receipts.is_current(receipt, attempt) == (state is State.READING and attempt == attempts)


def test_a_late_result_is_not_current() -> None:
    """An attempt that lost its lease is not current any more, also when the next one is under way."""
    first = receipts.start(uploaded(), NOW, LEASE)
    waiting = receipts.put_back(first, LATER)
    second = receipts.start(waiting, LATER, LEASE)

    assert receipts.is_current(first, 1)
    assert not receipts.is_current(waiting, 1)
    assert not receipts.is_current(second, 1)
    assert receipts.is_current(second, 2)


def test_attempts_run_out() -> None:
    """After three stopped attempts a receipt can't be put back, only be given up; a person's retry starts afresh."""
    receipt = uploaded()
    for attempt in range(1, ATTEMPTS_MAX + 1):
        receipt = receipts.start(receipt, NOW, LEASE)
        assert receipt.attempts == attempt
        assert receipts.exhausted(receipt) == (attempt == ATTEMPTS_MAX)
        if attempt < ATTEMPTS_MAX:
            receipt = receipts.put_back(receipt, LATER)
    with pytest.raises(IllegalMoveError):
        receipts.put_back(receipt, LATER)

    given_up = receipts.fail(receipt, Reason.STOPPED)
    again = receipts.retry(given_up, LATER)

    assert (given_up.state, given_up.reason) == (State.UNREADABLE, "stopped")
    assert (again.state, again.attempts, again.reason) == (State.UPLOADED, 0, None)
    assert not receipts.exhausted(again)


def test_putting_back_sets_when_it_is_announced() -> None:
    """A receipt put back waits, due at the given time, and its attempts stay counted."""
    waiting = receipts.put_back(in_state(State.READING), LATER)

    assert (waiting.state, waiting.due_at, waiting.attempts) == (State.UPLOADED, LATER, 1)


@pytest.mark.parametrize("state", State)
def test_only_what_waits_is_announced_again(state: State) -> None:
    """A waiting receipt gets another due time; any other state refuses."""
    receipt = in_state(state)
    if state is State.UPLOADED:
        again = receipts.announce_again(receipt, LATER)
        assert again == attrs.evolve(receipt, due_at=LATER + WAIT_MAX, version=receipt.version + 1)
        return
    with pytest.raises(IllegalMoveError):
        receipts.announce_again(receipt, LATER)


@pytest.mark.parametrize("state", [State.READ, State.UNREADABLE])
def test_a_retry_forgets_the_earlier_result(state: State) -> None:
    """Another try begins without reading, reason and attempts, and waits with a due time."""
    again = receipts.retry(in_state(state), LATER)

    assert (again.reading, again.reason, again.attempts, again.due_at) == (None, None, 0, LATER + WAIT_MAX)


@pytest.mark.parametrize("state", State)
def test_a_receipt_belongs_to_one_expense(state: State) -> None:
    """Once it belongs to an expense a receipt takes no other and is not read again."""
    attached = receipts.attach(in_state(state), EXPENSE)

    assert attached == attrs.evolve(in_state(state), expense=EXPENSE, version=in_state(state).version + 1)
    for step in (partial(receipts.attach, attached, ExpenseId(UUID(int=4))), partial(receipts.retry, attached, LATER)):
        with pytest.raises(IllegalMoveError):
            step()


steps = st.lists(st.sampled_from(Move), max_size=30)


@given(steps)
def test_a_waiting_or_leased_receipt_is_always_due(moves: list[Move]) -> None:
    """Through any life, what waits or is being read has a due time, and at most three attempts; what ended has none."""
    receipt = uploaded()
    for move in moves:
        version = receipt.version
        try:
            receipt = MOVES[move](receipt)
        except IllegalMoveError:
            assert receipt.version == version
        else:
            assert receipt.version == version + 1
        waits = receipt.state in {State.UPLOADED, State.READING}
        assert isinstance(receipt.due_at, datetime) == waits
        assert (receipt.reading is not None) == (receipt.state is State.READ)
        assert (receipt.reason is not None) == (receipt.state is State.UNREADABLE)
        assert 0 <= receipt.attempts <= ATTEMPTS_MAX


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("receipt.jpg", "receipt.jpg"),
        ("C:\\Users\\ada\\Desktop\\bill.pdf", "bill.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a/b\\c.png", "c.png"),
        ("", "receipt"),
        ("folder/", "receipt"),
        ("  ", "receipt"),
        (" bill.pdf ", "bill.pdf"),
        ("x" * 300 + ".jpg", "x" * 196 + ".jpg"),
    ],
)
def test_a_file_name_is_clean(given_: str, kept: str) -> None:
    """Folders go, the end of a long name with its extension stays, and a file without a name is a receipt."""
    assert file_name(given_) == kept


@pytest.mark.promise("P4.4")
@given(st.integers(0, FILE_NAME_LENGTH_MAX + 40), st.sampled_from(["x", "é", " ", "-"]))
def test_a_file_name_keeps_no_card_number(after: int, filler: str) -> None:
    """However a name is cut, no more than the last four digits of a card number in it stay."""
    name = file_name("card 4111111111111111" + filler * after + ".jpg")

    assert sum(map(str.isdigit, name)) <= 4
    assert len(name) <= FILE_NAME_LENGTH_MAX


@pytest.mark.parametrize("name", ["a\x00b.jpg", "two\nlines.jpg", "\u200b"])
def test_an_unsound_file_name_is_refused(name: str) -> None:
    """Names with characters that can't be seen are refused."""
    with pytest.raises(InvalidValueError) as refused:
        file_name(name)

    assert refused.value.field == "file name"
