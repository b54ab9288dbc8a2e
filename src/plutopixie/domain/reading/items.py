"""Items: the lines of what was bought, between the head of a receipt and its sums.

The laws:

- An item is printed: its amount stands on the paper, in the column where the other amounts stand, and words name it,
  on its own row or on the row next to it. A total, a tax, a tip or a payment is never an item.
- What a line takes off is an item with a negative amount.
- Arithmetic is evidence, never a source: where the rows can be taken in more than one way, the way that adds up to a
  printed sum is taken; where none does, the plainest one is, and it is said that it does not add up.
- The number of items is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from statistics import median
from typing import Final

from attrs import evolve, field, frozen

from plutopixie.domain.reading.entries import Entry
from plutopixie.domain.reading.extraction import ITEMS_MAX, Item, Place
from plutopixie.domain.reading.item_lines import Line, lines_of
from plutopixie.domain.reading.item_names import CLEARLY, Named, Span, is_head, named
from plutopixie.domain.reading.labels import Kind, kind_of
from plutopixie.domain.reading.rows import Row

_SUMS: Final = frozenset({Kind.SUBTOTAL, Kind.NET, Kind.TOTAL, Kind.GRAND})
_PAID: Final = frozenset({Kind.CASH, Kind.CARD, Kind.CHANGE})
_NEVER: Final = _SUMS | {Kind.ROUNDING}
_USUALLY_NOT: Final = _PAID | {Kind.TAX, Kind.TIP, Kind.COUNT, Kind.DEPOSIT}
_ENDS_MAX: Final = 8
_SAID_WORDS: Final = 5
_EDGE_REACH: Final = 3.0  # how far an amount may end from its column, in heights of a row
_CENT: Final = Decimal("0.01")
_PROVEN, _COUNTED, _SEEN = 0.96, 0.8, 0.6
#: What is beyond doubt a payment or a charge, where other words of both may be part of a name ("cash box").
_PAYS: Final = re.compile(
    r"\b(?:visa|master ?card|amex|american express|discover)\b|[x*\u2022]{2,}\W*\d{4}|"
    r"^\W*(?:(?:sales|state|city|local) )?(?:credit|debit|cash|card|change|tip|gratuity|tax|gst|vat)\W*"
    r"(?:card|sale|tend\w*|due|\d[\d.]*\W*%)?\W*$",
    re.IGNORECASE,
)
_NO_PRICE: Final = re.compile(
    r"carried ?(?:forward|over)|brought ?forward|[üu]bertrag|report [àa] nouveau|\d[.:]\d\d ?(?:uhr|h|am|pm)\b|"
    r"\d[.,]\d{1,2} ?(?:miles?|mi|km)\b|^\W*(?:(?:sale|purchase|base|check|bill) )?(?:amount|amt)\b",
    re.IGNORECASE,
)


@frozen
class Itemized:
    """An item, how sure the rules are, and the place of its whole line."""

    item: Item
    confidence: float
    place: Place


@frozen
class Listed:
    """The items from top to bottom, and whether they make a printed sum; None when there are no items."""

    items: tuple[Itemized, ...] = ()
    adds_up: bool | None = None


@frozen
class Sums:
    """What was read as subtotal, total, tax and tip, which items may make, and the rows that are no items for it."""

    subtotal: Decimal | None = None
    total: Decimal | None = None
    tax: Decimal | None = None
    tip: Decimal | None = None
    rows: frozenset[int] = frozenset()

    def targets(self) -> tuple[frozenset[Decimal], ...]:
        """What the items may add up to, without signs: the subtotal before what total, tax and tip say of it."""
        first = frozenset() if self.subtotal is None else frozenset({abs(self.subtotal)})
        if self.total is None:
            return (first,)
        total, tax, tip = self.total, self.tax or Decimal(0), self.tip or Decimal(0)
        return first, frozenset(abs(one) for one in (total, total - tax, total - tip, total - tax - tip) if one)


@frozen
class _Way:
    """One way to take the rows: where they end, if clearly, and what is done with amounts that are in doubt."""

    start: int
    end: int
    clearly: bool = field(kw_only=True)
    in_column: bool = field(kw_only=True)
    doubtful: bool = field(kw_only=True)
    negated: bool = field(kw_only=True)


def items_of(rows: Sequence[Row], entries: Sequence[Entry], sums: Sums, mark: str, *, whole: bool) -> Listed:
    """The items of one receipt.

    Args:
        rows: the rows of the receipt from top to bottom.
        entries: the labelled amounts in these rows.
        sums: the sums that were read from the same rows.
        mark: the decimal mark of the document.
        whole: whether the currency has no smaller unit.
    """
    lines = lines_of([entry for entry in entries if not entry.in_tax_table], mark, whole=whole)
    priced = frozenset(line.index for line in lines if not line.is_detail)
    ways = [
        (way, named(taken, Span(rows, way.start, way.end, priced, mark)))
        for way, taken in _different(rows, lines, sums.rows)
    ]
    for targets in sums.targets():
        for _, found in ways:
            if _make_one_of(found, targets):
                return _listed(found, adds_up=True)
    part = next((found for way, found in ways if _make_one_of(found, _sums_at(lines, way.end))), ())
    plainest = next((found for way, found in ways if found and not way.doubtful), ())
    return _listed(part, adds_up=True) if part else _listed(plainest, adds_up=False)


def _listed(found: Sequence[Named], *, adds_up: bool) -> Listed:
    return Listed(tuple(_itemized(one, adds_up=adds_up) for one in found), adds_up) if found else Listed()


def _sums_at(lines: Sequence[Line], end: int) -> frozenset[Decimal]:
    """The sum that stands right below the items, unless further counted lines follow it: then it is one of a part."""
    if any(line.index > end and line.quantity is not None and line.entry.kind is Kind.OTHER for line in lines):
        return frozenset()
    return frozenset(abs(line.amount) for line in lines if line.index == end)


def _different(
    rows: Sequence[Row], lines: Sequence[Line], barred: frozenset[int]
) -> Iterator[tuple[_Way, tuple[Line, ...]]]:
    """The ways that take different lines, each with the lines it takes: none from a barred row."""
    seen: set[tuple[tuple[int, Decimal], ...]] = set()
    for way in _ways(rows, lines):
        taken = tuple(line for line in _taken(lines, way) if line.index not in barred)
        key = tuple((line.index, line.amount) for line in taken)
        if taken and key not in seen:
            seen.add(key)
            yield way, taken


def _ways(rows: Sequence[Row], lines: Sequence[Line]) -> Iterator[_Way]:
    """The ways to take the rows, the plainest first."""
    heads = [index for index, row in enumerate(rows) if is_head(row)]
    for end, clearly in _ends(rows, lines):
        last = max((line.index for line in lines if line.index < end), default=0)
        start = next((head + 1 for head in heads if head < last), 0)
        for in_column, doubtful, negated in product((True, False), (False, True), (False, True)):
            yield _Way(start, end, clearly=clearly, in_column=in_column, doubtful=doubtful, negated=negated)


def _ends(rows: Sequence[Row], lines: Sequence[Line]) -> list[tuple[int, bool]]:
    """The rows before which the items may end, and if clearly: sums, else payments, else the end of the document."""
    for kinds in (_SUMS, _PAID):
        ends = {line.index: line.entry.label for line in lines if line.entry.kind in kinds}
        ends |= _said_above(rows, lines, kinds)
        if ends:
            clear = {index: bool(CLEARLY.search(label)) for index, label in ends.items()}
            return sorted(clear.items(), key=lambda end: (not end[1], end[0]))[:_ENDS_MAX]
    return [(len(rows), False)]


def _said_above(rows: Sequence[Row], lines: Sequence[Line], kinds: frozenset[Kind]) -> dict[int, str]:
    """The rows below the first line that say a sum and hold no amount: it stands on the next row."""
    first = min((line.index for line in lines), default=len(rows))
    priced = {line.index for line in lines}
    return {
        index: row.text
        for index, row in enumerate(rows)
        if index > first
        and index not in priced
        and not is_head(row)
        and len(row.text.split()) <= _SAID_WORDS
        and kind_of(row.text) in kinds
    }


def _taken(lines: Sequence[Line], way: _Way) -> list[Line]:
    """The lines that are items if the rows are taken this way."""
    within = [line for line in lines if way.start <= line.index < way.end and _may_be(line, way)]
    if way.in_column and within:
        column = median(line.edge for line in within)
        within = [line for line in within if abs(line.edge - column) <= _EDGE_REACH * line.row.height]
    return [_signed(line) for line in within][:ITEMS_MAX]


def _may_be(line: Line, way: _Way) -> bool:
    kind = line.entry.kind
    if line.is_detail or _NO_PRICE.search(line.row.text):
        return False
    if kind in _NEVER:
        return way.clearly and not CLEARLY.search(line.entry.label)
    if kind is Kind.SAVING and not line.is_counted:
        return line.amount < 0 or (way.negated and line.amount > 0)
    return kind not in _USUALLY_NOT or (way.doubtful and not _PAYS.search(line.left))


def _signed(line: Line) -> Line:
    """A saving that is printed without a sign is taken off all the same."""
    taken_off = line.entry.kind is Kind.SAVING and not line.is_counted
    return evolve(line, amount=-abs(line.amount)) if taken_off else line


def _make_one_of(found: Sequence[Named], targets: frozenset[Decimal]) -> bool:
    """Whether the items make one of these sums; no items make none."""
    if not found:
        return False
    total = abs(sum((one.line.amount for one in found), Decimal(0)))
    return any(abs(total - target) <= _CENT for target in targets)


def _itemized(one: Named, *, adds_up: bool) -> Itemized:
    """The item with its confidence: a sum proves it, and so does a quantity that makes its amount, though less."""
    amount = one.line.entry.amount
    base = _PROVEN if adds_up else _COUNTED if one.line.quantity is not None else _SEEN
    return Itemized(one.item, round(base * one.line.row.sureness(amount.start, amount.end), 3), one.place)
