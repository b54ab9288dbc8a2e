"""Two walls, each enough by itself: all suites pass with either taken down, and isolation fails with both.

The suites are those of `test_contracts`, collected once more over the ports of this module.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

import psycopg
import pytest

from plutopixie.adapters.postgres import Connected, PoolSize, UnprotectedTablesError, connecting, pool, queries
from plutopixie.adapters.postgres.migrate import require_current
from plutopixie.domain.errors import PlutoPixieError
from plutopixie.ports.contracts.samples import founded
from plutopixie.ports.contracts.units import IsolationContract

from . import test_contracts
from .conftest import Database, Server
from .walls import Careless, WallStandsError, switch_off_row_security, without_organization

pytestmark = [pytest.mark.promise("P7.1"), pytest.mark.promise("P7.2"), pytest.mark.asvs("V8.3.1")]


def _no_checks(conn: psycopg.Connection[Any]) -> tuple[()]:
    """What start-up checks, without the refusal of a schema whose walls have a hole."""
    require_current(conn)
    return ()


@pytest.fixture(scope="module", params=["row security alone", "statements alone"])
def standing(request: pytest.FixtureRequest) -> str:
    """Which wall still stands."""
    return str(request.param)


@pytest.fixture(scope="module")
def database(server: Server, template: Database, standing: str) -> Iterator[Database]:
    """A database for each wall."""
    assert standing
    with server.database(template.name) as database:
        yield database.installed()


@pytest.fixture(scope="module")
def connected(database: Database, standing: str) -> Iterator[Connected]:
    """The ports with the other wall taken down."""
    with pytest.MonkeyPatch.context() as patch:
        if standing == "row security alone":
            patch.setattr(pool, "Connection", Careless)
        else:
            assert len(switch_off_row_security(database)) >= 22
            with pytest.raises(UnprotectedTablesError):
                database.connected()
            patch.setattr(connecting, "_checked", _no_checks)
        with database.connected(size=PoolSize(1, 12)) as connected:
            yield connected


@pytest.fixture(scope="module")
def ruin(server: Server, template: Database) -> Iterator[Connected]:
    """Ports with neither wall."""
    with pytest.MonkeyPatch.context() as patch, server.database(template.name) as database:
        switch_off_row_security(database.installed())
        patch.setattr(pool, "Connection", Careless)
        patch.setattr(connecting, "_checked", _no_checks)
        with database.connected() as connected:
            yield connected


# Every suite, and the story of two organizations, over the ports of this module.
for _name, _suite in inspect.getmembers(test_contracts):
    if _name.startswith(("Test", "test_")):
        globals()[_name] = _suite


def test_the_suites_are_here() -> None:
    """Nothing of the contracts is left out: all suites, and the agreement with memory."""
    here = {name for name in globals() if name in vars(test_contracts) and name.startswith(("Test", "test_"))}

    assert {"TestIsolation", "TestUnits", "TestDirectory", "TestOutbox", "test_agrees_with_memory"} <= here
    assert len(here) >= 18


def test_the_wall_that_should_be_down_is_down(connected: Connected, standing: str) -> None:
    """With row security alone, comparisons are dropped from what is sent; with statements alone, no policy applies."""
    office, rival = founded(connected.open_unit), founded(connected.open_unit)
    before = Careless.forgotten
    with office.unit() as unit:
        assert unit.categories.get(office.category.id) == office.category
        conn = unit.organization._bound._conn  # type: ignore[attr-defined]
        seen = {row["organization_id"] for row in conn.execute("SELECT organization_id FROM plutopixie.category")}
    if standing == "row security alone":
        assert Careless.forgotten > before
        assert seen == {office.organization.id}
    else:
        assert {office.organization.id, rival.organization.id} <= seen


ISOLATION: Final = [name for name in vars(IsolationContract) if name.startswith("test_")]


@pytest.mark.parametrize("name", ISOLATION)
def test_without_either_wall_isolation_fails(ruin: Connected, name: str) -> None:
    """The control: with both walls down, every test of isolation fails: on what it sees, or on what is in its way."""
    office, rival = founded(ruin.open_unit), founded(ruin.open_unit)

    with pytest.raises((AssertionError, pytest.fail.Exception, PlutoPixieError)):
        getattr(IsolationContract(), name)(office, rival)


def test_the_rewriter_knows_every_statement() -> None:
    """In no statement of the application is a comparison of organizations left, and most had one."""
    files = resources.files("plutopixie.adapters.postgres").joinpath("sql").iterdir()
    subjects = {file.name.removesuffix(".sql") for file in files} - {"directory", "safety", "roles", "migrate"}
    counts = {
        f"{subject}.{name}": without_organization(text)[1]
        for subject in sorted(subjects)
        for name, text in queries.load(subject).items()
        if (subject, name) not in {("outbox", "forget"), ("outbox", "claim")}
    }

    assert sum(counts.values()) >= 90
    reading = [name for name, text in _blocks(subjects) if "FROM plutopixie." in text and "%(organization)s" in text]
    assert [name for name in reading if not counts[name]] == []


def _blocks(subjects: set[str]) -> Iterator[tuple[str, str]]:
    for subject in subjects:
        for name, text in queries.load(subject).items():
            yield f"{subject}.{name}", text


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM plutopixie.tag WHERE %(organization)s = organization_id",
        "SELECT 1 FROM plutopixie.tag AS t WHERE t.organization_id IN (%(organization)s)",
        "SELECT 1 FROM plutopixie.tag WHERE organization_id = ANY (%(organizations)s)",
    ],
)
def test_an_unknown_comparison_is_noticed(statement: str) -> None:
    """A comparison that is written in another way is not passed over in silence."""
    with pytest.raises(WallStandsError):
        without_organization(statement)
