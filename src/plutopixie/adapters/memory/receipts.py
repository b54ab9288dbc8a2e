"""Receipts with what was read from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from attrs import frozen

from plutopixie.adapters.memory.desk import Desk, obtain, require_known, require_new, require_next
from plutopixie.domain.ids import ExpenseId, MemberId, ReceiptId
from plutopixie.domain.reading.fingerprints import distance
from plutopixie.domain.reading.likeness import is_same_picture
from plutopixie.domain.receipts import Receipt, State

WITH_FILE_MAX: Final = 10
PICTURED_ALIKE_MAX: Final = 20
UNDER_WAY: Final = frozenset({State.UPLOADED, State.READING})


@frozen
class MemoryReceipts:
    """`ports.outbound.records.Receipts` over the desk."""

    _desk: Desk

    def add(self, receipt: Receipt) -> None:
        """A new receipt."""
        books = self._desk.books
        require_new(books.receipts, receipt.id, "receipt")
        require_known(books.accounts.keys() | books.former.keys(), receipt.uploaded_by, "uploaded_by")
        require_known(books.expenses, receipt.expense, "expense")
        books.receipts[receipt.id] = receipt

    def get(self, id: ReceiptId, *, lock: bool = False) -> Receipt:  # noqa: ARG002 - the unit holds all locks
        """A receipt."""
        return obtain(self._desk.books.receipts, id, "receipt")

    def save(self, receipt: Receipt) -> None:
        """Write a changed receipt."""
        require_next(self.get(receipt.id), receipt, "receipt")
        require_known(self._desk.books.expenses, receipt.expense, "expense")
        self._desk.books.receipts[receipt.id] = receipt

    def list(self, member: MemberId | None, after: ReceiptId | None, limit: int) -> tuple[Receipt, ...]:
        """Up to `limit` receipts with an id below `after`, the latest first, of one member or all."""
        shown = (
            receipt
            for receipt in reversed(self._oldest_first())
            if member in {None, receipt.uploaded_by} and (after is None or receipt.id < after)
        )
        return tuple(shown)[:limit]

    def with_file(self, digest: str) -> tuple[Receipt, ...]:
        """Up to 10 receipts that hold this very file, or held it before it was painted over, oldest first."""
        same = (one for one in self._oldest_first() if digest in {one.file.digest, one.file.uploaded})
        return tuple(same)[:WITH_FILE_MAX]

    def pictured_alike(self, fingerprint: int) -> tuple[Receipt, ...]:
        """Up to 20 receipts whose pictures look like that one, the most alike first."""
        known = ((one.reading.fingerprint, one) for one in self._oldest_first() if one.reading is not None)
        alike = [
            (distance(printed, fingerprint), one)
            for printed, one in known
            if printed is not None and is_same_picture(printed, fingerprint)
        ]
        return tuple(one for _, one in sorted(alike, key=lambda pair: (pair[0], pair[1].id)))[:PICTURED_ALIKE_MAX]

    def hold_file(self, digest: str) -> None:
        """Nothing to do: the unit holds all locks."""

    def files_in_use(self, digests: Collection[str]) -> frozenset[str]:
        """Those of the files that a receipt keeps."""
        kept = frozenset(receipt.file.digest for receipt in self._desk.books.receipts.values() if receipt.file.kept)
        return kept.intersection(digests)

    def of_expenses(self, expenses: Collection[ExpenseId]) -> Mapping[ExpenseId, tuple[ReceiptId, ...]]:
        """The receipts of each of the expenses that has any, oldest first."""
        found: dict[ExpenseId, tuple[ReceiptId, ...]] = {}
        for receipt in self._oldest_first():
            if receipt.expense is not None and receipt.expense in expenses:
                found[receipt.expense] = (*found.get(receipt.expense, ()), receipt.id)
        return found

    def stopped(self, at: datetime, limit: int) -> tuple[ReceiptId, ...]:
        """Up to `limit` receipts under way that are due, the longest overdue first."""
        overdue = sorted(
            (receipt.due_at, receipt.id)
            for receipt in self._desk.books.receipts.values()
            if receipt.state in UNDER_WAY and receipt.due_at is not None and receipt.due_at <= at
        )
        return tuple(id_ for _, id_ in overdue[:limit])

    def _oldest_first(self) -> tuple[Receipt, ...]:
        kept = self._desk.books.receipts
        return tuple(kept[id_] for id_ in sorted(kept))
