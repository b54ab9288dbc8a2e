"""What a successful request to each route looks like: a line for every route, so that none can be forgotten.

A case prepares what the route works on and returns the id for the path (None where it has none) and the body. It is
prepared for whoever is to be the owner of the thing: the one who asks, a colleague, or somebody of another
organization.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, Final

from attrs import define, frozen
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from http_service import PASSWORD, PNG, Person, Service, new_service
from plutopixie.domain.members import Role


@define
class Cast:
    """Two organizations: one with a person of each role and another member, and one of strangers."""

    service: Service
    people: dict[Role, Person]
    colleague: Person
    stranger: Person
    guest: Person

    def of(self, person: Person) -> Person:
        """The owner of the person's organization."""
        return self.stranger if person.organization == self.stranger.organization else self.people[Role.OWNER]

    def plain_member(self, person: Person) -> Person:
        """A member of the person's organization who is neither owner nor admin."""
        return self.guest if person.organization == self.stranger.organization else self.colleague


def new_cast() -> Cast:
    """The cast on a new stage."""
    service = new_service()
    owner, stranger = service.sign_up(), service.sign_up(organization_name="Elsewhere")
    people = {
        Role.OWNER: owner,
        Role.ADMIN: service.join(owner, "admin"),
        Role.MEMBER: service.join(owner, "member"),
    }
    return Cast(service, people, service.join(owner, "member"), stranger, service.join(stranger, "member"))


@frozen
class Asked:
    """The id in the path and the body of a request."""

    id: str | None = None
    body: object = None


Case = Callable[[Cast, Person], Asked]


def _nothing(_: Cast, __: Person) -> Asked:
    return Asked()


def _said(body: object) -> Case:
    return lambda _, __: Asked(body=body)


def _made(path: str, body: dict[str, Any], then: object = None) -> Case:
    """Something that the owner of the organization makes."""
    return lambda cast, person: Asked(cast.of(person).post(path, body).json["id"], then)


def _expense(then: object = None, **facts: object) -> Case:
    return lambda _, person: Asked(person.record(**facts)["id"], then)


def _deleted(_: Cast, person: Person) -> Asked:
    id = person.record()["id"]
    assert person.delete(f"/v1/expenses/{id}").status_code == 204
    return Asked(id)


def _bulk(body: Callable[[str], object], *, deleted: bool = False) -> Case:
    def case(cast: Cast, person: Person) -> Asked:
        id = (_deleted(cast, person) if deleted else _expense()(cast, person)).id
        assert id is not None
        return Asked(body=body(id))

    return case


def _receipt(then: object = None, *, read: bool = False) -> Case:
    def case(cast: Cast, person: Person) -> Asked:
        id = person.upload().json["id"]
        if read:
            cast.service.read_receipt(person, id)
        return Asked(id, then)

    return case


def _member(then: object = None) -> Case:
    return lambda cast, person: Asked(cast.plain_member(person).member, then)


def code(cast: Cast, secret: str) -> str:
    """The six digits that a device with this secret shows now."""
    now = int(cast.service.clock.now().timestamp())
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(now).decode()  # noqa: S303 - what devices compute


def _prepared(cast: Cast, person: Person) -> str:
    return code(cast, person.post("/v1/me/second-factor", {"password": PASSWORD}).json["secret"])


def _protected(cast: Cast, person: Person) -> str:
    """A recovery code of a person who has a second factor from now on."""
    confirmed = person.post("/v1/me/second-factor/confirmation", {"code": _prepared(cast, person)})
    codes: list[str] = confirmed.json["recovery_codes"]
    return codes[0]


def _confirming_factor(cast: Cast, person: Person) -> Asked:
    return Asked(body={"code": _prepared(cast, person)})


def _with_factor(cast: Cast, person: Person) -> Asked:
    return Asked(body={"password": PASSWORD, "recovery_code": _protected(cast, person)})


def _member_with_factor(cast: Cast, person: Person) -> Asked:
    member = cast.plain_member(person)
    _protected(cast, member)
    return Asked(member.member)


def _requiring(cast: Cast, person: Person) -> Asked:
    _protected(cast, person)
    return Asked(body={"required": True})


def _session(cast: Cast, person: Person) -> Asked:
    cast.service.client.simulate_post("/v1/sessions", json={"email": person.email, "password": PASSWORD})
    others = [one["id"] for one in person.get("/v1/sessions").json["items"] if not one["current"]]
    return Asked(others[0])


def _key(_: Cast, person: Person) -> Asked:
    said = {"name": "Bookkeeping", "scopes": ["read"], "password": PASSWORD}
    return Asked(person.post("/v1/api-keys", said).json["id"])


_RULE: Final = {"read_as": "C0RNER SH0P", "vendor": "Corner Shop"}
_EXPENSE: Final = {"date": "2026-02-03", "amount": "12.50", "vendor": "Corner Shop"}

