"""Row security by itself, without the WHERE of our statements: every refusal beside what is allowed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import pytest
from attrs import evolve, frozen
from psycopg import sql

from plutopixie.adapters.postgres import Connected
from plutopixie.domain import sessions
from plutopixie.domain.events import ExpenseRecorded
from plutopixie.domain.ids import InvitationId, MessageId, SessionId
from plutopixie.domain.members import Invitation, Role
from plutopixie.domain.splits import Split
from plutopixie.ports.contracts.api_keys import a_key
from plutopixie.ports.contracts.audit import an_entry
from plutopixie.ports.contracts.codes import a_code
from plutopixie.ports.contracts.samples import NOW, Office, digest, founded, fresh_id, later, usd
from plutopixie.ports.contracts.second_factors import a_factor
from plutopixie.ports.contracts.vendor_rules import a_rule

from .conftest import Database, bind

pytestmark = pytest.mark.promise("P7.1")

#: The tables that hold something of each organization, as the catalogue tells them.
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'plutopixie'::regnamespace AND relkind IN ('r', 'p')"


@frozen
class Pair:
    """Two organizations, each with at least one row in every table."""

    mine: UUID
    theirs: UUID


def _stocked(connected: Connected) -> Office:
    office = founded(connected.open_unit)
    expense, change = office.recorded(
        tags=frozenset({office.tag.id}),
        custom_fields={office.custom_field.id: "x"},
        notes="some words",
        splits=(Split(usd(1250), office.category.id),),
    )
    with office.unit() as unit:
        unit.expenses.add(expense, change)
        unit.receipts.add(evolve(office.a_receipt(), expense=expense.id))
        unit.sessions.add(sessions.opened(SessionId(fresh_id()), office.owner.id, digest(1), NOW))
        unit.invitations.add(
            Invitation(InvitationId(fresh_id()), Role.MEMBER, office.owner.id, NOW, later(9)), digest(fresh_id())
        )
        unit.requests.begin(office.owner.id, "key", digest(1), NOW)
        unit.audit.add(an_entry(office))
        unit.codes.add(a_code(office), digest(1))
        unit.second_factors.put(a_factor(office.owner.id))
        unit.api_keys.add(a_key(office), digest(1))
        unit.vendor_rules.add(a_rule(office))
        unit.outbox.add(MessageId(fresh_id()), ExpenseRecorded(expense.id))
    return office


@pytest.fixture(scope="module")
def pair(connected: Connected) -> Pair:
    """Two organizations with something everywhere."""
    return Pair(_stocked(connected).organization.id, _stocked(connected).organization.id)


@pytest.fixture(scope="module")
def tables(database: Database) -> list[sql.Identifier]:
    """Every table of records."""
    with database.superuser() as conn:
        return [sql.Identifier("plutopixie", name) for name in conn.execute(TABLES).fetchall()]


def _organizations(conn: psycopg.Connection[Any], table: sql.Identifier) -> set[UUID]:
    return set(conn.execute(sql.SQL("SELECT organization_id FROM {}").format(table)).fetchall())


def test_a_bound_connection_sees_its_own_and_nothing_else(
    database: Database, pair: Pair, tables: list[sql.Identifier]
) -> None:
    """Without any WHERE, each table shows the bound organization's rows, and only those, though others are there."""
    assert len(tables) >= 17
    with database.bound(pair.mine) as conn, database.superuser() as behind:
        for table in tables:
            assert {pair.mine, pair.theirs} <= _organizations(behind, table), table
            assert _organizations(conn, table) == {pair.mine}, table


@pytest.mark.parametrize("setting", [None, "", "nobody"])
def test_an_unbound_connection_raises(
    database: Database, pair: Pair, tables: list[sql.Identifier], setting: str | None
) -> None:
    """A connection that nobody bound, or that was bound to no id, gets errors, not empty answers."""
    with database.bound(pair.mine) as conn:
        assert _organizations(conn, tables[0]) == {pair.mine}
    for table in tables:
        with database.app() as conn, conn.transaction(force_rollback=True):
            if setting is not None:
                conn.execute("SELECT set_config('plutopixie.organization_id', %s, true)", (setting,))
            with pytest.raises((psycopg.errors.UndefinedObject, psycopg.errors.InvalidTextRepresentation)):
                _organizations(conn, table)


