"""Migrations: forward-only SQL files, each applied once, in order, in a transaction of its own.

Laws: what was applied is never changed afterwards (its checksum is kept, and a difference is refused); what is unknown
to this version of PlutoPixie is refused too, because an older program must not run on a newer schema; runs wait for
each other, so several may start at once.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any, Final, LiteralString

import psycopg
from attrs import frozen
from psycopg.rows import dict_row, scalar_row

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.roles import Admin, RoleNames
from plutopixie.domain.errors import OurError

_SQL: Final = queries.load("migrate")
_ROLES: Final = queries.load("roles")
_SAFETY: Final = queries.load("safety")


class ChangedMigrationError(OurError):
    """A migration was changed after it had been applied; put the file back as it was and write a new one."""

    code = "changed-migration"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The migration {name} was applied here with other contents; put it back and write a new migration."
        )


class UnknownMigrationError(OurError):
    """The database is ahead of this program; install the version of PlutoPixie that migrated it, or a later one."""

    code = "unknown-migration"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The database knows the migration {name} and this program does not; install a later version.")


class PendingMigrationError(OurError):
    """The database is behind this program; run `plutopixie migrate`."""

    code = "pending-migration"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The migration {name} has not been applied to this database; run `plutopixie migrate`.")


@frozen
class Migration:
    """A migration file: its name and its text."""

    name: str
    text: LiteralString

    @property
    def checksum(self) -> bytes:
        """The SHA-256 of the text, whatever the line ends."""
        return hashlib.sha256(self.text.replace("\r\n", "\n").encode()).digest()


def migrations() -> tuple[Migration, ...]:
    """The migrations of this program, in the order in which they are applied."""
    folder = resources.files(__package__).joinpath("migrations")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return tuple(Migration(file.name.removesuffix(".sql"), file.read_text("utf-8")) for file in files)


def schema() -> LiteralString:
    """The whole schema in one piece, as all migrations together build it."""
    return resources.files(__package__).joinpath("schema.sql").read_text("utf-8")


def migrate(conn: Admin, names: RoleNames, wanted: Sequence[Migration] | None = None) -> tuple[str, ...]:
    """Apply what has not been applied; returns the names of what was. `conn` is in autocommit mode.

    Raises:
        ChangedMigrationError: A migration that was applied has other contents now.
        UnknownMigrationError: The database was migrated by a later version.
    """
    steps = migrations() if wanted is None else tuple(wanted)
    with alone(conn):
        with acting_as_owner(conn, names):
            done = _journal(conn)
        pending = _pending(steps, done)
        for step in pending:
            with acting_as_owner(conn, names):
                conn.execute(names.filled_in(step.text))
                conn.execute(_SQL["record"], {"name": step.name, "checksum": step.checksum})
    return tuple(step.name for step in pending)


def require_current(conn: psycopg.Connection[Any]) -> None:
    """Refuse a database that is behind or ahead of this program.

    Raises:
        PendingMigrationError: It is behind.
        UnknownMigrationError: It is ahead.
        ChangedMigrationError: What was applied is not what this program knows under that name.
    """
    for step in _pending(migrations(), _journal(conn)):
        raise PendingMigrationError(step.name)


@contextlib.contextmanager
def alone(conn: Admin) -> Iterator[None]:
    """A block that only one installer at a time is in, for this database."""
    conn.execute(_SQL["lock"])
    try:
        yield
    finally:
        if not conn.broken:
            conn.execute(_SQL["unlock"])


@contextlib.contextmanager
def acting_as_owner(conn: Admin, names: RoleNames) -> Iterator[None]:
    """A transaction in which everything is done by, and belongs to, the owner role."""
    with conn.transaction():
        conn.execute(names.filled_in(_ROLES["act_as_owner"]))
        yield


def _journal(conn: psycopg.Connection[Any]) -> dict[str, bytes]:
    with conn.cursor(row_factory=scalar_row) as cursor:
        if cursor.execute(_SQL["journal_exists"]).fetchone() is not True:
            return {}
    with conn.cursor(row_factory=dict_row) as cursor:
        return {row["name"]: row["checksum"] for row in cursor.execute(_SAFETY["applied"])}


def _pending(steps: Sequence[Migration], done: dict[str, bytes]) -> tuple[Migration, ...]:
    known = {step.name: step for step in steps}
    for name, checksum in done.items():
        if name not in known:
            raise UnknownMigrationError(name)
        if known[name].checksum != checksum:
            raise ChangedMigrationError(name)
    return tuple(step for step in steps if step.name not in done)
