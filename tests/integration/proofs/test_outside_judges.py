"""The running server, judged by schemathesis in short, and the judges themselves over a service with holes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import httpx
import pytest

from proofs import description
from proofs.description import Extent
from proofs.installation import Installation, installation
from proofs.planted import planted
from proofs.requests import Marked, Writer
from proofs.seat import FRESH, NEEDED_TOO, Seat
from proofs.society import Role, Society

SHORT = Extent(examples=4, phases="fuzzing")
#: Owners can't leave; and where nothing but a flag is said, what is marked is no flag any more.
REFUSED = {"DELETE /v1/me": 403, "PUT /v1/organization/second-factor": 400}


@pytest.fixture(scope="module")
def installed() -> Iterator[Installation]:
    """An installation that the tests of this module share."""
    with installation() as found:
        yield found


@pytest.mark.asvs("V2.2.1", "V4.1.1", "V16.5.1")
@pytest.mark.timeout(600)
def test_the_server_keeps_to_its_description(installed: Installation) -> None:
    """Whoever asks, and whatever is asked, is answered as the description says, and nothing unfit is taken."""
    outcomes = description.judged(installed.url, installed.mail, Role, SHORT)

    assert [(one.role, one.status, one.said) for one in outcomes if one.status] == []
    assert sum(one.requests for one in outcomes) >= 1_000
    assert all(one.requests >= 200 for one in outcomes)
    assert installed.mistakes() == []


def test_a_service_that_breaks_its_description_is_found(installed: Installation) -> None:
    """A service that takes what it does not describe and fails is told from one that keeps to its description."""
    with planted(installed.database_url) as url:
        (outcome,) = description.judged(
            url, installed.mail, [Role.ANONYMOUS], Extent(examples=20, phases="coverage,fuzzing")
        )

    assert outcome.status == 1
    assert "Undocumented status code" in outcome.said


def test_an_operation_that_nobody_reached_is_told(installed: Installation) -> None:
    """An operation without a single success is named, so that no run is green by being refused."""
    refused = description.Outcome(Role.MEMBER, 0, "", {"GET /v1/expenses": {"403": 9}}, {})
    reached = description.Outcome(Role.OWNER, 0, "", {"GET /v1/tags": {"200": 1, "404": 1}}, {})

    named = description.never_reached(installed.url, [refused, reached])

    assert "GET /v1/expenses" in named
    assert "GET /v1/tags" not in named


@pytest.fixture(scope="module")
def client(installed: Installation) -> Iterator[httpx.Client]:
    """A client of the installation."""
    with httpx.Client(base_url=installed.url, timeout=30) as found:
        yield found


def _writer(client: httpx.Client) -> Writer:
    return Writer(str(client.base_url), client.get("/v1/openapi.json").json())


def _seat(client: httpx.Client, installed: Installation) -> Seat:
    return Seat(Society(client, installed.mail), Role.OWNER, Random(3))  # noqa: S311 - what is drawn is no secret


def _send(client: httpx.Client, request: Marked) -> httpx.Response:
    head, _, body = request.plain.partition("\r\n\r\n")
    first, *headers = head.split("\r\n")
    method, path, _ = first.split(" ")
    return client.request(method, path, headers=dict(one.split(": ", 1) for one in headers), content=body.encode())


def test_the_requests_that_sqlmap_alters_are_good_ones(client: httpx.Client, installed: Installation) -> None:
    """The first request of each operation is answered with success before anything is injected into it.

    So what is injected gets as far as a good request gets.
    """
    writer, answers = _writer(client), {}
    for method, template in writer.operations():
        request = next(writer.requests(_seat(client, installed), method, template), None)
        if request is not None:
            answers[request.operation] = _send(client, request).status_code

    assert {one: status for one, status in answers.items() if not 200 <= status < 300} == REFUSED
    assert len(answers) > 40


def test_every_place_is_marked(client: httpx.Client, installed: Installation) -> None:
    """Every parameter, every field of a body and every conditional header of an operation carries a mark once."""
    requests = _writer(client).requests(_seat(client, installed), "PATCH", "/v1/categories/{id}")
    place = re.compile(r"(/categories/|If-Match|name|archived)[^*,\r]*\*")
    marked = [found for one in requests for found in place.findall(one.text)]

    assert sorted(marked) == ["/categories/", "If-Match", "archived", "name"]


def test_what_judges_know_is_described(installed: Installation) -> None:
    """The operations that things are made for exist, so that none is forgotten when its path changes."""
    paths = httpx.get(f"{installed.url}/v1/openapi.json").json()["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}

    assert {*FRESH, *NEEDED_TOO} <= described
