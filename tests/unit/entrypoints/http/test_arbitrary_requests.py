"""Arbitrary requests: whatever a client sends, the answer is one of those it was promised, and never our mistake."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from http_service import PNG, Person, new_service
from plutopixie.entrypoints.http import openapi
from plutopixie.entrypoints.http.bodies import Upload
from plutopixie.entrypoints.http.routes import table
from plutopixie.entrypoints.http.routing import AnyRoute
from plutopixie.entrypoints.metrics import Metrics

SERVICE = new_service()
OWNER = SERVICE.sign_up()
ROUTES = table((), Metrics())
SCHEMAS: dict[str, Any] = openapi.document(ROUTES)["components"]["schemas"]
NAMES = sorted({name for schema in SCHEMAS.values() for name in schema.get("properties", ())})
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["2026-02-03", "12.50", "-1", "USD", "EUR", "card", "refund", "1e9", "\0", "\ud800", "admin", "=1", OWNER.member]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def bodies(draw: st.DrawFn, route: AnyRoute) -> bytes:
    """A body that is near to what the route takes, or far from it."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=60))
    if draw(st.integers(0, 4)) == 0:
        return json.dumps(draw(VALUES)).encode()
    properties = SCHEMAS.get(route.body.__name__, {}).get("properties", {})
    fields = {name: draw(_near(schema)) for name, schema in properties.items() if draw(st.booleans())}
    return json.dumps(fields).encode()


def _near(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that often fit the schema."""
    if "$ref" in schema:
        inner = SCHEMAS[schema["$ref"].rsplit("/", 1)[1]]
        if "enum" in inner:
            return st.sampled_from(inner["enum"]) | VALUES
        return (
            st.fixed_dictionaries({}, optional={name: _near(one) for name, one in inner["properties"].items()}) | VALUES
        )
    if "anyOf" in schema:
        return st.one_of(*map(_near, schema["anyOf"]))
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "string": TEXTS,
        "boolean": st.booleans(),
        "integer": st.integers(-5, 5),
        "null": st.none(),
    }
    if schema.get("type") == "array":
        return st.lists(_near(schema["items"]), max_size=3) | VALUES
    return kinds.get(schema.get("type", ""), VALUES) | VALUES


def asked(person: Person, route: AnyRoute, segment: str, **options: Any) -> int:
    """The status of the answer."""
    path = route.template.replace("{id}", segment).replace("{dimension}", segment)
    return person.ask(route.method, path, **options).status_code


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_body_is_our_mistake(data: st.DataObject) -> None:
    """No JSON, and nothing that only looks like it, ever leads to a status of 500 or above."""
    route = data.draw(st.sampled_from([one for one in ROUTES if one.method != "GET" and one.template != "/v1/me"]))
    body = data.draw(bodies(route))
    kind = "image/png" if route.body is Upload else "application/json"
    segment = data.draw(st.sampled_from([OWNER.member, "019c0000-0000-7000-8000-00000000dead", "x"]))
    if route.template == "/v1/sessions/current":
        return
    assert asked(OWNER, route, segment, body=body, content_type=kind) < 500


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_query_is_our_mistake(data: st.DataObject) -> None:
    """No query string ever leads to a status of 500 or above."""
    route = data.draw(st.sampled_from([one for one in ROUTES if one.method == "GET" and one.template != "/readyz"]))
    names = [
        "limit",
        "cursor",
        "sort",
        "search",
        "vendor",
        "state",
        "date_from",
        "from",
        "to",
        "amount_min",
        "currency",
    ]
    pairs = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(names) | st.text("abc%=&", max_size=4),
                st.sampled_from(["1", "-vendor", "2026-02-03", "USD", "draft", "%00", "%ff", "%ED%A0%80", "W10", "é"])
                | st.text("ab1%&=+-", max_size=6),
            ),
            max_size=4,
        )
    )
    segment = data.draw(st.sampled_from([OWNER.member, "month", "vendor", "x", "%00", "%ff"]))
    query = "&".join(f"{name}={value}" for name, value in pairs)
    assert asked(OWNER, route, segment, query_string=query) < 500


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=80) | st.just(PNG),
    kind=st.sampled_from(
        ["image/png", "multipart/form-data; boundary=f", "multipart/form-data", "application/pdf", ";;"]
    ),
    name=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=20),
)
def test_no_upload_is_our_mistake(body: bytes, kind: str, name: str) -> None:
    """No upload ever leads to a status of 500 or above."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Idempotency-Key": "k"}
    assert OWNER.ask("POST", "/v1/receipts", body=body, content_type=kind, headers=headers).status_code < 500
