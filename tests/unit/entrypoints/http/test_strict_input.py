"""Input is read strictly on every route: types, names, sizes and repetition; what is refused has changed nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import attrs
import pytest

from every_route import JSON, ROUTES, SAFE, Stock, name_of, stocked, with_json, writing
from http_service import PASSWORD, PNG, Service, new_service
from plutopixie.adapters.memory.books import Books
from plutopixie.adapters.postgres.installation import __file__ as installation
from plutopixie.entrypoints.http import openapi
from plutopixie.entrypoints.http.answers import Nothing
from plutopixie.entrypoints.http.bodies import JSON_BYTES_MAX, Upload
from plutopixie.entrypoints.http.decoding import LISTED_MAX
from plutopixie.entrypoints.http.routing import AnyRoute
from plutopixie.ports.inbound.expenses import BULK_MAX

DESCRIPTION: Final[dict[str, Any]] = openapi.document(ROUTES)
SCHEMAS: Final[dict[str, Any]] = DESCRIPTION["components"]["schemas"]


@pytest.fixture(scope="module")
def shared() -> Stock:
    """An owner with one of everything, for tests that change nothing."""
    return stocked(new_service())


def _columns() -> set[str]:
    """The name of every column of the database, and of every field of what is kept."""
    schema = installation.rpartition("/")[0] + "/schema.sql"
    with open(schema, encoding="utf-8") as text:  # noqa: PTH123 - beside a module
        columns = set(re.findall(r"(?m)^    ([a-z_0-9]+) [a-z]", text.read()))
    kept: set[str] = set()
    waiting: list[Any] = [Books]
    while waiting:
        kind = waiting.pop()
        for one in attrs.fields(attrs.resolve_types(kind)):
            kept.add(one.name)
            waiting += [each for each in _classes(one.type) if each.__name__ not in kept]
            kept |= {each.__name__ for each in _classes(one.type)}
    return {name for name in columns | kept if name.islower()} | {
        "is_admin",
        "isAdmin",
        "__proto__",
        "constructor",
        "_id",
    }


def _classes(kind: Any) -> Iterator[Any]:
    if isinstance(kind, type) and attrs.has(kind):
        yield kind
    for each in getattr(kind, "__args__", ()):
        yield from _classes(each)


COLUMNS: Final = sorted(_columns())


@pytest.mark.asvs("V15.3.3")
@pytest.mark.parametrize("route", with_json(), ids=name_of)
def test_nothing_is_set_that_is_not_theirs_to_set(shared: Stock, route: AnyRoute) -> None:
    """Every column of the database, and every field of what is kept, beside a good body is refused and sets nothing."""
    assert {"organization_id", "role", "recorded_by", "password_hash", "version", "created_at"} <= set(COLUMNS)
    body, taken = shared.body(route), {one.name.rstrip("_") for one in attrs.fields(route.body)}
    before = shared.everything()
    for column in COLUMNS:
        if column not in taken:
            answer = shared.ask(route, body=json.dumps({**body, column: shared.owner.organization}), content_type=JSON)
            assert answer.status_code == 400, (column, answer.text)
            assert column in {one["field"] for one in answer.json["errors"]}
    assert shared.everything() == before


def _properties(route: AnyRoute) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMAS[route.body.__name__.removesuffix("Body")]["properties"]
    return found


def _alternatives(schema: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in schema:
        return _alternatives(SCHEMAS[schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return [each for one in schema["anyOf"] for each in _alternatives(one)]
    return [schema]


#: Values by the type that JSON gives them.
VALUES: Final[dict[str, list[Any]]] = {
    "string": ["1", "true", ""],
    "boolean": [True, False],
    "integer": [1, 0],
    "number": [1.5],
    "null": [None],
    "array": [["1"], []],
    "object": [{"$ne": "1"}, {}],
}


@pytest.mark.asvs("V15.3.5", "V2.2.1", "V2.2.2")
@pytest.mark.parametrize("route", with_json(), ids=name_of)
def test_types_are_strict(shared: Stock, route: AnyRoute) -> None:
    """A field takes its own types alone: '1', 1, true, [1], {} and null are never taken for each other."""
    body, before = shared.body(route), shared.everything()
    for name, schema in _properties(route).items():
        types = {one["type"] for one in _alternatives(schema)}
        for kind, values in VALUES.items():
            if kind in types or (kind == "null" and _is_left_alone_by_null(route, name)):
                continue
            for value in values:
                answer = shared.ask(route, body=json.dumps({**body, name: value}), content_type=JSON)
                assert answer.status_code == 400, (name, value, answer.text)
                assert name in {re.split(r"[.\[]", one["field"])[0] for one in answer.json["errors"]}
    assert shared.everything() == before


def _is_left_alone_by_null(route: AnyRoute, name: str) -> bool:
    """Whether null is as good as leaving the field out."""
    [found] = [one for one in attrs.fields(route.body) if one.name.rstrip("_") == name]
    return found.default is None


def _too_much(schema: dict[str, Any]) -> Iterator[Any]:
    """Values just outside the bounds of a schema."""
    for one in _alternatives(schema):
        yield from _no_such_text(one)
        if "maximum" in one:
            yield from (one["minimum"] - 1, one["maximum"] + 1)
        if "minItems" in one:
            yield []
        if "maxItems" in one:
            yield ["019c0000-0000-7000-8000-00000000dead"] * (one["maxItems"] + 1)
        if "maxProperties" in one:
            yield {f"019c0000-0000-7000-8000-{number:012x}": "x" for number in range(one["maxProperties"] + 1)}


def _no_such_text(one: dict[str, Any]) -> Iterator[str]:
    if "maxLength" in one and "enum" not in one:
        yield "x" * (one["maxLength"] + 1)
    if "minLength" in one:
        yield ""
    if "pattern" in one:
        yield "\0"
    if "enum" in one:
        yield "no such choice"
    if one.get("format") == "uuid":
        yield "not-an-id"


@pytest.mark.asvs("V1.3.3", "V2.2.1", "V2.2.2", "V2.3.2")
@pytest.mark.parametrize("route", with_json(), ids=name_of)
def test_bounds_hold_as_described(shared: Stock, route: AnyRoute) -> None:
    """What is just outside the bounds that the description states is refused, and has changed nothing."""
    body, before = shared.body(route), shared.everything()
    for name, schema in _properties(route).items():
        for value in _too_much(schema):
            answer = shared.ask(route, body=json.dumps({**body, name: value}), content_type=JSON)
            assert 400 <= answer.status_code < 500, (name, str(value)[:40], answer.text)
    assert shared.everything() == before


def _is_bounded(schema: dict[str, Any]) -> bool:
    """Whether every value that fits has a bound of its own."""
    if "$ref" in schema or "enum" in schema or schema.get("type") in {"boolean", "null"} or "format" in schema:
        return True
    if "anyOf" in schema:
        return all(map(_is_bounded, schema["anyOf"]))
    if schema["type"] == "array":
        return "maxItems" in schema and _is_bounded(schema["items"])
    if schema["type"] == "object":
        return "maxProperties" in schema and _is_bounded(schema["additionalProperties"])
    return {"string": {"maxLength"}, "integer": {"minimum", "maximum"}}[schema["type"]] <= schema.keys()


def _stated() -> set[str]:
    """The names of the classes that requests are made of, with those inside them."""
    found: set[str] = set()
    waiting = [route.body.__name__ for route in with_json()]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += re.findall(r"#/components/schemas/(\w+)", json.dumps(SCHEMAS[name]))
    return found


@pytest.mark.asvs("V2.1.1", "V1.3.3")
def test_every_field_has_its_rules_described() -> None:
    """Each field and parameter has a type and bounds, and no object takes others; new ones go into `bounds`."""
    for name in sorted(_stated()):
        schema = SCHEMAS[name]
        for field, described in schema.get("properties", {}).items():
            assert _is_bounded(described), f"{name}.{field} has no bounds: add them to entrypoints/http/bounds.py"
        assert schema.get("additionalProperties", False) is False
    for path, operations in DESCRIPTION["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                schema = parameter["schema"]
                assert _is_bounded(schema) or "pattern" in schema, (path, parameter["name"])


@pytest.mark.asvs("V15.3.7", "V15.3.5")
@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_a_parameter_is_stated_once(shared: Stock, route: AnyRoute) -> None:
    """A repeated parameter is refused on every route, known or not, in whatever form it is repeated."""
    names = [one.name.rstrip("_") for one in attrs.fields(route.query)] if route.query is not Nothing else ["id"]
    said = {} if route.body in {Nothing, Upload} else {"body": json.dumps(shared.body(route))}
    before = shared.everything()
    for name in names:
        for query in (f"{name}=1&{name}=2", f"{name}[]=1&{name}[]=2", f"{name}=1&%{ord(name[0]):02x}{name[1:]}=1"):
            answer = shared.ask(route, query_string=query, **said)
            assert answer.status_code == 400, (query, answer.text)
    assert shared.everything() == before


@pytest.mark.asvs("V3.5.3")
@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_looking_changes_nothing(service: Service, route: AnyRoute) -> None:
    """GET, HEAD and OPTIONS on any path leave everything that is kept as it was."""
    stock = stocked(service)
    before = stock.everything()
    for method in SAFE:
        stock.ask(route, method=method, body="", content_type=None)
    if route.method not in SAFE:  # overrides of the method are not heeded either
        for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            stock.ask(route, method="GET", body="", content_type=None, headers={header: route.method})
        stock.ask(route, method="GET", body="", content_type=None, query_string=f"_method={route.method}")
    assert stock.everything() == before


@pytest.mark.asvs("V3.5.1", "V3.3.1", "V3.3.4")
@pytest.mark.parametrize("route", [route for route in ROUTES if not route.public], ids=name_of)
def test_a_cookie_signs_nobody_in(shared: Stock, route: AnyRoute) -> None:
    """A browser that a foreign site makes send its cookies is a stranger: only the header with the token counts."""
    before = shared.everything()
    token = shared.owner.access_token
    for name in ("token", "access_token", "session", "__Host-session", "Authorization"):
        headers = {
            "Authorization": "",
            "Cookie": f"{name}={token}; {name}=Bearer {token}",
            "Origin": "https://evil.example",
        }
        assert shared.ask(route, headers=headers).status_code == 401
    for query in (f"access_token={token}", f"token={token}"):
        assert shared.ask(route, headers={"Authorization": ""}, query_string=query).status_code == 401
    assert shared.everything() == before


@pytest.mark.asvs("V3.5.2")
@pytest.mark.parametrize("route", writing(), ids=name_of)
def test_what_browsers_send_unasked_changes_nothing(shared: Stock, route: AnyRoute) -> None:
    """Forms and plain text, which browsers send to anybody without asking first, are refused on every route."""
    body = json.dumps(shared.body(route))
    before = shared.everything()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=f", ""):
        refused = shared.ask(route, headers={"Authorization": ""}, body=body, content_type=kind or None)
        assert refused.status_code in ({415} if route.public else {401}), (kind, refused.text)
        if route.body not in {Nothing, Upload}:
            assert shared.ask(route, body=body, content_type=kind or None).status_code == 415
    assert shared.everything() == before


@pytest.mark.asvs("V2.1.3", "V2.3.2")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/expenses/bulk-edit", {"ids": ["019c0000-0000-7000-8000-00000000dead"] * (BULK_MAX + 1), "changes": {}}),
        ("/v1/expenses/bulk-delete", {"ids": ["019c0000-0000-7000-8000-00000000dead"] * (BULK_MAX + 1)}),
        ("/v1/tags", {"name": "x" * 81}),
        ("/v1/expenses", {"date": "2026-02-03", "amount": "1", "vendor": "x" * 161}),
        ("/v1/expenses", {"date": "2026-02-03", "amount": "1", "vendor": "x", "notes": "x" * 4_001}),
        ("/v1/expenses", {"date": "2026-02-03", "amount": "9999999999999.995", "vendor": "x"}),
        ("/v1/expenses", {"date": "2026-02-03", "amount": "10000000000000", "vendor": "x"}),
        ("/v1/custom-fields", {"name": "x", "kind": "choice", "choices": [str(number) for number in range(101)]}),
        ("/v1/expenses", {"date": "2026-02-03", "amount": "1", "vendor": "x", "notes": "x" * JSON_BYTES_MAX}),
    ],
)
def test_one_more_than_the_limit_is_refused(shared: Stock, path: str, body: dict[str, Any]) -> None:
    """One more than each limit of what is kept, or of what one request may do, is refused and keeps nothing."""
    before = shared.everything()
    assert shared.owner.post(path, body).status_code in {400, 413, 422}
    assert shared.everything() == before


@pytest.mark.asvs("V2.3.2")
def test_lists_of_values_are_bounded(shared: Stock) -> None:
    """A parameter that takes several values takes so many, and a page is so long."""
    states = ",".join(["draft"] * (LISTED_MAX + 1))
    assert shared.owner.get("/v1/expenses", query_string=f"state={states}").status_code == 400
    assert shared.owner.get("/v1/expenses", query_string="limit=201").status_code == 400
    assert shared.owner.get("/v1/receipts", query_string="limit=201").status_code == 400


@pytest.mark.asvs("V1.4.2")
@pytest.mark.parametrize("number", [2**31, 2**63 - 1, 2**63, -(2**63), 2**64, 10**17, 10**40])
def test_whole_numbers_do_not_wrap(shared: Stock, number: int) -> None:
    """Amounts, limits and versions beyond any machine's whole numbers are refused, and none wraps."""
    owner, before = shared.owner, shared.everything()
    said = {"date": "2026-02-03", "vendor": "x"}
    if abs(number) > 10**13:
        assert owner.post("/v1/expenses", {**said, "amount": str(number)}).status_code == 422
        assert owner.post("/v1/expenses", {**said, "amount": f"{number}.00"}).status_code == 422
    assert owner.post("/v1/expenses", {**said, "amount": number}).status_code == 400
    assert owner.get("/v1/expenses", query_string=f"limit={number}").status_code == 400
    tag = f"/v1/tags/{shared.ids['tags']}"
    assert owner.patch(tag, {"name": "x"}, headers={"If-Match": f'"{number}"'}).status_code in {400, 412}
    assert shared.everything() == before


