"""An installation that is asked over HTTP: steps become requests, and what is shown is all that a client gets."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

import structlog
from attrs import frozen
from falcon.testing import TestClient

from plutopixie.entrypoints.assembly import World
from plutopixie.entrypoints.http import HttpSettings, create_app
from plutopixie.entrypoints.http.app import App
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.contracts.noninterference import POLICY, Done, Learned, Shown, Step, Workshop
from two_worlds import BASE_URL

#: Where each step goes. What is in braces is taken from the step, the rest of what it says is the body or the query.
WAYS: Final[dict[str, tuple[str, str]]] = {
    "sign up": ("POST", "/v1/organizations"),
    "sign in": ("POST", "/v1/sessions"),
    "refresh": ("POST", "/v1/sessions/refresh"),
    "sign out": ("DELETE", "/v1/sessions/current"),
    "list sessions": ("GET", "/v1/sessions"),
    "end a session": ("DELETE", "/v1/sessions/{about}"),
    "see oneself": ("GET", "/v1/me"),
    "correct oneself": ("PATCH", "/v1/me"),
    "change one's password": ("PUT", "/v1/me/password"),
    "leave": ("DELETE", "/v1/me"),
    "list members": ("GET", "/v1/members"),
    "see a member": ("GET", "/v1/members/{about}"),
    "change a role": ("PATCH", "/v1/members/{about}"),
    "hand over": ("POST", "/v1/members/{about}/ownership"),
    "remove a member": ("DELETE", "/v1/members/{about}"),
    "sign a member out": ("DELETE", "/v1/members/{about}/sessions"),
    "invite": ("POST", "/v1/invitations"),
    "list invitations": ("GET", "/v1/invitations"),
    "withdraw an invitation": ("DELETE", "/v1/invitations/{about}"),
    "join": ("POST", "/v1/invitations/accept"),
    "read the audit log": ("GET", "/v1/audit"),
    "export the audit log": ("GET", "/v1/audit.csv"),
    "ask to verify again": ("POST", "/v1/me/verification"),
    "ask for another address": ("POST", "/v1/me/email"),
    "confirm an address": ("POST", "/v1/addresses/confirmation"),
    "ask for a new password": ("POST", "/v1/password-resets"),
    "choose a new password": ("POST", "/v1/password-resets/confirmation"),
    "prepare a second factor": ("POST", "/v1/me/second-factor"),
    "confirm a second factor": ("POST", "/v1/me/second-factor/confirmation"),
    "renew recovery codes": ("POST", "/v1/me/second-factor/recovery-codes"),
    "remove a second factor": ("DELETE", "/v1/me/second-factor"),
    "take a second factor off": ("DELETE", "/v1/members/{about}/second-factor"),
    "require second factors": ("PUT", "/v1/organization/second-factor"),
    "list API keys": ("GET", "/v1/api-keys"),
    "make an API key": ("POST", "/v1/api-keys"),
    "revoke an API key": ("DELETE", "/v1/api-keys/{about}"),
    "see the organization": ("GET", "/v1/organization"),
    "change the organization": ("PATCH", "/v1/organization"),
    **{f"list {many.replace('-', ' ')}": ("GET", f"/v1/{many}") for many in ("categories", "brands", "tags")},
    "list custom fields": ("GET", "/v1/custom-fields"),
    **{
        f"{verb} a {one}": (method, path.format(many))
        for one, many in (
            ("category", "categories"),
            ("brand", "brands"),
            ("tag", "tags"),
            ("custom field", "custom-fields"),
        )
        for verb, method, path in (
            ("see", "GET", "/v1/{}/{{about}}"),
            ("add", "POST", "/v1/{}"),
            ("change", "PATCH", "/v1/{}/{{about}}"),
        )
    },
    "list vendor rules": ("GET", "/v1/vendor-rules"),
    "export vendor rules": ("GET", "/v1/vendor-rules.csv"),
    "see a vendor rule": ("GET", "/v1/vendor-rules/{about}"),
    "add a vendor rule": ("POST", "/v1/vendor-rules"),
    "change a vendor rule": ("PATCH", "/v1/vendor-rules/{about}"),
    "forget a vendor rule": ("DELETE", "/v1/vendor-rules/{about}"),
    "record an expense": ("POST", "/v1/expenses"),
    "see an expense": ("GET", "/v1/expenses/{about}"),
    "see an expense's history": ("GET", "/v1/expenses/{about}/history"),
    "correct an expense": ("PATCH", "/v1/expenses/{about}"),
    "confirm an expense": ("POST", "/v1/expenses/{about}/confirm"),
    "delete an expense": ("DELETE", "/v1/expenses/{about}"),
    "restore an expense": ("POST", "/v1/expenses/{about}/restore"),
    "correct expenses": ("POST", "/v1/expenses/bulk-edit"),
    "delete expenses": ("POST", "/v1/expenses/bulk-delete"),
    "restore expenses": ("POST", "/v1/expenses/bulk-restore"),
    "list expenses": ("GET", "/v1/expenses"),
    "export expenses": ("GET", "/v1/expenses.csv"),
    "report": ("GET", "/v1/reports/{dimension}"),
    "upload a receipt": ("POST", "/v1/receipts"),
    "list receipts": ("GET", "/v1/receipts"),
    "see a receipt": ("GET", "/v1/receipts/{about}"),
    "fetch a receipt's file": ("GET", "/v1/receipts/{about}/file"),
    "have a receipt read again": ("POST", "/v1/receipts/{about}/retry"),
    "confirm a receipt": ("POST", "/v1/receipts/{about}/expense"),
}
#: What differs between any two answers.
_PASSING: Final = frozenset({"x-request-id", "date"})
_UNAUTHORIZED: Final = 401


@frozen
class Request:
    """What is sent."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@frozen
