"""What only this adapter has: connections that break, limits that run out, and a pool that is clean."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from attrs import evolve

from plutopixie.adapters.postgres import Connected, Limits, PoolSize, RecordsFaultError, queries
from plutopixie.adapters.postgres.signing import ContextSigner
from plutopixie.domain.catalog import Category
from plutopixie.domain.errors import AlreadyExistsError, PlutoPixieError
from plutopixie.domain.ids import CategoryId
from plutopixie.ports.contracts.samples import HASH, Office, a_member, founded, fresh_id
from plutopixie.ports.outbound.units import RecordsUnavailableError

from .conftest import CONTEXT_KEYS, Database

CANARY = "canary-6d1f@example.com"


@pytest.fixture(scope="module")
def lone(database: Database) -> Iterator[Connected]:
    """Ports over a pool of one connection, with short limits."""
    limits = Limits(statement_ms=400, lock_ms=200, idle_ms=600)
    with database.connected(size=PoolSize(1, 1, wait_seconds=0.5), limits=limits) as connected:
        yield connected


@pytest.fixture
def office(lone: Connected) -> Office:
    """An organization whose units share the one connection."""
    return founded(lone.open_unit)


def _kill(database: Database) -> None:
    """End every connection of the application to this database."""
    with database.superuser() as conn:
        killed = conn.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = %s",
            (database.server.names.app,),
        ).fetchone()
    assert killed


@pytest.mark.asvs("V2.3.3")
def test_a_killed_connection_undoes_the_unit(database: Database, office: Office) -> None:
    """When the server ends the connection mid-unit, the unit fails as a whole and the next one works."""
    category = Category(CategoryId(fresh_id()), "Lost")

    def work() -> None:
        with office.unit() as unit:
            unit.categories.add(category)
            _kill(database)
            unit.categories.list()

    with pytest.raises(RecordsUnavailableError):
        work()

    with office.unit() as unit:
        assert unit.categories.list() == (office.category,)


def test_a_connection_killed_before_the_commit_commits_nothing(database: Database, office: Office) -> None:
    """When the connection is gone at the commit, the error says so and nothing was written."""

    def work() -> None:
        with office.unit() as unit:
            unit.categories.add(Category(CategoryId(fresh_id()), "Lost"))
            _kill(database)

    with pytest.raises(RecordsUnavailableError):
        work()

    with office.unit() as unit:
        assert unit.categories.list() == (office.category,)


def test_a_failing_rollback_does_not_mask_the_cause(database: Database, office: Office) -> None:
    """When the connection is gone at the rollback, the error that left the block is still the one that is seen."""
    cause = ZeroDivisionError("the cause")

    def work() -> None:
        with office.unit():
            _kill(database)
            raise cause

    with pytest.raises(ZeroDivisionError) as caught:
        work()

    assert caught.value is cause


def test_a_connection_killed_between_units_is_replaced(database: Database, office: Office) -> None:
    """A pooled connection that died while nobody used it is not handed out."""
    _kill(database)

    with office.unit() as unit:
        assert unit.organization.get() == office.organization


def test_a_failed_statement_is_never_committed(office: Office) -> None:
    """A block that swallows an error of the database ends in an error, because nothing of it could be kept."""

    def work() -> None:
        with office.unit() as unit:
            unit.categories.add(Category(CategoryId(fresh_id()), "Kept?"))
            with pytest.raises(AlreadyExistsError):
                unit.categories.add(Category(CategoryId(fresh_id()), office.category.name))

    with pytest.raises(RecordsFaultError) as caught:
        work()

    assert caught.value.sqlstate == "25P02"
    with office.unit() as unit:
        assert unit.categories.list() == (office.category,)


def test_what_a_borrower_set_does_not_reach_the_next(lone: Connected, office: Office) -> None:
    """Settings of the session, also a binding that outlived its transaction, are gone when a connection comes back."""
    with lone.open_unit.pool.connection() as conn:
        signed = lone.open_unit.signer.sign(office.organization.id, conn.info.backend_pid)
        conn.execute(
            "SELECT set_config('plutopixie.organization_id', %s, false), set_config('plutopixie.context', %s, false),"
            " set_config('search_path', 'public', false)",
            (str(office.organization.id), signed),
        )
        conn.execute("SET TIME ZONE 'Asia/Tokyo'")
        assert conn.execute("SELECT count(*) AS found FROM plutopixie.member").fetchone() == {"found": 1}

    with lone.open_unit.pool.connection() as conn:
        row = conn.execute(
            "SELECT coalesce(current_setting('plutopixie.organization_id', true), '') AS bound,"
            " coalesce(current_setting('plutopixie.context', true), '') AS signed,"
            " current_setting('search_path') AS path, current_setting('TimeZone') AS zone"
        ).fetchone()
    assert row == {"bound": "", "signed": "", "path": "pg_catalog", "zone": "UTC"}


@pytest.mark.promise("P7.2")
def test_what_a_unit_binds_ends_with_its_transaction(database: Database, office: Office) -> None:
    """The statement that binds a unit holds as long as the transaction, even on a connection that nobody cleans."""
    statement = queries.load("connections")["bind"]
    with database.app() as conn:
        with conn.transaction():
            signer = ContextSigner(CONTEXT_KEYS.newest_first[0])
            context = signer.sign(office.organization.id, conn.info.backend_pid)
            said = {"organization": office.organization.id, "context": context, **Limits().parameters()}
            conn.execute(statement, said)
            assert conn.execute("SELECT organization_id FROM plutopixie.member").fetchall() == [office.organization.id]
        assert conn.execute("SELECT current_setting('plutopixie.organization_id', true)").fetchone() == ""


def test_a_full_pool_is_unavailable(lone: Connected, office: Office) -> None:
    """When every connection is taken for longer than may be waited, that is what is said."""
    with office.unit(), pytest.raises(RecordsUnavailableError), lone.open_unit(office.organization.id):
        pass


def test_a_held_lock_is_waited_for_only_so_long(connected: Connected, office: Office) -> None:
    """A lock that somebody keeps holding makes the waiting unit fail, not wait for ever."""
    with connected.open_unit(office.organization.id) as holder:
        holder.members.get(office.owner.id, lock=True)
        with pytest.raises(RecordsUnavailableError), office.unit() as unit:
            unit.members.get(office.owner.id, lock=True)


def test_an_idle_unit_is_ended(office: Office, database: Database) -> None:
    """A unit that does nothing for longer than allowed is ended by the server and fails."""

    def work() -> None:
        with office.unit() as unit:
            unit.organization.get()
            with database.superuser() as conn:
                conn.execute("SELECT pg_sleep(1)")
            unit.organization.get()

    with pytest.raises(RecordsUnavailableError):
        work()


def test_a_value_outside_its_limits_is_our_fault_and_not_told(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """What gets past the domain and not past the table is a fault of ours; neither error nor log repeats a value."""
    caplog.set_level(logging.DEBUG)
    receipt = office.a_receipt()
    broken = evolve(receipt, file=evolve(receipt.file, digest=CANARY))
    with pytest.raises(RecordsFaultError) as fault, office.unit() as unit:
        unit.receipts.add(broken)
    with office.unit() as unit:
        unit.members.add(a_member(email=CANARY), HASH)
    with pytest.raises(AlreadyExistsError) as taken, office.unit() as unit:
        unit.members.add(a_member(email=CANARY), HASH)

    assert (fault.value.sqlstate, fault.value.constraint) == ("23514", "receipt_file_digest_check")
    for error in (fault.value, taken.value):
        assert CANARY not in _everything_said(error)
        assert (error.__cause__, error.__suppress_context__) == (None, True)  # nothing of the driver comes along
    assert CANARY not in caplog.text


def _everything_said(error: PlutoPixieError) -> str:
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None:
        chain.append(f"{current!r} {current} {vars(current)}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(chain)
