"""Limits on attempts, as clients meet them: 429 with Retry-After, the same for everybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from falcon.testing import Result

from http_service import PASSWORD, PNG, Person, Service, new_service
from plutopixie.adapters.memory import MemoryThrottles
from plutopixie.domain.throttling import Bucket, Limit
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.inbound.bearer_secrets import BearerSecret

HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"
BURST = Limit.SIGN_IN_ADDRESS.value.burst
ROUTES = table((), Metrics())
#: What differs between two answers however alike they are.
_OF_THE_REQUEST = {"x-request-id", "request-id", "date"}


@pytest.fixture
def strict() -> Service:
    """A service with the limits as they are."""
    return new_service(throttle_factor=1)


def sign_in(service: Service, email: str, password: str, address: str = ELSEWHERE) -> Result:
    """The answer to signing in from an address."""
    said = {"email": email, "password": password}
    return service.client.simulate_post(
        "/v1/sessions", json=said, protocol="https", extras={"REMOTE_ADDR": address}, headers={"User-Agent": "x"}
    )


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V6.3.1")
@pytest.mark.asvs("V2.4.1")
def test_a_burst_of_guesses_is_answered_with_429(strict: Service) -> None:
    """After the burst a guess, and a right password too, is answered with 429 and the seconds to wait."""
    owner = strict.sign_up()
    for _ in range(BURST):
        assert sign_in(strict, owner.email, "a wrong password").status_code == 401

    refused = sign_in(strict, owner.email, PASSWORD)

    assert refused.status_code == 429
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Retry-After"] == "300"
    assert (refused.json["code"], refused.json["retry_after"]) == ("throttled", 300)
    strict.clock.advance(timedelta(seconds=300))
    assert sign_in(strict, owner.email, PASSWORD).status_code == 201


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V6.1.1")
def test_the_member_still_signs_in_where_they_did_before(strict: Service) -> None:
    """While strangers are refused, the member signs in from where they signed in before."""
    owner = strict.sign_up()
    assert sign_in(strict, owner.email, PASSWORD, HOME).status_code == 201
    for _ in range(BURST + 1):
        last = sign_in(strict, owner.email, "a wrong password")

    assert last.status_code == 429
    assert sign_in(strict, owner.email, PASSWORD, HOME).status_code == 201


@pytest.mark.asvs("V6.3.1")
def test_known_and_unknown_addresses_get_the_same_answers(strict: Service) -> None:
    """Every answer to a wrong guess, and to one too many, is the same to the byte for known and unknown addresses."""
    owner = strict.sign_up()

    def shown(answer: Result) -> tuple[Any, ...]:
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in _OF_THE_REQUEST}
        return answer.status_code, answer.content, kept

    for _ in range(BURST + 2):
        known = shown(sign_in(strict, owner.email, "a wrong password"))
        unknown = shown(sign_in(strict, "nobody@example.org", "a wrong password", HOME))
        assert known == unknown
    assert known[0] == 429


class Full(MemoryThrottles):
    """Buckets that have no room."""

    def claim(self, buckets: Collection[Bucket], at: datetime) -> timedelta | None:  # noqa: ARG002 - always full
        """No."""
        return timedelta(seconds=41.5)


def _said(person: Person) -> dict[str, dict[str, Any]]:
    """A request that is fine, for each route that is throttled."""
    credentials = {"email": person.email, "password": PASSWORD}
    new = {"name": "Ada", "adult": True, "accepted_policy": "2026-01-01", **credentials}
    secret = BearerSecret(*_ids(person), b"s" * 32).text()
    return {
        "POST /v1/organizations": {"json": {**new, "organization_name": "Bakery"}},
        "POST /v1/sessions": {"json": credentials},
        "POST /v1/sessions/refresh": {"json": {"refresh_token": person.refresh_token}},
        "POST /v1/invitations/accept": {"json": {**new, "invitation": secret}},
        "PUT /v1/me/password": {"json": {"present_password": PASSWORD, "new_password": "another fine one"}},
        "DELETE /v1/me": {"json": {"password": PASSWORD}},
        "POST /v1/me/second-factor": {"json": {"password": PASSWORD}},
        "POST /v1/me/second-factor/recovery-codes": {"json": {"password": PASSWORD, "code": "000000"}},
        "DELETE /v1/me/second-factor": {"json": {"password": PASSWORD, "code": "000000"}},
        "POST /v1/api-keys": {"json": {"name": "books", "scopes": ["read"], "password": PASSWORD}},
        "POST /v1/me/verification": {},
        "POST /v1/me/email": {"json": {"email": "new@example.org", "password": PASSWORD}},
        "POST /v1/addresses/confirmation": {"json": {"code": secret}},
        "POST /v1/password-resets": {"json": {"email": "nobody@example.org"}},
        "POST /v1/password-resets/confirmation": {"json": {"code": secret, "new_password": "another fine one"}},
        "POST /v1/invitations": {"json": {"role": "member", "email": "new@example.org"}},
        "POST /v1/receipts": {"body": PNG, "content_type": "image/png"},
        "GET /v1/expenses.csv": {},
        "GET /v1/audit.csv": {},
    }


def _ids(person: Person) -> tuple[Any, Any]:
    return UUID(person.organization), UUID(person.member)


@pytest.mark.asvs("V2.4.1")
def test_routes_say_whether_they_are_throttled(service: Service) -> None:
    """Exactly the routes that are described with 429 answer it when there is no room, with Retry-After."""
    owner = service.sign_up()
    service.world = evolve(service.world, throttles=Full(service.store))
    service.restart()
    said = _said(owner)
    described = service.client.simulate_get("/v1/openapi.json").json["paths"]

    for route in sorted(ROUTES, key=lambda one: one.template.endswith("/current")):  # signing out comes last
        name = f"{route.method} {route.template}"
        path = route.template.replace("{id}", owner.member).replace("{dimension}", "month")
        headers = {"Authorization": f"Bearer {owner.access_token}"}
        answer = service.client.simulate_request(route.method, path, headers=headers, **said.get(name, {}))
        responses = described[route.template][route.method.lower()]["responses"]
        assert (answer.status_code == 429) == route.throttled == ("429" in responses) == (name in said), name
        if route.throttled:
            assert answer.headers["Retry-After"] == "42"
            assert "Retry-After" in responses["429"]["headers"]


def test_limits_outlive_a_restart(strict: Service) -> None:
    """A new server process knows what the one before counted."""
    owner = strict.sign_up()
    for _ in range(BURST):
        sign_in(strict, owner.email, "a wrong password")
    strict.restart()

    assert sign_in(strict, owner.email, PASSWORD).status_code == 429


def test_what_one_organization_uploads_does_not_slow_another(strict: Service) -> None:
    """A member who uploads too much waits; everybody else, of the same organization or another, does not."""
    owner, other = strict.sign_up(), strict.sign_up()
    colleague = strict.join(owner)
    answers = [owner.upload(headers={"Idempotency-Key": "again"}) for _ in range(Limit.UPLOAD.value.burst + 1)]

    assert [answer.status_code for answer in answers[-2:]] == [202, 429]
    assert {one.upload().status_code for one in (colleague, other)} == {202}
