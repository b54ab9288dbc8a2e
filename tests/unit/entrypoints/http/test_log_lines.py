"""The log lines of requests: one JSON object each, who, what, where and when, and nothing that input could write."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

import logged
from every_route import ROUTES, all_answers, stocked
from http_service import PASSWORD, Person, Service, new_service

Read = Callable[[], list[dict[str, Any]]]

#: What every line has, and what it may have beside.
FIELDS: Final = {"timestamp", "level", "logger", "event"}
REQUEST: Final = FIELDS | {"method", "route", "status", "code", "milliseconds", "request_id", "organization"}


@pytest.fixture
def text() -> Iterator[io.StringIO]:
    """Logging as programs configure it, at its most talkative, into a text."""
    with logged.configured("debug") as stream:
        yield stream


def lines(text: io.StringIO) -> list[dict[str, Any]]:
    """The lines so far, each a JSON object."""
    found = [json.loads(line) for line in text.getvalue().splitlines()]
    assert all(isinstance(line, dict) for line in found)
    return found


@pytest.mark.asvs("V16.2.1", "V16.2.2", "V16.2.4")
def test_every_line_says_when_where_who_and_what(text: io.StringIO) -> None:
    """Over every route and every kind of refusal, each line is a JSON object of documented fields, in UTC."""
    asked = tuple(all_answers(new_service()))
    told = lines(text)
    now = datetime.now(UTC)
    assert len(told) > len(asked) / 2
    for line in told:
        assert set(line) >= FIELDS
        assert line["level"] in {"debug", "info", "warning", "error", "critical"}
        assert line["logger"].startswith("plutopixie.")
        assert line["timestamp"].endswith("Z")
        assert abs(datetime.fromisoformat(line["timestamp"]) - now) < timedelta(minutes=5)
        if line["event"] == "request":
            assert set(line) == REQUEST
            assert line["route"] == "unknown" or line["route"] in {route.template for route in ROUTES}
            assert re.fullmatch("[0-9a-f-]{36}", line["request_id"])
            assert (line["code"] is None) == (line["status"] < 400)
    signed_in = [line for line in told if line["event"] == "request" and line["organization"]]
    assert len(signed_in) > len(ROUTES)


def _last(text: io.StringIO) -> tuple[object, ...]:
    line = lines(text)[-1]
    return line["event"], line["method"], line["route"], line["status"], line["code"]


@pytest.mark.asvs("V16.3.1")
def test_signing_in_and_failing_to_is_logged(service: Service, text: io.StringIO) -> None:
    """Each attempt to sign up, sign in, refresh, join or sign out leaves one line that says whether it succeeded."""
    owner = service.sign_up()
    assert _last(text) == ("request", "POST", "/v1/organizations", 201, None)
    for password, status, code in ((PASSWORD, 201, None), ("another password", 401, "wrong-credentials")):
        before = len(lines(text))
        service.client.simulate_post("/v1/sessions", json={"email": owner.email, "password": password})
        assert len(lines(text)) == before + 1
        assert _last(text) == ("request", "POST", "/v1/sessions", status, code)
    for status, code in ((200, None), (401, "not-signed-in")):
        service.client.simulate_post("/v1/sessions/refresh", json={"refresh_token": owner.refresh_token})
        assert _last(text) == ("request", "POST", "/v1/sessions/refresh", status, code)
    service.client.simulate_post("/v1/invitations/accept", json={**service.statement(), "invitation": "x"})
    assert _last(text)[2:4] == ("/v1/invitations/accept", 400)
    other = service.sign_up()
    other.delete("/v1/sessions/current")
    assert _last(text) == ("request", "DELETE", "/v1/sessions/current", 204, None)


@pytest.mark.asvs("V16.3.2")
def test_refused_permissions_are_logged(service: Service, owner: Person, text: io.StringIO) -> None:
    """What a member's role does not include leaves a line with the route, the organization and the code."""
    member = service.join(owner)
    for method, path in (("GET", "/v1/audit"), ("PATCH", "/v1/organization"), ("POST", "/v1/invitations")):
        answer = (
            member.ask(method, path, body="{}", content_type="application/json")
            if method != "GET"
            else member.get(path)
        )
        assert answer.status_code == 403
        assert _last(text) == ("request", method, path, 403, "not-permitted")
        assert lines(text)[-1]["organization"] == owner.organization


