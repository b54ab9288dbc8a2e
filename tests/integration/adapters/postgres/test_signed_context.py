"""The signed context: SQL that an attacker wrote can't choose the organization, on a real server.

Every attack runs with all that the application's database role can do, inside a unit of one organization, and knows the
ids of the other. The control is the same database without the policies `signed`: there the plain attack succeeds.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

import psycopg
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.rows import scalar_row

from plutopixie.adapters.postgres import (
    Connected,
    ContextKeys,
    ContextRefusedError,
    Limits,
    PoolSize,
    PostgresUnits,
    RecordsFaultError,
    Unsealed,
    connect,
)
from plutopixie.adapters.postgres.migrate import acting_as_owner
from plutopixie.adapters.postgres.signing import LIFETIME_SECONDS, ContextKey, ContextSigner, register
from plutopixie.domain.errors import PlutoPixieError
from plutopixie.domain.events import ExpenseRecorded
from plutopixie.domain.ids import MessageId
from plutopixie.ports.contracts.samples import Office, founded, fresh_id
from plutopixie.ports.outbound.units import RecordsUnavailableError, Unit

from .conftest import CONTEXT_KEYS, Database, bind

pytestmark = [pytest.mark.promise("P7.1"), pytest.mark.promise("P7.2")]

(KEY,) = CONTEXT_KEYS.newest_first
OTHER_KEY: Final = ContextKey("1", b"a key that somebody made up, long enough to be one")
HEX: Final = 64

Refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.QueryCanceled)


@pytest.fixture(scope="module")
def mine(connected: Connected) -> Office:
    """The organization that the attacker is in."""
    return founded(connected.open_unit)


@pytest.fixture(scope="module")
def theirs(connected: Connected) -> Office:
    """The organization that the attacker wants."""
    return founded(connected.open_unit)


@contextlib.contextmanager
def injecting(office: Office) -> Iterator[psycopg.Connection[Any]]:
    """The connection under a unit of that organization: where injected SQL would run."""
    with office.unit() as unit:
        yield _connection(unit)


def _connection(unit: Unit) -> psycopg.Connection[Any]:
    connection: psycopg.Connection[Any] = unit.organization._bound._conn  # type: ignore[attr-defined]
    return connection


def _names(conn: psycopg.Connection[Any]) -> set[UUID]:
    """Whose categories a statement without any WHERE shows."""
    with conn.cursor(row_factory=scalar_row) as cursor:
        return set(cursor.execute("SELECT organization_id FROM plutopixie.category").fetchall())


def _inject(conn: psycopg.Connection[Any], typed: str) -> list[Any]:
    """A careless statement that pastes what was typed into its text; the rows of the last statement it became."""
    with conn.cursor(row_factory=scalar_row) as cursor:
        cursor.execute(f"SELECT name FROM plutopixie.tag WHERE name = '{typed}'".encode())  # noqa: S608 - on purpose
        while cursor.nextset():
            pass
        return cursor.fetchall()


def _typed(theirs: Office) -> str:
    turn = f"SELECT set_config('plutopixie.organization_id', '{theirs.organization.id}', true)"
    return f"x'; {turn}; SELECT organization_id FROM plutopixie.category; --"  # noqa: S608 - on purpose


@pytest.mark.asvs("V8.4.1")
def test_injected_sql_does_not_choose_the_organization(mine: Office, theirs: Office) -> None:
    """SQL that comes in through a pasted string, and sets the organization itself, sees nothing of the other one."""
    with injecting(mine) as conn:
        assert _names(conn) == {mine.organization.id}
        assert _inject(conn, _typed(theirs)) == []


def test_without_the_signature_the_injection_succeeds(empty_database: Database) -> None:
    """The control: the same string, where only the policies `signed` are missing, reads the other organization."""
    with empty_database.installed().connected() as connected:
        mine, theirs = founded(connected.open_unit), founded(connected.open_unit)
        with empty_database.superuser() as conn:
            for table in conn.execute("SELECT polrelid::regclass::text FROM pg_policy WHERE polname = 'signed'"):
                conn.execute(sql.SQL("DROP POLICY signed ON {}").format(sql.Identifier(*table.split("."))))
        with injecting(mine) as conn:
            assert _inject(conn, _typed(theirs)) == [theirs.organization.id]


def test_nothing_of_another_is_written_by_injected_sql(mine: Office, theirs: Office) -> None:
    """With the plain setting turned to the other organization, nothing of it is changed, deleted or added to."""
    insert = "INSERT INTO plutopixie.category VALUES (%s, gen_random_uuid(), 'Planted', 'planted', false, 1)"
    for statement in (
        "UPDATE plutopixie.member SET role = 'owner'",
        "DELETE FROM plutopixie.session",
        "UPDATE directory.sign_in SET email_index = email_index",
    ):
        with injecting(mine) as conn:
            _turn(conn, theirs)
            assert conn.execute(statement.encode()).rowcount == 0
    for statement in (
        insert,
        "INSERT INTO queue.outbox VALUES (%s, gen_random_uuid(), 'kind', 'subject')",
        "INSERT INTO directory.sign_in SELECT %s, gen_random_uuid(), '\\x00000000000000000000000000000000'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"), injecting(mine) as conn:  # noqa: PT012 - the block is the unit's
            _turn(conn, theirs)
            conn.execute(statement.encode(), (theirs.organization.id,))
    with injecting(mine) as conn:
        assert conn.execute(insert, (mine.organization.id,)).rowcount == 1
        conn.execute("DELETE FROM plutopixie.session")
    with theirs.unit() as unit:
        assert unit.categories.list() == (theirs.category,)


def _turn(conn: psycopg.Connection[Any], office: Office, context: str | None = None) -> None:
    """What injected SQL would do first: set whatever there is to be set."""
    conn.execute("SELECT set_config('plutopixie.organization_id', %s, true)", (str(office.organization.id),))
    if context is not None:
        conn.execute("SELECT set_config('plutopixie.context', %s, true)", (context,))


def _signed(key: ContextKey, office: Office, backend: int, ago: float = 0.0) -> str:
    return ContextSigner(key, lambda: time.time() - ago).sign(office.organization.id, backend)


#: From the genuine context of the own organization and the backend's process id, what an attacker makes for the other.
FORGERIES: Final[dict[str, Callable[[str, int, Office], str]]] = {
    "none": lambda _, __, ___: "",
    "one dot": lambda _, __, ___: ".",
    "only dots": lambda _, __, ___: "....",
    "a long text": lambda _, __, ___: "1." + "9" * 100_000,
    "not ASCII": lambda own, _, __: own.replace(".", "․"),  # noqa: RUF001 - meant to look alike
    "the other's id under the own signature": lambda own, _, theirs: _renamed(own, theirs),
    "no signature": lambda own, _, theirs: _renamed(own, theirs)[:-HEX],
    "half a signature": lambda own, _, theirs: _renamed(own, theirs)[: -HEX // 2],
    "a signature of zeros": lambda own, _, theirs: _renamed(own, theirs)[:-HEX] + "0" * HEX,
    "the own signature twice": lambda own, _, theirs: f"{_renamed(own, theirs)}.{own[-HEX:]}",
    "the own context before the other's": lambda own, _, theirs: f"{own}.{_renamed(own, theirs)}",
    "a key that was made up": lambda _, backend, theirs: _signed(OTHER_KEY, theirs, backend),
    "a key that is not known": lambda _, backend, theirs: _signed(evolve(KEY, id="2"), theirs, backend),
    "another backend's": lambda _, backend, theirs: _signed(KEY, theirs, backend + 1),
    "expired": lambda _, backend, theirs: _signed(KEY, theirs, backend, LIFETIME_SECONDS + 1),
    "from far ahead": lambda _, backend, theirs: _signed(KEY, theirs, backend, -3600),
}


def _renamed(own: str, theirs: Office) -> str:
    key, expiry, backend, _, signature = own.split(".")
    return f"{key}.{expiry}.{backend}.{theirs.organization.id}.{signature}"


@pytest.mark.asvs("V8.4.1")
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_context_is_refused(mine: Office, theirs: Office, forgery: str) -> None:
    """Whatever stands in the setting but a context that was signed for this connection raises, and shows no row."""
    with pytest.raises(Refused), injecting(mine) as conn:  # noqa: PT012 - the block is the unit's
        own = _signed(KEY, mine, conn.info.backend_pid)
        _turn(conn, mine, own)
        assert _names(conn) == {mine.organization.id}
        _turn(conn, theirs, FORGERIES[forgery](own, conn.info.backend_pid, theirs))
        _names(conn)


def test_a_genuine_context_lets_in(mine: Office, theirs: Office) -> None:
    """The control of the forgeries: what the application signs for this connection does open the other organization."""
    with injecting(mine) as conn:
        _turn(conn, theirs, _signed(KEY, theirs, conn.info.backend_pid))
        assert _names(conn) == {theirs.organization.id}


def test_what_another_connection_was_given_is_of_no_use(mine: Office, theirs: Office) -> None:
    """The other organization's own context, stolen while its unit runs, opens nothing on another connection."""
    with injecting(theirs) as victim:
        (stolen,) = victim.execute("SELECT current_setting('plutopixie.context') AS it").fetchall()
        assert _names(victim) == {theirs.organization.id}
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="another connection"), injecting(mine) as conn:  # noqa: PT012 - the block is the unit's
            assert conn.info.backend_pid != victim.info.backend_pid
            _turn(conn, theirs, stolen["it"])
            _names(conn)


