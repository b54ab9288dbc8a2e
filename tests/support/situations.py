"""Every kind of answer that the HTTP application gives: each route, and each refusal that surrounds the routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import pytest
from attrs import frozen
from falcon.testing import Result

from http_service import Person, Service
from plutopixie.entrypoints.http import Check, HttpSettings
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.http.routing import AnyRoute
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.outbound.units import RecordsUnavailableError

ROUTES: Final = table((), Metrics())
_JSON: Final = "application/json"
SOME_ID: Final = UUID("0190c0de-0000-7000-8000-000000000000")


def path_of(route: AnyRoute) -> str:
    """The route's path with the id of nothing in it."""
    return route.template.format(id=SOME_ID, dimension="category")


@frozen
class Asked:
    """Who asks and how; the options are those of the request."""

    service: Service
    person: Person
    options: dict[str, Any]

    def __call__(self, method: str, path: str, **more: Any) -> Result:
        """The answer."""
        headers = {**self.options.get("headers", {}), **more.pop("headers", {})}
        return self.person.ask(method, path, **{**self.options, **more, "headers": headers})


def _fail(*_: object) -> None:
    raise RecordsUnavailableError


def _stumble(*_: object) -> None:
    raise ZeroDivisionError


def _unready(ask: Asked, _: pytest.MonkeyPatch) -> Result:
    ask.service.checks = (Check("records", lambda: False),)
    ask.service.restart()
    return ask.service.client.simulate_get("/readyz", **ask.options)


def _world_away(ask: Asked, patch: pytest.MonkeyPatch) -> Result:
    patch.setattr("plutopixie.ports.inbound.expenses.names", _fail)
    return ask("GET", "/v1/expenses.csv")


def _mistake(ask: Asked, patch: pytest.MonkeyPatch) -> Result:
    patch.setattr("plutopixie.ports.inbound.expenses.names", _stumble)
    return ask("GET", "/v1/expenses.csv")


def _stale(ask: Asked, _: pytest.MonkeyPatch) -> Result:
    version = {"If-Match": '"99"', "Content-Type": "application/json"}
    return ask("PATCH", "/v1/organization", body='{"name": "Another"}', headers=version)


def _taken(ask: Asked, _: pytest.MonkeyPatch) -> Result:
    for _again in range(2):
        answer = ask("POST", "/v1/tags", body='{"name": "trip"}', content_type=_JSON)
    return answer


def _unknown_proxy(ask: Asked, _: pytest.MonkeyPatch) -> Result:
    ask.service.settings = HttpSettings(cors_origins=tuple(ask.service.settings.cors_origins))
    ask.service.restart()
    headers = {**ask.options.get("headers", {}), "X-Forwarded-For": "192.0.2.7", "Authorization": "Bearer x"}
    return ask.service.client.simulate_get("/v1/me", headers=headers)


#: A situation that is no plain call of a route, with the status it leads to.
REFUSALS: Final[dict[str, tuple[int, Callable[[Asked, pytest.MonkeyPatch], Result]]]] = {
    "malformed body": (400, lambda ask, _: ask("POST", "/v1/tags", body="{", content_type=_JSON)),
    "unknown parameter": (400, lambda ask, _: ask("GET", "/v1/expenses?colour=1")),
    "no token": (401, lambda ask, _: ask("GET", "/v1/me", headers={"Authorization": ""})),
    "bad token": (401, lambda ask, _: ask("GET", "/v1/me", headers={"Authorization": "Bearer x.y.z"})),
    "wrong password": (
        401,
        lambda ask, _: ask("POST", "/v1/sessions", body='{"email":"a@b.c","password":"x"}', content_type=_JSON),
    ),
    "unknown proxy": (403, _unknown_proxy),
    "no such route": (404, lambda ask, _: ask("GET", "/v1/nothing")),
    "no such route, odd": (404, lambda ask, _: ask("GET", "/v1/%2e%2e/%00<script>")),
    "the root": (404, lambda ask, _: ask("GET", "/")),
    "no such thing": (404, lambda ask, _: ask("GET", f"/v1/expenses/{SOME_ID}")),
    "another method": (405, lambda ask, _: ask("PUT", "/v1/expenses")),
    "TRACE": (405, lambda ask, _: ask("TRACE", "/v1/expenses")),
    "TRACE on operation": (405, lambda ask, _: ask("TRACE", "/healthz")),
    "taken": (409, _taken),
    "stale": (412, _stale),
    "too large": (413, lambda ask, _: ask("POST", "/v1/tags", body=b" " * 1_000_001, content_type=_JSON)),
    "another content type": (415, lambda ask, _: ask("POST", "/v1/tags", body="a=1", content_type="text/plain")),
    "broken rule": (422, lambda ask, _: ask("POST", "/v1/tags", body='{"name": ""}', content_type=_JSON)),
    "our mistake": (500, _mistake),
    "the world is away": (503, _world_away),
    "not ready": (503, _unready),
    "options": (200, lambda ask, _: ask("OPTIONS", "/v1/expenses")),
    "head": (200, lambda ask, _: ask("HEAD", "/v1/me")),
    "a stream": (200, lambda ask, _: ask("GET", "/v1/expenses.csv")),
}
