"""Receipts with what was read from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records import extraction_json
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.documents import MediaType
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import ExpenseId, MemberId, ReceiptId
from plutopixie.domain.reading.fingerprints import DISTANCE_MAX
from plutopixie.domain.receipts import Painting, Reading, Receipt, State, StoredFile

_SQL: Final = queries.load("receipts")
_UPLOAD_PURPOSE: Final = "receipt upload"
#: SQL counts 64 bits from below zero.
_WORD: Final = 1 << 64


@frozen
class PostgresReceipts:
    """`ports.outbound.records.Receipts`: file names, texts and extractions sealed."""

    _bound: Bound

    def add(self, receipt: Receipt) -> None:
        """A new receipt."""
        self._bound.run(_SQL["add_receipt"], **self._parameters(receipt))

    def get(self, id: ReceiptId, *, lock: bool = False) -> Receipt:
        """A receipt."""
        row = self._bound.row(_SQL["lock_receipt" if lock else "get_receipt"], id=id)
        if row is None:
            raise NotFoundError("receipt")
        return self._receipt(row)

    def save(self, receipt: Receipt) -> None:
        """Write a changed receipt."""
        self._bound.save("receipt", _SQL["save_receipt"], _SQL["receipt_version"], **self._parameters(receipt))

    def list(self, member: MemberId | None, after: ReceiptId | None, limit: int) -> tuple[Receipt, ...]:
        """Up to `limit` receipts with an id below `after`, the latest first, of one member or all."""
        block = _SQL["list_receipts" if member is None else "list_receipts_of_member"]
        return tuple(map(self._receipt, self._bound.rows(block, member=member, after=after, limit=limit)))

    def with_file(self, digest: str) -> tuple[Receipt, ...]:
        """Up to 10 receipts that hold this very file, or held it before it was painted over, oldest first."""
        index = self._bound.index(_UPLOAD_PURPOSE, digest)
        rows = self._bound.rows(_SQL["receipts_with_file"], digest=digest, upload_index=index)
        return tuple(map(self._receipt, rows))

    def pictured_alike(self, fingerprint: int) -> tuple[Receipt, ...]:
        """Up to 20 receipts whose pictures look like that one, the most alike first."""
        rows = self._bound.rows(
            _SQL["receipts_pictured_alike"], fingerprint=_signed(fingerprint), distance=DISTANCE_MAX
        )
        return tuple(map(self._receipt, rows))

    def hold_file(self, digest: str) -> None:
        """Hold the file under that digest until the unit ends."""
        self._bound.run(_SQL["hold_file"], digest=digest)

    def files_in_use(self, digests: Collection[str]) -> frozenset[str]:
        """Those of the files that a receipt keeps."""
        rows = self._bound.rows(_SQL["files_in_use"], digests=list(digests))
        return frozenset(row["file_digest"] for row in rows)

    def of_expenses(self, expenses: Collection[ExpenseId]) -> Mapping[ExpenseId, tuple[ReceiptId, ...]]:
        """The receipts of each of the expenses that has any, oldest first."""
        rows = self._bound.rows(_SQL["receipts_of_expenses"], expenses=list(expenses))
        return {row["expense_id"]: tuple(row["receipts"]) for row in rows}

    def stopped(self, at: datetime, limit: int) -> tuple[ReceiptId, ...]:
        """Up to `limit` receipts under way that are due, the longest overdue first."""
        return tuple(row["id"] for row in self._bound.rows(_SQL["stopped_receipts"], at=at, limit=limit))

    def _parameters(self, receipt: Receipt) -> dict[str, Any]:
        return {
            "id": receipt.id,
            "uploaded_by": receipt.uploaded_by,
            "uploaded_at": receipt.uploaded_at,
            "file_digest": receipt.file.digest,
            "file_size": receipt.file.size,
            "media_type": receipt.file.media_type.value,
            "file_name": self._bound.seal("receipt", "file_name", receipt.id, receipt.file.name),
            "state": receipt.state.value,
            "attempts": receipt.attempts,
            "due_at": receipt.due_at,
            "reason": receipt.reason,
            "expense": receipt.expense,
            "version": receipt.version,
            "file_kept": receipt.file.kept,
            **self._uploaded(receipt.id, receipt.file.painting),
            **self._read(receipt.id, receipt.reading),
        }

    def _uploaded(self, id: ReceiptId, painting: Painting | None) -> dict[str, Any]:
        if painting is None:
            return {"upload_digest": None, "upload_index": None, "masked": None}
        return {
            "upload_digest": self._bound.seal("receipt", "upload_digest", id, painting.original),
            "upload_index": self._bound.index(_UPLOAD_PURPOSE, painting.original),
            "masked": painting.masked,
        }

    def _read(self, id: ReceiptId, reading: Reading | None) -> dict[str, Any]:
        if reading is None:
            return {"extraction": None, "text": None, "engine": None, "engine_version": None, "fingerprint": None}
        extraction = extraction_json.encode(reading.extraction)
        return {
            "extraction": self._bound.seal_bytes("receipt", "extraction", id, extraction),
            "text": self._bound.seal("receipt", "text", id, reading.text),
            "engine": reading.engine,
            "engine_version": reading.engine_version,
            "fingerprint": None if reading.fingerprint is None else _signed(reading.fingerprint),
        }

    def _receipt(self, row: Row) -> Receipt:
        return Receipt(
            id=row["id"],
            uploaded_by=row["uploaded_by"],
            file=self._file(row),
            state=State(row["state"]),
            uploaded_at=row["uploaded_at"],
            attempts=row["attempts"],
            due_at=row["due_at"],
            reading=self._reading(row),
            reason=row["reason"],
            expense=row["expense_id"],
            version=row["version"],
        )

    def _file(self, row: Row) -> StoredFile:
        return StoredFile(
            digest=row["file_digest"],
            size=row["file_size"],
            media_type=MediaType(row["media_type"]),
            name=self._bound.open("receipt", "file_name", row["id"], row["file_name"]),
            painting=self._painting(row),
            kept=row["file_kept"],
        )

    def _painting(self, row: Row) -> Painting | None:
        if row["upload_digest"] is None:
            return None
        original = self._bound.open("receipt", "upload_digest", row["id"], row["upload_digest"])
        return Painting(original, row["masked"])

    def _reading(self, row: Row) -> Reading | None:
        if row["extraction"] is None:
            return None
        extraction = self._bound.open_bytes("receipt", "extraction", row["id"], row["extraction"])
        return Reading(
            extraction=extraction_json.decode(extraction),
            text=self._bound.open("receipt", "text", row["id"], row["text"]),
            engine=row["engine"],
            engine_version=row["engine_version"],
            fingerprint=None if row["fingerprint"] is None else row["fingerprint"] % _WORD,
        )


def _signed(fingerprint: int) -> int:
    return fingerprint - _WORD if fingerprint >= _WORD // 2 else fingerprint
