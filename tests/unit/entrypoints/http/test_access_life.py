"""The life of an account over HTTP: nothing is there by default, what ended is over, nothing goes around a factor."""

from __future__ import annotations

import base64
import re
from itertools import pairwise
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest

from http_service import PASSWORD, Person, Service
from matrix_cases import CASES, code, new_cast
from plutopixie.domain import sessions
from plutopixie.domain.ids import MemberId, OrganizationId
from plutopixie.domain.members import Role
from plutopixie.entrypoints.http import openapi
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.inbound import bearer_secrets

ROUTES: Final = table((), Metrics())
SECURITY: Final = (Path(__file__).parents[4] / "docs" / "security.md").read_text("utf-8")
#: Routes that a signed-in member reaches whatever their role: what one sees of oneself.
SELF: Final = ("/v1/me", "/v1/sessions", "/v1/categories", "/v1/expenses", "/v1/receipts", "/v1/api-keys")
NEW: Final = "a quite different sentence"


def statuses(person: Person) -> set[int]:
    """What the person is answered on routes that every member reaches."""
    return {person.get(path).status_code for path in SELF}


def sign_in(service: Service, person: Person, **more: str) -> Person:
    """The same person in another session."""
    said = {"email": person.email, "password": PASSWORD, "organization_id": person.organization, **more}
    return service.person(service.client.simulate_post("/v1/sessions", json=said))


@pytest.mark.asvs("V6.3.2")
def test_a_new_installation_knows_nobody(service: Service) -> None:
    """There is no account, password or organization by default: nobody signs in before somebody signed up."""
    assert service.world.directory.organizations(None, 10) == ()
    for email in ("admin", "admin@example.org", "root@localhost", "admin@localhost", "plutopixie@localhost"):
        for password in ("admin", "password", "plutopixie", "changeme"):
            answer = service.client.simulate_post("/v1/sessions", json={"email": email, "password": password})
            assert answer.status_code == 401


@pytest.mark.asvs("V6.4.2")
def test_nobody_is_asked_a_question(service: Service) -> None:
    """No field of any route is a question, hint or answer that would stand in for a password."""
    schemas = openapi.document(ROUTES)["components"]["schemas"]
    names = {name for schema in schemas.values() for name in schema.get("properties", ())}

    assert "password" in names
    assert [name for name in names if re.search(r"question|hint|answer|mother|pet|birth", name)] == []
    assert service.client.simulate_get("/v1/security-questions").status_code == 404


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V7.4.1", "V7.4.2")
@pytest.mark.parametrize("ended", ["signed out", "session ended", "removed", "left", "signed out by an admin"])
def test_what_has_ended_opens_nothing(ended: str) -> None:
    """From the next request on neither token of an ended session is good for anything."""
    cast = new_cast()
    owner, ada = cast.people[Role.OWNER], cast.people[Role.MEMBER]
    assert statuses(ada) == {200}

    steps = {
        "signed out": lambda: ada.delete("/v1/sessions/current"),
        "session ended": lambda: ada.delete(f"/v1/sessions/{ada.get('/v1/sessions').json['items'][0]['id']}"),
        "removed": lambda: owner.delete(f"/v1/members/{ada.member}"),
        "left": lambda: ada.delete("/v1/me", {"password": PASSWORD}),
        "signed out by an admin": lambda: owner.delete(f"/v1/members/{ada.member}/sessions"),
    }
    assert steps[ended]().status_code == 204

    assert statuses(ada) == {401}
    refreshed = cast.service.client.simulate_post("/v1/sessions/refresh", json={"refresh_token": ada.refresh_token})
    assert refreshed.status_code == 401