@pytest.mark.asvs("V1.4.2")
def test_sums_beyond_the_greatest_amount_are_refused(service: Service) -> None:
    """A total is exact up to the greatest amount there is, and beyond it refused: it never wraps."""
    owner = service.sign_up()
    owner.record(amount="9999999999999.98")
    owner.record(amount="0.01")
    period = "from=2026-01-01&to=2026-12-31"
    assert owner.get("/v1/reports/vendor", query_string=period).json["total"] == "9999999999999.99"
    owner.record(amount="0.01")
    answer = owner.get("/v1/reports/vendor", query_string=period)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid-value")


@pytest.mark.asvs("V6.2.7")
@pytest.mark.parametrize(
    "password",
    [
        "kX9#mQ2$vL7@pR4!" * 8,
        "correct horse battery staple " + "x" * 90,
        "пароль из менеджера 🔑🔑🔑",
        "\"'<>&\\;--/*%00${7*7}",
    ],
)
def test_what_password_managers_fill_in_is_taken(service: Service, password: str) -> None:
    """Whatever a manager makes or a person pastes, up to 128 characters of any kind, signs up and in unchanged."""
    owner = service.sign_up(password=password)
    answer = service.client.simulate_post("/v1/sessions", json={"email": owner.email, "password": password})
    assert answer.status_code == 201
    wrong = service.client.simulate_post("/v1/sessions", json={"email": owner.email, "password": password[:-1]})
    assert wrong.status_code == 401


@pytest.mark.asvs("V5.2.1")
def test_one_byte_over_the_limit_is_refused(shared: Stock) -> None:
    """A file of 20 MB is looked at; one byte more is refused by its stated length, or when it arrives without one."""
    before, limit = shared.everything(), 20 * 1024 * 1024
    unstated = {"extras": {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}}
    for size, status in ((limit, 422), (limit + 1, 413)):
        content = b"\0" * size
        assert shared.owner.upload(content).status_code == status
        assert shared.owner.upload(content, **unstated).status_code == status
    assert shared.everything() == before
    assert shared.owner.upload(PNG).status_code == 202
    assert PASSWORD not in repr(shared.everything()[0])
