"""Names of items: which words name an amount, and how many things it stands for.

The laws:

- Words on the amount's own row name it. Where there are none, a row next to it does that holds no amount itself.
- Whether such names stand above or below their amounts is a habit of the whole document.
- A lone number before or behind the words is a quantity only where most lines have one there and they do not just count
  the lines, or where the head of the table says so.
- An amount that nothing names is no item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.extraction import Item, Place
from plutopixie.domain.reading.item_lines import Line, code_of, counted, described, is_wordy
from plutopixie.domain.reading.labels import Kind, kind_of
from plutopixie.domain.reading.rows import Row

_REACH: Final = 2  # rows between an amount and its name
#: Words of sums. Names of goods can be mistaken for misread ones ("bottle" for "ttl", "ground" for "round").
CLEARLY: Final = re.compile(
    r"(?<![^\W\d_])(?:sub ?-? ?)?total|summe|gesamt|betrag|(?<![^\W\d_])(?:nett?o?|amount|amt|balance|due|grand|sales)"
    r"(?![^\W\d_])|jumlah|importe|montant|round(?:ing|ed)|round ?adj|rundung|bulat|supplies|taxable|小計|合計",
    re.IGNORECASE,
)
_HEAD_WORD: Final = re.compile(
    r"\b(?:items?|desc(?:ription)?|qty|quantity|u\.?/?p(?:rice)?|(?:unit |s/)?price|amount|amt|total|rate|product|"
    r"title|service|artikel|bezeichnung|beschreibung|menge|(?:netto)?preis|(?:netto)?betrag|d[ée]signation|montant|"
    r"quantit[ée]|prix|descripci[óo]n|cantidad|importe|omschrijving|hoeveelheid|prijs|bedrag|particulars|charges)\b",
    re.IGNORECASE,
)
_SUMS_SAID: Final = frozenset({Kind.SUBTOTAL, Kind.NET, Kind.TOTAL, Kind.GRAND, Kind.COUNT, Kind.ROUNDING, Kind.CHANGE})
_REAL_WORD: Final = re.compile(r"[^\W\d_]{3}|[\u3040-\u9fff]")
_FEW: Final = 2
_TRIFLE: Final = Decimal("0.5")
_SIZED: Final = re.compile(
    r"(?:litres?|liters?|ltr|oz|lbs?|pk|pack|ct|in|inch|ft|hour|ply|way|door|piece|pc)\b", re.IGNORECASE
)
_CODED: Final = re.compile(r"^\d{4,}\b")
_COUNT_HEAD: Final = re.compile(r"\b(?:qty|quantity|qnty|menge|anzahl|cantidad|quantit[ée])\b", re.IGNORECASE)
_NO_NAME: Final = re.compile(
    r"^\W*(?:gst|vat|tax|tel|fax|date|time|cashier|server|table|tax invoice|invoice|receipt|order|bill|doc|cash|"
    r"dine ?in|subtotal|www|http)\b|\d{1,2}:\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}",
    re.IGNORECASE,
)


@frozen
class Span:
    """The rows among which items stand, from start to before end; and the document's rows, lines and decimal mark."""

    rows: Sequence[Row]
    start: int
    end: int
    priced: frozenset[int]
    mark: str

    def above(self, line: Line, bound: int) -> list[Row]:
        """The rows without a price above a line, from the bound on."""
        return self._free(max(self.start, bound, line.index - _REACH), line.index)

    def below(self, line: Line, bound: int) -> list[Row]:
        """The rows without a price below a line, up to the bound."""
        return self._free(line.index + 1, min(self.end, bound, line.index + 1 + _REACH))

    def _free(self, first: int, end: int) -> list[Row]:
        return [self.rows[index] for index in range(first, end) if index not in self.priced]


@frozen(eq=False)
class Named:
    """A line with the item it is, and the place of both its name and its amount."""

    line: Line
    item: Item
    place: Place


@frozen
class _Habits:
    """Where the document puts names and quantities."""

    below: bool
    leading: bool
    trailing: bool


def is_head(row: Row) -> bool:
    """Whether a row is the head of a table: at least two words for columns, and no number."""
    return len(_HEAD_WORD.findall(row.text)) > 1 and not re.search(r"\d{2}", row.text)


def named(lines: Sequence[Line], span: Span) -> tuple[Named, ...]:
    """The lines that something names, with their names and quantities."""
    habits = _habits(lines, span)
    return tuple(_named(lines, span, habits))


