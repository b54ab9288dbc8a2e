"""The OpenAPI 3.1 description, derived from the route table and from the classes that decode and encode."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin
from uuid import UUID

import attrs

from plutopixie.domain.documents import MediaType
from plutopixie.entrypoints.http import problems
from plutopixie.entrypoints.http.answers import JSON, Content, Nothing, Stream
from plutopixie.entrypoints.http.bodies import Upload
from plutopixie.entrypoints.http.bounds import TEXT, WHOLE, Bounds, Schema, bounds_of
from plutopixie.entrypoints.http.decoding import stated_type, wire_name
from plutopixie.entrypoints.http.problems import Problem
from plutopixie.entrypoints.http.routing import AnyRoute, Precondition
from plutopixie.ports.inbound.statements import Unset

_VERSION: Final = "1.0"
#: How the names of classes end that answers are encoded from; bounds are told of requests.
_SHOWN: Final = "Body"
_BINARY: Final[Schema] = {"type": "string", "format": "binary"}
_PLAIN: Final[Mapping[Any, Schema]] = {
    str: TEXT,
    bool: {"type": "boolean"},
    int: WHOLE,
    float: {"type": "number"},
    UUID: {"type": "string", "format": "uuid"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Any: {},
}


def document(routes: Iterable[AnyRoute]) -> Schema:
    """The whole description."""
    schemas = _Schemas()
    paths: dict[str, Schema] = {}
    for route in routes:
        paths.setdefault(route.template, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "PlutoPixie",
            "version": _VERSION,
            "description": "The expense tracker that a small organization can trust with its receipts.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


class _Schemas:
    """Schemas of types; classes become components that are named once and referred to."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}
        self._classes: dict[str, type] = {}

    def of(self, kind: Any) -> Schema:
        """The schema of a type."""
        origin, arguments = get_origin(kind), get_args(kind)
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if origin in {Union, UnionType}:
            return self._union(kind)
        if origin in {tuple, frozenset}:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin in {dict, Mapping}:
            return {
                "type": "object",
                "propertyNames": self.of(arguments[0]),
                "additionalProperties": self.of(arguments[1]),
            }
        return self._named(kind)

    def inline(self, kind: Any) -> Schema:
        """The schema of a class, without naming it."""
        return self._object(kind)

    def _union(self, kind: Any) -> Schema:
        stated = stated_type(kind)
        several = get_args(stated) if get_origin(stated) in {Union, UnionType} else (stated,)
        given = [each for each in several if each is not NoneType]
        schemas = [self.of(each) for each in given]
        if NoneType in several:
            schemas.append({"type": "null"})
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

    def _named(self, kind: Any) -> Schema:
        name = kind.__name__.removesuffix("Body")
        if self._classes.setdefault(name, kind) is not kind:
            name = "".join(part.capitalize() for part in kind.__module__.rsplit(".", 1)[-1].split("_")) + name
            self._classes.setdefault(name, kind)
        if name not in self.components:
            self.components[name] = {}  # taken before it is filled, for classes that refer to themselves
            self.components[name].update(self._choice(kind) if issubclass(kind, enum.Enum) else self._object(kind))
        return {"$ref": f"#/components/schemas/{name}"}

    @staticmethod
    def _choice(kind: type[enum.Enum]) -> Schema:
        return {"type": "string", "enum": [each.value for each in kind], "description": inspect.getdoc(kind)}

    def _object(self, kind: Any) -> Schema:
        attrs.resolve_types(kind)
        fields = attrs.fields(kind)
        schema: Schema = {
            "type": "object",
            "description": inspect.getdoc(kind),
            "properties": {wire_name(one): self._field(kind, one) for one in fields if "inlined" not in one.metadata},
            "required": [wire_name(one) for one in fields if one.default is attrs.NOTHING],
        }
        if not any("inlined" in one.metadata for one in fields):
            schema["additionalProperties"] = False
        return schema

    def _field(self, kind: type, one: attrs.Attribute[Any]) -> Schema:
        schema, name = self.of(one.type), wire_name(one)
        if not kind.__name__.endswith(_SHOWN):
            schema = _bounded(schema, bounds_of(kind, name), bounds_of(kind, f"{name}[]"))
        if isinstance(one.default, str | bool | int) and not isinstance(one.default, Unset):
            schema = {**schema, "default": one.default.value if isinstance(one.default, enum.Enum) else one.default}
        return schema


def _bounded(schema: Schema, bounds: Bounds, inner: Bounds) -> Schema:
    """The schema within these bounds, and what it contains within the inner ones; null has none."""
    if "anyOf" in schema:
        return {
            "anyOf": [one if one.get("type") == "null" else _bounded(one, bounds, inner) for one in schema["anyOf"]]
        }
    contents = [name for name in ("items", "additionalProperties") if inner and name in schema]
    return {**schema, **bounds, **{name: {**schema[name], **inner} for name in contents}}


def _operation(route: AnyRoute, schemas: _Schemas) -> Schema:
    operation: Schema = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [_tag(route)],
        "parameters": [*_path_parameters(route, schemas), *_query_parameters(route, schemas), *_headers(route)],
        "responses": {**_failures(route, schemas), **_successes(route, schemas)},
        "security": [] if route.public else [{"token": []}],
    }
    if route.permission is not None:
        operation["x-permission"] = route.permission.value
    if route.body is not Nothing:
        operation["requestBody"] = {"required": not route.body_optional, "content": _request_content(route, schemas)}
    return {name: value for name, value in operation.items() if value != [] or name == "security"}