#: A request that succeeds where it is permitted, for each route that is not open to everybody.
CASES: Final[dict[str, Case]] = {
    "GET /v1/organization": _nothing,
    "PATCH /v1/organization": _said({"name": "Other Bakery"}),
    "PUT /v1/organization/second-factor": _requiring,
    "GET /v1/sessions": _nothing,
    "DELETE /v1/sessions/current": _nothing,
    "DELETE /v1/sessions/{id}": _session,
    "GET /v1/me": _nothing,
    "PATCH /v1/me": _said({"name": "Other Name"}),
    "PUT /v1/me/password": _said({"present_password": PASSWORD, "new_password": "a quite different sentence"}),
    "DELETE /v1/me": _said({"password": PASSWORD}),
    "POST /v1/me/verification": _nothing,
    "POST /v1/me/email": _said({"email": "moved@example.org", "password": PASSWORD}),
    "POST /v1/me/second-factor": _said({"password": PASSWORD}),
    "POST /v1/me/second-factor/confirmation": _confirming_factor,
    "POST /v1/me/second-factor/recovery-codes": _with_factor,
    "DELETE /v1/me/second-factor": _with_factor,
    "GET /v1/api-keys": _nothing,
    "POST /v1/api-keys": _said({"name": "Bookkeeping", "scopes": ["read"], "password": PASSWORD}),
    "DELETE /v1/api-keys/{id}": _key,
    "GET /v1/members": _nothing,
    "GET /v1/members/{id}": _member(),
    "PATCH /v1/members/{id}": _member({"role": "member"}),
    "DELETE /v1/members/{id}": _member(),
    "DELETE /v1/members/{id}/sessions": _member(),
    "DELETE /v1/members/{id}/second-factor": _member_with_factor,
    "POST /v1/members/{id}/ownership": _member(),
    "GET /v1/invitations": _nothing,
    "POST /v1/invitations": _said({"role": "member"}),
    "DELETE /v1/invitations/{id}": _made("/v1/invitations", {}),
    "GET /v1/categories": _nothing,
    "POST /v1/categories": _said({"name": "Fresh"}),
    "GET /v1/categories/{id}": _made("/v1/categories", {"name": "New"}),
    "PATCH /v1/categories/{id}": _made("/v1/categories", {"name": "New"}, {"name": "Newer"}),
    "GET /v1/brands": _nothing,
    "POST /v1/brands": _said({"name": "Fresh"}),
    "GET /v1/brands/{id}": _made("/v1/brands", {"name": "New"}),
    "PATCH /v1/brands/{id}": _made("/v1/brands", {"name": "New"}, {"name": "Newer"}),
    "GET /v1/tags": _nothing,
    "POST /v1/tags": _said({"name": "Fresh"}),
    "GET /v1/tags/{id}": _made("/v1/tags", {"name": "New"}),
    "PATCH /v1/tags/{id}": _made("/v1/tags", {"name": "New"}, {"name": "Newer"}),
    "GET /v1/custom-fields": _nothing,
    "POST /v1/custom-fields": _said({"name": "Fresh", "kind": "text"}),
    "GET /v1/custom-fields/{id}": _made("/v1/custom-fields", {"name": "New", "kind": "text"}),
    "PATCH /v1/custom-fields/{id}": _made("/v1/custom-fields", {"name": "New", "kind": "text"}, {"name": "Newer"}),
    "GET /v1/vendor-rules": _nothing,
    "GET /v1/vendor-rules.csv": _nothing,
    "POST /v1/vendor-rules": _said(_RULE),
    "GET /v1/vendor-rules/{id}": _made("/v1/vendor-rules", _RULE),
    "PATCH /v1/vendor-rules/{id}": _made("/v1/vendor-rules", _RULE, {"vendor": "Another Shop"}),
    "DELETE /v1/vendor-rules/{id}": _made("/v1/vendor-rules", _RULE),
    "GET /v1/expenses": _nothing,
    "POST /v1/expenses": _said(_EXPENSE),
    "GET /v1/expenses/{id}": _expense(),
    "PATCH /v1/expenses/{id}": _expense({"notes": "changed"}),
    "DELETE /v1/expenses/{id}": _expense(),
    "POST /v1/expenses/{id}/confirm": _expense(draft=True),
    "POST /v1/expenses/{id}/restore": _deleted,
    "GET /v1/expenses/{id}/history": _expense(),
    "POST /v1/expenses/bulk-edit": _bulk(lambda id: {"ids": [id], "changes": {"notes": "changed"}}),
    "POST /v1/expenses/bulk-delete": _bulk(lambda id: {"ids": [id]}),
    "POST /v1/expenses/bulk-restore": _bulk(lambda id: {"ids": [id]}, deleted=True),
    "GET /v1/expenses.csv": _nothing,
    "GET /v1/receipts": _nothing,
    "POST /v1/receipts": _said(PNG),
    "GET /v1/receipts/{id}": _receipt(),
    "GET /v1/receipts/{id}/file": _receipt(),
    "POST /v1/receipts/{id}/retry": _receipt(read=True),
    "POST /v1/receipts/{id}/expense": _receipt({}, read=True),
    "GET /v1/reports/{dimension}": lambda _, __: Asked("vendor"),
    "GET /v1/audit": _nothing,
    "GET /v1/audit.csv": _nothing,
}
#: What leads on: the owner can't leave before handing over.
LAWS: Final = {("DELETE /v1/me", Role.OWNER): 403}
