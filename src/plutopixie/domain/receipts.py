"""Receipts and how they are read.

Laws:

1. A receipt is uploaded, then being read, then read or unreadable. Nothing it says counts until a person confirms it.
2. Whoever reads it holds a lease. A reading whose lease ran out was stopped half-way and is put back to wait. A
   receipt that waits has a due time too: past it, it is announced anew, so that a lost message never leaves it waiting
   for ever.
3. A result is accepted only from the attempt that is under way, so a receipt is read once, however often work is
   delivered.
4. After ATTEMPTS_MAX stopped attempts it is unreadable, with the reason of the last, and a person may ask for another
   try. So a document that is made to stop its reader, by crashing it or by taking too long or too much, is given up.
5. A receipt is not read before its file shows no full account number any more: a file that does is drawn anew without
   (P4.5), and if that can't be done, it is destroyed and the receipt is unreadable for good.
6. A move that the table below does not hold raises IllegalMoveError and changes nothing.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, field, frozen

from plutopixie.domain import text
from plutopixie.domain.account_numbers import mask
from plutopixie.domain.documents import MediaType
from plutopixie.domain.errors import IllegalMoveError
from plutopixie.domain.ids import ExpenseId, MemberId, ReceiptId
from plutopixie.domain.reading.extraction import Extraction

ATTEMPTS_MAX: Final = 3
FILE_NAME_LENGTH_MAX: Final = 200
TEXT_LENGTH_MAX: Final = 200_000
WAIT_MAX: Final = timedelta(minutes=10)


class State(enum.StrEnum):
    """Where a receipt stands."""

    UPLOADED = "uploaded"
    READING = "reading"
    READ = "read"
    UNREADABLE = "unreadable"


class Move(enum.StrEnum):
    """What happens to a receipt."""

    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    PUT_BACK = "put back"
    RETRY = "retry"


TABLE: Final[Mapping[State, Mapping[Move, State]]] = {
    State.UPLOADED: {Move.START: State.READING},
    State.READING: {
        Move.FINISH: State.READ,
        Move.FAIL: State.UNREADABLE,
        Move.PUT_BACK: State.UPLOADED,
    },
    State.READ: {Move.RETRY: State.UPLOADED},
    State.UNREADABLE: {Move.RETRY: State.UPLOADED},
}


def next_state(state: State, move: Move) -> State:
    """The state after the move; raises IllegalMoveError if the table has none."""
    try:
        return TABLE[state][move]
    except KeyError:
        raise IllegalMoveError("receipt", state.value, move.value) from None


class Reason(enum.StrEnum):
    """Why a receipt could not be read, as a stable code; the document's own reasons come from the reader."""

    STOPPED = "stopped"
    TOOK_TOO_LONG = "took-too-long"
    TOO_MUCH_MEMORY = "too-much-memory"
    UNAVAILABLE = "unavailable"
    NOT_MASKED = "not-masked"


@frozen
class Painting:
    """How a file was drawn anew: the SHA-256 of what was uploaded, and how many places had account numbers in them."""

    original: str
    masked: int


@frozen
class StoredFile:
    """A kept file: the SHA-256 of its bytes as 64 hexadecimal digits, its size in bytes, its kind and its name.

    `painting` says that it is not what was uploaded any more; `kept` is False when it had to be destroyed.
    """

    digest: str
    size: int
    media_type: MediaType
    name: str
    painting: Painting | None = None
    kept: bool = True

    @property
    def uploaded(self) -> str:
        """The SHA-256 of the bytes as they were uploaded."""
        return self.painting.original if self.painting else self.digest

    def painted(self, digest: str, size: int, masked: int) -> StoredFile:
        """The file that takes its place, under that digest, with so many more places masked in it."""
        before = self.painting.masked if self.painting else 0
        return evolve(self, digest=digest, size=size, painting=Painting(self.uploaded, before + masked))


@frozen
class Reading:
    """What an engine made of the receipt: the fields, the plain text, and which engine and version it was.

    `fingerprint` recognizes another picture of the same receipt (`reading.fingerprints`); None if it is no picture.
    """

    extraction: Extraction
    text: str
    engine: str
    engine_version: str
    fingerprint: int | None = None


@frozen
class Receipt:
    """A receipt of an organization, at one version of its life."""

    id: ReceiptId
    uploaded_by: MemberId
    file: StoredFile
    state: State
    uploaded_at: datetime
    attempts: int = 0
    due_at: datetime | None = None
    reading: Reading | None = None
    reason: str | None = None
    expense: ExpenseId | None = None
    version: int = field(default=1, kw_only=True)