def _operation_id(route: AnyRoute) -> str:
    words = route.template.removeprefix("/v1").replace("{", "by-").replace("}", "").replace(".", "-")
    return "-".join([route.method.lower(), *filter(None, words.split("/"))])


def _tag(route: AnyRoute) -> str:
    parts = route.template.strip("/").split("/")
    return parts[1].partition(".")[0] if parts[0] == "v1" and len(parts) > 1 else "operation"


def _path_parameters(route: AnyRoute, schemas: _Schemas) -> list[Schema]:
    names = [part[1:-1] for part in route.template.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": schemas.of(route.segment)} for name in names]


def _query_parameters(route: AnyRoute, schemas: _Schemas) -> list[Schema]:
    if route.query is Nothing:
        return []
    described = schemas.inline(route.query)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in described["required"],
            "schema": _stated(_without_null(schema)),
            **({"style": "form", "explode": False} if schema.get("type") == "array" else {}),
        }
        for name, schema in described["properties"].items()
    ]


def _without_null(schema: Schema) -> Schema:
    given = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    return given[0] if len(given) == 1 else schema


def _stated(schema: Schema) -> Schema:
    """A parameter is left out rather than stated without a value (`parameters.split`)."""
    least = {"string": "minLength", "array": "minItems"}.get(schema.get("type", ""))
    return {**schema, least: max(1, schema.get(least, 0))} if least else schema


def _headers(route: AnyRoute) -> list[Schema]:
    found = []
    if Precondition.VERSION in route.heeds:
        what = "The ETag the change is made against; a change made since is answered with 412."
        found.append(_header("If-Match", what, r'^(\*|"[1-9][0-9]{0,8}")$', '"3"'))
    if Precondition.KEY in route.heeds:
        what = "Any text that is the same when the request is sent again, so that it takes effect once."
        found.append(_header("Idempotency-Key", what, r"^[\x21-\x7e]{1,255}$", "order-0042"))
    return found


def _header(name: str, description: str, pattern: str, example: str) -> Schema:
    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return {"name": name, "in": "header", "description": description, "schema": schema}


def _request_content(route: AnyRoute, schemas: _Schemas) -> Schema:
    if route.body is not Upload:
        return {JSON: {"schema": schemas.of(route.body)}}
    form = {"type": "object", "properties": {"file": _BINARY}, "required": ["file"], "additionalProperties": False}
    return {"multipart/form-data": {"schema": form}, **{kind.value: {"schema": _BINARY} for kind in MediaType}}


def _successes(route: AnyRoute, schemas: _Schemas) -> dict[str, Schema]:
    statuses = [route.status] if route.also is None else [route.status, route.also]
    return {str(status): _success(route, status, schemas) for status in statuses}


def _success(route: AnyRoute, status: int, schemas: _Schemas) -> Schema:
    shown: Schema = {"description": HTTPStatus(status).phrase}
    if route.view in {Content, Stream}:
        schema = {} if route.media_types == (JSON,) else _BINARY
        shown["content"] = {kind: {"schema": schema} for kind in route.media_types}
    elif route.view is not Nothing:
        shown["content"] = {JSON: {"schema": schemas.of(route.view)}}
        if any(one.name == "version" for one in attrs.fields(route.view)):
            shown["headers"] = {"ETag": _shown("The version shown.", r'^"[1-9][0-9]*"$')}
    return shown


def _failures(route: AnyRoute, schemas: _Schemas) -> dict[str, Schema]:
    content = {problems.MEDIA_TYPE: {"schema": schemas.of(Problem)}}
    return {
        str(status): {"description": HTTPStatus(status).phrase, **_FAILURE_HEADERS.get(status, {}), "content": content}
        for status in sorted(failure_statuses(route))
    }


def _shown(description: str, pattern: str) -> Schema:
    return {"description": description, "required": True, "schema": {"type": "string", "pattern": pattern}}


_RETRY_AFTER: Final = {"headers": {"Retry-After": _shown("After how many seconds to try again.", "^[0-9]+$")}}
_FAILURE_HEADERS: Final[Mapping[int, Schema]] = {
    401: {"headers": {"WWW-Authenticate": _shown("How to say who asks (RFC 6750).", "^Bearer ")}},
    429: _RETRY_AFTER,
    503: _RETRY_AFTER,
}


def failure_statuses(route: AnyRoute) -> set[int]:
    """The statuses with which the route may refuse."""
    statuses = {400, 403, 500, 503}
    if not route.public or "/sessions" in route.template:
        statuses.add(401)
    if "{" in route.template or "bulk" in route.template:
        statuses.add(404)
    if route.method != "GET":
        statuses |= {409, 422}
    if "reports" in route.template:
        statuses.add(422)  # a total beyond the greatest amount there is
    if route.body is not Nothing:
        statuses |= {413, 415}
    if Precondition.VERSION in route.heeds:
        statuses.add(412)
    if "invitation" in route.template or (route.public and "confirmation" in route.template):
        statuses.add(410)
    if route.throttled:
        statuses.add(429)
    return statuses


def markdown(routes: Iterable[AnyRoute]) -> str:
    """The table of routes for the documentation."""
    lines = ["| route | what it does | who may |", "| --- | --- | --- |"]
    for route in routes:
        who = "everybody" if route.permission is None else f"who may {route.permission.value}"
        lines.append(f"| `{route.method} {route.template}` | {route.summary} | {who} |")
    return "\n".join(lines)
