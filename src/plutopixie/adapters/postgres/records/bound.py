"""A connection bound to one organization: what every record speaks through.

It adds the organization to the parameters of every statement, translates the driver's errors, seals and opens values
for their place, and refuses to be used after its unit has ended, when the connection is somebody else's.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, LiteralString, Protocol

import psycopg
from psycopg.rows import DictRow
from psycopg.sql import Composed

from plutopixie.adapters.postgres.errors import translated
from plutopixie.adapters.postgres.sealing import Place, Sealing
from plutopixie.domain.errors import NotFoundError, StaleVersionError
from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.units import UnitEndedError

Row = DictRow
Statement = LiteralString | Composed


class Versioned(Protocol):
    """Something that is saved under a version."""

    @property
    def version(self) -> int:
        """One more than what is stored."""
        ...


class Bound:
    """One organization's way into the database, for as long as its unit lasts."""

    def __init__(self, conn: psycopg.Connection[DictRow], organization: OrganizationId, sealing: Sealing) -> None:
        self.organization = organization
        self._conn: psycopg.Connection[DictRow] | None = conn
        self._sealing = sealing

    def end(self) -> None:
        """From now on every use raises UnitEndedError."""
        self._conn = None

    def rows(self, statement: Statement, **parameters: Any) -> Sequence[Row]:
        """All rows of a statement."""
        return self._run(statement, parameters).fetchall()

    def row(self, statement: Statement, **parameters: Any) -> Row | None:
        """The first row of a statement, or None."""
        return self._run(statement, parameters).fetchone()

    def run(self, statement: Statement, **parameters: Any) -> int:
        """Carry a statement out; returns how many rows it touched."""
        return self._run(statement, parameters).rowcount

    def save(self, thing: str, statement: Statement, present: Statement, **parameters: Any) -> None:
        """Carry out a change that touches one row or none; none means that somebody was faster.

        Args:
            thing: What it is called in errors.
            statement: The change, which ends in RETURNING.
            present: Finds the version that is stored.
            parameters: For both; `version` is the one to be written.

        Raises:
            NotFoundError: There is no such thing.
            StaleVersionError: It is stored under another version than the one before.
        """
        if self.row(statement, **parameters) is not None:
            return
        found = self.row(present, id=parameters.get("id"))
        if found is None:
            raise NotFoundError(thing)
        raise StaleVersionError(thing, found["version"])

    def seal(self, table: str, column: str, row: uuid.UUID | str, text: str) -> bytes:
        """A text, closed for its place."""
        return self.seal_bytes(table, column, row, text.encode())

    def seal_bytes(self, table: str, column: str, row: uuid.UUID | str, content: bytes) -> bytes:
        """Bytes, closed for their place."""
        return self._sealing.seal(Place(self.organization, table, column, str(row)), content)

    def open(self, table: str, column: str, row: uuid.UUID | str, sealed: bytes) -> str:
        """The text that was sealed for this place."""
        return self.open_bytes(table, column, row, sealed).decode()

    def open_bytes(self, table: str, column: str, row: uuid.UUID | str, sealed: bytes) -> bytes:
        """The bytes that were sealed for this place."""
        return self._sealing.open(Place(self.organization, table, column, str(row)), bytes(sealed))

    def index(self, purpose: str, text: str) -> bytes:
        """The blind index of a text within this organization."""
        return self._sealing.index(self.organization, purpose, text)

    def directory_index(self, email: str) -> bytes:
        """The blind index of an address in the directory, which knows no organization yet."""
        return self._sealing.index(None, DIRECTORY_PURPOSE, email)

    def _run(self, statement: Statement, parameters: dict[str, Any]) -> psycopg.Cursor[DictRow]:
        if self._conn is None:
            raise UnitEndedError
        try:
            return self._conn.execute(statement, {"organization": self.organization, **parameters})
        except psycopg.Error as error:
            raise translated(error) from None


#: What addresses are indexed for in the directory.
DIRECTORY_PURPOSE = "sign-in email"
