"""A plausible request to every operation of the description, marked at every place where something can be injected.

The mark is that of sqlmap: an asterisk behind a value. Headers that decide whether a request takes effect at all are
marked in requests of their own, and so are fields that make no sense beside others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

from attrs import field, frozen

from proofs.seat import PLAUSIBLE, Seat

Schema = Mapping[str, Any]

MARK: Final = "*"
#: The least that passes for a receipt and is plain text, as a request in a file must be.
_RECEIPT: Final = "%PDF-1.4\n%%EOF\n"
#: Values that make sense beside those of `PLAUSIBLE`, for what that leaves out.
SAMPLES: Final[Mapping[str, Any]] = {
    "currency": "EUR",
    "rate": "1.10",
    "tax": "1.00",
    "amount_min": "1.00",
    "amount_max": "99.00",
    "last4": "4242",
    "from": "2026-01-01",
    "to": "2026-12-31",
    "state": ["recorded"],
}
_HEADERS: Final = {"If-Match": f'"1{MARK}"', "Idempotency-Key": f"order-1{MARK}"}


@frozen
class Marked:
    """A request as text, with its marks."""

    operation: str
    text: str = field(repr=False)

    @property
    def marks(self) -> int:
        """How many places are to be tried."""
        return self.text.count(MARK)

    @property
    def plain(self) -> str:
        """The request without its marks."""
        return self.text.replace(MARK, "")


@frozen
class Parts:
    """The parts of a request, marked or not."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


@frozen
class Writer:
    """Writes requests of the operations of a description."""

    url: str
    description: Schema

    def operations(self) -> list[tuple[str, str]]:
        """Method and path template of each."""
        return [(method.upper(), path) for path, methods in self.description["paths"].items() for method in methods]

    def requests(self, seat: Seat, method: str, template: str) -> Iterator[Marked]:
        """The requests of one operation, with all its places marked once; none for an operation that has none."""
        operation = self.description["paths"][template][method.lower()]
        path, marked_path = self._paths(seat, method, template)
        told, left = self._split(seat, template, self._parameters(operation, "query"), frozenset())
        body, more = self._bodies(seat, template, operation)
        headers = {name: value for name, value in _HEADERS.items() if name in self._parameters(operation, "header")}
        cursor = {name: left.pop(name) for name in tuple(left) if name == "cursor"}
        name = {"Content-Disposition": f'attachment; filename="a{MARK}.pdf"'} if body == _RECEIPT else {}
        for parts in (
            Parts(marked_path, {}, {}, body),
            Parts(path, _marked_texts(told), name, _marked(body)),
            Parts(path, _marked_texts(left), {}, _merged(body, _marked(more))),
            Parts(path, {}, {}, _merged(body, _as_marked_texts(body), _as_marked_texts(more))),
            Parts(path, {}, headers, body),
            Parts(path, _marked_texts(cursor), {}, body),
        ):
            written = Marked(f"{method} {template}", self._text(seat, method, parts, operation))
            if written.marks:
                yield written

    @staticmethod
    def _paths(seat: Seat, method: str, template: str) -> tuple[str, str]:
        if "{" not in template:
            return template, template
        before, _, after = template.partition("{")
        named, _, rest = after.partition("}")
        value = "month" if named == "dimension" else seat.id_for(method, template) or ""
        return f"{before}{value}{rest}", f"{before}{value}{MARK}{rest}"

    def _parameters(self, operation: Schema, place: str) -> dict[str, Schema]:
        return {one["name"]: one["schema"] for one in operation.get("parameters", ()) if one["in"] == place}

    def _split(
        self, seat: Seat, template: str, fields: Mapping[str, Schema], required: frozenset[str]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The fields that plausibly go together, and what is left."""
        told: dict[str, Any] = {}
        left: dict[str, Any] = {}
        for name, schema in fields.items():
            value = PLAUSIBLE[name](seat, template) if name in PLAUSIBLE else self._sample(seat, name, schema)
            if isinstance(value, dict) and self._resolved(schema).get("type") != "object":
                value = None
            if value is None and name not in required:
                left[name] = self._sample(seat, name, schema)
            else:
                told[name] = self._sample(seat, name, schema) if value is None else value
        return told, left

    def _bodies(self, seat: Seat, template: str, operation: Schema) -> tuple[Any, dict[str, Any]]:
        """A plausible body, None where there is none, and the fields that it leaves out."""
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return (_RECEIPT if content else None), {}
        schema = self._resolved(content["application/json"]["schema"])
        return self._split(seat, template, schema["properties"], frozenset(schema["required"]))

    def _sample(self, seat: Seat, name: str, schema: Schema) -> Any:
        """A value that fits the schema."""
        schema = self._resolved(schema)
        if name in SAMPLES:
            return SAMPLES[name]
        match schema.get("type"):
            case "object" if "properties" in schema:
                return {name: self._of(seat, name, inner) for name, inner in schema["properties"].items()}
            case "object":
                return {seat.any("/v1/custom-fields") or "": "text"}
            case "array":
                return [self._sample(seat, "", schema["items"])]
            case _:
                return self._scalar(seat, schema)

    @staticmethod
    def _scalar(seat: Seat, schema: Schema) -> Any:
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("format") == "uuid":
            return seat.any("/v1/members")
        usual = {"boolean": schema.get("const", False), "integer": max(1, schema.get("minimum", 1))}
        return usual.get(schema["type"], schema.get("default", "text"))

    def _of(self, seat: Seat, name: str, schema: Schema) -> Any:
        plausible = PLAUSIBLE[name](seat, "") if name in PLAUSIBLE else None
        return self._sample(seat, name, schema) if plausible is None else plausible

    def _resolved(self, schema: Schema) -> Schema:
        if "anyOf" in schema:
            schema = schema["anyOf"][0]
        reference = schema.get("$ref")
        if reference is None:
            return schema
        resolved: Schema = self.description["components"]["schemas"][reference.rpartition("/")[2]]
        return resolved

    def _text(self, seat: Seat, method: str, parts: Parts, operation: Schema) -> str:
        query = "&".join(f"{name}={quote(value, safe=MARK + ',')}" for name, value in parts.query.items())
        lines = [f"{method} {parts.path}{'?' if query else ''}{query} HTTP/1.1", f"Host: {urlsplit(self.url).netloc}"]
        if operation["security"]:
            lines.append(f"Authorization: Bearer {seat.token()}")
        lines += [f"{name}: {value}" for name, value in parts.headers.items()]
        body = ""
        if parts.body == _RECEIPT:
            lines.append("Content-Type: application/pdf")
            body = _RECEIPT
        elif parts.body is not None:
            lines.append("Content-Type: application/json")
            body = json.dumps(parts.body)
        return "\r\n".join([*lines, "", body])


def _marked(value: Any) -> Any:
    """The same with a mark behind every text."""
    if isinstance(value, dict):
        return {name: _marked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner) for inner in value]
    return f"{value}{MARK}" if isinstance(value, str) and value != _RECEIPT else value


def _as_marked_texts(value: Any) -> dict[str, str]:
    """What is no text at the top of the body, as marked text: what can't be is refused before it is used."""
    fields = value.items() if isinstance(value, dict) else ()
    return {name: f"{json.dumps(one)}{MARK}" for name, one in fields if isinstance(one, int)}


def _merged(body: Any, *more: dict[str, Any]) -> Any:
    return {name: value for part in (body, *more) for name, value in part.items()} if isinstance(body, dict) else body


def _marked_texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{_parameter(value)}{MARK}" for name, value in values.items()}


def _parameter(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return json.dumps(value) if isinstance(value, bool) else str(value)
