"""Thresholds: how sure the rules must be of a field before it is given.

A field below its threshold is left out, for a person corrects an empty field sooner than they notice a wrong one. What
is given and still unsure is warned of.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve

from plutopixie.domain.reading.extraction import Extraction

#: The least confidence with which each field is given.
THRESHOLDS: Final = {
    "vendor": 0.2,
    "date": 0.4,
    "total": 0.35,
    "subtotal": 0.4,
    "tax": 0.4,
    "tip": 0.5,
    "currency": 0.0,
    "payment": 0.6,
    "last4": 0.0,
    "document_number": 0.5,
    "items": 0.4,
}


def withheld(extraction: Extraction) -> Extraction:
    """The extraction without the fields, and the items, of which the rules are not sure enough."""
    kept: dict[str, Any] = {}
    for name, least in THRESHOLDS.items():
        found = getattr(extraction, name)
        if name == "items":
            kept[name] = tuple(item for item in found if item.confidence >= least)
        elif found is not None and found.confidence < least:
            kept[name] = None
    return evolve(extraction, **kept)
