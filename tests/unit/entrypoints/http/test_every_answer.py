"""What holds for every answer of every route, good and bad: its type, its size of trust, and what it never holds."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import jsonschema
import pytest
from falcon.testing import Result

from every_route import NEED_MORE, ROUTES, Asked, all_answers, name_of, stocked
from http_service import Service, new_service
from plutopixie.entrypoints.http import openapi
from plutopixie.entrypoints.http.problems import MEDIA_TYPE

DESCRIPTION: Final[dict[str, Any]] = openapi.document(ROUTES)
#: What answers are made of, without the parameters of the media type.
TYPES: Final = {
    "application/json",
    MEDIA_TYPE,
    "text/csv",
    "text/plain",
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
    "image/tiff",
    "application/pdf",
}
#: What the inside of the program looks like when it leaks.
INSIDE: Final = re.compile(
    r"Traceback|File \"|\.py\b|site-packages|/usr/|/home/|/srv/|SELECT |INSERT |UPDATE |psycopg|falcon|gunicorn|cattrs"
    r"|PostgreSQL|sqlstate|0x[0-9a-f]{6}|object at|Exception|Error\("
)


@pytest.fixture(scope="module")
def asked() -> tuple[Asked, ...]:
    """Every answer, once for all tests here."""
    return tuple(all_answers(new_service()))


def media_type(answer: Result) -> str:
    """The media type without its parameters."""
    return answer.headers.get("Content-Type", "").partition(";")[0]


def test_the_sweep_sees_every_route_succeed(asked: tuple[Asked, ...]) -> None:
    """The sweep is worth something: every route was asked well and answered as its line says, and refused something."""
    for route in ROUTES:
        statuses = {one.way: one.answer.status_code for one in asked if one.route == route}
        assert (statuses["well"] == route.status) != (name_of(route) in NEED_MORE), (name_of(route), statuses)
        assert any(400 <= status < 500 for status in statuses.values()), name_of(route)


@pytest.mark.asvs("V4.1.1")
def test_every_answer_says_what_it_is(asked: tuple[Asked, ...]) -> None:
    """An answer with a body says its media type, texts their charset, and the body is what the type says."""
    for one in asked:
        answer, kind = one.answer, media_type(one.answer)
        if not answer.content:
            continue
        assert kind in TYPES, (one.way, kind)
        if kind.endswith("json"):
            json.loads(answer.content.decode("utf-8"))  # UTF-8 by RFC 8259; the type has no charset
        elif kind.startswith("text/"):
            assert "charset=utf-8" in answer.headers["Content-Type"].lower(), one.way
            answer.content.decode("utf-8")
        else:
            assert answer.content.startswith(b"\x89PNG")
        if kind == "text/csv":
            assert len(list(csv.reader(io.StringIO(answer.text)))) >= 1


@pytest.mark.asvs("V14.2.2", "V14.3.2")
def test_nobody_keeps_a_copy(asked: tuple[Asked, ...]) -> None:
    """Every answer but the public description forbids browsers, proxies and networks of caches to keep it."""
    for one in asked:
        kept = one.answer.headers["Cache-Control"]
        public = one.route is not None and one.route.template == "/v1/openapi.json" and one.answer.status_code == 200
        if one.way == "HEAD /v1/openapi.json" or public:
            assert kept == "public, max-age=300"
        else:
            assert kept == "no-store", one.way


@pytest.mark.asvs("V3.2.1")
def test_nothing_is_run_as_something_else(asked: tuple[Asked, ...]) -> None:
    """Every answer forbids sniffing and, by its policy, every script; none has a type that browsers run."""
    for one in asked:
        headers = one.answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "script-src" not in headers["Content-Security-Policy"]
        assert media_type(one.answer) in {*TYPES, ""}


@pytest.mark.asvs("V3.3.1", "V3.3.2", "V3.3.3", "V3.3.4")
def test_no_answer_sets_a_cookie(asked: tuple[Asked, ...]) -> None:
    """No answer of any route sets a cookie, so none lacks its attributes."""
    assert [one.way for one in asked if "Set-Cookie" in one.answer.headers] == []


@pytest.mark.asvs("V3.7.2", "V1.2.2")
def test_no_answer_leads_away(asked: tuple[Asked, ...]) -> None:
    """No answer redirects, and every address in one, in headers and bodies, is a path of ours or our own origin."""
    for one in asked:
        assert not 300 <= one.answer.status_code < 400, one.way
        headers = one.answer.headers
        found = [headers.get("Location", ""), *re.findall("<([^>]*)>", headers.get("Link", ""))]
        if media_type(one.answer) == "application/json" and one.way == "well":
            found += re.findall(r'"link":"([^"]*)"', one.answer.text)
        for address in filter(None, found):
            parts = urlsplit(address)
            assert (parts.scheme, parts.netloc) in {("", ""), ("https", "books.example")}, address
            assert address.startswith(("/v1/", "https://books.example/"))
            assert not re.search(r"[^!-~]", address)


@pytest.mark.asvs("V3.7.1", "V3.2.2", "V15.3.6", "V14.3.3", "V6.2.6")
def test_no_page_and_no_script_is_served(asked: tuple[Asked, ...]) -> None:
    """No answer is a page, a style or a script: there is no form, no storage and no code in anybody's browser."""
    assert {media_type(one.answer) for one in asked} - {""} <= TYPES
    assert {media for route in ROUTES for media in route.media_types} <= TYPES


