"""Migrations and installation: once, in order, unchanged, and safe to repeat."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from attrs import evolve
from psycopg import sql
from psycopg.conninfo import make_conninfo

from plutopixie.adapters.postgres import (
    ChangedMigrationError,
    PendingMigrationError,
    RecordsFaultError,
    UnknownMigrationError,
    UnprotectedTablesError,
    UnsafeRoleError,
    install,
)
from plutopixie.adapters.postgres.migrate import Migration, acting_as_owner, migrate, migrations, schema
from plutopixie.ports.contracts.samples import founded
from plutopixie.ports.outbound.units import RecordsUnavailableError

from .catalogue import catalogue
from .conftest import PASSWORDS, Database, Server


def test_the_schema_is_what_the_migrations_build(database: Database, empty_database: Database) -> None:
    """The one file that shows the whole schema and the migrations build the same catalogue: the difference is empty."""
    names = database.server.names
    with empty_database.superuser() as conn, acting_as_owner_of(empty_database, conn):
        conn.execute(names.filled_in(schema()))

    with database.superuser() as migrated, empty_database.superuser() as written:
        expected, found = catalogue(migrated), catalogue(written)
        for kind, rows in expected.items():
            assert found[kind] == rows, kind
        assert all(expected[kind] for kind in ("schemas", "columns", "constraints", "policies", "indexes", "types"))


def acting_as_owner_of(database: Database, conn: psycopg.Connection[Any]) -> AbstractContextManager[None]:
    """A transaction of the owner role, which may create schemas in this database."""
    conn.execute(
        sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(
            sql.Identifier(database.name), sql.Identifier(database.server.names.owner)
        )
    )
    return acting_as_owner(conn, database.server.names)


def test_installing_again_changes_nothing(database: Database) -> None:
    """A second installation applies no migration and leaves the catalogue as it was."""
    with database.superuser() as conn:
        before = catalogue(conn)

        assert install(database.admin, PASSWORDS, database.server.prefix) == ()

        assert catalogue(conn) == before


def test_several_installers_at_once(server: Server) -> None:
    """Four installers of four databases, two of them at each, all succeed and apply each migration once."""
    with server.database() as one, server.database() as two:
        prefix = f"{server.prefix}_race"
        with ThreadPoolExecutor(4) as pool:
            work = [pool.submit(install, database.admin, PASSWORDS, prefix) for database in (one, two, one, two)]
            applied = [done.result() for done in work]
    for role in ("app", "directory", "relay", "queue", "owner"):
        server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(f"{prefix}_{role}")))

    everything = tuple(migration.name for migration in migrations())
    assert sorted(applied) == sorted([(), (), everything, everything])


@pytest.fixture
def ordinary(server: Server) -> Iterator[Database]:
    """A database that belongs to an administrator who is no superuser."""
    role = sql.Identifier(f"{server.prefix}_admin")
    server.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD 'admin'").format(role))
    with server.database() as database:
        server.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database.name), role))
        admin = make_conninfo(server.admin, user=f"{server.prefix}_admin", password="admin")
        yield Database(evolve(server, admin=admin, prefix=f"{server.prefix}_own"), database.name)
    names = f"{server.prefix}_own"
    for name in ("app", "directory", "relay", "queue", "owner"):
        server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(f"{names}_{name}")))
    server.execute(sql.SQL("DROP ROLE {}").format(role))


def test_an_ordinary_administrator_installs(ordinary: Database) -> None:
    """A role that owns the database and may create roles is enough, twice over; what it made works."""
    ordinary.installed()
    ordinary.installed()

    with ordinary.connected() as connected:
        office = founded(connected.open_unit)
        with office.unit() as unit:
            assert unit.organization.get() == office.organization


def test_a_changed_migration_is_refused(empty_database: Database) -> None:
    """What was applied stays as it is: other contents under the same name are refused, before anything is done."""
    empty_database.installed()
    (first, *_) = migrations()
    changed = Migration(first.name, first.text + "-- a word more\n")
    new = Migration("9999_new", "CREATE TABLE plutopixie.never (id int)")

    with empty_database.superuser() as conn:
        with pytest.raises(ChangedMigrationError) as caught:
            migrate(conn, empty_database.server.names, [changed, new])
        assert conn.execute("SELECT to_regclass('plutopixie.never') IS NULL").fetchone() is True

    assert caught.value.name == first.name


def test_line_ends_are_no_change() -> None:
    """A checkout with other line ends is the same migration."""
    (first, *_) = migrations()

    assert Migration(first.name, first.text.replace("\n", "\r\n")).checksum == first.checksum


def test_a_database_that_is_ahead_is_refused(empty_database: Database) -> None:
    """A program older than its database neither migrates nor starts."""
    empty_database.installed()
    later = Migration("9999_later", "SELECT 1")
    with empty_database.superuser() as conn:
        assert migrate(conn, empty_database.server.names, [*migrations(), later]) == ("9999_later",)
        with pytest.raises(UnknownMigrationError):
            migrate(conn, empty_database.server.names)

    with pytest.raises(UnknownMigrationError):
        empty_database.connected()


def test_a_database_that_is_behind_is_refused(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program newer than its database does not start before it is migrated."""
    empty_database.installed()
    later = Migration("9999_later", "SELECT 1")
    known = migrations()
    monkeypatch.setattr("plutopixie.adapters.postgres.migrate.migrations", lambda: (*known, later))

    with pytest.raises(PendingMigrationError) as caught:
        empty_database.connected()

    assert caught.value.name == "9999_later"


