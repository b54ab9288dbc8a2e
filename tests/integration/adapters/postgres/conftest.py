"""Migrated databases to test on: one template per server, cloned for each test module.

Everything runs on the embedded server, and again on another server where there is one: at the connection string in
`PLUTOPIXIE_TEST_POSTGRES`, or on this machine's usual port as the user postgres.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from attrs import frozen
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import scalar_row

from plutopixie.adapters.postgres import (
    Addresses,
    Connected,
    ContextKeys,
    PoolSize,
    RoleNames,
    Secrets,
    Unsealed,
    connect,
    install,
)
from plutopixie.adapters.postgres.signing import ContextSigner

_USUAL = "host=127.0.0.1 port=5432 user=postgres dbname=postgres connect_timeout=2"
CONTEXT_KEYS = ContextKeys.of({"1": "the key that contexts of the tests are signed with"})
PASSWORDS = Secrets("app-password", "directory-password", "relay-password", "queue-password", CONTEXT_KEYS)


@frozen
class Server:
    """A PostgreSQL server, as its superuser reaches it, and the prefix of the roles that this session makes there."""

    admin: str
    prefix: str

    @property
    def names(self) -> RoleNames:
        """The roles of this session."""
        return RoleNames.of(self.prefix)

    def execute(self, statement: sql.Composed, database: str = "postgres") -> None:
        """Carry a statement out as the superuser, outside any transaction."""
        with psycopg.connect(make_conninfo(self.admin, dbname=database), autocommit=True) as conn:
            conn.execute(statement)

    @contextlib.contextmanager
    def database(self, template: str = "template1") -> Iterator[Database]:
        """A database of its own, gone afterwards."""
        name = f"pp_test_{secrets.token_hex(6)}"
        identifier = sql.Identifier(name)
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(identifier, sql.Identifier(template)))
        try:
            yield Database(self, name)
        finally:
            self.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))


@frozen
class Database:
    """A database on a server."""

    server: Server
    name: str

    @property
    def admin(self) -> str:
        """How the superuser reaches it."""
        return make_conninfo(self.server.admin, dbname=self.name)

    @property
    def addresses(self) -> Addresses:
        """How each role reaches it."""
        return Addresses.of(self.admin, PASSWORDS, self.server.prefix)

    def installed(self) -> Database:
        """The same database, made ready."""
        install(self.admin, PASSWORDS, self.server.prefix)
        return self

    def connected(self, **options: Any) -> Connected:
        """The ports over it."""
        return connect(self.addresses, Unsealed(), **options)

    @contextlib.contextmanager
    def superuser(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection that row security does not hold, for looking behind the walls."""
        with psycopg.connect(self.admin, autocommit=True, row_factory=scalar_row) as conn:
            yield conn

    @contextlib.contextmanager
    def bound(self, organization: UUID, **options: Any) -> Iterator[psycopg.Connection[Any]]:
        """A bare connection of the application role, bound as a unit binds it; undone at the end."""
        with self.app() as conn, conn.transaction(force_rollback=True):
            bind(conn, organization, **options)
            yield conn

    @contextlib.contextmanager
    def app(self) -> Iterator[psycopg.Connection[Any]]:
        """A bare connection of the application role, bound to nobody."""
        with psycopg.connect(self.addresses.app, autocommit=True, row_factory=scalar_row) as conn:
            yield conn


def bind(conn: psycopg.Connection[Any], organization: UUID, context: str | None = None) -> None:
    """Bind a transaction to an organization, with a context signed for it unless another one is given."""
    signed = ContextSigner(CONTEXT_KEYS.newest_first[0]).sign(organization, conn.info.backend_pid)
    conn.execute(
        "SELECT set_config('plutopixie.organization_id', %s, true), set_config('plutopixie.context', %s, true)",
        (str(organization), signed if context is None else context),
    )


def _external() -> str:
    given = os.environ.get("PLUTOPIXIE_TEST_POSTGRES")
    wanted = given or _USUAL
    try:
        psycopg.connect(wanted).close()
    except psycopg.OperationalError:
        if given:
            raise
        pytest.skip("there is no other PostgreSQL server here; name one in PLUTOPIXIE_TEST_POSTGRES")
    return wanted


@pytest.fixture(scope="session", params=["embedded", "external"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server under test, cleaned of this session's roles afterwards."""
    if request.param == "embedded":
        admin = make_conninfo(**request.getfixturevalue("embedded_server").keywords())
    else:
        admin = _external()
    server = Server(admin, f"pp{secrets.token_hex(4)}")
    yield server
    names = server.names
    for role in (names.app, names.directory, names.relay, names.queue, names.owner):
        server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[Database]:
    """A migrated database that is never connected to, only cloned."""
    with server.database() as database:
        yield database.installed()


@pytest.fixture(scope="module")
def database(server: Server, template: Database) -> Iterator[Database]:
    """A migrated database for the tests of one module; grants on the database itself are not cloned with it."""
    with server.database(template.name) as database:
        yield database.installed()


@pytest.fixture
def empty_database(server: Server) -> Iterator[Database]:
    """A database that nothing was done to."""
    with server.database() as database:
        yield database


@pytest.fixture(scope="module")
def connected(database: Database) -> Iterator[Connected]:
    """The ports over the module's database."""
    with database.connected(size=PoolSize(1, 12)) as connected:
        yield connected
