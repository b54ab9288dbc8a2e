"""Extractions as JSON and back, field by field: what is kept stays readable when the classes change.

Decimals and dates are texts, a place is `[page, left, top, right, bottom]`, and what was not found is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from plutopixie.domain.reading.extraction import Extraction, Found, Place, Warning  # noqa: A004 - the reader's word
from plutopixie.domain.reading.words import Box

T = TypeVar("T")

_VALUE: Final = "value"
_CONFIDENCE: Final = "confidence"
_PLACE: Final = "place"


def encode(extraction: Extraction) -> bytes:
    """The extraction as UTF-8 JSON."""
    found = {
        "vendor": _encoded(extraction.vendor, str),
        "date": _encoded(extraction.date, date.isoformat),
        "total": _encoded(extraction.total, str),
        "tax": _encoded(extraction.tax, str),
        "currency": _encoded(extraction.currency, str),
        "last4": _encoded(extraction.last4, str),
    }
    content: dict[str, Any] = {name: value for name, value in found.items() if value is not None}
    content["warnings"] = [warning.value for warning in extraction.warnings]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decode(content: bytes) -> Extraction:
    """The extraction that `encode` wrote."""
    found = json.loads(content)
    return Extraction(
        vendor=_decoded(found.get("vendor"), str),
        date=_decoded(found.get("date"), date.fromisoformat),
        total=_decoded(found.get("total"), Decimal),
        tax=_decoded(found.get("tax"), Decimal),
        currency=_decoded(found.get("currency"), str),
        last4=_decoded(found.get("last4"), str),
        warnings=tuple(Warning(value) for value in found["warnings"]),
    )


def _encoded(found: Found[T] | None, write: Callable[[T], str]) -> dict[str, Any] | None:
    if found is None:
        return None
    told: dict[str, Any] = {_VALUE: write(found.value), _CONFIDENCE: found.confidence}
    if found.place is not None:
        box = found.place.box
        told[_PLACE] = [found.place.page, box.left, box.top, box.right, box.bottom]
    return told


def _decoded(told: dict[str, Any] | None, read: Callable[[str], T]) -> Found[T] | None:
    if told is None:
        return None
    place = told.get(_PLACE)
    return Found(read(told[_VALUE]), told[_CONFIDENCE], None if place is None else Place(place[0], Box(*place[1:])))