def test_the_binding_ends_with_the_transaction(database: Database, pair: Pair, tables: list[sql.Identifier]) -> None:
    """After a bound transaction the same connection is unbound again."""
    with database.app() as conn:
        with conn.transaction():
            bind(conn, pair.mine)
            assert _organizations(conn, tables[0]) == {pair.mine}
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            _organizations(conn, tables[0])


def test_nothing_is_written_for_another(database: Database, pair: Pair) -> None:
    """A row for another organization is refused, be it new or moved; one for the bound organization is taken."""
    new = "INSERT INTO plutopixie.category VALUES (%s, gen_random_uuid(), 'New', 'new', false, 1)"
    with database.bound(pair.mine) as conn:
        assert conn.execute(new, (pair.mine,)).rowcount == 1
    with database.bound(pair.mine) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(new, (pair.theirs,))
    with database.bound(pair.mine) as conn:
        assert conn.execute("UPDATE plutopixie.category SET archived = true").rowcount == 1
    with database.bound(pair.mine) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("UPDATE plutopixie.category SET organization_id = %s", (pair.theirs,))


def test_nothing_of_another_is_changed_or_deleted(database: Database, pair: Pair) -> None:
    """Changes and deletions without any WHERE touch the bound organization's rows, not the others'."""
    with database.bound(pair.mine) as conn:
        changed = conn.execute("UPDATE plutopixie.member SET role = role RETURNING organization_id").fetchall()
        deleted = conn.execute("DELETE FROM plutopixie.session RETURNING organization_id").fetchall()
        assert (set(changed), set(deleted)) == ({pair.mine}, {pair.mine})
        theirs = "UPDATE plutopixie.member SET role = 'member' WHERE organization_id = %s"
        assert conn.execute(theirs, (pair.theirs,)).rowcount == 0


def test_a_reference_to_another_looks_like_one_to_nothing(database: Database, pair: Pair) -> None:
    """Foreign keys see past row security, so they carry the organization: a foreign id fails as a random one does."""
    with database.superuser() as behind:
        (theirs,) = behind.execute(
            "SELECT id FROM plutopixie.category WHERE organization_id = %s", (pair.theirs,)
        ).fetchall()
    messages = []
    for category in (theirs, fresh_id()):
        with database.bound(pair.mine) as conn, pytest.raises(psycopg.errors.ForeignKeyViolation) as caught:
            conn.execute("UPDATE plutopixie.expense SET category_id = %s", (category,))
        messages.append(str(caught.value).replace(str(category), "…"))

    assert messages[0] == messages[1]


def test_a_conflict_with_another_does_not_arise(database: Database, pair: Pair) -> None:
    """ON CONFLICT neither shows nor changes another organization's row: the same key there is no conflict here."""
    add = "INSERT INTO plutopixie.category VALUES (%s, %s, 'x', 'only theirs', false, 1)"
    id_ = fresh_id()
    with database.superuser() as behind:
        behind.execute(add, (pair.theirs, id_))
    with database.bound(pair.mine) as conn:
        taken = conn.execute(
            add + " ON CONFLICT (organization_id, name_key) DO UPDATE SET name = 'y' RETURNING name", (pair.mine, id_)
        ).fetchone()

    assert taken == "x"


def test_the_directory_and_the_outbox_are_bound_too(database: Database, pair: Pair) -> None:
    """Outside the records, too, the application touches its own organization's rows only, and can't read the outbox."""
    with database.bound(pair.mine) as conn:
        assert _organizations(conn, sql.Identifier("directory", "sign_in")) == {pair.mine}
    for table in (sql.Identifier("directory", "organization"), sql.Identifier("queue", "outbox")):
        with database.bound(pair.mine) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
            _organizations(conn, table)
    announce = "INSERT INTO queue.outbox VALUES (%s, gen_random_uuid(), 'kind', 'subject')"
    with database.bound(pair.mine) as conn:
        assert conn.execute(announce, (pair.mine,)).rowcount == 1
    with database.bound(pair.mine) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(announce, (pair.theirs,))


