"""The HTTP interface as a way into the proof of non-interference: it takes the same steps, and its headers count."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Final

import falcon
import pytest
from hypothesis import Phase, settings

from plutopixie.adapters.memory import MemoryDirectory, MemoryOutboxFeed, MemoryUnits, Store
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.contracts.noninterference import ORDINARY, OURS, TABLE, Installation, Turns, prove_noninterference
from through_http import WAYS, ThroughHttp, application, calling, only_mistakes_logged
from tour import Tour
from two_worlds import workshop, world

#: Nobody's figures, and what the machine has no step for.
OPERATION: Final = {"/healthz", "/readyz", "/metrics", "/v1/openapi.json"}


class Counted:
    """A leak: every answer says how many there were."""

    def __init__(self) -> None:
        self._answers = count()

    def process_response(self, _: falcon.Request, response: falcon.Response, *__: object) -> None:
        """Add the header."""
        response.set_header("X-Answer", str(next(self._answers)))


def over_http(turns: Turns, *middleware: Counted) -> Installation:
    """A world in memory, asked over HTTP."""
    store = Store()
    built = world(MemoryUnits(store), MemoryDirectory(store), turns)
    app = application(built)
    for one in middleware:
        app.add_middleware(one)
    return ThroughHttp(calling(app), workshop(built, MemoryOutboxFeed(store), turns))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with only_mistakes_logged():
        yield


@pytest.mark.promise("P7.1")
def test_nobody_notices_what_others_do() -> None:
    """In stories over HTTP, our side gets status, headers and body as it gets them without the others."""
    tally = prove_noninterference(over_http, over_http, chosen=settings(ORDINARY, max_examples=10))

    assert tally.accepted[OURS, "list expenses"]


def test_every_step_can_succeed() -> None:
    """Each step that has a route succeeds in a tour through all of them."""
    assert Tour(over_http).run() == set(WAYS)


def test_a_telling_header_is_found() -> None:
    """A header in which others can be noticed is found."""
    quick = settings(ORDINARY, max_examples=10, phases=[Phase.generate], database=None)
    with pytest.raises(AssertionError, match="others were noticed"):
        prove_noninterference(lambda turns: over_http(turns, Counted()), over_http, chosen=quick)


def test_every_route_is_a_step() -> None:
    """No route is forgotten: each is the way of a step, or shows nothing of anybody; and each step is in the table."""
    routes = {(route.method, route.template) for route in table((), Metrics()) if route.template not in OPERATION}
    ways = {(method, path.replace("{about}", "{id}")) for method, path in WAYS.values()}

    assert ways == routes
    assert set(TABLE) - set(WAYS) == {"import expenses"}
    assert set(WAYS) <= set(TABLE)
