"""Tips: what the guest added.

The laws:

- A tip is printed beside its name. A line left blank for one is none, and neither is what was written in by hand and
  not recognized.
- A table of suggestions ("18 % = 5.40") holds no tip: a tip beside a rate counts only where arithmetic proves it.
- Arithmetic confirms: a printed sum and the tip make another printed sum, the total among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.entries import Entry
from plutopixie.domain.reading.labels import Kind
from plutopixie.domain.reading.rows import Row

_RATE: Final = re.compile(r"\d ?%")
_TIP: Final = r"\b(?:tips?|gratuity|gratuities|trinkgeld)\b"
_SUGGESTED: Final = r"(?:suggest|recommend|guide|convenience|calculat|reference|option|example|empfehl)"
_SUGGESTION: Final = re.compile(rf"{_TIP}.{{0,60}}{_SUGGESTED}|{_SUGGESTED}.{{0,60}}{_TIP}", re.IGNORECASE)
_SUGGESTION_ROWS: Final = 6
_SUMS: Final = frozenset({Kind.SUBTOTAL, Kind.NET, Kind.TOTAL, Kind.GRAND, Kind.CARD})
_CENT: Final = Decimal("0.01")
_PARTNERS_MAX: Final = 40
_NAMED, _PROVEN = 0.75, 0.96


@frozen
class Tipped:
    """The entry that is the tip, and how sure the rules are."""

    entry: Entry
    value: Decimal
    confidence: float


def tip_of(rows: Sequence[Row], entries: Sequence[Entry], total: Decimal | None, tax: Decimal | None) -> Tipped | None:
    """The tip, or None when none was given.

    Args:
        rows: the rows of one receipt.
        entries: the labelled amounts in these rows.
        total: the total that was read.
        tax: the tax that was read.
    """
    only_suggested = suggested(rows)
    found = []
    for entry in entries:
        if entry.kind is not Kind.TIP or not entry.amount.is_priced or entry.value <= 0:
            continue
        if total is not None and entry.value >= abs(total):
            continue
        proven = total is not None and _is_proven(entry, entries, abs(total), abs(tax or Decimal(0)))
        if entry.index in only_suggested or (_RATE.search(entry.row.text) and not proven):
            continue
        base = _PROVEN if proven else _NAMED
        sure = entry.row.sureness(entry.amount.start, entry.amount.end)
        found.append(Tipped(entry, entry.value, round(base * sure, 3)))
    return max(found, key=lambda one: (one.confidence, -one.entry.index), default=None)


def suggested(rows: Sequence[Row]) -> frozenset[int]:
    """The rows of tables that suggest tips: those that say so, and the rows with rates that follow."""
    found: set[int] = set()
    since: int | None = None
    for index, row in enumerate(rows):
        if _SUGGESTION.search(row.text):
            since = index
        rate = bool(_RATE.search(row.text))
        if since is not None and index - since <= _SUGGESTION_ROWS and (rate or index == since):
            found.add(index)
    return frozenset(found)


def _is_proven(tip: Entry, entries: Sequence[Entry], total: Decimal, tax: Decimal) -> bool:
    """Whether a printed sum and the tip make the total, or the total and the tip another printed sum."""
    sums = list(dict.fromkeys(abs(entry.value) for entry in entries if entry.kind in _SUMS))[:_PARTNERS_MAX]
    partners = (total - tip.value, total - tip.value - tax, total + tip.value)
    return any(abs(one - partner) <= _CENT for one in sums for partner in partners)
