"""Every route of the table asked in every way: what sweeps look at, so that no route can be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import evolve, frozen
from falcon.testing import Result

from http_service import PASSWORD, PNG, Person, Service
from plutopixie.entrypoints.http.answers import Nothing
from plutopixie.entrypoints.http.bodies import Upload
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.http.routing import AnyRoute
from plutopixie.entrypoints.metrics import Metrics

ROUTES: Final = table((), Metrics())
MISSING: Final = "019c0000-0000-7000-8000-00000000dead"
#: Methods that only look (RFC 9110, 9.2.1).
SAFE: Final = ("GET", "HEAD", "OPTIONS")
JSON: Final = "application/json"


#: Routes that a good body alone does not get through: they need a letter, a device, another person or another state.
NEED_MORE: Final = frozenset(
    {
        "DELETE /v1/me",
        "POST /v1/addresses/confirmation",
        "POST /v1/password-resets/confirmation",
        "POST /v1/me/second-factor/confirmation",
        "POST /v1/me/second-factor/recovery-codes",
        "DELETE /v1/me/second-factor",
        "DELETE /v1/members/{id}/second-factor",
        "POST /v1/expenses/{id}/confirm",
        "POST /v1/expenses/{id}/restore",
        "POST /v1/expenses/bulk-restore",
    }
)


def name_of(route: AnyRoute) -> str:
    """The route as people call it."""
    return f"{route.method} {route.template}"


def writing() -> list[AnyRoute]:
    """The routes that may change something."""
    return [route for route in ROUTES if route.method not in SAFE]


def with_json() -> list[AnyRoute]:
    """The routes that take a JSON body."""
    return [route for route in ROUTES if route.body not in {Nothing, Upload}]


@frozen
class Stock:
    """An owner with one of everything, and good bodies for the routes that take one."""

    service: Service
    owner: Person
    ids: Mapping[str, str]

    def path(self, route: AnyRoute) -> str:
        """The route's path with the id of a thing that is there."""
        many = route.template.removeprefix("/v1/").partition("/")[0]
        return route.template.replace("{id}", self.ids.get(many, MISSING)).replace("{dimension}", "month")

    def body(self, route: AnyRoute) -> dict[str, Any]:
        """A body that the route takes; an empty object for a route that is not known here."""
        statement = self.service.statement()
        bodies: dict[str, dict[str, Any]] = {
            "NewOrganization": statement,
            "OrganizationChanges": {"name": "Renamed"},
            "Credentials": {"email": self.owner.email, "password": PASSWORD},
            "RefreshToken": {"refresh_token": self.owner.refresh_token},
            "OwnChanges": {"name": "Ada Renamed"},
            "NewPassword": {"present_password": PASSWORD, "new_password": "another long one of mine"},
            "Leaving": {"password": PASSWORD},
            "RoleChange": {"role": "admin"},
            "NewInvitation": {"role": "member"},
            "NewMember": {**{key: value for key, value in statement.items() if key != "organization_name"}},
            "NewEntry": {"name": f"Entry {statement['email']}"},
            "EntryChanges": {"name": f"Entry {statement['email']}"},
            "NewCustomField": {"name": f"Field {statement['email']}", "kind": "choice", "choices": ["one", "two"]},
            "NewApiKey": {"name": f"Key {statement['email']}", "scopes": ["read"], "password": PASSWORD},
            "NewAddress": {"email": f"new-{statement['email']}", "password": PASSWORD},
            "ForgottenPassword": {"email": self.owner.email},
            "ChosenPassword": {"code": "not-the-code", "new_password": "another long one of mine"},
            "CodeSent": {"code": "not-the-code"},
            "PasswordGiven": {"password": PASSWORD},
            "CodeGiven": {"code": "123456"},
            "BothGiven": {"password": PASSWORD, "code": "123456"},
            "Requirement": {"required": False},
            "NewVendorRule": {"read_as": f"SHOP {statement['email']}", "vendor": "Corner Shop"},
            "VendorRuleChanges": {"vendor": "Another Shop"},
            "NewExpense": {"date": "2026-02-03", "amount": "12.50", "vendor": "Corner Shop"},
            "ExpenseChanges": {"notes": "changed"},
            "BulkEdit": {"ids": [self.ids["expenses"]], "changes": {"notes": "changed"}},
            "BulkChoice": {"ids": [self.ids["expenses"]]},
        }
        found = bodies.get(route.body.__name__, {})
        if route.body.__name__ == "NewMember":
            found["invitation"] = self.owner.post("/v1/invitations", {}).json["secret"]
        return found

    def ask(self, route: AnyRoute, **options: Any) -> Result:
        """A good request of the owner to the route, unless the options say otherwise."""
        said: dict[str, Any] = {}
        if route.body is Upload:
            said = {"body": PNG, "content_type": "image/png"}
        elif route.body is not Nothing:
            said = {"body": "" if "body" in options else json.dumps(self.body(route)), "content_type": JSON}
        return self.owner.ask(
            options.pop("method", route.method), options.pop("path", self.path(route)), **said | options
        )

    def everything(self) -> tuple[object, ...]:
        """Everything that is kept, to see whether anything changed; the audit log may note what was looked at."""
        books = {id_: evolve(one, audit={}) for id_, one in self.service.store.everything().items()}
        return books, dict(self.service.world.files._kept)  # type: ignore[attr-defined]  # the memory adapter's


