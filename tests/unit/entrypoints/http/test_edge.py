"""The edge: headers of protection on every answer, whatever it is; other origins; methods; signing out."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from falcon.testing import Result

from http_service import PASSWORD, Person, Service
from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints.http import HttpSettings
from plutopixie.entrypoints.http.resources.operation import OPENAPI_PATH, OPERATION_PATHS
from plutopixie.entrypoints.http.routing import AnyRoute
from situations import REFUSALS, ROUTES, Asked, path_of

SECURE: Final[dict[str, Any]] = {"protocol": "https", "remote_addr": "192.0.2.7"}
FRIEND: Final = "https://books.example"
STRANGERS: Final = (
    "https://evil.example",
    "null",
    "https://sub.books.example",
    "https://books.example.evil.example",
    "https://evilbooks.example",
    "http://books.example",
    "https://books.example:8443",
    "https://BOOKS.example",
    "https://books.example/",
    "*",
    "",
)
EVERY_ROUTE: Final = pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.method} {one.template}")
EVERY_REFUSAL: Final = pytest.mark.parametrize("name", REFUSALS)


def asked(service: Service, person: Person, **options: Any) -> Asked:
    """Somebody who asks over HTTPS."""
    return Asked(service, person, {**SECURE, **options})


def require_protected(answer: Result, *, public: bool = False) -> None:
    """The headers that every answer over HTTPS carries."""
    headers = answer.headers
    strict = re.fullmatch(r"max-age=(\d+); includeSubDomains", headers["Strict-Transport-Security"])
    assert strict is not None
    assert int(strict[1]) >= 31_536_000
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(
        headers["Content-Security-Policy"].split("; ")
    )
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == ("public, max-age=300" if public else "no-store")
    assert "Set-Cookie" not in headers


def allowed(answer: Result) -> set[str]:
    """The headers with which an answer opens itself to other origins."""
    return {name for name in answer.headers if name.lower().startswith("access-control-")}


@pytest.mark.promise("P6.2")
@pytest.mark.promise("P8.1")
@pytest.mark.asvs("V3.4.1")
@pytest.mark.asvs("V3.4.4")
@pytest.mark.asvs("V3.4.5")
@pytest.mark.asvs("V3.4.6")
@pytest.mark.asvs("V14.3.2")
@EVERY_ROUTE
def test_every_route_is_protected(service: Service, owner: Person, route: AnyRoute) -> None:
    """Each route, to its owner and to nobody, is kept by no cache, sniffed and framed by no browser."""
    public = route.template == OPENAPI_PATH
    ask = asked(service, owner)
    require_protected(ask(route.method, path_of(route)), public=public)
    require_protected(ask(route.method, path_of(route), headers={"Authorization": ""}), public=public)
    require_protected(ask("TRACE", path_of(route)))


@pytest.mark.promise("P6.2")
@pytest.mark.promise("P8.1")
@pytest.mark.asvs("V3.4.1")
@pytest.mark.asvs("V3.4.4")
@pytest.mark.asvs("V3.4.5")
@pytest.mark.asvs("V3.4.6")
@pytest.mark.asvs("V14.3.2")
@EVERY_REFUSAL
def test_every_refusal_is_protected(
    service: Service, owner: Person, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each refusal and each odd method has the status it should, and is protected like an answer."""
    status, situation = REFUSALS[name]
    answer = situation(asked(service, owner), monkeypatch)
    assert answer.status_code == status, answer.text
    if name == "unknown proxy":  # it came in the clear, where the header for HTTPS has no place (RFC 6797, 7.2)
        assert "Strict-Transport-Security" not in answer.headers
        answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    require_protected(answer)


@pytest.mark.asvs("V3.4.2")
@pytest.mark.parametrize("origin", [*STRANGERS, FRIEND])
@pytest.mark.parametrize("method", ["OPTIONS", "its own"])
def test_no_other_origin_is_let_in(service: Service, owner: Person, origin: str, method: str) -> None:
    """Unless the operator named origins, no answer of any route opens itself to one."""
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    for route in ROUTES:
        answer = asked(service, owner)(route.method if method == "its own" else method, path_of(route), headers=headers)
        assert not allowed(answer)
        assert "Vary" not in answer.headers


