"""What is checked before the service starts: the server's version, and that the role could not break the walls.

Row security holds neither superusers nor owners nor roles that bypass it, so a service that runs as one of those has no
walls at all, and nothing else would show it. It is refused with a stable code and a sentence that says what to do.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg
from attrs import frozen
from psycopg.rows import scalar_row

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import translating
from plutopixie.domain.errors import OurError

_SQL: Final = queries.load("safety")
_OLDEST: Final = 15
_NEWEST: Final = 18
#: The first minor release of each major version with the fixes to row security that are known today.
_SOUND_MINOR: Final = {15: 20, 16: 16, 17: 12, 18: 6}


class UnsafeRoleError(OurError):
    """The database role could get around row security; connect as the application role that `migrate` makes."""

    code = "unsafe-role"

    def __init__(self, role: str, reason: str) -> None:
        self.role = role
        self.reason = reason
        super().__init__(
            f"The database role {role} {reason}, so it could get around row security. "
            "Connect as the application role that `plutopixie migrate` makes, and take from it whatever was added."
        )


class UnprotectedTablesError(OurError):
    """Tables of organizations lack forced row security or the signed context; run `plutopixie migrate`."""

    code = "unprotected-tables"

    def __init__(self, tables: tuple[str, ...]) -> None:
        self.tables = tables
        names = ", ".join(tables) or "all of them are missing"
        super().__init__(f"Tables of organizations lack a part of row security ({names}); run `plutopixie migrate`.")


class UnsupportedServerError(OurError):
    """This version of PostgreSQL is not supported; use one from 15 to 18."""

    code = "unsupported-server"

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(f"PostgreSQL {version} is not supported; use a version from {_OLDEST} to {_NEWEST}.")


@frozen
class Finding:
    """Something that the operator should know and that keeps nothing from starting."""

    code: str
    message: str


def require_safety(conn: psycopg.Connection[Any]) -> tuple[Finding, ...]:
    """Refuse what would leave the walls open; returns what is merely worth a warning.

    Raises:
        UnsupportedServerError: The server is older than 15 or newer than 18.
        UnsafeRoleError: The role of the connection could get around row security.
        UnprotectedTablesError: A table of organizations has no forced row security or asks for no signed context, or
            there is none at all.
        RecordsUnavailableError: The database did not answer.
    """
    findings = version_findings(conn.info.server_version)
    with translating():
        refuse_powerful_role(conn, conn.info.user)
        refuse_unprotected_tables(conn)
        refuse_unsafe_role(conn)
    return findings


def version_findings(version: int) -> tuple[Finding, ...]:
    """What there is to say about a server's version, given as 150020 for 15.20; raises UnsupportedServerError."""
    major, minor = divmod(version, 10_000)
    if not _OLDEST <= major <= _NEWEST:
        raise UnsupportedServerError(f"{major}.{minor}")
    if minor >= _SOUND_MINOR[major]:
        return ()
    text = (
        f"PostgreSQL {major}.{minor} lacks fixes to row security; update it to {major}.{_SOUND_MINOR[major]} or later."
    )
    return (Finding("old-server", text),)


def refuse_unsafe_role(conn: psycopg.Connection[Any]) -> None:
    """Refuse a role that is powerful, owns anything here, or may create anything here; raises UnsafeRoleError."""
    role = conn.info.user
    refuse_powerful_role(conn, role)
    for block, reason in (("belongings", "owns {}"), ("creations", "may create in: {}")):
        found = _names(conn, block, role)
        if found:
            raise UnsafeRoleError(role, reason.format(found[0]))


def refuse_powerful_role(conn: psycopg.Connection[Any], role: str) -> None:
    """Refuse a role with attributes that row security does not hold, or that is a member of another."""
    powers = _names(conn, "powers", role)
    if powers:
        raise UnsafeRoleError(role, f"has {', '.join(powers)}")
    memberships = _names(conn, "memberships", role)
    if memberships:
        raise UnsafeRoleError(role, f"is a member of {memberships[0]}")


def refuse_unprotected_tables(conn: psycopg.Connection[Any]) -> None:
    """Refuse a schema that is not there or whose walls have a hole; raises UnprotectedTablesError."""
    with conn.cursor(row_factory=scalar_row) as cursor:
        there = cursor.execute(_SQL["tables_there"]).fetchone()
        tables = tuple(cursor.execute(_SQL["open_tables"]).fetchall())
    if tables or not there:
        raise UnprotectedTablesError(tables)


def _names(conn: psycopg.Connection[Any], block: str, role: str) -> list[str]:
    with conn.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(_SQL[block], {"role": role}).fetchall()
