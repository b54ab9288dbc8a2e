"""Where something came from, sealed into the two columns that several tables have for it."""

from __future__ import annotations

from uuid import UUID

from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.origins import Origin


def sealed_origin(bound: Bound, table: str, row: UUID, origin: Origin) -> dict[str, bytes | None]:
    """The parameters `address` and `device` of a statement that writes the row."""
    said = {"address": origin.address, "device": origin.device}
    return {column: bound.seal(table, column, row, text) if text else None for column, text in said.items()}


def open_origin(bound: Bound, table: str, row: Row) -> Origin:
    """The origin in a row that has `id`, `address` and `device`."""
    opened = {
        column: None if row[column] is None else bound.open(table, column, row["id"], row[column])
        for column in ("address", "device")
    }
    return Origin(**opened)