@given(place=st.integers(0, 10_000), character=st.characters(codec="ascii", exclude_characters="\0"))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
def test_no_character_of_a_context_can_be_changed(database: Database, mine: Office, place: int, character: str) -> None:
    """Any other character anywhere in a genuine context makes it refused, as unsigned and in no other way."""
    with database.app() as conn, conn.transaction(force_rollback=True):
        own = _signed(KEY, mine, conn.info.backend_pid)
        place %= len(own)
        changed = own[:place] + character + own[place + 1 :]
        bind(conn, mine.organization.id, changed)
        if changed == own:
            assert _names(conn) == {mine.organization.id}
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"):
                _names(conn)


@pytest.mark.asvs("V13.2.2")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM operation.context_key",
        "INSERT INTO operation.context_key VALUES ('7', '', '')",
        "DELETE FROM operation.context_key",
        "COPY operation.context_key TO STDOUT",
        "CREATE OR REPLACE FUNCTION operation.signed_organization() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "ALTER FUNCTION operation.signed_organization() RESET search_path",
        "DROP POLICY signed ON plutopixie.category",
        "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
        "SELECT pg_read_file('postgresql.conf')",
        "SET SESSION AUTHORIZATION {owner}",
    ],
)
def test_the_application_gets_neither_at_the_keys_nor_at_the_check(
    database: Database, mine: Office, statement: Any
) -> None:
    """The application's role can't read or write keys, nor change what checks them, by any statement it could send."""
    with database.bound(mine.organization.id) as conn:
        assert conn.execute("SELECT operation.signed_organization()").fetchone() == mine.organization.id
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(database.server.names.filled_in(statement))


