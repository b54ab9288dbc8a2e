"""Proofs: what arithmetic says of the amounts of a receipt.

The laws:

- A proof points at a value; whether that value is printed is for others to see. Nothing is summed up to replace what
  is not printed.
- What was handed over less what was given back was paid. A subtotal with tax, service, tip, rounding and less discount
  makes the total; a net sum with its rate's tax does; the prices of the items do.
- Only amounts on one and the same receipt are set against each other, and only few of them, so that a chance match
  stays unlikely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.entries import LABELLED, Entry, is_net
from plutopixie.domain.reading.labels import Kind

_PARTNERS_MAX: Final = 40
_PARTS_MAX: Final = 5
_BASES_MAX: Final = 8
_ITEMS_MAX: Final = 200
_ROUNDING_MAX: Final = Decimal(1)
_CENT: Final = Decimal("0.02")
_GAP_ROWS: Final = 5
_RATE: Final = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,3})?) ?%")
_PARTS: Final = frozenset({Kind.TAX, Kind.TIP, Kind.ROUNDING, Kind.SAVING})
_FIRST_SUMS: Final = LABELLED | {Kind.SUBTOTAL, Kind.CASH, Kind.CARD}
_SUMS: Final = LABELLED | {Kind.SUBTOTAL, Kind.NET, Kind.CASH, Kind.CARD, Kind.CHANGE, Kind.COUNT, Kind.DEPOSIT}


@frozen
class Proofs:
    """The values that each kind of arithmetic points at.

    `tendered`: cash less change; `built`: a subtotal with its parts, or a net sum with its tax; `summed`: the prices of
    the items, `all_summed` of all of them; `extended`: printed totals after tax, tip or rounding lines, and `bases` those
    before them; `due`: what is left to pay of a total, or is paid beside it; `rounded` and `unrounded`: the
    printed sums after and before a rounding line; `charged`: what was taken from a card.
    """

    tendered: frozenset[Decimal]
    built: frozenset[Decimal]
    summed: frozenset[Decimal]
    all_summed: frozenset[Decimal]
    extended: frozenset[Decimal]
    bases: frozenset[Decimal]
    due: frozenset[Decimal]
    rounded: frozenset[Decimal]
    unrounded: frozenset[Decimal]
    charged: frozenset[Decimal]

    def hold(self, value: Decimal) -> bool:
        """Whether arithmetic over other amounts gives this value."""
        return self.hold_firmly(value) or value in self.summed or value in self.extended or value in self.rounded

    def hold_firmly(self, value: Decimal) -> bool:
        """Whether arithmetic that hardly ever holds by chance gives this value."""
        return value in self.tendered or value in self.built or value in self.all_summed

    def near(self, value: Decimal) -> bool:
        """Whether arithmetic gives a value that differs from this one in a single digit, as a misread one would."""
        return any(differ_in_one_digit(value, other) for other in (*self.tendered, *self.built, *self.all_summed))


def proofs_of(entries: Sequence[Entry], unread: frozenset[int]) -> Proofs:
    """What arithmetic says of these amounts; `unread` are the rows of totals that could not be read."""
    rounded, unrounded = _rounding(entries)
    built, bases = _built(entries)
    extended, extended_from = _extended(entries)
    summed, all_summed = _summed(entries, alone=bool(unread))
    return Proofs(
        tendered=_tendered(entries) | _tendered_below(entries, unread),
        built=built | _rated(entries),
        summed=summed,
        all_summed=all_summed,
        extended=extended,
        bases=bases | extended_from,
        due=_due(entries),
        rounded=rounded,
        unrounded=unrounded,
        charged=frozenset(_values(entries, Kind.CARD)),
    )


def differ_in_one_digit(one: Decimal, other: Decimal) -> bool:
    """Whether two values are written alike but for one digit."""
    left, right = str(abs(one)), str(abs(other))
    return len(left) == len(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 1


def _values(entries: Iterable[Entry], *kinds: Kind) -> list[Decimal]:
    return list(dict.fromkeys(entry.value for entry in entries if entry.kind in kinds))[:_PARTNERS_MAX]


def _tendered(entries: Sequence[Entry]) -> frozenset[Decimal]:
    cash, change = _values(entries, Kind.CASH, Kind.CARD), _values(entries, Kind.CHANGE)
    return frozenset(paid - back for paid in cash for back in map(abs, change) if paid > back)


def _tendered_below(entries: Sequence[Entry], unread: frozenset[int]) -> frozenset[Decimal]:
    """Below a total that can't be read stand cash and change, even if their labels can't be read either."""
    found = set()
    for gap in unread:
        below = [entry.value for entry in entries if gap < entry.index <= gap + _GAP_ROWS]
        found.update(paid - back for paid, back in pairwise(below) if paid > back > 0)
    return frozenset(found)


def _built(entries: Sequence[Entry]) -> tuple[frozenset[Decimal], frozenset[Decimal]]:
    """Net sums with their tax; a subtotal with any of the tax, tip, rounding and discount lines printed with it.

    Beside them, the sums that were built upon: of those whose result is printed below them.
    """
    nets = [entry for entry in entries if is_net(entry)][:_PARTNERS_MAX]
    taxes = [tax for tax in _values(entries, Kind.TAX) if tax]
    parts = _parts(entry for entry in entries if entry.kind in _PARTS and not entry.in_tax_table)
    steps = (*taxes, *_combined(parts)) if len(parts) > 1 else taxes
    lowest = {entry.value: entry.index for entry in entries if not entry.in_tax_table}
    built = {net.value + step for net in nets for step in steps if net.value + step > 0}
    bases = {
        net.value for net in nets for step in steps if step > 0 and lowest.get(net.value + step, -1) > net.index
    }
    return frozenset(built), frozenset(bases - built)


def _parts(entries: Iterable[Entry]) -> list[Decimal]:
    """What each line adds to the sum: a discount takes off, whatever its sign; each once."""
    signed = (-abs(one.value) if one.kind is Kind.SAVING else one.value for one in entries if one.value)
    return list(dict.fromkeys(signed))[:_PARTS_MAX]


def _combined(parts: Sequence[Decimal]) -> frozenset[Decimal]:
    """The sums of two or more of the parts."""
    sums: set[tuple[Decimal, int]] = {(Decimal(0), 0)}
    for part in parts:
        sums |= {(step + part, count + 1) for step, count in sums}
    return frozenset(step for step, count in sums if count > 1)


def _extended(entries: Sequence[Entry]) -> tuple[frozenset[Decimal], frozenset[Decimal]]:
    """Labelled totals that follow another one by just what the tax, tip and rounding lines between them say."""
    totals = [entry for entry in entries if entry.kind in LABELLED and not entry.in_tax_table][:_BASES_MAX]
    after, before = set(), set()
    for base in totals:
        for later in totals:
            between = [
                one for one in entries if one.kind in _PARTS and one.value and base.index < one.index < later.index
            ]
            parts = _parts(between)
            if parts and later.value - base.value in _combined([Decimal(0), *parts]):
                after.add(later.value)
                before.add(base.value)
    return frozenset(after), frozenset(before - after)


def _due(entries: Sequence[Entry]) -> frozenset[Decimal]:
    """Labelled sums that differ from another one above them by a deposit or an older debt."""
    deposits = {abs(entry.value) for entry in entries if entry.kind is Kind.DEPOSIT and entry.value}
    totals = [entry for entry in entries if entry.kind in LABELLED][:_BASES_MAX]
    return frozenset(
        later.value
        for one in totals
        for later in totals
        if one.index < later.index and abs(later.value - one.value) in deposits
    )


def _rated(entries: Sequence[Entry]) -> frozenset[Decimal]:
    """A net sum and its tax side by side, on a row that prints the rate between them."""
    found = set()
    for before, entry in pairwise(entries):
        if before.row is not entry.row or before.value <= entry.value or entry.value <= 0:
            continue
        for match in _RATE.finditer(entry.row.text):
            rate = Decimal(match[1].replace(",", "."))
            if rate and abs(before.value * rate / 100 - entry.value) <= _CENT:
                found.add(before.value + entry.value)
    return frozenset(found)


def _summed(entries: Sequence[Entry], *, alone: bool) -> tuple[frozenset[Decimal], frozenset[Decimal]]:
    """The prices of the items above the first sum: of the last ones up to any earlier one, and of all of them.

    One item alone proves nothing, for every price would be a sum; unless `alone` says that the total can't be read.
    """
    sums = [entry.index for entry in entries if entry.kind in _FIRST_SUMS]
    last = {entry.index: entry for entry in entries if sums and entry.index < sums[0]}
    items = [entry for entry in last.values() if entry.kind not in _SUMS and entry.value][-_ITEMS_MAX:]
    found, running = [], Decimal(0)
    for entry in reversed(items):
        running += -abs(entry.value) if entry.kind is Kind.SAVING else entry.value
        found.append(running)
    proving = found if alone else found[1:]
    return frozenset(proving), frozenset(proving[-1:])


def _rounding(entries: Sequence[Entry]) -> tuple[frozenset[Decimal], frozenset[Decimal]]:
    """The sums after and before a rounding line, where both are printed and differ by what the line says."""
    printed: dict[Decimal, int] = {}
    for entry in entries:
        printed[entry.value] = entry.index
    steps = {abs(step) for step in _values(entries, Kind.ROUNDING) if 0 < abs(step) < _ROUNDING_MAX}
    lines = [entry.index for entry in entries if entry.kind is Kind.ROUNDING]
    after, before = set(), set()
    for entry in entries:
        if entry.kind in {Kind.TOTAL, Kind.GRAND, Kind.SUBTOTAL} and lines and entry.index <= lines[-1]:
            for step in steps:
                for other in (entry.value + step, entry.value - step):
                    if other > 0 and printed.get(other, -1) > entry.index:
                        after.add(other)
                        before.add(entry.value)
    return frozenset(after), frozenset(before - after)
