"""Query parameters: read strictly, each at most once, none unknown."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.listing import PAGE_MAX
from plutopixie.entrypoints.http import json_text
from plutopixie.entrypoints.http.decoding import identity
from plutopixie.entrypoints.http.encoding import opaque
from plutopixie.entrypoints.http.errors import FieldProblem, MalformedRequestError

_PARAMETERS_MAX: Final = 64
CURSOR_LENGTH_MAX: Final = 4_000


def split(query_string: str) -> dict[str, str]:
    """The parameters by name; raises MalformedRequestError for what is repeated, empty, not UTF-8 or holds NUL."""
    try:
        pairs = parse_qsl(
            query_string,
            keep_blank_values=True,
            strict_parsing=bool(query_string),
            errors="strict",
            max_num_fields=_PARAMETERS_MAX,
        )
    except ValueError:
        raise MalformedRequestError.at("", "The query can't be read; write it as name=value&name=value.") from None
    found = dict(pairs)
    problems = tuple(_problems(pairs))
    if problems:
        raise MalformedRequestError(*problems)
    return found


def _problems(pairs: list[tuple[str, str]]) -> Iterator[FieldProblem]:
    seen: set[str] = set()
    for name, value in pairs:
        where = json_text.joined("", name)
        if name in seen:
            yield FieldProblem(where, "is stated more than once")
        elif not value:
            yield FieldProblem(where, "is empty; state a value or leave it out")
        elif "\x00" in value or "\x00" in name:
            yield FieldProblem(where, "holds a NUL character; remove it")
        seen.add(name)


@contextmanager
def reading() -> Iterator[None]:
    """Complaints of the domain about a parameter are complaints about the request."""
    try:
        yield
    except InvalidValueError as refused:
        raise MalformedRequestError.at(refused.field, refused.problem) from None


def page_limit(stated: int) -> int:
    """The number of things on a page; raises MalformedRequestError."""
    if not 1 <= stated <= PAGE_MAX:
        raise MalformedRequestError.at("limit", f"is from 1 to {PAGE_MAX}")
    return stated


def cursor_document(text: str) -> Mapping[str, Any]:
    """What a cursor of ours holds; raises MalformedRequestError for what never was one."""
    try:
        if len(text) > CURSOR_LENGTH_MAX:
            raise wrong_cursor()
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        document = json_text.parse(raw)
    except (binascii.Error, ValueError, MalformedRequestError):
        raise wrong_cursor() from None
    if not isinstance(document, dict):
        raise wrong_cursor()
    return document


def after(cursor: str | None, order: str) -> UUID | None:
    """The id after which a page begins, of a list with one order; raises MalformedRequestError."""
    return None if cursor is None else cursor_id(cursor_document(cursor), order)


def cursor_id(document: Mapping[str, Any], order: str) -> UUID:
    """The id in a cursor of that order; raises MalformedRequestError for one that the order never made."""
    id = document.get("id")
    found: UUID | None = identity(id) if isinstance(id, str) else None
    if found is None or document.get("order") != order:
        raise wrong_cursor()
    return found


def cursor_after(id: UUID | None, order: str) -> str | None:
    """The cursor of the page that begins after that id; None after the last page."""
    return None if id is None else opaque({"order": order, "id": str(id)})


def wrong_cursor() -> MalformedRequestError:
    """The complaint about a cursor that can't be continued from."""
    return MalformedRequestError.at("cursor", "is not a cursor of this list in this order; begin without one")


def address(path: str, parameters: Mapping[str, str]) -> str:
    """A path with parameters."""
    return f"{path}?{urlencode(parameters)}" if parameters else path
