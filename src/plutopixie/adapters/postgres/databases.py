"""Databases of a server: made where one is missing."""

from __future__ import annotations

import contextlib

import psycopg
from psycopg import sql

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import translating

_SQL = queries.load("databases")


def ensure_database(admin_conninfo: str, name: str) -> None:
    """Make the database of that name unless it is there.

    Raises:
        RecordsUnavailableError: The server did not answer.
    """
    with translating(), psycopg.connect(admin_conninfo, autocommit=True) as conn:
        if conn.execute(_SQL["database_exists"], {"name": name}).fetchone() is None:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                conn.execute(sql.SQL(_SQL["create_database"]).format(name=sql.Identifier(name)))


def without_login(conninfo: str) -> str:
    """The same server and database, without anybody's name and password: for programs that bring their own."""
    given = psycopg.conninfo.conninfo_to_dict(conninfo)
    kept = {key: str(value) for key, value in given.items() if key not in _LOGIN and value is not None}
    return psycopg.conninfo.make_conninfo("", **kept)


_LOGIN = frozenset({"user", "password", "passfile"})
