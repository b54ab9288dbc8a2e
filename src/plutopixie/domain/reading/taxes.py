"""Taxes: the tax that the total contains.

The laws:

- A tax is printed beside a tax word, or as the tax of a line in the table of rates; it is less than the total.
- Arithmetic confirms: net and tax make the total, or the printed rate of the net is the tax.
- A sum of all taxes stands before the tax of a single rate. When several rates are printed without a sum, they are
  added only if the net printed proves it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.entries import Entry, is_net
from plutopixie.domain.reading.labels import Kind, folded

_RATE: Final = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?) ?%")
_CENT: Final = Decimal("0.02")
_ENOUGH: Final = 2.0


@frozen
class Taxed:
    """The entry that is the tax and how sure the rules are."""

    entry: Entry
    value: Decimal
    confidence: float


def tax_of(entries: Sequence[Entry], total: Decimal, *, whole: bool) -> Taxed | None:
    """The tax contained in the total, or None when none is printed."""
    size = abs(total)
    nets = {abs(entry.value) for entry in entries if is_net(entry)}
    scored = []
    for position, entry in enumerate(entries):
        if not (entry.amount.is_priced or (whole and entry.amount.decimals == 0)) or not 0 <= abs(entry.value) < size:
            continue
        before = entries[position - 1] if position and entries[position - 1].row is entry.row else None
        points = _points(entry, before, size, nets)
        if points >= _ENOUGH:
            scored.append((points, entry))
    if not scored:
        return None
    points, best = max(scored, key=lambda pair: (pair[0], -pair[1].index))
    sure = best.row.sureness(best.amount.start, best.amount.end)
    return Taxed(best, best.value, round(min(0.97, 0.5 + 0.08 * points) * sure, 3))


def _points(entry: Entry, before: Entry | None, total: Decimal, nets: set[Decimal]) -> float:
    tax = abs(entry.value)
    points = 0.0
    if entry.kind is Kind.TAX:
        points += 2.5
        points += 1.0 if "total" in folded(entry.label) else 0.0
        points -= 2.0 if "service" in folded(entry.label) else 0.0
    if tax == 0:
        return points - 1.0
    if entry.kind is Kind.TAX and total - tax in nets:
        points += 2.0
    if before is not None and abs(before.value) + tax == total:
        points += 3.0
    for match in _RATE.finditer(entry.row.text):
        rate = Decimal(match[1].replace(",", "."))
        included = total * rate / (100 + rate)
        if rate and min(abs(included - tax), *(abs(net * rate / 100 - tax) for net in nets or {total})) <= _CENT:
            points += 2.0
            break
    return points