def test_the_source_of_the_check_shows_no_key(database: Database) -> None:
    """The function's source, which every role may read, holds nothing of the keys; the table's statistics neither."""
    with database.superuser() as behind:
        behind.execute("ANALYZE operation.context_key")
    inner, outer = KEY.pads()
    with database.app() as conn:
        source = conn.execute("SELECT string_agg(prosrc, '') FROM pg_proc").fetchone()
        assert KEY.secret.decode() not in str(source)
        assert inner.hex() not in str(source)
        assert outer.hex() not in str(source)
        assert conn.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'context_key'").fetchone() == 0


def test_a_search_path_of_the_caller_changes_nothing(database: Database, mine: Office, theirs: Office) -> None:
    """Whatever the caller's search path and plan settings are, the function finds its own table and operators."""
    with database.bound(mine.organization.id) as conn:
        conn.execute("SET LOCAL search_path = pg_temp, plutopixie, operation")
        assert _names(conn) == {mine.organization.id}
        conn.execute("SELECT set_config('plutopixie.organization_id', %s, true)", (str(theirs.organization.id),))
        assert _names(conn) == set()


def test_other_roles_may_not_ask(database: Database) -> None:
    """The function is the application's alone: neither the narrow roles nor everybody may call it."""
    addresses = database.addresses
    for address in (addresses.directory, addresses.relay, addresses.queue):
        with psycopg.connect(address) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("SELECT operation.signed_organization()")


