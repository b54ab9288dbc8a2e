"""What surrounds every request: headers of protection, the way it came, readiness, health."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from http_service import PNG, Person, Service
from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints.http import Check, HttpSettings
from plutopixie.ports.outbound.units import RecordsUnavailableError


def test_nothing_private_is_cached_or_sniffed(owner: Person) -> None:
    """Every answer, errors too, forbids caching, sniffing, framing and passing on the address."""
    for path in ("/v1/me", "/v1/expenses.csv", "/v1/nothing", "/v1/expenses?colour=1", "/readyz"):
        headers = owner.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Request-Id"]
    assert owner.get("/v1/openapi.json").headers["Cache-Control"] == "public, max-age=300"


def test_a_receipts_file_can_do_nothing(owner: Person) -> None:
    """A file is shown in a sandbox under a name that can't break out of its header."""
    body = (
        b'--f\r\nContent-Disposition: form-data; name="file"; filename="l\xc3\xbcnch; \'x\'.png"\r\n\r\n'
        + PNG
        + b"\r\n--f--\r\n"
    )
    path = owner.ask("POST", "/v1/receipts", body=body, content_type="multipart/form-data; boundary=f").headers[
        "Location"
    ]
    headers = owner.get(f"{path}/file").headers
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Content-Disposition"] == "inline; filename*=UTF-8''l%C3%BCnch%3B%20%27x%27.png"
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


@pytest.mark.parametrize("stated", ['attachment; filename="lunch.png"', "attachment; filename*=UTF-8''lunch.png"])
def test_a_raw_upload_states_its_name_in_a_header(owner: Person, stated: str) -> None:
    """Content-Disposition names a raw upload; without it the file is called receipt."""
    assert owner.upload(headers={"Content-Disposition": stated}).json["file"]["name"] == "lunch.png"
    assert owner.upload().json["file"]["name"] == "receipt"


@pytest.mark.promise("P6.2")
@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("127.0.0.1", None, 200),
        ("::1", None, 200),
        ("::ffff:127.0.0.1", None, 200),
        ("", None, 200),
        ("127.0.0.1", "https", 200),
        ("127.0.0.1", "http", 403),
        ("10.1.2.3", "https", 200),
        ("10.1.2.3", "http", 403),
        ("10.1.2.3", None, 403),
        ("192.0.2.7", None, 403),
        ("192.0.2.7", "https", 403),
    ],
)
def test_plain_http_is_refused(service: Service, owner: Person, peer: str, forwarded: str | None, status: int) -> None:
    """Plain HTTP is answered only to this machine; a proxy's word counts only if the proxy is trusted."""
    service.settings = HttpSettings(trusted_proxies=("10.1.0.0/16",))
    service.restart()
    headers = {"Authorization": f"Bearer {owner.access_token}"}
    if forwarded:
        headers["X-Forwarded-Proto"] = forwarded
    answer = service.client.simulate_get("/v1/me", headers=headers, remote_addr=peer)
    assert answer.status_code == status
    assert ("Strict-Transport-Security" in answer.headers) == (status == 200 and forwarded == "https")
    if status == 403:
        assert answer.json["code"] == "tls-required"


@pytest.mark.promise("P6.2")
def test_https_is_recognised(service: Service) -> None:
    """A request that came by HTTPS is answered wherever it came from, and told to stay with it."""
    answer = service.client.simulate_get("/v1/openapi.json", protocol="https", remote_addr="192.0.2.7")
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_operation_is_reachable_without_tls(service: Service) -> None:
    """Health, readiness and figures show nothing of anybody and are answered to every peer."""
    for path in ("/healthz", "/readyz", "/metrics"):
        assert service.client.simulate_get(path, remote_addr="192.0.2.7").status_code == 200


def test_plain_http_can_be_allowed(service: Service, owner: Person) -> None:
    """The operator can switch the rule off where something else guarantees the way."""
    service.settings = HttpSettings(require_tls=False)
    service.restart()
    headers = {"Authorization": f"Bearer {owner.access_token}"}
    assert service.client.simulate_get("/v1/me", headers=headers, remote_addr="192.0.2.7").status_code == 200


def test_a_proxy_is_an_address() -> None:
    """A setting that is no address is refused when the program starts."""
    with pytest.raises(InvalidValueError, match="trusted_proxies"):
        HttpSettings(trusted_proxies=("my-proxy",))


def _raise() -> bool:
    raise RecordsUnavailableError


@pytest.mark.parametrize(
    ("passes", "status", "failing"),
    [(lambda: True, 200, []), (lambda: False, 503, ["migrations-current"]), (_raise, 503, ["migrations-current"])],
)
def test_readiness(service: Service, passes: Callable[[], bool], status: int, failing: list[str]) -> None:
    """A process is ready when every check passes; otherwise the codes of those that don't are told."""
    service.checks = (Check("database-reachable", lambda: True), Check("migrations-current", passes))
    service.restart()
    answer = service.client.simulate_get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (status, failing)
    assert service.client.simulate_get("/healthz").json == {"status": "ok"}


def test_a_world_that_does_not_answer(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the database does not answer, the client is told to try again in a moment."""

    def fail(*_: object) -> None:
        raise RecordsUnavailableError

    monkeypatch.setattr("plutopixie.ports.inbound.expenses.names", fail)
    answer = owner.get("/v1/expenses.csv")
    assert (answer.status_code, answer.json["code"]) == (503, "records-unavailable")
    assert int(answer.headers["Retry-After"]) > 0
