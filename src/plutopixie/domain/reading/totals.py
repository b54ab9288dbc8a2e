"""Totals: the sum that was paid, among all the amounts of a receipt.

The laws:

- A total is printed. It is chosen among the amounts on the paper, never computed from them; when none is labelled
  or proven as the total, there is none.
- Labels propose: a grand total before a total, a total before what a card was charged. What is a count, a saving, a
  tax or change never is the total.
- Arithmetic confirms: cash less change, net and tax, and the rounding line each point at an amount that is printed.
  Where a rounding line stands between two sums, the rounded one was paid.
- Tables of tax rates at the foot have totals of their own, which are not the receipt's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median
from typing import Final

from attrs import field, frozen

from plutopixie.domain.reading.amounts import Amount, amounts_in
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.labels import Kind, folded, kind_of
from plutopixie.domain.reading.rows import COLUMN, Row

_POINTS: Final = {
    Kind.GRAND: 9.0,
    Kind.TOTAL: 7.0,
    Kind.CARD: 4.0,
    Kind.SUBTOTAL: 2.0,
    Kind.CASH: 1.0,
    Kind.NET: 0.5,
}
_LABELLED: Final = frozenset({Kind.GRAND, Kind.TOTAL})
_NEVER: Final = frozenset({Kind.COUNT, Kind.SAVING, Kind.ROUNDING, Kind.CHANGE, Kind.DEPOSIT, Kind.TAX, Kind.TIP})
_ENOUGH: Final = 4.0
_ROUNDING_MAX: Final = Decimal(1)
_ROUNDED_AWAY: Final = Decimal("0.1")
_LABEL_WORDS_MAX: Final = 3
_TAX_TABLE_ROWS: Final = 8
_PARTNERS_MAX: Final = 40

_TAX_TABLE: Final = re.compile(
    r"(?:gst|tax|vat|sst|mwst|tva|iva)(?:/\w+)?(?:summary|sumary|analysis|analisis|breakdown|detail|rate|code|id?%)|"
    r"taxcode|steuersatz"
)
_REFUND: Final = re.compile(
    r"refund|creditnote|gutschrift|storno|retoure|avoir|reembols|erstattung|devoluc|rückgabe|ruckgabe"
)
_WORDY: Final = re.compile(r"[^\W\d_]{2,}")
_MARK_ONLY: Final = re.compile(r"^\W*(?:RM|EUR|USD|MYR|SGD|GBP|CHF|DH|SR|ZR|TX|[A-Z])?\W*$", re.IGNORECASE)


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


@frozen
class Totalled:
    """The entry that is the total, its value with the sign it means, and how sure the rules are."""

    entry: Entry
    value: Decimal
    confidence: float


@frozen
class _Ranking:
    entry: Entry
    points: float
    reasons: int = field(default=0)


def entries_of(rows: Sequence[Row], mark: str) -> tuple[Entry, ...]:
    """Every amount of the document with its label, from top to bottom."""
    found = []
    table_since: int | None = None
    for index, row in enumerate(rows):
        amounts = amounts_in(row.text, mark)
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


def total_of(entries: Sequence[Entry], *, whole: bool, usual_height: float | None = None) -> Totalled | None:
    """The total, or None when no amount is labelled or proven to be it.

    Args:
        entries: the labelled amounts of one receipt.
        whole: whether the currency has no smaller unit, so that bare whole numbers are amounts too.
        usual_height: how tall the document's rows usually are, if known.
    """
    priced = [entry for entry in entries if entry.amount.is_priced or (whole and entry.amount.decimals == 0)]
    usual = usual_height or (median(entry.row.height for entry in priced) if priced else 0)
    proofs = _Proofs.of(priced)
    ranked = [
        _ranked(entry, proofs, priced, usual)
        for entry in priced
        if entry.kind not in _NEVER or entry.value in proofs.rounded
    ]
    ranked = [one for one in ranked if one.points >= _ENOUGH]
    if not ranked:
        return None
    best = max(ranked, key=lambda one: (one.points, one.entry.index, one.entry.amount.start))
    return Totalled(best.entry, _signed(best.entry), _confidence(best, ranked))


def is_net(entry: Entry) -> bool:
    """Whether an amount may be the sum without tax; "net total" is one in some countries."""
    return entry.kind in {Kind.NET, Kind.SUBTOTAL} or (
        entry.kind in _LABELLED and folded(entry.label).startswith("net")
    )


def usual_height(rows: Iterable[Row]) -> float:
    """How tall the rows of a document usually are."""
    heights = [row.height for row in rows]
    return float(median(heights)) if heights else 0.0


@frozen
class _Proofs:
    """What arithmetic says: values that cash less change, net and tax, or a rounding line point at."""

    tendered: frozenset[Decimal]
    taxed: frozenset[Decimal]
    rounded: frozenset[Decimal]
    unrounded: frozenset[Decimal]
    charged: frozenset[Decimal]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> _Proofs:
        cash, change = _values(entries, Kind.CASH, Kind.CARD), _values(entries, Kind.CHANGE)
        nets = list(dict.fromkeys(entry.value for entry in entries if is_net(entry)))[:_PARTNERS_MAX]
        taxes = _values(entries, Kind.TAX)
        rounded, unrounded = _rounding(entries)
        return cls(
            tendered=frozenset(paid - back for paid in cash for back in map(abs, change) if paid > back),
            taxed=frozenset(net + tax for net in nets for tax in taxes if tax),
            rounded=rounded,
            unrounded=unrounded,
            charged=frozenset(_values(entries, Kind.CARD)),
        )


def _values(entries: Sequence[Entry], *kinds: Kind) -> list[Decimal]:
    return list(dict.fromkeys(entry.value for entry in entries if entry.kind in kinds))[:_PARTNERS_MAX]


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


def _ranked(entry: Entry, proofs: _Proofs, entries: Sequence[Entry], usual: float) -> _Ranking:
    value = entry.value
    points = _POINTS.get(entry.kind, 0.0)
    if entry.in_tax_table:
        points -= 6.0
    bonuses = (
        3.0 if value in proofs.tendered else 0.0,
        2.0 if value in proofs.charged and entry.kind is not Kind.CARD else 0.0,
        2.0 if value in proofs.taxed else 0.0,
        8.0 if value in proofs.rounded and entry.kind is Kind.ROUNDING else 3.0 if value in proofs.rounded else 0.0,
        min(1.5, 0.5 * sum(other.value == value and other is not entry for other in entries)),
    )
    points += sum(bonuses)
    points -= 3.0 if value in proofs.unrounded else 0.0
    points += 0.8 if usual and entry.row.height > 1.25 * usual else 0.0
    points -= 2.0 if _follows_count(entry) else 0.0
    points -= 2.5 if entry.amount.decimals == 0 and any(other.amount.decimals for other in entries) else 0.0
    points -= 7.0 if value == 0 else 0.0
    points -= 1.0 if value < 0 else 0.0
    return _Ranking(entry, points, sum(bonus > 0 for bonus in bonuses))


def _follows_count(entry: Entry) -> bool:
    """Whether a bare whole number parts label and amount, as in "total 2 5.00": the label is of the count."""
    between = entry.row.text[: entry.amount.start].rsplit(entry.label, 1)[-1] if entry.label else ""
    return bool(re.search(r"(?<![\w.,@%])\d{1,4}(?![\w.,%])", between))


def _confidence(best: _Ranking, ranked: Sequence[_Ranking]) -> float:
    rival = max((one.points for one in ranked if one.entry.value != best.entry.value), default=0.0)
    base = 0.55 + 0.04 * min(5.0, max(0.0, best.points - rival)) + 0.06 * min(3, best.reasons)
    if best.entry.kind in _LABELLED:
        base += 0.07
    amount = best.entry.amount
    return round(min(0.98, base) * best.entry.row.sureness(amount.start, amount.end), 3)


def _signed(entry: Entry) -> Decimal:
    """The value with its sign: negative as printed, or because its own label says that it was refunded."""
    return -entry.value if entry.value > 0 and _REFUND.search(folded(entry.label)) else entry.value


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
        return label if kind_of(label) in _LABELLED | {Kind.CARD} | _NEVER else ""
    return ""
