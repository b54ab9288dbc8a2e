"""Totals: the sum that was paid, among all the amounts of a receipt.

The laws:

- A total is printed. It is chosen among the amounts on the paper, never computed from them; when none is labelled
  or proven as the total, there is none.
- Labels propose: a grand total before a total, a total before what a card was charged. What is a count, a saving, a
  tax or change never is the total.
- Arithmetic confirms. Where a rounding line stands between two sums, the rounded one was paid; where a tip stands
  between two totals, the one with the tip.
- Where the total's own digits can't be read, an amount printed elsewhere takes its place only if arithmetic proves it;
  a labelled amount that arithmetic proves wrong by one digit gives way to the printed one that it proves.
- What was rounded or added to afterwards is not the total, even if the sum that follows can't be read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Final

from attrs import define, evolve, field, frozen

from plutopixie.domain.reading.entries import LABELLED, NEVER_TOTAL, NOTHING_UNREAD, Entry, Unread, is_net
from plutopixie.domain.reading.labels import Kind, folded
from plutopixie.domain.reading.proofs import Proofs, differ_in_one_digit, proofs_of
from plutopixie.domain.reading.rows import Row

_POINTS: Final = {
    Kind.GRAND: 9.0,
    Kind.TOTAL: 7.0,
    Kind.PAID: 6.5,
    Kind.CARD: 4.0,
    Kind.SUBTOTAL: 2.0,
    Kind.CASH: 1.0,
    Kind.NET: 0.5,
}
_ENOUGH: Final = 4.0
_MENDED: Final = 0.8
_CONTRADICTED: Final = 0.6
_PROVEN_DOUBT: Final = 0.5  # of the engine's doubt, where arithmetic says what the digits are
_SMALL_SHARE: Final = Decimal("0.5")
_STANDING_IN: Final = LABELLED | {Kind.PAID, Kind.SUBTOTAL, Kind.CARD, Kind.CASH}
_ROUNDED_AWAY: Final = Decimal("0.05")
_MISREAD_MAX: Final = 20
_REFUND: Final = re.compile(
    r"refund|creditnote|gutschrift|storno|retoure|avoir|reembols|erstattung|devoluc|rückgabe|ruckgabe"
)


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
    proven: bool = field(default=False)
    firm: bool = field(default=False)


# What is asked of it for every amount is worked out once: a hostile page holds thousands of amounts.
@define(slots=False)
class _Paper:
    """What the choice looks at: the amounts, what arithmetic says of them, and the totals that could not be read."""

    entries: Sequence[Entry]
    proofs: Proofs
    unread: Unread
    usual: float

    @cached_property
    def has_total(self) -> bool:
        """Whether any amount is labelled as a total."""
        return any(one.kind in LABELLED and not one.in_tax_table for one in self.entries)

    @cached_property
    def has_cents(self) -> bool:
        """Whether any amount is written with cents."""
        return any(one.amount.decimals for one in self.entries)

    @cached_property
    def least(self) -> Decimal:
        """Less than this no total is, for a larger net sum is printed and nothing was taken off."""
        if any(one.kind in {Kind.SAVING, Kind.DEPOSIT} and one.value for one in self.entries):
            return Decimal(0)
        return _SMALL_SHARE * max((one.value for one in self.entries if is_net(one)), default=Decimal(0))

    def meaning(self, entry: Entry) -> Kind:
        """What an amount is: what was paid is what was handed over where change was given."""
        return Kind.CASH if entry.kind is Kind.PAID and self._has_change else entry.kind

    def repeats(self, entry: Entry) -> int:
        """How often the same value is printed elsewhere."""
        return self._printed[entry.value] - 1

    def contradicts_payment(self, entry: Entry) -> bool:
        """Whether what was handed over less the change is printed more than once, and is far from this amount."""
        return bool(self._paid) and all(abs(entry.value - paid) > 1 for paid in self._paid)

    @cached_property
    def _paid(self) -> frozenset[Decimal]:
        return frozenset(value for value in self.proofs.tendered if self._printed[value] > 1)

    def superseded(self, entry: Entry) -> bool:
        """Whether a rounding line and a total that can't be read follow a sum, so that it was not yet the last."""
        following = bisect_right(self._roundings, entry.index)
        last = max(self.unread.totals, default=-1)
        return following < len(self._roundings) and last > self._roundings[following]

    @cached_property
    def _has_change(self) -> bool:
        return any(one.kind is Kind.CHANGE and one.value for one in self.entries)

    @cached_property
    def _printed(self) -> Counter[Decimal]:
        return Counter(one.value for one in self.entries)

    @cached_property
    def _roundings(self) -> Sequence[int]:
        lines = (one.index for one in self.entries if one.kind is Kind.ROUNDING and one.value)
        return sorted({*lines, *self.unread.roundings})


def total_of(
    entries: Sequence[Entry],
    *,
    whole: bool,
    unread: Unread = NOTHING_UNREAD,
    usual_height: float | None = None,
) -> Totalled | None:
    """The total, or None when no amount is labelled or proven to be it.

    Args:
        entries: the labelled amounts of one receipt.
        whole: whether the currency has no smaller unit, so that bare whole numbers are amounts too.
        unread: the rows whose amount could not be read.
        usual_height: how tall the document's rows usually are, if known.
    """
    priced = [entry for entry in entries if entry.amount.is_priced or (whole and entry.amount.decimals == 0)]
    usual = usual_height or (median(entry.row.height for entry in priced) if priced else 0)
    paper = _Paper(priced, proofs_of(priced, unread.totals), unread, usual)
    ranked = [
        _ranked(entry, paper)
        for entry in priced
        if entry.kind not in NEVER_TOTAL or entry.value in paper.proofs.rounded
    ]
    ranked = [one for one in _corrected(ranked) if one.points >= _ENOUGH]
    if not ranked:
        return None
    best = max(ranked, key=lambda one: (one.points, one.entry.index, one.entry.amount.start))
    return Totalled(best.entry, _signed(best.entry), _confidence(best, ranked, paper.proofs))