def _named(lines: Sequence[Line], span: Span, habits: _Habits) -> Iterator[Named]:
    for at, line in enumerate(lines):
        above = span.above(line, lines[at - 1].index + 1 if at else 0)
        below = span.below(line, lines[at + 1].index if at + 1 < len(lines) else span.end)
        sides = (below, above) if habits.below else (above, below)
        other = None if is_wordy(line.left) else _name_among(sides, line)
        name = described(other.text) if other else _own_name(line, habits)
        if name:
            beside = [row for row in _neighbours(span, line) if row is not other]
            item = Item(name, line.amount, _quantity(line, beside, span.mark, habits))
            yield Named(line, item, _place(line.row, other))


def _place(row: Row, other: Row | None) -> Place:
    """The place of a row, and of the row that names it."""
    box = row.place(0, len(row.text)).box
    return Place(row.page, box.union(other.place(0, len(other.text)).box) if other else box)


def _own_name(line: Line, habits: _Habits) -> str:
    """The words on the line's own row; without any, a line of proven quantity goes by the code that is printed."""
    name = described(line.left, line.quantity, leading=habits.leading, trailing=habits.trailing)
    return name or (code_of(line.left) if line.quantity is not None else "")


def _name_among(sides: Sequence[Sequence[Row]], line: Line) -> Row | None:
    """The row that names an amount: the nearest with a real word, else the one with the most letters."""
    for side in sides:
        rows = [row for row in side if (row.page, row.frame) == (line.row.page, line.row.frame) and _may_name(row)]
        if rows:
            nearest = sorted(rows, key=lambda row: abs(row.box.top - line.row.box.top))
            worded = [row for row in nearest if _REAL_WORD.search(row.text)]
            return worded[0] if worded else max(rows, key=lambda row: sum(map(str.isalpha, row.text)))
    return None


def _neighbours(span: Span, line: Line) -> Sequence[Row]:
    return [*span.rows[max(0, line.index - 1) : line.index], *span.rows[line.index + 1 : line.index + 2]]


def _may_name(row: Row) -> bool:
    return (
        bool(described(row.text))
        and not _NO_NAME.search(row.text)
        and not is_head(row)
        and not (kind_of(row.text) in _SUMS_SAID and CLEARLY.search(row.text))
    )


def _quantity(line: Line, beside: Sequence[Row], mark: str, habits: _Habits) -> Decimal | None:
    """The quantity: proven on its own row or the next, or the lone number where the document has quantities."""
    if line.quantity is not None:
        return line.quantity
    for row in beside:
        if not described(row.text) and (found := counted(row.text, line.amount, mark)) is not None:
            return found
    if habits.leading and (before := line.leading):
        return Decimal(before["count"])
    if habits.trailing and (behind := line.trailing):
        return Decimal(behind["count"] or behind["times_count"])
    return None


def _habits(lines: Sequence[Line], span: Span) -> _Habits:
    wordy = [line for line in lines if is_wordy(line.left)]
    trailing = [found for line in wordy if (found := line.trailing)]
    most = max(1, len(wordy) / 2)
    head = span.start > 0 and bool(_COUNT_HEAD.search(span.rows[span.start - 1].text))
    return _Habits(
        below=_stand_below([line for line in lines if not is_wordy(line.left)], span),
        leading=_count_leading(wordy, most),
        trailing=bool(trailing) and (len(trailing) >= most or head),
    )


def _count_leading(wordy: Sequence[Line], most: float) -> bool:
    """Whether lone numbers before the words are quantities.

    They are where most lines have one, or all of them divide their amounts evenly into prices; not where they count the
    lines or name a size, nor beside lines that begin with codes.
    """
    found = [(int(match["count"]), line, match) for line in wordy if (match := line.leading)]
    if any(match["times"] for _, _, match in found):
        return True
    coded = [line for line in wordy if _CODED.match(line.left)]
    if coded and any(line not in coded for _, line, _ in found):
        return False
    even = all(line.amount * 100 % count == 0 and _is_sold(match, line) for count, line, match in found)
    running = len(found) > 1 and all(after[0] - before[0] == 1 for before, after in pairwise(found))
    if running and (len(found) > _FEW or not even):
        return False
    return len(found) >= most or (even and bool(found))


def _is_sold(count: re.Match[str], line: Line) -> bool:
    """Whether a number before words may be a quantity: it names no size, and the price of one is no trifle."""
    return not _SIZED.match(count.string, count.end()) and abs(line.amount) / int(count["count"]) >= _TRIFLE


def _stand_below(bare: Sequence[Line], span: Span) -> bool:
    """Whether names stand below: none stands above the first amount, or the table begins with an amount."""
    if not bare:
        return False
    first, last = bare[0], bare[-1]
    if not any(map(_may_name, span.above(first, 0))):
        return True
    return first.index == span.start > 0 and any(map(_may_name, span.below(last, span.end)))