def test_prepared_statements_follow_the_binding(database: Database, pair: Pair, tables: list[sql.Identifier]) -> None:
    """A plan that was made for one organization, generic even, serves the next one its own rows."""
    with database.app() as conn:
        conn.prepare_threshold = 0
        conn.execute("SET plan_cache_mode = force_generic_plan")
        for organization in (pair.mine, pair.theirs, pair.mine):
            with conn.transaction():
                bind(conn, organization)
                for table in tables:
                    assert _organizations(conn, table) == {organization}


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE plutopixie.session",
        "CREATE TEMP TABLE t (x int)",
        "CREATE TABLE plutopixie.t (x int)",
        "CREATE SCHEMA s",
        "ALTER TABLE plutopixie.expense DISABLE ROW LEVEL SECURITY",
        "DROP POLICY floor ON plutopixie.expense",
        "SET ROLE {owner}",
        "SET SESSION AUTHORIZATION {owner}",
        "UPDATE plutopixie.expense_change SET at = at",
        "DELETE FROM plutopixie.expense",
        "DELETE FROM plutopixie.receipt",
        "SELECT * FROM dramatiq.queue",
        "INSERT INTO operation.migration (name, checksum) VALUES ('x', sha256('x'))",
    ],
)
@pytest.mark.asvs("V13.2.2")
def test_the_application_may_do_no_more_than_it_needs(database: Database, pair: Pair, statement: Any) -> None:
    """What the application has no use for is refused, while its own rows are there to be read."""
    with database.bound(pair.mine) as conn:
        assert conn.execute("SELECT count(*) FROM plutopixie.expense").fetchone() == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(database.server.names.filled_in(statement))


@pytest.mark.parametrize("row_security", ["off", "on"])
def test_row_security_cannot_be_switched_off(database: Database, pair: Pair, row_security: str) -> None:
    """With `row_security = off` the application gets an error, with on its own rows: never everything."""
    with database.bound(pair.mine) as conn:
        conn.execute("SELECT set_config('row_security', %s, true)", (row_security,))
        if row_security == "off":
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute("SELECT * FROM plutopixie.expense")
        else:
            assert conn.execute("SELECT organization_id FROM plutopixie.expense").fetchall() == [pair.mine]


def test_narrow_roles_see_what_they_need(database: Database, pair: Pair) -> None:
    """The directory role lists organizations and finds sign-ins; the relay reads the outbox; neither sees records."""
    addresses = database.addresses
    with psycopg.connect(addresses.directory, autocommit=True) as conn:
        listed = {row[0] for row in conn.execute("SELECT organization_id FROM directory.organization")}
        assert {pair.mine, pair.theirs} <= listed
        assert len(conn.execute("SELECT email_index FROM directory.sign_in").fetchall()) >= 2
        for statement in ("SELECT * FROM plutopixie.member", "SELECT * FROM queue.outbox"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("DELETE FROM directory.sign_in")
        assert conn.execute("DELETE FROM directory.throttle").rowcount >= 0
    with psycopg.connect(addresses.relay, autocommit=True) as conn:
        waiting = {row[0] for row in conn.execute("SELECT organization_id FROM queue.outbox")}
        assert {pair.mine, pair.theirs} <= waiting
        for statement in (
            "SELECT * FROM plutopixie.member",
            "SELECT * FROM directory.sign_in",
            "SELECT * FROM directory.throttle",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("INSERT INTO queue.outbox VALUES (gen_random_uuid(), gen_random_uuid(), 'k', 's')")
    with psycopg.connect(addresses.queue, autocommit=True) as conn:
        assert conn.execute("SELECT count(*) FROM dramatiq.queue").fetchone() == (0,)
        for statement in ("SELECT * FROM plutopixie.member", "SELECT * FROM queue.outbox"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)


def test_attempts_are_the_directorys_alone(database: Database, pair: Pair) -> None:
    """The application's role neither sees nor changes how often something was tried."""
    with database.bound(pair.mine) as conn:
        for statement in ("SELECT * FROM directory.throttle", "DELETE FROM directory.throttle"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), conn.transaction():
                conn.execute(statement)
