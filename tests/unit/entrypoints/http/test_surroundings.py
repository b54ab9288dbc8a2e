"""What surrounds every request: headers of protection, the way it came, readiness, health."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from http_service import PNG, Person, Service
from plutopixie.entrypoints.http import Check
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


@pytest.mark.asvs("V16.5.2")
def test_a_world_that_does_not_answer(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the database does not answer, the client is told to try again in a moment."""

    def fail(*_: object) -> None:
        raise RecordsUnavailableError

    monkeypatch.setattr("plutopixie.ports.inbound.expenses.names", fail)
    answer = owner.get("/v1/expenses.csv")
    assert (answer.status_code, answer.json["code"]) == (503, "records-unavailable")
    assert int(answer.headers["Retry-After"]) > 0