def stocked(service: Service) -> Stock:
    """A new owner with one of everything."""
    owner = service.sign_up()
    receipt = owner.upload().json["id"]
    service.read_receipt(owner, receipt)
    other = service.client.simulate_post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
    assert other.status_code == 201
    sessions = owner.get("/v1/sessions").json["items"]
    return Stock(
        service,
        owner,
        {
            "expenses": owner.record()["id"],
            "receipts": receipt,
            "categories": owner.get("/v1/categories").json["items"][0]["id"],
            "brands": owner.post("/v1/brands", {"name": "North"}).json["id"],
            "vendor-rules": owner.post("/v1/vendor-rules", {"read_as": "C0RNER", "vendor": "Corner Shop"}).json["id"],
            "tags": owner.post("/v1/tags", {"name": "Fair"}).json["id"],
            "custom-fields": owner.post("/v1/custom-fields", {"name": "Project", "kind": "text"}).json["id"],
            "api-keys": owner.post("/v1/api-keys", {"name": "Mine", "scopes": ["read"], "password": PASSWORD}).json[
                "id"
            ],
            "members": service.join(owner).member,
            "invitations": owner.post("/v1/invitations", {}).json["id"],
            "sessions": next(one["id"] for one in sessions if not one["current"]),
        },
    )


@frozen
class Asked:
    """A request, by the way it was asked, and its answer."""

    route: AnyRoute | None
    way: str
    answer: Result


def all_answers(service: Service) -> Iterator[Asked]:
    """The answers to good and bad requests of every kind to every route, and to what is no route."""
    for route in ROUTES:
        stock = stocked(service)  # what a good request removes is there for the next route
        for method in ("HEAD", "OPTIONS", "TRACE"):
            yield Asked(None, f"{method} {route.template}", stock.ask(route, method=method, body="", content_type=None))
        yield Asked(route, "by a stranger", stock.ask(route, headers={"Authorization": ""}))
        yield Asked(route, "with a bad token", stock.ask(route, headers={"Authorization": "Bearer x.y.z"}))
        yield Asked(route, "with an unknown parameter", stock.ask(route, query_string="colour=red"))
        yield Asked(route, "with a broken query", stock.ask(route, query_string="%ff&&="))
        missing = route.template.replace("{id}", MISSING).replace("{dimension}", "nothing")
        yield Asked(route, "for what is missing", stock.ask(route, path=missing))
        if route.body is not Nothing:
            yield Asked(route, "with another content type", stock.ask(route, content_type="text/plain"))
            yield Asked(route, "with a broken body", stock.ask(route, body=b"\xff{"))
            yield Asked(route, "with a bad body", stock.ask(route, body=b'{"nothing": [1, 2.5, {}]}'))
            yield Asked(route, "with a body that is too large", stock.ask(route, body=b" " * 21_100_000))
        yield Asked(route, "well", stocked(service).ask(route))  # the bad requests may have used something up
    stock = stocked(service)
    for path in ("/", "/v1", "/v1/", "/v1/nothing", "/favicon.ico", "/v1/expenses/", "/v1//expenses"):
        yield Asked(None, f"GET {path}", stock.owner.get(path))