@pytest.fixture
def opened(service: Service, owner: Person) -> Asked:
    """Somebody who asks where one other origin is named."""
    service.settings = HttpSettings(cors_origins=(FRIEND, "https://app.example:8443"))
    service.restart()
    owner.client = service.client
    return asked(service, owner)


@pytest.mark.asvs("V3.4.2")
@pytest.mark.parametrize("origin", [None, *STRANGERS])
def test_an_origin_that_is_not_named_is_not_let_in(opened: Asked, origin: str | None) -> None:
    """Where origins are named, all others get nothing, and caches learn that answers depend on the origin."""
    headers = {"Access-Control-Request-Method": "GET", **({} if origin is None else {"Origin": origin})}
    for route in ROUTES:
        for method in ("OPTIONS", route.method):
            answer = opened(method, path_of(route), headers=headers)
            assert not allowed(answer)
            assert answer.headers["Vary"] == "Origin"


@pytest.mark.asvs("V3.4.2")
@EVERY_ROUTE
def test_a_named_origin_may_read_every_answer(opened: Asked, route: AnyRoute) -> None:
    """A named origin is answered by its own name, never `*`, never with credentials, also when it is refused."""
    for token in ({}, {"Authorization": ""}):
        answer = opened(route.method, path_of(route), headers={"Origin": FRIEND, **token})
        assert allowed(answer) == {"access-control-allow-origin", "access-control-expose-headers"}
        assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert answer.headers["Vary"] == "Origin"


