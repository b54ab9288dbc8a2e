"""What start-up refuses: each power that would get around row security, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, LiteralString

import pytest
from attrs import evolve
from psycopg import sql
from psycopg.conninfo import make_conninfo

from plutopixie.adapters.postgres import PoolSize, UnprotectedTablesError, UnsafeRoleError, Unsealed, connect
from plutopixie.ports.outbound.units import RecordsUnavailableError

from .conftest import Database

pytestmark = pytest.mark.promise("P7.2")

#: A power that is given, how it is taken back, and what the refusal says.
POWERS: Final[tuple[tuple[LiteralString, LiteralString, str], ...]] = (
    ("ALTER ROLE {app} SUPERUSER", "ALTER ROLE {app} NOSUPERUSER", "has SUPERUSER"),
    ("ALTER ROLE {app} BYPASSRLS", "ALTER ROLE {app} NOBYPASSRLS", "has BYPASSRLS"),
    ("ALTER ROLE {app} CREATEROLE", "ALTER ROLE {app} NOCREATEROLE", "has CREATEROLE"),
    ("ALTER ROLE {app} CREATEDB", "ALTER ROLE {app} NOCREATEDB", "has CREATEDB"),
    ("ALTER ROLE {app} REPLICATION", "ALTER ROLE {app} NOREPLICATION", "has REPLICATION"),
    ("GRANT {owner} TO {app}", "REVOKE {owner} FROM {app}", "is a member of"),
    ("GRANT {relay} TO {app}", "REVOKE {relay} FROM {app}", "is a member of"),
    ("GRANT pg_read_all_data TO {app}", "REVOKE pg_read_all_data FROM {app}", "is a member of pg_read_all_data"),
    (
        "ALTER TABLE plutopixie.vendor OWNER TO {app}",
        "ALTER TABLE plutopixie.vendor OWNER TO {owner}",
        "owns plutopixie.vendor",
    ),
    ("GRANT CREATE ON SCHEMA plutopixie TO {app}", "REVOKE CREATE ON SCHEMA plutopixie FROM {app}", "may create"),
    (
        "ALTER ROLE {relay} BYPASSRLS",
        "ALTER ROLE {relay} NOBYPASSRLS",
        "has BYPASSRLS",
    ),
    ("ALTER ROLE {directory} CREATEDB", "ALTER ROLE {directory} NOCREATEDB", "has CREATEDB"),
)

#: A hole in the walls, and how it is closed.
HOLES: Final[tuple[tuple[LiteralString, LiteralString], ...]] = (
    (
        "ALTER TABLE plutopixie.receipt NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE plutopixie.receipt FORCE ROW LEVEL SECURITY",
    ),
    (
        "ALTER TABLE plutopixie.receipt DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE plutopixie.receipt ENABLE ROW LEVEL SECURITY",
    ),
    (
        "ALTER POLICY floor ON plutopixie.receipt TO {relay}",
        "ALTER POLICY floor ON plutopixie.receipt TO PUBLIC",
    ),
    (
        "DROP POLICY signed ON plutopixie.receipt",
        """CREATE POLICY signed ON plutopixie.receipt AS RESTRICTIVE FOR ALL TO PUBLIC
        USING (organization_id = (SELECT operation.signed_organization()))
        WITH CHECK (organization_id = (SELECT operation.signed_organization()))""",
    ),
    (
        "ALTER POLICY signed ON plutopixie.receipt TO {relay}",
        "ALTER POLICY signed ON plutopixie.receipt TO PUBLIC",
    ),
    (
        "ALTER POLICY signed ON plutopixie.receipt USING (organization_id IS NOT NULL)",
        "ALTER POLICY signed ON plutopixie.receipt USING (organization_id = (SELECT operation.signed_organization()))",
    ),
)


@pytest.fixture(autouse=True)
def control(database: Database) -> Iterator[None]:
    """Before and after each refusal, the same database is accepted."""
    database.connected().close()
    yield
    database.connected().close()


@pytest.mark.parametrize(("given", "taken", "reason"), POWERS, ids=[power[0] for power in POWERS])
@pytest.mark.asvs("V13.2.2")
def test_a_power_is_refused(database: Database, given: LiteralString, taken: LiteralString, reason: str) -> None:
    """A role with a power that row security does not hold is refused, with a code and what to do."""
    names = database.server.names
    with database.superuser() as conn:
        conn.execute(names.filled_in(given))
        try:
            with pytest.raises(UnsafeRoleError) as caught:
                database.connected()
        finally:
            conn.execute(names.filled_in(taken))

    assert caught.value.code == "unsafe-role"
    assert reason in caught.value.reason
    assert "migrate" in str(caught.value)


@pytest.mark.parametrize(("made", "closed"), HOLES, ids=[hole[0] for hole in HOLES])
def test_a_hole_is_refused(database: Database, made: LiteralString, closed: LiteralString) -> None:
    """A table without forced row security, or without the floor for everybody, is refused by name."""
    names = database.server.names
    with database.superuser() as conn:
        conn.execute(names.filled_in(made))
        try:
            with pytest.raises(UnprotectedTablesError) as caught:
                database.connected()
        finally:
            conn.execute(names.filled_in(closed))

    assert caught.value.tables == ("receipt",)


@pytest.mark.parametrize("table", ["directory.organization", "directory.sign_in", "queue.outbox"])
def test_a_hole_outside_the_records_is_refused(database: Database, table: str) -> None:
    """Where the application may reach beyond the records without a signed context, the start is refused, too."""
    names = database.server.names
    alter = sql.SQL("ALTER POLICY signed ON {} TO {}")
    named = sql.Identifier(*table.split("."))
    with database.superuser() as conn:
        conn.execute(alter.format(named, sql.Identifier(names.relay)))
        try:
            with pytest.raises(UnprotectedTablesError) as caught:
                database.connected()
        finally:
            conn.execute(alter.format(named, sql.Identifier(names.app)))

    assert caught.value.tables == (table,)


def test_temporary_tables_are_refused(database: Database) -> None:
    """A role that may make temporary tables is refused: they could stand in for ours."""
    names, name = database.server.names, sql.Identifier(database.name)
    with database.superuser() as conn:
        conn.execute(sql.SQL("GRANT TEMP ON DATABASE {} TO {}").format(name, sql.Identifier(names.app)))
        try:
            with pytest.raises(UnsafeRoleError):
                database.connected()
        finally:
            conn.execute(sql.SQL("REVOKE TEMP ON DATABASE {} FROM {}").format(name, sql.Identifier(names.app)))


@pytest.mark.parametrize("role", ["app", "directory", "relay"])
def test_the_superuser_is_refused(database: Database, role: str) -> None:
    """The service does not run as the superuser, whatever it was told."""
    admin = {role: database.admin}
    addresses = evolve(database.addresses, **admin)  # type: ignore[arg-type]  # it can't tell which fields are meant

    with pytest.raises(UnsafeRoleError):
        connect(addresses, Unsealed())


def test_a_server_that_does_not_answer_is_unavailable(database: Database) -> None:
    """Nothing there to connect to is the world's error, after the time that was allowed."""
    nowhere = make_conninfo(database.addresses.app, host="127.0.0.1", port=1, sslmode="disable")

    with pytest.raises(RecordsUnavailableError):
        connect(evolve(database.addresses, app=nowhere), Unsealed(), size=PoolSize(0, 1, wait_seconds=0.3))
