"""Entries: the amounts of a document with what their labels say they are.

The laws:

- An amount's label is what stands before it in its row, else behind it, else alone on the row above.
- A row that is labelled as a sum and holds no price may hold one whose point was not read; it is mended there and
  nowhere else.
- Tables of tax rates at the foot have totals of their own, which are not the receipt's.
- A row that says "total" and whose amount can't be read is remembered: what stands around it has to be doubted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.amounts import Amount, amounts_in, broken_amount
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.labels import Kind, folded, kind_of
from plutopixie.domain.reading.rows import COLUMN, Row

LABELLED: Final = frozenset({Kind.GRAND, Kind.TOTAL})
NEVER_TOTAL: Final = frozenset(
    {Kind.COUNT, Kind.SAVING, Kind.ROUNDING, Kind.CHANGE, Kind.DEPOSIT, Kind.TAX, Kind.TIP}
)
_MENDABLE: Final = LABELLED | {Kind.SUBTOTAL, Kind.CASH, Kind.CARD, Kind.CHANGE}
_ROUNDED_AWAY: Final = Decimal("0.1")
_LABEL_WORDS_MAX: Final = 3
_TOTAL_WORDS_MAX: Final = 5
_TAX_TABLE_ROWS: Final = 8

_TAX_TABLE: Final = re.compile(
    r"(?:[gc6]?[s5][ti](?=s[ua])|[gc6][s5][ti]|tax|vat|sst|mwst|tva|iva)(?:/\w+)?(?:s[ua]\w{1,3}[ao]r?[ryg]|analysis|analisis|breakdown|detail|"
    r"rate|code|id?%)|taxcode|steuersatz"
)
_WORDY: Final = re.compile(r"[^\W\d_]{2,}")
_MARK_ONLY: Final = re.compile(r"^\W*(?:RM|EUR|USD|MYR|SGD|GBP|CHF|DH|SR|ZR|TX|[A-Z])?\W*$", re.IGNORECASE)
_TIME_WORD: Final = re.compile(r"\btime\b|\bdate\b|uhr|datum|masa|heure|hora", re.IGNORECASE)


@frozen(eq=False)
class Entry:
    """An amount with its label: what it is, in which row of the document, and whether it stands in a table of taxes."""

    amount: Amount
    kind: Kind
    label: str
    row: Row
    index: int
    in_tax_table: bool

    @property
    def value(self) -> Decimal:
        """The amount's value."""
        return self.amount.value

    @property
    def place(self) -> Place:
        """Where the amount stands."""
        return self.row.place(self.amount.start, self.amount.end)

    @property
    def sureness(self) -> float:
        """How sure the engine was of the amount's characters."""
        return self.row.sureness(self.amount.start, self.amount.end)


@frozen
class Unread:
    """The rows, by index, whose label is known and whose amount could not be read."""

    totals: frozenset[int] = frozenset()
    roundings: frozenset[int] = frozenset()


NOTHING_UNREAD: Final = Unread()


def entries_of(rows: Sequence[Row], mark: str) -> tuple[Entry, ...]:
    """Every amount of the document with its label, from top to bottom."""
    found = []
    table_since: int | None = None
    for index, row in enumerate(rows):
        amounts = _amounts(row, mark)
        alone = len(amounts) == 1
        if _TAX_TABLE.search(folded(row.text)) and not any(amount.is_priced for amount in amounts):
            table_since = index
        in_table = table_since is not None and 0 <= index - table_since <= _TAX_TABLE_ROWS
        label = ""
        cursor = 0
        for amount in amounts:
            label = _label(row.text[cursor : amount.start]) or label
            cursor = amount.end
            shown = label or _label(row.text[amount.end :]) or (_label_above(rows, index) if alone else "")
            found.append(Entry(amount, _kind(shown, amount), shown, row, index, in_table))
    return tuple(found)


def unread_in(rows: Sequence[Row], entries: Sequence[Entry]) -> Unread:
    """The rows that are labelled as the total or as rounding and whose amount could not be read."""
    read = {entry.index for entry in entries if entry.amount.is_priced}
    read |= {entry.index - 1 for entry in entries if entry.kind in LABELLED}
    others = [(index, row) for index, row in enumerate(rows) if index not in read]
    return Unread(
        totals=frozenset(index for index, row in others if _is_total_row(row)),
        roundings=frozenset(index for index, row in others if kind_of(_label(row.text)) is Kind.ROUNDING),
    )


def is_net(entry: Entry) -> bool:
    """Whether an amount may be the sum without tax; "net total" is one in some countries."""
    return entry.kind in {Kind.NET, Kind.SUBTOTAL} or (
        entry.kind in LABELLED and folded(entry.label).startswith("net")
    )


def _amounts(row: Row, mark: str) -> tuple[Amount, ...]:
    """The amounts of a row; of a sum's row without a price, the broken one at its end."""
    amounts = amounts_in(row.text, mark)
    if any(amount.is_priced for amount in amounts) or _TIME_WORD.search(row.text):
        return amounts
    broken = broken_amount(row.text)
    if broken is None or kind_of(_label(row.text[: broken.start])) not in _MENDABLE:
        return amounts
    return (*(amount for amount in amounts if amount.end <= broken.start), broken)


def _is_total_row(row: Row) -> bool:
    first, *others = row.text.split(COLUMN)
    short = len(first.split()) <= _TOTAL_WORDS_MAX
    return short and kind_of(_label(first)) in LABELLED and not any(_WORDY.search(other) for other in others)


def _kind(label: str, amount: Amount) -> Kind:
    """The kind by the column nearest to the amount, else by the whole label; rounding adds a few cents at most."""
    if abs(amount.value) < _ROUNDED_AWAY and "round" in folded(label):
        return Kind.ROUNDING
    columns = [column for column in label.split(COLUMN) if _WORDY.search(column)]
    nearest = kind_of(columns[-1]) if columns else Kind.OTHER
    return nearest if nearest is not Kind.OTHER else kind_of(label)


def _label(text: str) -> str:
    """The words of a label, or nothing when only a currency or tax mark stands there."""
    kept = COLUMN.join(column for column in text.split(COLUMN) if not _MARK_ONLY.match(column))
    return kept if _WORDY.search(kept) or kept.strip(" :.-").isalpha() else ""


def _label_above(rows: Sequence[Row], index: int) -> str:
    """The label on the row above an amount that stands alone, when that row holds nothing but a label."""
    if not index:
        return ""
    above, row = rows[index - 1], rows[index]
    close = row.box.top - above.box.bottom <= 1.5 * max(1, row.height)
    label = _label(above.text)
    short = len(label.split()) <= _LABEL_WORDS_MAX and not any(char.isdigit() for char in above.text)
    if close and short and label and above.page == row.page:
        return label if kind_of(label) in LABELLED | {Kind.CARD, Kind.CASH} | NEVER_TOTAL else ""
    return ""