def test_directory_and_relay_work_as_before(connected: Connected, mine: Office) -> None:
    """The narrow roles, which belong to no organization, still look up and hand over."""
    with mine.unit() as unit:
        unit.outbox.add(MessageId(fresh_id()), ExpenseRecorded(mine.kept().id))

    assert [found.organization for found in connected.directory.memberships(mine.owner.email)] == [mine.organization.id]
    sent: list[object] = []
    assert connected.outbox_feed.relay(sent.append, 100) == len(sent) > 0


def test_a_generic_plan_serves_each_organization_its_own(database: Database, mine: Office, theirs: Office) -> None:
    """A statement that is prepared once, with a plan for everybody, follows the context of each transaction."""
    with database.app() as conn:
        conn.prepare_threshold = 0
        conn.execute("SET plan_cache_mode = force_generic_plan")
        for office in (mine, theirs, mine):
            with conn.transaction():
                bind(conn, office.organization.id)
                assert _names(conn) == {office.organization.id}
        with conn.transaction(force_rollback=True):
            bind(conn, theirs.organization.id, _signed(KEY, mine, conn.info.backend_pid))
            assert _names(conn) == set()
        with conn.transaction(force_rollback=True):
            bind(conn, theirs.organization.id, "")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"):
                _names(conn)


def test_parallel_workers_are_bound_as_their_leader_is(database: Database, mine: Office) -> None:
    """A query that other processes help with is let in by the context of the connection that asked."""
    count = "SELECT count(*) FROM plutopixie.category"
    with database.bound(mine.organization.id) as conn:
        for name, value in PARALLEL.items():
            conn.execute("SELECT set_config(%s, %s, true)", (name, value))
        plan = conn.execute(f"EXPLAIN (COSTS OFF) {count}".encode()).fetchall()
        assert any("Gather" in line for line in plan), plan
        assert int(conn.execute(count).fetchone() or 0) >= 1


#: Settings under which the planner spreads even a small table over processes.
PARALLEL: Final = {
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "min_parallel_table_scan_size": "0",
    "min_parallel_index_scan_size": "0",
    "max_parallel_workers_per_gather": "2",
    "enable_indexscan": "off",
    "enable_bitmapscan": "off",
    "enable_indexonlyscan": "off",
}


def test_a_savepoint_gives_the_context_back(database: Database, mine: Office, theirs: Office) -> None:
    """What was set inside a savepoint that is rolled back is undone with it: the unit goes on as it was bound."""
    with database.bound(mine.organization.id) as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), conn.transaction():  # noqa: PT012 - it ends the block
            bind(conn, theirs.organization.id, "forged")
            _names(conn)
        assert _names(conn) == {mine.organization.id}


def test_the_context_ends_with_its_unit(database: Database, mine: Office) -> None:
    """The next borrower of a pooled connection finds no context, even if somebody set one for the whole session."""
    with database.connected(size=PoolSize(1, 1)) as lone:
        with lone.open_unit(mine.organization.id) as unit:
            conn = _connection(unit)
            first = conn.info.backend_pid
            own = _signed(KEY, mine, first)
            conn.execute("SELECT set_config('plutopixie.context', %s, false)", (own,))
        with lone.open_unit.pool.connection() as conn:
            assert conn.info.backend_pid == first
            with conn.transaction(force_rollback=True):
                conn.execute("SELECT set_config('plutopixie.organization_id', %s, true)", (str(mine.organization.id),))
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"):
                    _names(conn)


def test_the_limits_of_a_unit_are_shorter_than_its_context() -> None:
    """Neither a statement nor a pause of a unit may last as long as a context is good for."""
    limits = Limits()

    assert limits.statement_ms + limits.lock_ms + limits.idle_ms < LIFETIME_SECONDS * 1000