@pytest.mark.promise("P6.3", "P6.4")
@pytest.mark.asvs("V7.4.2")
def test_a_role_counts_as_it_stands_now() -> None:
    """A role that was taken away is gone with the next request, under the token that was issued before."""
    cast = new_cast()
    owner, admin = cast.people[Role.OWNER], cast.people[Role.ADMIN]
    assert admin.get("/v1/members").status_code == 200

    owner.patch(f"/v1/members/{admin.member}", {"role": "member"})

    assert admin.get("/v1/members").status_code == 403


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V7.2.4", "V7.2.3", "V11.5.1")
def test_each_signing_in_opens_a_session_of_its_own(service: Service, owner: Person) -> None:
    """Tokens are new each time, hold 256 random bits beside the ids, and what is kept of them opens nothing."""
    people = [owner, *(sign_in(service, owner) for _ in range(5))]
    tokens = [person.refresh_token for person in people]
    secrets = [bearer_secrets.parse(token) for token in tokens]

    assert len({person.access_token for person in people}) == len({*tokens}) == 6
    assert len({one.thing for one in secrets if one}) == 6
    assert all(one is not None and len(one.secret) == 32 for one in secrets)
    kept = repr(service.store.read(OrganizationId(secrets[0].organization))) if secrets[0] else ""
    assert kept
    assert not any(token in kept or repr(one.secret) in kept for token, one in zip(tokens, secrets, strict=True) if one)


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V10.4.5")
def test_a_refresh_token_that_comes_back_ends_its_family(service: Service, owner: Person) -> None:
    """However late in the chain, an old refresh token ends the session with everything that came of it."""
    other = sign_in(service, owner)
    chain = [owner.refresh_token]
    for _ in range(4):
        answer = service.client.simulate_post("/v1/sessions/refresh", json={"refresh_token": chain[-1]})
        chain.append(answer.json["refresh_token"])
        owner.access_token = answer.json["access_token"]
    assert all(one != following for one, following in pairwise(chain))
    assert statuses(owner) == {200}

    again = service.client.simulate_post("/v1/sessions/refresh", json={"refresh_token": chain[1]})

    assert again.status_code == 401
    assert statuses(owner) == {401}
    newest = service.client.simulate_post("/v1/sessions/refresh", json={"refresh_token": chain[-1]})
    assert newest.status_code == 401
    assert statuses(other) == {200}


@pytest.mark.asvs("V7.5.2", "V10.4.9")
def test_a_person_ends_any_session_of_theirs(service: Service, owner: Person) -> None:
    """Sessions are listed with when and where; ending one ends its refresh token, and no other session."""
    lost = sign_in(service, owner)
    listed = owner.get("/v1/sessions").json["items"]
    assert {"created_at", "refreshed_at", "expires_at", "address", "device", "current"} <= set(listed[0])
    (other,) = [one["id"] for one in listed if not one["current"]]

    assert owner.delete(f"/v1/sessions/{other}").status_code == 204

    said = {"refresh_token": lost.refresh_token}
    assert service.client.simulate_post("/v1/sessions/refresh", json=said).status_code == 401
    assert statuses(lost) == {401}
    assert statuses(owner) == {200}


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V6.4.3")
def test_a_new_password_does_not_go_around_the_second_factor() -> None:
    """After a reset the code of the device is still asked for, and the reset itself signs nobody in."""
    cast = new_cast()
    service, owner = cast.service, cast.people[Role.OWNER]
    secret = owner.post("/v1/me/second-factor", {"password": PASSWORD}).json["secret"]
    assert len(base64.b32decode(secret)) == 20
    owner.post("/v1/me/second-factor/confirmation", {"code": code(cast, secret)})
    reset = service.world.operating().reset_link(*_place(owner), "").partition("#")[2]

    chosen = {"code": reset, "new_password": NEW}
    answer = service.client.simulate_post("/v1/password-resets/confirmation", json=chosen)

    assert (answer.status_code, answer.text) == (204, "")
    assert statuses(owner) == {401}
    said = {"email": owner.email, "password": NEW}
    refused = service.client.simulate_post("/v1/sessions", json=said)
    assert (refused.status_code, refused.json["code"]) == (401, "second-factor-needed")


def _place(person: Person) -> tuple[OrganizationId, MemberId]:
    return OrganizationId(UUID(person.organization)), MemberId(UUID(person.member))


@pytest.mark.asvs("V7.1.1", "V7.1.2")
def test_the_guide_says_how_long_and_how_many() -> None:
    """The times and the number of sessions in the guide are those that the code obeys."""
    facts = {
        "access token": f"{int(sessions.ACCESS_LIFETIME.total_seconds() // 60)} minutes",
        "without use": f"{sessions.REFRESH_LIFETIME.days} days",
        "at most": f"{sessions.SESSION_LIFETIME.days} days",
        "at a time": f"{sessions.SESSIONS_MAX} sessions",
    }
    section = SECURITY.partition("### How long sessions last")[2].partition("\n#")[0]

    for what, figure in facts.items():
        assert re.search(rf"{figure}[^|\n]*", section), what


@pytest.mark.asvs("V8.1.2", "V8.2.3")
def test_what_a_role_sees_of_a_thing_is_the_same_fields(service: Service, owner: Person) -> None:
    """Views have one set of fields for every role: what a member may not see is a thing, never a field of one."""
    ben = service.join(owner)
    mine = ben.record()
    for path in (f"/v1/expenses/{mine['id']}", "/v1/me", "/v1/organization", "/v1/categories"):
        seen = [set(person.get(path).json) for person in (owner, ben)]
        assert seen[0] == seen[1], path
    assert "GET /v1/me" in CASES
