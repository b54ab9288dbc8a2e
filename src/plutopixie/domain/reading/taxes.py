"""Taxes: the tax that the total contains.

The laws:

- A tax is printed beside a tax word, or as the tax of a line in the table of rates; it is less than the total.
- Arithmetic confirms: net and tax make the total, or the printed rate of the net is the tax. What a rate is taken of
  is no tax, nor is what service costs.
- A sum of all taxes stands before the tax of a single rate. Taxes of several rates without a printed sum are added only
  if a net sum is printed that proves it.
- A tax of nothing is a tax when it is printed beside a tax word and the net sum is the total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.entries import Entry, is_net
from plutopixie.domain.reading.labels import Kind, folded

_RATE: Final = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?) ?%")
_CENT: Final = Decimal("0.02")
_ENOUGH: Final = 2.0
_SEVERAL: Final = 2


@frozen
class Taxed:
    """The entry that is the tax (the first of several that were added), its value and how sure the rules are."""

    entry: Entry
    value: Decimal
    confidence: float


@frozen
class _Paper:
    """What a tax is measured by: the size of the total, the net sums, and the pairs of net and tax by their rates."""

    total: Decimal
    nets: frozenset[Decimal]
    rated: tuple[tuple[Entry, Entry], ...]

    def is_base(self, entry: Entry) -> bool:
        """Whether a rate is taken of this amount."""
        return any(entry is net for net, _ in self.rated)


def tax_of(entries: Sequence[Entry], total: Decimal, *, whole: bool) -> Taxed | None:
    """The tax contained in the total, or None when none is printed."""
    cents = any(entry.amount.is_priced and entry.amount.decimals for entry in entries)
    priced = [entry for entry in entries if (entry.amount.is_priced or whole) and not (cents and not entry.amount.decimals)]
    nets = frozenset(abs(entry.value) for entry in entries if is_net(entry))
    paper = _Paper(abs(total), nets, tuple(_rated(priced)))
    scored = [
        (points, entry) for entry, before in _with_left(priced) if (points := _points(entry, before, paper)) >= _ENOUGH
    ]
    added = _added(paper)
    if added is not None and not any(abs(entry.value) == added.value for _, entry in scored):
        return added
    if not scored:
        return None
    points, best = max(scored, key=lambda pair: (pair[0], -pair[1].index))
    return Taxed(best, best.value, round(min(0.97, 0.5 + 0.08 * points) * best.sureness, 3))


def _with_left(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry | None]]:
    """Each amount with the one to its left in its row."""
    left: Entry | None = None
    for entry in entries:
        yield entry, left if left is not None and left.row is entry.row else None
        left = entry


def _rated(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """A net sum and its tax side by side, where the row prints the rate between them."""
    for entry, left in _with_left(entries):
        if left is None or not 0 < abs(entry.value) < abs(left.value):
            continue
        rates = (Decimal(match[1].replace(",", ".")) for match in _RATE.finditer(entry.row.text))
        if any(rate and abs(left.value * rate / 100 - entry.value) <= _CENT for rate in rates):
            yield left, entry


def _added(paper: _Paper) -> Taxed | None:
    """The taxes of several rates together, if what they leave of the total is printed as the net sum."""
    pairs = {(net.value, tax.value): tax for net, tax in paper.rated}
    value = sum((tax for _, tax in pairs), Decimal(0))
    if len(pairs) < _SEVERAL or paper.total - abs(value) not in paper.nets:
        return None
    first = next(iter(pairs.values()))
    return Taxed(first, value, round(0.9 * min(tax.sureness for tax in pairs.values()), 3))


def _points(entry: Entry, before: Entry | None, paper: _Paper) -> float:
    tax = abs(entry.value)
    if tax >= paper.total or paper.is_base(entry):
        return 0.0
    points = 0.0
    if entry.kind is Kind.TAX:
        points += 2.5
        points += 1.0 if "total" in folded(entry.label) else 0.0
        points -= 2.0 if "service" in folded(entry.label) else 0.0
    if tax == 0:
        return points - (0.0 if paper.total in paper.nets else 1.0)
    if entry.kind is Kind.TAX and paper.total - tax in paper.nets:
        points += 2.0
    if before is not None and abs(before.value) + tax == paper.total:
        points += 3.0
    return points + (2.0 if _is_rated(entry, paper) else 0.0)


def _is_rated(entry: Entry, paper: _Paper) -> bool:
    """Whether a rate printed in the row gives the tax, of a net sum or contained in the total."""
    tax = abs(entry.value)
    for match in _RATE.finditer(entry.row.text):
        rate = Decimal(match[1].replace(",", "."))
        included = paper.total * rate / (100 + rate)
        nets = paper.nets or {paper.total}
        if rate and min(abs(included - tax), *(abs(net * rate / 100 - tax) for net in nets)) <= _CENT:
            return True
    return False
