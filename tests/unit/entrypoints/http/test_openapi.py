"""The description of the interface: complete, derived, and the documentation's table with it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from falcon.inspect import inspect_routes

from http_service import Person, Service
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http import bounds, openapi
from plutopixie.entrypoints.http.answers import Nothing
from plutopixie.entrypoints.http.bodies import Upload
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.metrics import Metrics

GUIDE = Path(__file__).parents[4] / "docs" / "api.md"
ROUTES = table((), Metrics())


@pytest.fixture
def document(service: Service) -> dict[str, Any]:
    """The description as it is served."""
    found: dict[str, Any] = service.client.simulate_get("/v1/openapi.json").json
    return found


def test_every_route_is_described_and_nothing_else(service: Service, document: dict[str, Any]) -> None:
    """What the router answers and what the description lists is the same."""
    answered = {
        (route.path, one.method)
        for route in inspect_routes(service.client.app)
        for one in route.methods
        if not one.internal and one.method != "HEAD"
    }
    described = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    assert described == answered
    assert len(described) == len(ROUTES)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """Each schema that is referred to is there, and none is there for nothing."""
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert referred == set(document["components"]["schemas"])


def test_operations_have_ids_of_their_own(document: dict[str, Any]) -> None:
    """No two operations share an id."""
    ids = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]
    assert len(ids) == len(set(ids))


def test_every_route_says_who_may(document: dict[str, Any]) -> None:
    """A route that is not open to everybody asks for a token and names its permission."""
    for route in ROUTES:
        operation = document["paths"][route.template][route.method.lower()]
        assert operation["security"] == ([] if route.public else [{"token": []}])
        assert operation.get("x-permission") == (route.permission and route.permission.value)
    used = {route.permission for route in ROUTES if route.permission}
    assert set(Permission) - used == {Permission.DELETE_ORGANIZATION}


def test_open_routes_are_few(document: dict[str, Any]) -> None:
    """Only signing up and in, joining, what letters lead to, and operation are open to everybody."""
    assert {f"{route.method} {route.template}" for route in ROUTES if route.public} == {
        "POST /v1/organizations",
        "POST /v1/sessions",
        "POST /v1/sessions/refresh",
        "POST /v1/invitations/accept",
        "POST /v1/addresses/confirmation",
        "POST /v1/password-resets",
        "POST /v1/password-resets/confirmation",
        "GET /v1/openapi.json",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    }
    assert document["openapi"] == "3.1.0"


def test_bodies_are_the_classes_that_decode(document: dict[str, Any]) -> None:
    """The fields of a request are those of its class, with what is needed and nothing else allowed."""
    schema = document["components"]["schemas"]["NewExpense"]
    assert schema["required"] == ["date", "amount", "vendor"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["draft"] == {"type": "boolean", "default": False}
    currency = {**bounds.TEXT, **bounds.BOUNDS["currency"]}
    assert schema["properties"]["currency"] == {"anyOf": [currency, {"type": "null"}]}
    changes = document["components"]["schemas"]["ExpenseChanges"]
    assert changes["required"] == []
    assert changes["properties"]["amount"] == {**bounds.TEXT, **bounds.BOUNDS["amount"]}


def test_every_route_without_a_good_token_is_refused(service: Service) -> None:
    """Each route that is not open answers 401 to a stranger, before anything else is looked at."""
    for route in ROUTES:
        if not route.public:
            answer = service.client.simulate_request(route.method, route.template.replace("{", "").replace("}", ""))
            assert (answer.status_code, answer.json["code"]) == (401, "not-signed-in"), route.template


def test_answers_are_what_the_description_says(owner: Person, document: dict[str, Any]) -> None:
    """An answer has exactly the fields of its schema."""
    shown = owner.record(payment_method={"kind": "card"}, currency="EUR")
    assert set(shown) == set(document["components"]["schemas"]["Expense"]["required"])
    assert set(owner.upload().json) == set(document["components"]["schemas"]["Receipt"]["required"])


def test_every_route_has_a_class_for_what_it_takes() -> None:
    """Bodies go with methods that have them."""
    for route in ROUTES:
        assert route.method in {"POST", "PATCH", "PUT", "DELETE"} or route.body is Nothing
        assert route.body is not Upload or route.template == "/v1/receipts"


def test_the_guide_lists_the_routes_as_they_are() -> None:
    """The table in docs/api.md is the table in the code; write it anew between its marks when this fails."""
    found = re.search(r"<!-- routes: begin -->\n(.*)\n<!-- routes: end -->", GUIDE.read_text(), re.DOTALL)
    assert found is not None
    assert found.group(1) == openapi.markdown(ROUTES)
