"""Answers become JSON here: attrs classes of plain values, field by field."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _class(kind: type, converter: Converter) -> Any:
    attrs.resolve_types(kind)
    names = [one.name for one in attrs.fields(kind) if one.name.endswith("_")]
    renamed: dict[str, Any] = {name: override(rename=name.rstrip("_")) for name in names}
    return make_dict_unstructure_fn(kind, converter, **renamed)


def _converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook_factory(attrs.has, _class)
    converter.register_unstructure_hook(UUID, str)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, _moment)
    return converter


_CONVERTER: Final = _converter()


def encode(view: object) -> bytes:
    """The view as JSON."""
    return to_json(_CONVERTER.unstructure(view))


def to_json(document: object) -> bytes:
    """The plain document as JSON in ASCII, without the signs that mean something in HTML.

    `<`, `>` and `&` occur in strings only and are escaped there, so that no text of anybody's becomes markup, whatever
    a program puts the answer into.
    """
    text = json.dumps(document, separators=(",", ":"))
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026").encode()


def opaque(document: dict[str, Any]) -> str:
    """A small document as text that clients hand back unread."""
    raw = json.dumps(document, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