@pytest.mark.asvs("V3.4.2")
@EVERY_REFUSAL
def test_a_named_origin_may_read_every_refusal(opened: Asked, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors open themselves as answers do, so that a page can tell its user what is wrong."""
    status, situation = REFUSALS[name]
    answer = situation(Asked(opened.service, opened.person, {**SECURE, "headers": {"Origin": FRIEND}}), monkeypatch)
    assert answer.status_code == status
    assert allowed(answer) == {"access-control-allow-origin", "access-control-expose-headers"}


@pytest.mark.asvs("V3.4.2")
@EVERY_ROUTE
def test_a_preflight_says_what_may_follow(opened: Asked, route: AnyRoute) -> None:
    """A preflight needs no token, names the methods there are, and lets no credentials but the token be sent."""
    headers = {
        "Origin": FRIEND,
        "Access-Control-Request-Method": route.method,
        "Access-Control-Request-Headers": "authorization,x-evil",
        "Authorization": "",
    }
    answer = opened("OPTIONS", path_of(route), headers=headers)
    assert (answer.status_code, answer.text) == (204, "")
    assert route.method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert "TRACE" not in answer.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "evil" not in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert int(answer.headers["Access-Control-Max-Age"]) <= 600


def test_a_preflight_of_nothing_is_not_found(opened: Asked) -> None:
    """Where there is no route, a preflight says so."""
    headers = {"Origin": FRIEND, "Access-Control-Request-Method": "GET"}
    answer = opened("OPTIONS", "/v1/nothing", headers=headers)
    assert answer.status_code == 404
    assert "Access-Control-Allow-Methods" not in answer.headers


@pytest.mark.asvs("V3.4.2")
@pytest.mark.parametrize(
    "stated",
    [
        "*",
        "null",
        "",
        "http://books.example",
        "https://",
        "https://*.books.example",
        "https://books.example/",
        "https://books.example/path",
        "https://books.example:443",
        "https://books.example:0",
        "https://books.example:65536",
        "https://user@books.example",
        "https://Books.example",
        "https://books.example ",
        "https://books.example\n",
        "https://books..example",
        "https://bücher.example",
        "books.example",
        "file://",
    ],
)
def test_only_exact_origins_can_be_named(stated: str) -> None:
    """What no browser sends as the origin of an encrypted page, or what means many, is refused at start."""
    with pytest.raises(InvalidValueError, match="cors_origins"):
        HttpSettings(cors_origins=(FRIEND, stated))


@pytest.mark.parametrize("stated", [FRIEND, "https://a-1.b.example:8443", "https://xn--bcher-kva.example", "https://x"])
def test_origins_as_browsers_write_them_are_taken(stated: str) -> None:
    """Exact origins are kept as they are."""
    assert HttpSettings(cors_origins=(stated,)).cors_origins == {stated}


@pytest.mark.promise("P6.2")
@pytest.mark.asvs("V4.1.2")
@pytest.mark.asvs("V12.2.1")
@EVERY_ROUTE
def test_what_came_in_the_clear_is_refused_and_not_redirected(service: Service, owner: Person, route: AnyRoute) -> None:
    """A call over plain HTTP with a token fails at once, so that it is noticed; it is not led to HTTPS in silence."""
    answer = owner.ask(route.method, path_of(route), remote_addr="192.0.2.7")
    if route.template in OPERATION_PATHS:
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.json["code"]) == (403, "tls-required")
    assert "Location" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers
    assert owner.get("/v1/me").status_code == 200
    assert service.client.simulate_get("/healthz", remote_addr="192.0.2.7").status_code == 200


@pytest.mark.asvs("V13.4.4")
@EVERY_ROUTE
def test_trace_is_refused(service: Service, owner: Person, route: AnyRoute) -> None:
    """TRACE is answered nowhere, and repeats nothing of the request."""
    answer = asked(service, owner)("TRACE", path_of(route), headers={"X-Secret": "hunter2"})
    assert answer.status_code == 405
    assert "TRACE" not in answer.headers["Allow"]
    assert "hunter2" not in answer.text
    assert owner.access_token not in answer.text


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V14.3.1")
def test_signing_out_clears_the_browser(service: Service, owner: Person) -> None:
    """The answer that ends one's session tells the browser to forget; no other answer does."""
    other = service.person(
        service.client.simulate_post("/v1/sessions", json={"email": owner.email, "password": PASSWORD})
    )
    sessions = other.get("/v1/sessions").json["items"]
    elsewhere = next(one["id"] for one in sessions if not one["current"])
    assert "Clear-Site-Data" not in other.delete(f"/v1/sessions/{elsewhere}").headers
    assert "Clear-Site-Data" not in owner.delete("/v1/sessions/current").headers
    assert other.delete("/v1/sessions/current").headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


@pytest.mark.asvs("V14.3.1")
def test_ending_ones_own_session_by_its_id_and_leaving_clear_the_browser(service: Service, owner: Person) -> None:
    """Whatever ends the session that asks clears the browser."""
    member, leaver = service.join(owner), service.join(owner)
    (session,) = member.get("/v1/sessions").json["items"]
    for answer in (
        member.delete(f"/v1/sessions/{session['id']}"),
        leaver.delete("/v1/me", {"password": PASSWORD}),
    ):
        assert answer.status_code == 204
        assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


@pytest.mark.asvs("V7.2.1")
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic eDp5",
        "Token x",
        "{token}",
        "Bearer {token} {token}",
        "Bearer{token}",
        "Bearer\t{token}",
        "Bearer {token},",
        "Bearer '{token}'",
        "Bearer {token}; a=b",
        "Basic {token}",
        "Bearer x.y.z",
    ],
)
def test_every_private_route_asks_for_a_token(service: Service, owner: Person, authorization: str | None) -> None:
    """Each route that is not open to everybody refuses what is no token with 401, before it looks at anything else."""
    ask = asked(service, owner)
    headers = {"Authorization": (authorization or "").format(token=owner.access_token)}
    private = [route for route in ROUTES if not route.public]
    assert len(private) > 30
    for route in private:
        answer = ask(route.method, path_of(route), headers=headers)
        assert (answer.status_code, answer.json["code"]) == (401, "not-signed-in")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
