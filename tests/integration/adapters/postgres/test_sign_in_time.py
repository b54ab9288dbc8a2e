"""Signing in tells nobody which addresses are known: neither by its answer nor by the time it takes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import psycopg
import pytest
from attrs import evolve, field, frozen
from falcon.testing import TestClient

from http_service import PASSWORD, POLICY, new_service
from plutopixie.adapters.bcrypt_hasher import BcryptHasher
from plutopixie.adapters.postgres import Connected
from plutopixie.adapters.system_clock import SystemClock, SystemIdentities
from plutopixie.domain.passwords import Password
from plutopixie.entrypoints.http import HttpSettings, create_app
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.outbound.passwords import PasswordHasher

#: Sign-ins of each kind. A check of a password takes about 2 ms at this cost, so that what surrounds it shows.
COUNT = 200
COST = 5
#: What the medians may differ on a busy machine; whether a difference is more than noise is for the ranks to say.
MILLISECONDS_MOST = 5.0
#: How unlikely a difference in rank may be at most, in standard deviations; 4 happens once in 16,000 runs by chance.
DEVIATIONS_MOST = 4.0


@frozen
class Telltale(BcryptHasher):
    """A hasher that does no work for nobody: what the service would be if it gave itself away."""

    def verify(self, password: Password, hashed: str | None) -> bool:
        """Quick for nobody."""
        return hashed is not None and super().verify(password, hashed)


def _client(connected: Connected, hasher: PasswordHasher) -> tuple[TestClient, str]:
    """The service over PostgreSQL, and the address of its one member."""
    world = evolve(
        new_service().world,
        open_unit=connected.open_unit,
        directory=connected.directory,
        throttles=connected.throttles,
        hasher=hasher,
        clock=SystemClock(),
        identities=SystemIdentities(),
    )
    app = create_app(world.use_cases(POLICY), settings=HttpSettings(), metrics=Metrics(), new_id=world.identities.new)
    client = TestClient(app)
    email = f"ada-{world.identities.new()}@example.org"
    statement = {
        "organization_name": "Corner Bakery",
        "name": "Ada Example",
        "email": email,
        "password": PASSWORD,
        "adult": True,
        "accepted_policy": POLICY,
    }
    assert client.simulate_post("/v1/organizations", json=statement).status_code == 201
    return client, email


def _deviations(first: list[float], second: list[float]) -> float:
    """The Mann-Whitney U test: how far the ranks of the first are from what chance gives, in standard deviations."""
    n, m = len(first), len(second)
    u = sum((one > other) + (one == other) / 2 for one in first for other in second)
    return (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


@frozen
class Times:
    """Milliseconds of requests: as a client sees them, and of computing in the server process alone."""

    passed: list[float] = field(factory=list)
    computed: list[float] = field(factory=list)


def _guess(client: TestClient, email: str, times: Times) -> None:
    said = {"email": email, "password": "a wrong password"}
    began, computing = time.perf_counter(), time.thread_time()
    answer = client.simulate_post("/v1/sessions", json=said)
    times.computed.append((time.thread_time() - computing) * 1_000)
    times.passed.append((time.perf_counter() - began) * 1_000)
    assert answer.status_code == 401


def _measured(client: TestClient, known: str, count: int) -> tuple[Times, Times]:
    """Guesses at a known and at an unknown address, taking turns."""
    unknown = known.replace("ada", "bob")
    times = {known: Times(), unknown: Times()}
    for email in [known, unknown] * 10:
        _guess(client, email, Times())  # warm up
    for email in [known, unknown, unknown, known] * (count // 2):
        _guess(client, email, times[email])
    return times[known], times[unknown]


@pytest.mark.promise("P6.3")
def test_time_tells_nothing_of_an_address(connected: Connected, record_property: Callable[[str, object], None]) -> None:
    """Wrong guesses at a known and at an unknown address take the same time within noise."""
    client, email = _client(connected, BcryptHasher(COST))

    known, unknown = _measured(client, email, COUNT)

    for name in ("passed", "computed"):
        first, second = getattr(known, name), getattr(unknown, name)
        deviations = _deviations(first, second)
        figures = f"known {median(first):.2f} ms, unknown {median(second):.2f} ms, {deviations:+.1f} deviations"
        record_property(name, figures)
        print(f"{name}: {figures}")  # noqa: T201 - shown by pytest -s
        assert abs(median(first) - median(second)) < MILLISECONDS_MOST
        assert abs(deviations) < DEVIATIONS_MOST


def test_the_measurement_would_notice(connected: Connected) -> None:
    """A service that does no work for an address nobody has is found out by the same measurement."""
    client, email = _client(connected, Telltale(COST))

    known, unknown = _measured(client, email, COUNT // 4)

    assert _deviations(known.computed, unknown.computed) > DEVIATIONS_MOST


def test_the_same_statements_for_known_and_unknown(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is asked the very same for an address nobody has: each statement, in the same order."""
    client, email = _client(connected, BcryptHasher(COST))
    for each in (email, "nobody@example.org"):
        _guess(client, each, Times())  # so that every bucket is there
    carried_out = list[str]()
    execute = psycopg.Connection.execute

    def recorded(conn: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        if query and not str(query).startswith("RESET ALL"):  # the pool cleans up in threads of its own
            carried_out.append(str(query))
        return execute(conn, query, *arguments, **options)

    monkeypatch.setattr(psycopg.Connection, "execute", recorded)
    asked = []
    for each in (email, "nobody@example.org"):
        carried_out.clear()
        _guess(client, each, Times())
        asked.append(list(carried_out))

    assert asked[0] == asked[1]
    assert sum("plutopixie.member" in statement for statement in asked[0]) == 2
    assert sum("INSERT INTO directory.throttle" in statement for statement in asked[0]) == 2