@pytest.mark.asvs("V16.3.3")
def test_attempts_to_get_around_a_rule_are_logged(service: Service, owner: Person, text: io.StringIO) -> None:
    """Bad tokens, plain HTTP, foreign ids, unknown fields and oversized bodies each leave a line with their code."""
    foreign = service.sign_up().record()["id"]
    expected = []
    for answer, code in (
        (owner.get("/v1/me", headers={"Authorization": "Bearer x.y.z"}), "not-signed-in"),
        (owner.get("/v1/me", remote_addr="192.0.2.7"), "tls-required"),
        (owner.get(f"/v1/expenses/{foreign}"), "not-found"),
        (owner.post("/v1/tags", {"name": "x", "organization_id": "y"}), "malformed-request"),
        (owner.post("/v1/tags", {"name": "x" * 1_000_000}), "too-large"),
        (owner.ask("TRACE", "/v1/me"), "method-not-allowed"),
        (owner.ask("POST", "/v1/tags", body="name=x", content_type="text/plain"), "unsupported-content-type"),
    ):
        assert answer.json["code"] == code
        expected.append(code)
    assert [line["code"] for line in lines(text)][-len(expected) :] == expected


@pytest.mark.asvs("V16.3.4")
def test_unexpected_errors_are_logged(owner: Person, text: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw leaves a line with the id that the client was told, the class and the places it passed."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("plutopixie.ports.inbound.expenses.names", fail)
    answer = owner.get("/v1/expenses.csv")
    [line] = [line for line in lines(text) if line["event"] == "request failed"]
    assert line["incident"] == answer.json["incident"] == answer.headers["X-Request-Id"]
    assert (line["level"], line["error"]["class"]) == ("error", "builtins.ZeroDivisionError")
    assert any("test_log_lines.py" in place for place in line["error"]["at"])
    assert "secret" not in text.getvalue()


@pytest.mark.asvs("V16.4.1", "V16.2.5")
@pytest.mark.parametrize(
    "injected",
    [
        'x\r\n{"event":"forged"}',
        'x\n{"event":"forged"}',
        "x\u2028forged",
        "x\u0085forged",
        "\x1b[2Jforged",
        "\x1b]0;forged\x07",
        '","event":"forged',
        "forged\x00",
    ],
)
def test_input_writes_no_line(service: Service, owner: Person, text: io.StringIO, injected: str) -> None:
    """Whatever stands in names, notes, paths, methods, queries and headers, each request leaves one line without it."""
    before = len(lines(text))
    latin = injected.encode().decode("latin-1").translate({10: None, 13: None, 0: None})
    answers = [
        owner.post("/v1/expenses", {"date": injected, "amount": injected, "vendor": injected, "notes": injected}),
        owner.post("/v1/tags", {injected: injected}),
        owner.get("/v1/expenses", params={"search": injected, "forged": injected}),
        owner.get("/v1/me", headers={"User-Agent": latin, "Referer": latin, "X-Request-Id": latin, "Host": "forged"}),
        owner.get("/v1/me", headers={"X-Forwarded-For": latin, "Idempotency-Key": latin, "If-Match": latin}),
        service.client.simulate_post("/v1/sessions", json={"email": injected, "password": injected}),
    ]
    told = lines(text)[before:]
    assert [line["event"] for line in told] == ["request"] * len(answers)
    assert "forged" not in json.dumps(told)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", text.getvalue())


@pytest.mark.asvs("V16.2.3")
def test_no_file_is_opened_for_them(owner: Person, text: io.StringIO) -> None:
    """While requests are answered and logged, the process opens no file for writing."""
    opened: list[object] = []
    watching = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching[0] and event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            opened.append(arguments[0])

    sys.addaudithook(hook)
    owner.record()
    owner.get("/v1/nothing")
    watching[0] = False
    assert lines(text)
    assert opened == []


@pytest.mark.asvs("V13.4.2")
def test_the_most_talkative_level_tells_no_more(service: Service, text: io.StringIO) -> None:
    """At the level debug neither bodies nor tokens nor traces are logged, and answers stay the same."""
    stock = stocked(service)
    answer = stock.owner.post("/v1/expenses", {"date": "2026-02-03", "amount": "7331.17", "vendor": "Canary Shop"})
    assert answer.status_code == 201
    for private in ("Canary", "7331.17", PASSWORD, stock.owner.access_token, stock.owner.email, "Traceback"):
        assert private not in text.getvalue()
