"""Nobody notices what others do, over PostgreSQL: asked through the use cases, over HTTP, and over a socket."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import frozen

from plutopixie.adapters.disk_files import DiskFiles
from plutopixie.adapters.postgres import Connected, PoolSize
from plutopixie.ports.contracts.noninterference import Installation, MakeInstallation, Turns
from through_http import Send, ThroughHttp, application, calling, only_mistakes_logged
from turned_server import running
from two_worlds import PATIENCE, Following, proven, through_use_cases, workshop, world

from .conftest import Database, Server


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with only_mistakes_logged():
        yield


@frozen
class Side:
    """The database of one world, and the ports over it."""

    database: Database
    connected: Connected


@pytest.fixture(scope="module")
def sides(server: Server, template: Database) -> Iterator[tuple[Side, Side]]:
    """A database for each of the two worlds, so that nothing of the others lies in the quiet one."""
    with contextlib.ExitStack() as stack:
        databases = [stack.enter_context(server.database(template.name)).installed() for _ in range(2)]
        one, other = (Side(each, stack.enter_context(each.connected(size=PoolSize(1, 4)))) for each in databases)
        yield one, other


def use_cases_of(side: Side) -> MakeInstallation:
    """Worlds over a database, asked through their use cases."""
    ports = side.connected

    def make(turns: Turns) -> Installation:
        return through_use_cases(world(ports.open_unit, ports.directory, turns), ports.outbox_feed, turns)

    return make


def http_of(side: Side) -> MakeInstallation:
    """Worlds over a database, asked over HTTP; one application serves all stories."""
    following = Following()
    built = world(side.connected.open_unit, side.connected.directory, following)
    send = calling(application(built))

    def make(turns: Turns) -> Installation:
        following.turns = turns
        return ThroughHttp(send, workshop(built, side.connected.outbox_feed, turns))

    return make


def served(side: Side, files: Path, client: Callable[[Turns], Send]) -> MakeInstallation:
    """Worlds over a database, asked over a socket; what works behind the server works here."""
    ports = side.connected

    def make(turns: Turns) -> Installation:
        built = world(ports.open_unit, ports.directory, turns, files=DiskFiles(files))
        return ThroughHttp(client(turns), workshop(built, ports.outbox_feed, turns))

    return make


@pytest.mark.promise("P7.1", "P7.2")
@pytest.mark.asvs("V8.4.1")
@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize(("enter", "stories"), [(use_cases_of, 200), (http_of, 50)], ids=["use cases", "HTTP"])
def test_nobody_notices_what_others_do(
    sides: tuple[Side, Side], enter: Callable[[Side], MakeInstallation], stories: int
) -> None:
    """In stories of 40 steps, our side is shown to the last bit what it is shown without the others."""
    crowded, quiet = sides
    tally = proven(enter(crowded), enter(quiet), stories)

    assert sum(tally.accepted.values()) > 0.6 * sum(tally.taken.values())


@pytest.mark.promise("P7.1")
@pytest.mark.timeout(PATIENCE)
def test_nobody_notices_what_others_do_over_a_socket(sides: tuple[Side, Side], tmp_path: Path) -> None:
    """The same holds for whole answers of the server that the service runs on."""
    folders = [tmp_path / name for name in ("crowded", "quiet")]
    with (
        running(sides[0].database.addresses, folders[0]) as crowded,
        running(sides[1].database.addresses, folders[1]) as quiet,
    ):
        proven(served(sides[0], folders[0], crowded), served(sides[1], folders[1], quiet), 5)