def usual_height(rows: Iterable[Row]) -> float:
    """How tall the rows of a document usually are."""
    heights = [row.height for row in rows]
    return float(median(heights)) if heights else 0.0


def _ranked(entry: Entry, paper: _Paper) -> _Ranking:
    value, proofs = entry.value, paper.proofs
    bonuses = (
        3.0 if value in proofs.tendered else 0.0,
        2.0 if value in proofs.charged and entry.kind is not Kind.CARD else 0.0,
        2.0 if value in proofs.built else 0.0,
        2.0 if value in proofs.summed else 0.0,
        1.0 if value in proofs.all_summed else 0.0,
        3.0 if value in proofs.extended else 0.0,
        _after_rounding(entry, proofs),
        min(1.5, 0.5 * paper.repeats(entry)),
    )
    points = _POINTS.get(paper.meaning(entry), 0.0) + sum(bonuses) + _position(entry, paper) - _objections(entry, paper)
    return _Ranking(entry, points, sum(bonus > 0 for bonus in bonuses), proofs.hold(value), proofs.hold_firmly(value))


def _after_rounding(entry: Entry, proofs: Proofs) -> float:
    """What a rounding line above an amount says for it; all the more where it has no label of its own."""
    if entry.value not in proofs.rounded:
        return 0.0
    unlabelled = entry.kind is Kind.ROUNDING or (entry.kind is Kind.OTHER and entry.value in proofs.tendered)
    return 8.0 if unlabelled else 3.0


def _position(entry: Entry, paper: _Paper) -> float:
    """What speaks for an amount by where it stands: tall print, or in the stead of a total that can't be read."""
    points = 0.8 if paper.usual and entry.row.height > 1.25 * paper.usual else 0.0
    stands_in = paper.unread.totals and entry.kind not in LABELLED and paper.proofs.hold(entry.value)
    alone = not paper.has_total and paper.proofs.hold_firmly(entry.value) and paper.repeats(entry)
    points += 1.5 if stands_in or alone else 0.0
    return points + (1.0 if entry.kind in {Kind.CARD, Kind.CASH} and entry.index - 1 in paper.unread.totals else 0.0)


def _objections(entry: Entry, paper: _Paper) -> float:
    points = 6.0 if entry.in_tax_table else 0.0
    points += 3.0 if entry.value in paper.proofs.unrounded | paper.proofs.bases else 0.0
    points += 5.0 if entry.value in paper.proofs.due else 0.0
    points += 4.0 if paper.contradicts_payment(entry) else 0.0
    points += 10.0 if paper.superseded(entry) else 0.0
    points += 2.0 if _follows_count(entry) and not paper.proofs.hold_firmly(entry.value) else 0.0
    points += 2.5 if entry.amount.decimals == 0 and paper.has_cents else 0.0
    points += 7.0 if entry.value == 0 else 0.0
    points += 3.0 if 0 < entry.value < paper.least else 0.0
    return points + (1.0 if entry.value < 0 else 0.0)


def _corrected(ranked: Sequence[_Ranking]) -> list[_Ranking]:
    """The rankings, a firmly proven sum put before the labelled one that it differs from in one misread digit."""
    misread = [one for one in ranked if one.entry.kind in LABELLED and not one.proven][-_MISREAD_MAX:]
    corrected = []
    for one in ranked:
        points = [one.points]
        if one.firm and one.entry.kind in _STANDING_IN:
            points += [other.points + 0.5 for other in misread if _is_misread(other.entry.value, one.entry.value)]
        corrected.append(evolve(one, points=max(points)))
    return corrected


def _is_misread(value: Decimal, proven: Decimal) -> bool:
    """Whether a value is the proven one with a digit misread; a few cents may be rounding instead."""
    return differ_in_one_digit(value, proven) and abs(value - proven) >= _ROUNDED_AWAY


def _follows_count(entry: Entry) -> bool:
    """Whether a bare whole number parts label and amount, as in "total 2 5.00": the label is of the count."""
    between = entry.row.text[: entry.amount.start].rsplit(entry.label, 1)[-1] if entry.label else ""
    return bool(re.search(r"(?<![\w.,@%])\d{1,4}(?![\w.,%])", between))


def _confidence(best: _Ranking, ranked: Sequence[_Ranking], proofs: Proofs) -> float:
    rival = max((one.points for one in ranked if one.entry.value != best.entry.value), default=0.0)
    base = 0.55 + 0.04 * min(5.0, max(0.0, best.points - rival)) + 0.06 * min(3, best.reasons)
    if best.entry.kind in LABELLED:
        base += 0.07
    if best.entry.amount.mended:
        base *= _MENDED
    if not best.proven and proofs.near(best.entry.value):
        base *= _CONTRADICTED
    doubt = (1.0 - best.entry.sureness) * (_PROVEN_DOUBT if best.firm else 1.0)
    return round(min(0.98, base) * (1.0 - doubt), 3)


def _signed(entry: Entry) -> Decimal:
    """The value with its sign: negative as printed, or because its own label says that it was refunded."""
    return -entry.value if entry.value > 0 and _REFUND.search(folded(entry.label)) else entry.value