def test_a_failed_migration_leaves_nothing(empty_database: Database) -> None:
    """A migration that fails half-way is undone as a whole and not recorded; those before it stay."""
    empty_database.installed()
    broken = Migration("9999_broken", "CREATE TABLE plutopixie.half (id int); SELECT 1 / 0")
    with empty_database.superuser() as conn:
        with pytest.raises(psycopg.errors.DivisionByZero):
            migrate(conn, empty_database.server.names, [*migrations(), broken])

        assert conn.execute("SELECT to_regclass('plutopixie.half') IS NULL").fetchone() is True
        assert conn.execute("SELECT count(*) FROM operation.migration").fetchone() == len(migrations())


def test_a_database_without_a_schema_is_refused(database: Database, empty_database: Database) -> None:
    """The service does not start on a database that was never migrated."""
    assert database.server is empty_database.server

    with pytest.raises(UnprotectedTablesError):
        empty_database.connected()


def test_a_powerful_role_of_our_name_is_refused(server: Server, empty_database: Database) -> None:
    """A role that was there before and is too powerful is not taken over."""
    prefix = f"{server.prefix}_big"
    role = sql.Identifier(f"{prefix}_app")
    server.execute(sql.SQL("CREATE ROLE {} SUPERUSER").format(role))
    try:
        with pytest.raises(UnsafeRoleError):
            install(empty_database.admin, PASSWORDS, prefix)
    finally:
        for name in (role, sql.Identifier(f"{prefix}_owner")):
            server.execute(sql.SQL("DROP ROLE {}").format(name))


def test_the_drivers_errors_stay_inside(server: Server) -> None:
    """An administrator who can't connect, or may not create roles, meets errors of ours without the driver's words."""
    with pytest.raises(RecordsUnavailableError):
        install(make_conninfo(server.admin, dbname=f"nowhere_{secrets.token_hex(4)}"), PASSWORDS, server.prefix)

    role = sql.Identifier(f"{server.prefix}_weak")
    server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'weak'").format(role))
    weak = make_conninfo(server.admin, user=f"{server.prefix}_weak", password="weak")
    try:
        with pytest.raises(RecordsFaultError) as caught:
            install(weak, PASSWORDS, f"{server.prefix}_none")
    finally:
        server.execute(sql.SQL("DROP ROLE {}").format(role))

    assert caught.value.sqlstate == "42501"


def test_passwords_reach_the_server_as_verifiers(database: Database) -> None:
    """What the server keeps and sees of a password is a SCRAM verifier."""
    with database.superuser() as conn:
        kept = conn.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", (database.server.names.app,)
        ).fetchone()

    assert str(kept).startswith("SCRAM-SHA-256$")