class Response:
    """What comes back; the names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


#: Sends a request, by whatever client.
Send = Callable[[Request], Response]


def calling(app: App) -> Send:
    """Sends requests to the application itself, without a socket."""
    client = TestClient(app)

    def send(request: Request) -> Response:
        result = client.simulate_request(
            request.method, request.path, query_string=request.query, headers=dict(request.headers), body=request.body
        )
        headers = {name.lower(): value for name, value in result.headers.items()}
        return Response(result.status_code, headers, result.content)

    return send


@contextmanager
def only_mistakes_logged() -> Iterator[None]:
    """Inside, thousands of requests leave no line each."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        yield
    finally:
        structlog.reset_defaults()


def application(built: World) -> App:
    """The HTTP application over a world."""
    settings = HttpSettings(base_url=BASE_URL)
    return create_app(built.use_cases(POLICY), settings=settings, metrics=Metrics(), new_id=uuid4)


@frozen
class ThroughHttp:
    """`Installation` behind a client, with the workshop behind the service."""

    send: Send
    workshop: Workshop

    @property
    def takes(self) -> frozenset[str]:
        """Every step that has a route."""
        return frozenset(WAYS)

    def carry_out(self, step: Step) -> Shown:
        """Send the request; status, headers and body are what is shown."""
        response = self.send(request_of(step))
        headers = {name: value for name, value in response.headers.items() if name not in _PASSING}
        accepted = response.status < 400
        return Shown((response.status, headers, response.body), accepted, _learned(step, response))

    def work(self) -> tuple[Done, ...]:
        """Let the workshop work."""
        return self.workshop.work()


def request_of(step: Step) -> Request:
    """The request that a step is."""
    method, template = WAYS[step.name]
    path = template.format(about=step.about, **step.said)
    said = {name: value for name, value in step.said.items() if f"{{{name}}}" not in template}
    headers = {"Authorization": f"Bearer {step.token}"} if step.token else {}
    if step.expected is not None:
        headers["If-Match"] = f'"{step.expected}"'
    if step.key is not None:
        headers["Idempotency-Key"] = step.key
    if step.content:
        return Request(method, path, "", {**headers, "Content-Type": "image/png"}, step.content)
    if method == "GET":
        return Request(method, path, _query(said, step.cursor), headers, b"")
    if not said:
        return Request(method, path, "", headers, b"")
    return Request(
        method, path, "", {**headers, "Content-Type": "application/json"}, json.dumps(said, default=str).encode()
    )


def _query(said: Mapping[str, Any], cursor: str | None) -> str:
    asked = {name: str(value).lower() if isinstance(value, bool) else value for name, value in said.items()}
    return urlencode(asked if cursor is None else {**asked, "cursor": cursor})


def _learned(step: Step, response: Response) -> Learned:
    if response.status == _UNAUTHORIZED:
        return Learned(signed_out=json.loads(response.body)["code"] == "not-signed-in")
    if response.status >= 400 or not response.body or response.headers.get("content-type") != "application/json":
        return Learned()
    document = json.loads(response.body)
    return Learned(
        _ids(step, document),
        token=document.get("access_token") or document.get("key"),
        refresh_token=document.get("refresh_token"),
        invitation=document.get("secret") if step.name == "invite" else None,
        device=document.get("secret") if step.name == "prepare a second factor" else None,
        recovery_codes=tuple(document.get("recovery_codes", ())),
        following=document.get("next_cursor") or document.get("cursor"),
    )


def _ids(step: Step, document: Mapping[str, Any]) -> tuple[tuple[str, UUID], ...]:
    if "access_token" in document:
        return _named("organizations", document["organization"]) + _named("members", document["member"])
    kind = "expenses" if step.name == "confirm a receipt" else WAYS[step.name][1].split("/")[2]
    shown = document.get("items", [document])
    return tuple(found for one in shown for found in _named(kind, one))


def _named(kind: str, document: Mapping[str, Any]) -> tuple[tuple[str, UUID], ...]:
    return ((kind, UUID(document["id"])),) if "id" in document else ()