def file_name(value: str, field_name: str = "file name") -> str:
    """A clean name for a file: no folders, and the same rules as every stored text; raises InvalidValueError.

    Of a name that is too long the end stays. Account numbers are masked before the cut, which could hide one by halves.
    """
    last = value.replace("\\", "/").rsplit("/", 1)[-1].strip() or "receipt"
    masked = mask(last[-2 * FILE_NAME_LENGTH_MAX :]).text
    return text.line(masked[-FILE_NAME_LENGTH_MAX:], field=field_name, max_length=FILE_NAME_LENGTH_MAX)


def upload(
    id: ReceiptId,
    file: StoredFile,
    *,
    by: MemberId,
    at: datetime,
) -> Receipt:
    """A new receipt that waits to be read."""
    return Receipt(id, by, file, State.UPLOADED, at, due_at=at + WAIT_MAX)


def start(receipt: Receipt, at: datetime, lease: timedelta) -> Receipt:
    """Begin an attempt; raises IllegalMoveError unless the receipt waits."""
    return evolve(
        receipt,
        state=next_state(receipt.state, Move.START),
        attempts=receipt.attempts + 1,
        due_at=at + lease,
        version=receipt.version + 1,
    )


def exhausted(receipt: Receipt) -> bool:
    """Whether the attempts of law 4 are used up."""
    return receipt.attempts >= ATTEMPTS_MAX


def is_current(receipt: Receipt, attempt: int) -> bool:
    """Whether the attempt of that number is still the one under way (law 3)."""
    return receipt.state is State.READING and receipt.attempts == attempt


def finish(receipt: Receipt, reading: Reading, file: StoredFile | None = None) -> Receipt:
    """The attempt under way succeeded; `file` takes the place of the one that was uploaded, if it was drawn anew."""
    ended = _ended(receipt, Move.FINISH, reading=reading, reason=None)
    return evolve(ended, file=file or receipt.file)


def fail(receipt: Receipt, reason: str) -> Receipt:
    """The attempt under way ended without a result, for good; `reason` is a stable code."""
    return _ended(receipt, Move.FAIL, reading=None, reason=reason)


def destroy(receipt: Receipt) -> Receipt:
    """The attempt under way found account numbers in a file that can't be drawn anew without them: it is gone."""
    ended = _ended(receipt, Move.FAIL, reading=None, reason=Reason.NOT_MASKED)
    return evolve(ended, file=evolve(receipt.file, kept=False))


def put_back(receipt: Receipt, due_at: datetime) -> Receipt:
    """The attempt was stopped, or what it needs is not there: the receipt waits again and is announced at `due_at`."""
    state = next_state(receipt.state, Move.PUT_BACK)
    if exhausted(receipt):
        raise IllegalMoveError("receipt", "out of attempts", Move.PUT_BACK.value)
    return evolve(receipt, state=state, due_at=due_at, version=receipt.version + 1)


def announce_again(receipt: Receipt, at: datetime) -> Receipt:
    """A receipt that still waits past its due time gets another one (law 2)."""
    if receipt.state is not State.UPLOADED:
        raise IllegalMoveError("receipt", receipt.state.value, "be announced again")
    return evolve(receipt, due_at=at + WAIT_MAX, version=receipt.version + 1)


def retry(receipt: Receipt, at: datetime) -> Receipt:
    """A person asks for another try: the earlier result is forgotten and the attempts count from zero."""
    if receipt.expense is not None:
        raise IllegalMoveError("receipt", "confirmed", Move.RETRY.value)
    if not receipt.file.kept:
        raise IllegalMoveError("receipt", "without its file", Move.RETRY.value)
    state = next_state(receipt.state, Move.RETRY)
    return evolve(
        receipt,
        state=state,
        attempts=0,
        due_at=at + WAIT_MAX,
        reading=None,
        reason=None,
        version=receipt.version + 1,
    )


def attach(receipt: Receipt, expense: ExpenseId) -> Receipt:
    """The receipt belongs to this expense from now on; a receipt belongs to one expense at most."""
    if receipt.expense is not None:
        raise IllegalMoveError("receipt", "confirmed", "be confirmed again")
    return evolve(receipt, expense=expense, version=receipt.version + 1)


def _ended(receipt: Receipt, move: Move, *, reading: Reading | None, reason: str | None) -> Receipt:
    return evolve(
        receipt,
        state=next_state(receipt.state, move),
        due_at=None,
        reading=reading,
        reason=reason,
        version=receipt.version + 1,
    )
