"""Subtotals: the sum before tax and tip.

The laws:

- A subtotal is printed under that name, or as the sum without tax, which is not the total; a table of tax rates has
  none.
- Arithmetic confirms: with the tax and the tip that were read it makes the total.
- Where several differing ones are printed, as of parts of the bill, one counts only if arithmetic confirms it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.entries import Entry
from plutopixie.domain.reading.labels import Kind

_CENT: Final = Decimal("0.01")
_NAMED, _NET, _PROVEN = 0.8, 0.55, 0.17


@frozen
class Subtotalled:
    """The entry that is the subtotal, how sure the rules are, and whether arithmetic confirms it."""

    entry: Entry
    value: Decimal
    confidence: float
    is_proven: bool


def subtotal_of(
    entries: Sequence[Entry], total: Decimal | None, tax: Decimal | None, *, whole: bool
) -> Subtotalled | None:
    """The subtotal, or None when none is printed.

    Args:
        entries: the labelled amounts of one receipt.
        total: the total that was read.
        tax: the tax that was read.
        whole: whether the currency has no smaller unit.
    """
    tips = [abs(entry.value) for entry in entries if entry.kind is Kind.TIP and entry.amount.is_priced]
    found = []
    for entry in entries:
        if entry.in_tax_table or not (entry.amount.is_priced or (whole and entry.amount.decimals == 0)):
            continue
        base = {Kind.SUBTOTAL: _NAMED, Kind.NET: _NET}.get(entry.kind)
        if base is None or not entry.value or (entry.kind is Kind.NET and entry.value == total):
            continue
        proven = total is not None and _makes(entry.value, total, tax, tips)
        sure = entry.row.sureness(entry.amount.start, entry.amount.end)
        found.append(Subtotalled(entry, entry.value, round((base + _PROVEN * proven) * sure, 3), proven))
    best = max(found, key=lambda one: (one.confidence, -one.entry.index), default=None)
    return best if best and (best.is_proven or len({one.value for one in found}) == 1) else None


def _makes(subtotal: Decimal, total: Decimal, tax: Decimal | None, tips: Sequence[Decimal]) -> bool:
    """Whether the subtotal and some of what was added make the total."""
    added = abs(tax) if tax is not None else Decimal(0)
    sums = {abs(subtotal) + part + tip for part in (Decimal(0), added) for tip in (Decimal(0), *tips)}
    return any(abs(one - abs(total)) <= _CENT for one in sums)
