"""Extractions as JSON and back, field by field: what is kept stays readable when the classes change.

Decimals and dates are texts, a place is `[page, left, top, right, bottom]`, and what was not found is left out:
an extraction written before a field existed reads back without it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading.extraction import (
    Extraction,
    Found,
    Item,
    Place,
    Warning,  # noqa: A004 - the reader's word
)
from plutopixie.domain.reading.words import Box

T = TypeVar("T")

_VALUE: Final = "value"
_CONFIDENCE: Final = "confidence"
_PLACE: Final = "place"
_ALTERNATIVES: Final = "alternatives"


def encode(extraction: Extraction) -> bytes:
    """The extraction as UTF-8 JSON."""
    found = {
        "vendor": _encoded(extraction.vendor, str),
        "date": _encoded(extraction.date, date.isoformat),
        "total": _encoded(extraction.total, str),
        "subtotal": _encoded(extraction.subtotal, str),
        "tax": _encoded(extraction.tax, str),
        "tip": _encoded(extraction.tip, str),
        "currency": _encoded(extraction.currency, str),
        "payment": _encoded(extraction.payment, str),
        "last4": _encoded(extraction.last4, str),
        "document_number": _encoded(extraction.document_number, str),
    }
    content: dict[str, Any] = {name: value for name, value in found.items() if value is not None}
    if extraction.items:
        content["items"] = [_encoded(item, _written) for item in extraction.items]
    content["warnings"] = [warning.value for warning in extraction.warnings]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decode(content: bytes) -> Extraction:
    """The extraction that `encode` wrote."""
    found = json.loads(content)
    return Extraction(
        vendor=_decoded(found.get("vendor"), str),
        date=_decoded(found.get("date"), date.fromisoformat),
        total=_decoded(found.get("total"), Decimal),
        subtotal=_decoded(found.get("subtotal"), Decimal),
        tax=_decoded(found.get("tax"), Decimal),
        tip=_decoded(found.get("tip"), Decimal),
        currency=_decoded(found.get("currency"), str),
        payment=_decoded(found.get("payment"), PaymentKind),
        last4=_decoded(found.get("last4"), str),
        document_number=_decoded(found.get("document_number"), str),
        items=tuple(_located(told, _item) for told in found.get("items", ())),
        warnings=tuple(Warning(value) for value in found["warnings"]),
    )


def _written(item: Item) -> dict[str, str]:
    told = {"description": item.description, "amount": str(item.amount)}
    return told if item.quantity is None else told | {"quantity": str(item.quantity)}


def _item(told: dict[str, str]) -> Item:
    quantity = told.get("quantity")
    return Item(told["description"], Decimal(told["amount"]), None if quantity is None else Decimal(quantity))


def _encoded(found: Found[T] | None, write: Callable[[T], object]) -> dict[str, Any] | None:
    if found is None:
        return None
    told: dict[str, Any] = {_VALUE: write(found.value), _CONFIDENCE: found.confidence}
    if found.place is not None:
        box = found.place.box
        told[_PLACE] = [found.place.page, box.left, box.top, box.right, box.bottom]
    if found.alternatives:
        told[_ALTERNATIVES] = [write(value) for value in found.alternatives]
    return told


def _decoded(told: dict[str, Any] | None, read: Callable[[str], T]) -> Found[T] | None:
    return None if told is None else _located(told, read)


def _located(told: dict[str, Any], read: Callable[[Any], T]) -> Found[T]:
    place = told.get(_PLACE)
    return Found(
        read(told[_VALUE]),
        told[_CONFIDENCE],
        None if place is None else Place(place[0], Box(*place[1:])),
        tuple(read(value) for value in told.get(_ALTERNATIVES, ())),
    )