@pytest.mark.asvs("V13.4.4")
def test_trace_is_refused(asked: tuple[Asked, ...]) -> None:
    """TRACE is answered with 405 and echoes nothing."""
    answers = [one.answer for one in asked if one.way.startswith("TRACE")]
    assert len(answers) == len(ROUTES)
    for answer in answers:
        assert (answer.status_code, answer.json["code"]) == (405, "method-not-allowed")
        assert "Bearer" not in answer.text


@pytest.mark.asvs("V13.4.1", "V13.4.3")
@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.git/HEAD",
        "/.git/",
        "/.svn/entries",
        "/.hg/",
        "/.env",
        "/.well-known/",
        "/",
        "/v1",
        "/v1/",
        "/static/",
        "/files/",
        "/data/",
        "/v1/receipts/../../.git/config",
        "/v1/..%2f.git/config",
        "/v1/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/docs/",
        "/pyproject.toml",
        "/src/plutopixie/",
    ],
)
def test_no_folder_is_served(service: Service, path: str) -> None:
    """Nothing of the file system is served or listed, neither of the program nor of version control."""
    owner = stocked(service).owner
    answer = owner.get(path)
    assert answer.status_code == 404
    assert answer.json["code"] in {"no-such-route", "not-found"}


def _errors(asked: tuple[Asked, ...]) -> Iterator[Asked]:
    yield from (one for one in asked if one.answer.status_code >= 400 and one.answer.content)


@pytest.mark.asvs("V16.5.1")
def test_errors_tell_nothing_of_the_inside(asked: tuple[Asked, ...]) -> None:
    """Every error is a problem as its schema says, and holds no path, statement, class, address or trace."""
    schema = _resolved({"$ref": "#/components/schemas/Problem"})
    count = 0
    for one in _errors(asked):
        assert media_type(one.answer) == MEDIA_TYPE, one.way
        jsonschema.validate(one.answer.json, schema)
        assert one.answer.json["status"] == one.answer.status_code
        assert not INSIDE.search(one.answer.text), one.answer.text
        count += 1
    assert count > 6 * len(ROUTES)


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        **schema,
        "components": DESCRIPTION["components"],
        "$schema": "https://json-schema.org/draft/2020-12/schema",
    }


@pytest.mark.asvs("V15.3.1")
def test_answers_hold_what_is_described_and_no_more(asked: tuple[Asked, ...]) -> None:
    """Every good answer fits the schema of its route, and every schema of an answer forbids further fields."""
    for one in asked:
        if one.route is None or one.way != "well" or one.answer.status_code >= 400:
            continue
        described = DESCRIPTION["paths"][one.route.template][one.route.method.lower()]
        content = described["responses"][str(one.answer.status_code)].get("content", {})
        if "application/json" in content and content["application/json"]["schema"]:
            jsonschema.validate(one.answer.json, _resolved(content["application/json"]["schema"]))
    for name, schema in DESCRIPTION["components"]["schemas"].items():
        if schema.get("type") == "object" and name != "Problem":  # facts come with the problems they belong to
            assert schema["additionalProperties"] is False, name