def test_a_unit_that_outlives_its_context_fails_as_unavailable(connected: Connected, mine: Office) -> None:
    """A unit whose context has expired fails like one whose time ran out, and writes nothing."""
    late = evolve(connected.open_unit, signer=ContextSigner(KEY, lambda: time.time() - LIFETIME_SECONDS - 1))

    with pytest.raises(RecordsUnavailableError), late(mine.organization.id) as unit:
        unit.organization.get()


@pytest.mark.parametrize("seconds", [-240, -60, 60, 290])
def test_clocks_may_differ_by_minutes(connected: Connected, mine: Office, seconds: int) -> None:
    """The application's clock may be four minutes behind the database's, or nearly five ahead."""
    with _skewed(connected, seconds)(mine.organization.id) as unit:
        assert unit.organization.get() == mine.organization


@pytest.mark.parametrize(("seconds", "error"), [(-310, RecordsUnavailableError), (310, RecordsFaultError)])
def test_clocks_may_not_differ_more(
    connected: Connected, mine: Office, seconds: int, error: type[PlutoPixieError]
) -> None:
    """A clock that is further away than that opens nothing: what it signs has expired, or is good for too long."""
    with pytest.raises(error), _skewed(connected, seconds)(mine.organization.id) as unit:
        unit.organization.get()


def _skewed(connected: Connected, seconds: int) -> PostgresUnits:
    return evolve(connected.open_unit, signer=ContextSigner(KEY, lambda: time.time() + seconds))


def test_it_is_checked_once_a_query_and_not_once_a_row(database: Database, mine: Office) -> None:
    """Reading hundreds of rows calls the function once."""
    with database.superuser() as behind:
        behind.execute(sql.SQL("ALTER DATABASE {} SET track_functions = 'pl'").format(sql.Identifier(database.name)))
    try:
        with database.app() as conn, conn.transaction():
            bind(conn, mine.organization.id)
            conn.execute(
                "INSERT INTO plutopixie.brand SELECT %s, gen_random_uuid(), 'b' || i, 'b' || i, false, 1"
                " FROM generate_series(1, 500) AS i",
                (mine.organization.id,),
            )
            before = _calls(conn)
            assert len(conn.execute("SELECT id FROM plutopixie.brand").fetchall()) > 500
            assert _calls(conn) - before == 1
    finally:
        with database.superuser() as behind:
            behind.execute(sql.SQL("ALTER DATABASE {} RESET track_functions").format(sql.Identifier(database.name)))


def _calls(conn: psycopg.Connection[Any]) -> int:
    query = "SELECT pg_stat_get_xact_function_calls('operation.signed_organization'::regproc)"
    return int(conn.execute(query).fetchone() or 0)


def test_keys_rotate_while_everything_runs(empty_database: Database) -> None:
    """A new key is used once the database knows it; the old one goes on until it is taken out; then it is refused."""
    names, addresses = empty_database.server.names, empty_database.installed().addresses
    new = ContextKey("2", b"the key that follows, of more than 256 bits of text")
    both, last = ContextKeys((new, KEY)), ContextKeys((new,))

    def known(keys: ContextKeys) -> None:
        with empty_database.superuser() as conn, acting_as_owner(conn, names):
            register(conn, keys)

    with empty_database.connected() as old:
        office = founded(old.open_unit)
        with connect(evolve(addresses, context=both), Unsealed()) as early:
            assert early.open_unit.signer.key == KEY
        known(both)
        with connect(evolve(addresses, context=both), Unsealed()) as rotated:
            assert rotated.open_unit.signer.key == new
            for open_unit in (old.open_unit, rotated.open_unit):
                with open_unit(office.organization.id) as unit:
                    assert unit.organization.get() == office.organization
            known(last)
            with rotated.open_unit(office.organization.id) as unit:
                assert unit.organization.get() == office.organization
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"), injecting(office) as conn:
            _names(conn)
        with pytest.raises(ContextRefusedError):
            empty_database.connected()


def test_a_program_with_other_keys_does_not_start(database: Database) -> None:
    """Keys that the database does not know are noticed at start, with what to do."""
    made_up = evolve(database.addresses, context=ContextKeys((OTHER_KEY,)))

    with pytest.raises(ContextRefusedError) as caught:
        connect(made_up, Unsealed())

    assert caught.value.code == "context-refused"
    assert "plutopixie migrate" in str(caught.value)
