"""Versions and repeated requests: If-Match, ETag and Idempotency-Key."""

from __future__ import annotations

import json

import pytest

from http_service import PNG, Person, Service
from plutopixie.entrypoints.http.decoding import without_secrets
from plutopixie.ports.inbound.signing_up import NewOrganization


def test_the_etag_is_the_version(owner: Person) -> None:
    """What has a version carries it as ETag, and a change against it carries the next."""
    expense = owner.record()
    path = f"/v1/expenses/{expense['id']}"
    assert owner.get(path).headers["ETag"] == '"1"'
    changed = owner.patch(path, {"notes": "x"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("PATCH", "/v1/expenses/{expense}", {"notes": "mine"}),
        ("DELETE", "/v1/expenses/{expense}", None),
        ("PATCH", "/v1/categories/{category}", {"name": "Mine"}),
        ("PATCH", "/v1/organization", {"name": "Mine"}),
        ("PATCH", "/v1/me", {"name": "Mine"}),
        ("PATCH", "/v1/members/{member}", {"role": "admin"}),
        ("DELETE", "/v1/members/{member}", None),
        ("POST", "/v1/expenses/{expense}/confirm", None),
        ("POST", "/v1/expenses/{expense}/restore", None),
    ],
)
def test_a_stale_version_changes_nothing(
    service: Service, owner: Person, method: str, path: str, document: object
) -> None:
    """A change against another version is answered with 412 and the present version, and changes nothing."""
    known = {
        "expense": owner.record(draft=True)["id"],
        "category": owner.get("/v1/categories").json["items"][0]["id"],
        "member": service.join(owner).member,
    }
    address = path.format(**known)
    said = {} if document is None else {"body": json.dumps(document), "content_type": "application/json"}
    answer = owner.ask(method, address, headers={"If-Match": '"7"'}, **said)
    assert (answer.status_code, answer.json["code"], answer.json["current"]) == (412, "stale-version", 1)
    if "confirm" not in path and "restore" not in path:
        assert owner.get(address).headers["ETag"] == '"1"'


@pytest.mark.parametrize("stated", ['"1', "1", '"one"', '"0"', 'W/"1"', '"1", "2"', '"' + "1" * 30 + '"', ""])
def test_a_malformed_version_is_refused(owner: Person, stated: str) -> None:
    """An If-Match that is no ETag of ours is answered with 400 and names the header."""
    path = f"/v1/expenses/{owner.record()['id']}"
    answer = owner.patch(path, {"notes": "x"}, headers={"If-Match": stated})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "If-Match")


def test_any_version(owner: Person) -> None:
    """`If-Match: *` stands for whichever version there is."""
    path = f"/v1/expenses/{owner.record()['id']}"
    assert owner.patch(path, {"notes": "x"}, headers={"If-Match": "*"}).status_code == 200


def test_a_repeated_request_takes_effect_once(owner: Person) -> None:
    """The same key and body twice record one expense, shown both times; spacing and order of fields don't matter."""
    key = {"Idempotency-Key": "one"}
    first = owner.ask(
        "POST",
        "/v1/expenses",
        body='{"date":"2026-02-03","amount":"1","vendor":"x"}',
        content_type="application/json",
        headers=key,
    )
    second = owner.ask(
        "POST",
        "/v1/expenses",
        body='{ "vendor":"x", "amount":"1", "date":"2026-02-03" }',
        content_type="application/json",
        headers=key,
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["id"] == second.json["id"]
    assert len(owner.get("/v1/expenses").json["items"]) == 1


def test_a_key_with_another_body_is_refused(owner: Person) -> None:
    """A key that was used for something else is answered with 422, and nothing happens."""
    key = {"Idempotency-Key": "one"}
    assert owner.post("/v1/tags", {"name": "A"}, headers=key).status_code == 201
    answer = owner.post("/v1/tags", {"name": "B"}, headers=key)
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-reused")
    assert owner.post("/v1/brands", {"name": "A"}, headers=key).status_code == 422
    assert [one["name"] for one in owner.get("/v1/tags").json["items"]] == ["A"]


def test_keys_belong_to_a_member(service: Service, owner: Person) -> None:
    """Two members may choose the same key."""
    admin = service.join(owner, "admin")
    key = {"Idempotency-Key": "one"}
    assert owner.post("/v1/tags", {"name": "A"}, headers=key).status_code == 201
    assert admin.post("/v1/tags", {"name": "B"}, headers=key).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é", "a\x7f"])
def test_a_malformed_key_is_refused(owner: Person, key: str) -> None:
    """A key is 1 to 255 visible ASCII characters; anything else is answered with 400 and names the header."""
    answer = owner.post("/v1/tags", {"name": "A"}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "Idempotency-Key")


def test_an_upload_sent_twice_is_one_receipt(owner: Person) -> None:
    """The same upload with the same key is one receipt, although a form's boundary differs each time."""
    found = set()
    for boundary in ("one", "two"):
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'.encode()
            + PNG
            + f"\r\n--{boundary}--\r\n".encode()
        )
        answer = owner.ask(
            "POST",
            "/v1/receipts",
            body=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Idempotency-Key": "lunch"},
        )
        assert answer.status_code == 202
        found.add(answer.json["id"])
    assert len(found) == 1


def test_signing_up_twice_founds_one_organization(service: Service) -> None:
    """A sign-up that is sent again signs in to what the first one founded."""
    said, key = service.statement(), {"Idempotency-Key": "first-day"}
    answers = [service.client.simulate_post("/v1/organizations", json=said, headers=key) for _ in range(2)]
    assert len({one.json["organization"]["id"] for one in answers}) == 1


def test_a_sign_up_key_signs_nobody_in(service: Service) -> None:
    """Whoever knows the key of a sign-up, but not the password, gets nothing."""
    said, key = service.statement(), {"Idempotency-Key": "first-day"}
    service.client.simulate_post("/v1/organizations", json=said, headers=key)
    guessed = {**said, "password": "guessed by a stranger"}
    answer = service.client.simulate_post("/v1/organizations", json=guessed, headers=key)
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-reused")


def test_an_invitation_is_shown_once(owner: Person) -> None:
    """A repeated request for an invitation makes no second one, and can't show the secret again."""
    key = {"Idempotency-Key": "for-Ben"}
    assert owner.post("/v1/invitations", {}, headers=key).status_code == 201
    assert owner.post("/v1/invitations", {}, headers=key).status_code == 410
    assert len(owner.get("/v1/invitations").json["items"]) == 1


def test_what_a_key_stands_for_helps_nobody_to_guess() -> None:
    """The digest that is kept with a key is made without the password, so that it can't be tried against it."""
    said = {"organization_name": "Corner Bakery", "password": "one", "adult": True}
    assert without_secrets(said, NewOrganization) == without_secrets({**said, "password": "two"}, NewOrganization)
    assert without_secrets(said, NewOrganization) != without_secrets({**said, "adult": False}, NewOrganization)
