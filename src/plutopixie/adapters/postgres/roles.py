"""The roles of an installation in a PostgreSQL cluster.

Role names are cluster-wide and begin with a prefix, so that several installations share a cluster. The owner owns every
schema and can't log in; the others log in, own nothing, inherit nothing, and are members of nothing. Making them is
idempotent, and safe when several installers run at once.
"""

from __future__ import annotations

import contextlib
import re
import time
from typing import Any, Final, LiteralString

import psycopg
from attrs import field, frozen
from psycopg import sql

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.safety import refuse_powerful_role
from plutopixie.adapters.postgres.signing import ContextKeys
from plutopixie.domain.errors import InvalidValueError

Admin = psycopg.Connection[Any]

_SQL: Final = queries.load("roles")
_PREFIX: Final = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)
_TRIES: Final = 20
_PAUSE_SECONDS: Final = 0.05
_SCRAM: Final = b"scram-sha-256"


@frozen
class RoleNames:
    """What the roles of one installation are called."""

    owner: str
    app: str
    directory: str
    relay: str
    queue: str

    @classmethod
    def of(cls, prefix: str = "plutopixie") -> RoleNames:
        """The names with this prefix; raises InvalidValueError unless it is a short lower-case word."""
        if not _PREFIX.fullmatch(prefix):
            raise InvalidValueError("prefix", "use up to 41 lower-case letters, digits and underscores")
        return cls(f"{prefix}_owner", f"{prefix}_app", f"{prefix}_directory", f"{prefix}_relay", f"{prefix}_queue")

    def filled_in(self, text: LiteralString) -> sql.Composed:
        """The statement with these role names in the places of its braces."""
        return sql.SQL(text).format(
            owner=sql.Identifier(self.owner),
            app=sql.Identifier(self.app),
            directory=sql.Identifier(self.directory),
            relay=sql.Identifier(self.relay),
            queue=sql.Identifier(self.queue),
        )


@frozen
class Secrets:
    """The passwords of the roles that log in, and the keys that the application signs its contexts with.

    Passwords leave this process only as SCRAM verifiers; keys go to the database, whose owner alone reads them there.
    """

    app: str = field(repr=False)
    directory: str = field(repr=False)
    relay: str = field(repr=False)
    queue: str = field(repr=False)
    context: ContextKeys


def create_roles(conn: Admin, names: RoleNames, secrets: Secrets) -> None:
    """Make the roles, or bring those that are there up to date; `conn` is in autocommit mode.

    Raises:
        UnsafeRoleError: A role of that name is there already and is more powerful than it may be.
    """
    _create(conn, names.owner, _SQL["create_owner"])
    logins = {
        names.app: secrets.app,
        names.directory: secrets.directory,
        names.relay: secrets.relay,
        names.queue: secrets.queue,
    }
    for name, password in logins.items():
        _create(conn, name, _SQL["create_login"])
        refuse_powerful_role(conn, name)
        _set_password(conn, name, password)
    _join_owner(conn, names.owner)


def _create(conn: Admin, name: str, statement: LiteralString) -> None:
    if conn.execute(_SQL["role_exists"], {"name": name}).fetchone() is not None:
        return
    with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):  # another was faster
        conn.execute(sql.SQL(statement).format(role=sql.Identifier(name)))


def _set_password(conn: Admin, name: str, password: str) -> None:
    """The server sees a verifier, never the password, so that it can't reach a log."""
    verifier = conn.pgconn.encrypt_password(password.encode(), name.encode(), _SCRAM).decode()
    statement = sql.SQL(_SQL["set_password"]).format(role=sql.Identifier(name), verifier=sql.Literal(verifier))
    _insist(conn, statement)


def _join_owner(conn: Admin, owner: str) -> None:
    """An ordinary administrator must be a member of the owner to act as it; a superuser may anyway."""
    row = conn.execute(_SQL["can_act_as"], {"role": owner}).fetchone()
    if row is not None and row[0]:
        return
    block = _SQL["join_owner"] if conn.info.server_version >= 16_00_00 else _SQL["join_owner_15"]  # noqa: PLR2004
    _insist(conn, sql.SQL(block).format(owner=sql.Identifier(owner)))


def _insist(conn: Admin, statement: sql.Composed) -> None:
    """Run a change of a role again while another installer, perhaps from another database, changes the same one."""
    for _ in range(_TRIES):
        try:
            conn.execute(statement)
        except (psycopg.errors.InternalError_, psycopg.errors.UniqueViolation):  # "tuple concurrently updated"
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    conn.execute(statement)
