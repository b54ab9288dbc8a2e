"""Every route, every role, every kind of id: what is answered comes from the permission table, and from nothing else.

The routes are those of the router, so a new one must be given a line in `matrix_cases` before this passes.
"""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import UUID

import pytest
from falcon.testing import Result

from http_service import PASSWORD, Person
from matrix_cases import CASES, LAWS, Asked, Cast, new_cast
from plutopixie.domain.api_keys import OPENED_BY, KeyScope
from plutopixie.domain.ids import OrganizationId
from plutopixie.domain.members import Role
from plutopixie.domain.permissions import Scope, scope
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.http.routing import AnyRoute
from plutopixie.entrypoints.metrics import Metrics

ROUTES: Final = table((), Metrics())
PRIVATE: Final = [route for route in ROUTES if route.permission is not None]
WITH_ID: Final = [route for route in PRIVATE if "{id}" in route.template]
MISSING: Final = "019c0000-0000-7000-8000-00000000dead"
MALFORMED: Final = "not-an-id"


def name(route: AnyRoute) -> str:
    """The route as the table of cases calls it."""
    return f"{route.method} {route.template}"


def ask(person: Person, route: AnyRoute, asked: Asked, id: str | None = None, **headers: str) -> Result:
    """The answer to the request, perhaps with another id in the path."""
    path = route.template
    for place in ("{id}", "{dimension}"):
        path = path.replace(place, id or asked.id or "")
    options: dict[str, Any] = {"headers": headers}
    if isinstance(asked.body, bytes):
        options |= {"body": asked.body, "content_type": "image/png"}
    elif asked.body is not None:
        options |= {"body": json.dumps(asked.body), "content_type": "application/json"}
    return person.ask(route.method, path, **options)


def told(answer: Result) -> tuple[int, str, dict[str, str]]:
    """Everything a client learns, without the id of the request."""
    headers = {key.lower(): value for key, value in answer.headers.items() if key.lower() != "x-request-id"}
    return answer.status_code, answer.text, headers


def kept(cast: Cast, person: Person) -> str:
    """Everything the person's organization keeps, as text."""
    return repr(cast.service.store.read(OrganizationId(UUID(person.organization))))


@pytest.mark.asvs("V8.1.1")
def test_every_route_has_its_line() -> None:
    """No route of the router lacks a case here, and no case lacks its route."""
    assert set(CASES) == {name(route) for route in PRIVATE}


@pytest.mark.promise("P6.4", "P7.1")
@pytest.mark.asvs("V8.2.1", "V8.2.2", "V8.3.1", "V8.4.1")
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", PRIVATE, ids=name)
def test_the_table_decides(route: AnyRoute, role: Role) -> None:
    """Where the table gives nothing every id gets the same 403; else one's own thing is there, and no other is.

    Another organization's id, an id of nothing and a malformed one get the same status, body and headers, and the other
    organization keeps what it had.
    """
    assert route.permission is not None
    cast, reach = new_cast(), scope(role, route.permission)
    person = cast.people[role]
    foreign = CASES[name(route)](cast, cast.stranger)
    own = CASES[name(route)](cast, person if reach is not Scope.NONE else cast.people[Role.OWNER])
    before = kept(cast, cast.stranger)
    ids = [foreign.id, MISSING, MALFORMED] if route in WITH_ID else []

    refused = [told(ask(person, route, own, id)) for id in ids]
    answered = ask(person, route, own)

    if reach is Scope.NONE:
        assert answered.status_code == 403
        assert all(one == told(answered) for one in refused)
    else:
        assert answered.status_code == LAWS.get((name(route), role), route.status), answered.text
        assert all(one[0] == 404 for one in refused)
        assert len({json.dumps(one) for one in refused}) <= 1
    assert kept(cast, cast.stranger) == before


OWN_ONLY: Final = [route for route in WITH_ID if route.permission and scope(Role.MEMBER, route.permission) is Scope.OWN]


@pytest.mark.promise("P6.4")
@pytest.mark.asvs("V8.2.2")
@pytest.mark.parametrize("route", OWN_ONLY, ids=name)
def test_what_is_a_colleagues_looks_missing(route: AnyRoute) -> None:
    """A member whose permission reaches their own things finds a colleague's as little as what does not exist."""
    cast = new_cast()
    member = cast.people[Role.MEMBER]
    theirs = CASES[name(route)](cast, cast.colleague)

    answers = [told(ask(member, route, theirs, id)) for id in (theirs.id, MISSING, MALFORMED)]

    assert answers[0][0] == 404
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V7.2.1")
@pytest.mark.parametrize("route", PRIVATE, ids=name)
def test_nobody_gets_in_without_a_token(route: AnyRoute) -> None:
    """Without a token, with one that is none, and after signing out, every private route gives the same 401."""
    cast = new_cast()
    owner = cast.people[Role.OWNER]
    own = CASES[name(route)](cast, owner)
    token = owner.access_token
    owner.delete("/v1/sessions/current")

    answers: list[tuple[int, str, dict[str, str]]] = []
    for other in (token, "x", "", f"{token}x", owner.refresh_token, "ppk_" + "A" * 107):
        owner.access_token = other
        answers.extend(told(ask(owner, route, own, id)) for id in ((None, MISSING) if route in WITH_ID else (None,)))

    assert {one[0] for one in answers} == {401}
    assert all(one == answers[0] for one in answers)


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize("key_scope", KeyScope)
@pytest.mark.parametrize("route", PRIVATE, ids=name)
def test_keys_open_what_their_scope_says(route: AnyRoute, key_scope: KeyScope) -> None:
    """With an owner's API key a route answers if its scope opens the permission, and else refuses like a role does."""
    cast = new_cast()
    owner = cast.people[Role.OWNER]
    own = CASES[name(route)](cast, owner)
    said = {"name": "Bookkeeping", "scopes": [key_scope.value], "password": PASSWORD}
    owner.access_token = owner.post("/v1/api-keys", said).json["key"]

    answered = ask(owner, route, own)

    assert route.permission is not None
    opened = OPENED_BY.get(route.permission) is key_scope
    assert answered.status_code == (route.status if opened else 403), answered.text


PUBLIC: Final = {
    "POST /v1/organizations": 400,
    "POST /v1/sessions": 400,
    "POST /v1/sessions/refresh": 400,
    "POST /v1/addresses/confirmation": 400,
    "POST /v1/password-resets": 400,
    "POST /v1/password-resets/confirmation": 400,
    "POST /v1/invitations/accept": 400,
    "GET /healthz": 200,
    "GET /readyz": 200,
    "GET /metrics": 200,
    "GET /v1/openapi.json": 200,
}


@pytest.mark.asvs("V6.1.3", "V6.3.4")
@pytest.mark.parametrize("route", [route for route in ROUTES if route.public], ids=name)
def test_open_routes_are_listed_and_ask_nobody_who_they_are(route: AnyRoute) -> None:
    """Each open route stands in the list here and answers without a token, and the same with a bad one."""
    cast = new_cast()
    nobody = cast.people[Role.OWNER]
    answers = []
    for token in ("", "x"):
        nobody.access_token = token
        answers.append(ask(nobody, route, Asked(body={} if route.method == "POST" else None)).status_code)

    assert answers == [PUBLIC[name(route)]] * 2
