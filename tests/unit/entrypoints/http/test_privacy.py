"""What must never be told: passwords in answers and logs, values in logs, names in metrics."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import attrs
import pytest
import structlog
from falcon.testing import Result
from structlog.testing import LogCapture

from http_service import Person, Service
from plutopixie.entrypoints.http.decoding import decode_body
from plutopixie.entrypoints.http.resources.own_account import Leaving, NewPassword
from plutopixie.entrypoints.http.resources.sessions import Credentials
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports import inbound
from plutopixie.ports.inbound.members import NewMember
from plutopixie.ports.inbound.signing_up import NewOrganization

CANARY = "Canary-7f3a-in-the-coal-mine"
SECRET = "Secret-vendor-9b1d"


@pytest.fixture
def lines() -> Iterator[LogCapture]:
    """Every line that is logged."""
    capture = LogCapture()
    structlog.configure(processors=[capture])
    yield capture
    structlog.reset_defaults()


def everything(answers: list[Result]) -> str:
    """All that was answered, headers too."""
    return "\n".join(f"{one.status}\n{one.headers}\n{one.text}" for one in answers)


@pytest.mark.promise("P2.2")
def test_a_password_is_never_told(service: Service, lines: LogCapture, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is asked with a password, in whatever field, no answer and no log line holds it."""
    caplog.set_level(logging.DEBUG)
    answers: list[Result] = []

    def say(method: str, path: str, document: object, **options: Any) -> Result:
        answer = service.client.simulate_request(method, path, json=document, **options)
        answers.append(answer)
        return answer

    said = service.statement(password=CANARY)
    owner = service.person(say("POST", "/v1/organizations", said, headers={"Idempotency-Key": "k"}))
    token = {"Authorization": f"Bearer {owner.access_token}"}
    say("POST", "/v1/organizations", said, headers={"Idempotency-Key": "k"})
    say("POST", "/v1/organizations", {**said, "adult": False})
    say("POST", "/v1/organizations", {**said, "password": [CANARY]})
    say("POST", "/v1/organizations", {**said, "password": CANARY * 99})
    say("POST", "/v1/organizations", {**said, "password": CANARY + "\0"})
    say("POST", "/v1/sessions", {"email": owner.email, "password": CANARY})
    say("POST", "/v1/sessions", {"email": CANARY, "password": CANARY})
    say("POST", "/v1/sessions", {"email": owner.email, "password": CANARY + "x"})
    say("POST", "/v1/sessions", {"email": owner.email, "passwort": CANARY})
    say("PUT", "/v1/me/password", {"present_password": CANARY, "new_password": CANARY + "2"}, headers=token)
    say("DELETE", "/v1/me", {"password": CANARY + "2"}, headers=token)
    for route in table((), Metrics()):
        path = route.template.replace("{id}", owner.member).replace("{dimension}", "month")
        say(route.method, path, {"password": CANARY, "invitation": CANARY, "name": CANARY}, headers=token)
        say(route.method, path, CANARY, headers={**token, "If-Match": CANARY, "Idempotency-Key": CANARY})
    assert len(answers) > 100
    assert CANARY not in everything(answers)
    assert CANARY not in json.dumps(lines.entries, default=str)
    assert CANARY not in caplog.text
    assert CANARY not in repr(service.store.everything())


@pytest.mark.promise("P2.2")
def test_no_request_shows_its_password() -> None:
    """No class that carries a password, decoded from HTTP or handed to a use case, has it in its representation."""
    modules = [import_module(found.name) for found in walk_packages(inbound.__path__, f"{inbound.__name__}.")]
    known = {each for module in modules for each in vars(module).values() if isinstance(each, type) and attrs.has(each)}
    known |= {route.body for route in table((), Metrics()) if attrs.has(route.body)}
    carriers = {kind: secret for kind in known if (secret := secret_fields(kind))}
    assert {NewOrganization, NewMember, Credentials, NewPassword, Leaving} <= set(carriers)
    for kind, secret in carriers.items():
        others = {one.name: None for one in attrs.fields(kind) if one.default is attrs.NOTHING}
        assert CANARY not in repr(kind(**others | dict.fromkeys(secret, CANARY))), kind


def secret_fields(kind: type) -> list[str]:
    """The fields that carry a password, or its hash."""
    return [one.name for one in attrs.fields(kind) if "password" in one.name and one.type in {"str", str}]


@pytest.mark.promise("P2.2")
def test_a_decoded_password_hides_itself() -> None:
    """The text of a password field shows in no representation, also of what it is put in; else it is text like any."""
    decoded = decode_body({"email": "ada@example.org", "password": CANARY}, Credentials)
    assert CANARY not in repr({"password": decoded.password}) + repr((decoded.password,)) + f"{decoded.password!r}"
    assert decoded.password == CANARY
    assert json.dumps([decoded.password, f"{decoded.password}"]) == json.dumps([CANARY, CANARY])


@pytest.mark.asvs("V16.2.5")
def test_logs_hold_no_values(owner: Person, lines: LogCapture) -> None:
    """Neither a body nor a query nor an id of a person or thing is logged; the route's template is."""
    expense = owner.record(vendor=SECRET, notes=SECRET, amount="7654.32")
    owner.get(f"/v1/expenses?search={SECRET}")
    owner.get(f"/v1/expenses/{expense['id']}")
    owner.post("/v1/expenses", {"vendor": SECRET, "amount": "7654.32x", "date": SECRET, SECRET: 1})
    told = json.dumps(lines.entries, default=str)
    for value in (SECRET, "7654.32", owner.member, owner.email, expense["id"], owner.access_token):
        assert value not in told
    assert {one["route"] for one in lines.entries} == {"/v1/expenses", "/v1/expenses/{id}"}
    assert {one["organization"] for one in lines.entries} == {owner.organization}


@pytest.mark.asvs("V16.3.4", "V16.5.1")
def test_a_mistake_of_ours_is_told_without_its_content(
    service: Service, owner: Person, lines: LogCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen error is answered with 500 and an incident id; the log has its class and place, not its message."""

    def fail(*_: object) -> None:
        raise RuntimeError(f"Key (email)=({SECRET}) already exists")

    monkeypatch.setattr("plutopixie.ports.inbound.expenses.names", fail)
    answer = owner.get("/v1/expenses.csv")
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    [line] = [one for one in lines.entries if one["event"] == "request failed"]
    assert line["incident"] == answer.json["incident"] == answer.headers["X-Request-Id"]
    assert line["error"]["class"] == "builtins.RuntimeError"
    assert SECRET not in json.dumps(lines.entries, default=str) + answer.text
    assert service.client is owner.client


def test_metrics_name_nobody(service: Service, owner: Person) -> None:
    """The figures have routes, methods and classes of statuses as labels, and no id or value."""
    expense = owner.record(vendor=SECRET)
    owner.get(f"/v1/expenses/{expense['id']}")
    owner.ask("TRACE", f"/v1/{SECRET}")
    figures = service.client.simulate_get("/metrics").text
    assert 'plutopixie_http_requests_total{method="GET",route="/v1/expenses/{id}",status="2xx"} 1.0' in figures
    for value in (SECRET, owner.organization, owner.member, expense["id"]):
        assert value not in figures
