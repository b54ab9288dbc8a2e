"""When something fails: checks that raise refuse, and what the world does not answer opens nothing."""

from __future__ import annotations

import contextlib
import socket
import sys
from typing import Any

import attrs
import pytest

from every_route import NEED_MORE, ROUTES, all_answers, name_of, stocked
from http_service import Service, new_service
from plutopixie.domain.errors import OurError, WorldError
from plutopixie.entrypoints.http.resources.operation import OPENAPI_PATH, OPERATION_PATHS
from plutopixie.ports.outbound.files import FilesUnavailableError
from plutopixie.ports.outbound.units import RecordsUnavailableError

GUARDED = [route for route in ROUTES if not route.public]


def _raising(error: Exception) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.asvs("V16.5.3")
@pytest.mark.parametrize("error", [RuntimeError("x"), OurError(), WorldError()], ids=repr)
@pytest.mark.parametrize(
    "check",
    [
        "plutopixie.ports.inbound.access.Access.actor",
        "plutopixie.domain.permissions.require",
        "plutopixie.adapters.memory.people.MemoryMembers.signed_in",
        "plutopixie.adapters.jwt_tokens.tokens.JwtAccessTokens.read",
        "plutopixie.entrypoints.http.dispatch.bearer_token",
    ],
)
def test_a_check_that_fails_lets_nobody_in(check: str, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error inside any check of who is asking or what they may do refuses, on every route, and changes nothing."""
    stock = stocked(new_service())
    before = stock.everything()
    monkeypatch.setattr(check, _raising(error))
    for route in GUARDED:
        answer = stock.ask(route)
        assert answer.status_code in {401, 403, 500, 503}, (name_of(route), answer.status_code)
        assert set(answer.json) <= {"type", "title", "status", "detail", "code", "incident"}
    assert stock.everything() == before


@pytest.mark.asvs("V16.5.2")
def test_records_that_do_not_answer_open_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the database no route answers but those that need none; the client is told to come again."""
    stock = stocked(new_service())
    before = stock.everything()
    monkeypatch.setattr("plutopixie.adapters.memory.unit.MemoryUnits.__call__", _raising(RecordsUnavailableError()))
    monkeypatch.setattr(
        "plutopixie.adapters.memory.directory.MemoryDirectory.memberships", _raising(RecordsUnavailableError())
    )
    for route in ROUTES:
        if route.template in {*OPERATION_PATHS, OPENAPI_PATH} or route.body.__name__ == "NewMember":
            continue
        if route.public and name_of(route) in {*NEED_MORE, "POST /v1/password-resets"}:
            continue  # what is no code is known to be none without records; the other answers the same whatever happens
        answer = stock.ask(route)
        assert (answer.status_code, answer.json["code"]) == (503, "records-unavailable"), name_of(route)
        assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.undo()
    assert stock.everything() == before


@pytest.mark.asvs("V16.5.2")
def test_files_that_do_not_answer_keep_nothing_half(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the folder of files an upload is refused and leaves no receipt; the rest of the service works."""
    stock = stocked(service)
    before = stock.everything()
    monkeypatch.setattr("plutopixie.adapters.memory.files.MemoryFiles.put", _raising(FilesUnavailableError()))
    assert stock.owner.upload(b"\x89PNG\r\n\x1a\n" + b"IEND").status_code == 503
    assert stock.everything() == before
    assert stock.owner.get("/v1/expenses").status_code == 200


@pytest.mark.asvs("V14.2.3", "V13.2.4", "V1.3.6")
@pytest.mark.promise("P4.1")
@pytest.mark.promise("P8.1")
def test_no_request_makes_the_server_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over every route, with addresses of others in every text, nothing is connected to and no name is looked up."""
    calls: list[tuple[str, tuple[object, ...]]] = []
    watching = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching[0] and event in {
            "socket.connect",
            "socket.getaddrinfo",
            "socket.sendto",
            "subprocess.Popen",
            "os.system",
        }:
            calls.append((event, arguments))

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    sys.addaudithook(hook)
    service = new_service()
    tuple(all_answers(service))
    owner = service.sign_up(organization_name="http://169.254.169.254/", name="file:///etc/passwd")
    for text in (
        "http://169.254.169.254/latest",
        "gopher://127.0.0.1:6379/_x",
        "//evil.example/x",
        "file:///etc/passwd",
    ):
        owner.record(vendor=text, notes=text)
        owner.get(
            "/v1/me", headers={"Referer": text, "Origin": text, "X-Forwarded-Host": "evil.example", "Host": "evil"}
        )
    watching[0] = False
    assert calls == []


@pytest.mark.asvs("V13.2.4", "V14.2.3")
def test_the_watch_sees_a_connection() -> None:
    """The watch that finds nothing would find something: a connection that is tried is noticed."""
    calls: list[str] = []
    watching = [True]
    sys.addaudithook(lambda event, _: calls.append(event) if watching[0] else None)
    with contextlib.suppress(OSError), socket.socket() as one:
        one.settimeout(0.2)
        one.connect(("127.0.0.1", 9))
    watching[0] = False
    assert "socket.connect" in calls


@pytest.mark.asvs("V14.2.1")
def test_nothing_private_stands_in_addresses(service: Service) -> None:
    """No path and no parameter takes a secret or an address of a person; the secret of a link stands behind its #."""
    names = {one.name for route in ROUTES for one in attrs.fields(route.query)}
    assert not names & {"token", "access_token", "refresh_token", "password", "email", "secret", "key", "code", "name"}
    assert {part for route in ROUTES for part in route.template.split("/") if "{" in part} == {"{id}", "{dimension}"}
    owner = service.sign_up()
    invited = owner.post("/v1/invitations", {}).json
    address, _, fragment = invited["link"].partition("#")
    assert fragment == invited["secret"]
    assert invited["secret"] not in address
    for way in (f"access_token={owner.access_token}", f"email={owner.email}", "password=x"):
        assert owner.get("/v1/me", query_string=way).status_code == 400


@pytest.mark.asvs("V14.3.1")
def test_signing_out_clears_what_the_client_keeps(service: Service) -> None:
    """Signing out tells browsers to forget caches, cookies and storage of this origin; nothing else does."""
    owner = service.sign_up()
    assert "Clear-Site-Data" not in owner.get("/v1/me").headers
    answer = owner.delete("/v1/sessions/current")
    assert answer.status_code == 204
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert owner.get("/v1/me").status_code == 401
