"""Dates: which day a receipt was issued.

The laws:

- A date lies in the window of the plausible: not before 1990, not after tomorrow (a receipt may come from a time
  zone ahead).
- The day and the month of an all-numeric date are told apart by evidence: another date in the document, the region
  its address and tax words show, the currency, the shape (a point parts day-first dates), and only then what is known
  of the organization. Without any, the date is doubtful and says so. All days that it may mean are kept beside the
  chosen one whenever nothing on the paper settled it.
- The issue date is meant: an expiry, due, birth or delivery date never is, nor the day of the order where another is
  printed. Words like "date" before it or at the head of its column, a time beside it, repetition, and clear print
  speak for a date.
"""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.date_shapes import NUMERIC_SHAPES, Order, printed_dates
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import COLUMN, Row

EARLIEST: Final = date(1990, 1, 1)
DAYS_AHEAD_MAX: Final = 1
_SHORT_DATE: Final = 8
_BEFORE_CHARS: Final = 40
_HEADING_CHARS_MAX: Final = 400
_DOUBTFUL: Final = 0.4
_BY_HABIT: Final = 0.8
_UNCLEAR: Final = 2.5
_SHAPES: Final = {"compact": -2.0, "glued": -1.5, "blurred": -0.5}
_WORDY: Final = re.compile(r"[^\W\d_]{2,}")
_CELL: Final = re.compile(rf"\S+(?:(?!{COLUMN})\s\S+)*")
_CALLED: Final = 0.97
_WELL_PLACED: Final = 2.0
_OLD_AFTER_DAYS: Final = 366 * 12


class _Settled(enum.Enum):
    """What told day and month apart."""

    PAPER = "the document"
    HABIT = "how the organization writes dates"
    NOTHING = "nothing"


_DATE_WORD: Final = re.compile(
    r"\b(?:\w*date|\w*datum|tarikh|fecha|data|dato|dt)\b|date *:|日期|日付|날짜|issued", re.IGNORECASE
)
_ISSUE_WORD: Final = re.compile(
    r"(?:invoice|bill|receipt|issue|transaction|sales?|rechnungs?|beleg|faktura?|factuur|fact?ura?e?|emis\w*)"
    r"[ -]?(?:date|datum)|date (?:de|of) (?:la )?(?:facture|invoice|issue)|"
    r"(?:rechnung|invoice|facture|factura|beleg|receipt)\b[^,;]{0,40}\b(?:vom|du|of|dated|del|issued)\b",
    re.IGNORECASE,
)
_OTHER_WORD: Final = re.compile(
    r"\b(?:exp\w*|valid\w*|due|best before|bb|mhd|born|birth\w*|dob|since|est\.?|gültig|fällig\w*|liefer\w*|"
    r"leistung\w*|verfall\w*|verval\w*|vertrag\w*|ablauf\w*|geburt\w*|zahlbar|"
    r"return by|until|before|bis|deliver\w*|ship\w*|check-?in|due date|echeance|échéance|period|\w*zeitraum|fiscal|"
    r"ordered|po date|versi\w*)\b",
    re.IGNORECASE,
)
_ORDER_WORD: Final = re.compile(r"\border(?:ed)?[ -]?date|\bbestell\w*|\bauftrag\w*|\bcommande\b", re.IGNORECASE)
_CLOCK: Final = re.compile(r"\d{1,2} ?[:.h] ?\d{2}(?: ?[:.] ?\d{2})?(?: ?[AP]M\b)?", re.IGNORECASE)


@frozen
class Candidate:
    """A date as printed: its possible readings by order, how well it is placed, and where it stands."""

    readings: tuple[tuple[Order, date], ...]
    shape: str
    score: float
    row: Row
    start: int
    end: int

    @property
    def sureness(self) -> float:
        """How sure the engine was of its characters."""
        return self.row.sureness(self.start, self.end)

    @property
    def days(self) -> frozenset[date]:
        """The different days that it may mean."""
        return frozenset(day for _, day in self.readings)


@frozen
class Evidence:
    """What the document and its organization say about the order of day and month; None where they say nothing.

    `shown` comes from the document (its address, tax words and currency), `habit` from the organization. `leaning` is
    what would be usual; it settles nothing, and only says which day to name first.
    """

    shown: Order | None = None
    habit: Order | None = None
    leaning: Order | None = None


@frozen
class Dated:
    """The issue date that was chosen, how sure the rules are, and whether day and month could not be told apart.

    `others` are the further days that the same digits may mean, where nothing on the paper settled it.
    """

    day: date
    confidence: float
    ambiguous: bool
    others: tuple[date, ...]
    row: Row
    start: int
    end: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.row.place(self.start, self.end)


@frozen(eq=False)
class Span:
    """A part of a row's text."""

    row: Row
    start: int
    end: int

    def holds(self, candidate: Candidate) -> bool:
        """Whether that date lies in it."""
        return self.row is candidate.row and self.start <= candidate.start and candidate.end <= self.end


def issue_date(rows: Sequence[Row], today: date, evidence: Evidence, stated: Sequence[Span] = ()) -> Dated | None:
    """The day on which the receipt was issued, or None when no plausible date is printed.

    Args:
        rows: the rows of one receipt.
        today: bounds plausible dates.
        evidence: what tells day and month apart.
        stated: where the document itself says that its date stands; dates there go before all others.
    """
    year_first = evidence.shown is Order.YEAR_FIRST
    candidates = [
        candidate for index in range(len(rows)) for candidate in _candidates(rows, index, today, year_first=year_first)
    ]
    if not candidates:
        return None
    printed = Counter(day for candidate in candidates for day in candidate.days if len(candidate.days) == 1)
    called = [one for one in candidates if any(span.holds(one) for span in stated)]
    best = max(called or candidates, key=lambda one: _weight(one, printed, today))  # of equal ones the first
    day, settled = _settled(best, _order(candidates, printed), evidence)
    others = () if settled is _Settled.PAPER else tuple(sorted(best.days - {day}))
    ambiguous = settled is _Settled.NOTHING
    base = _CALLED if called else _base(best)
    confidence = base * best.sureness * (0.85 if _rivals(called or candidates, best, day) else 1.0)
    confidence = min(_DOUBTFUL, confidence) if ambiguous else confidence * (_BY_HABIT if others else 1.0)
    return Dated(day, round(confidence, 3), ambiguous, others, best.row, best.start, best.end)


def _base(chosen: Candidate) -> float:
    return 0.97 if chosen.score >= _WELL_PLACED else 0.9 if chosen.score >= 0 else 0.6


def _rivals(candidates: Sequence[Candidate], best: Candidate, day: date) -> bool:
    """Whether another day is printed as well placed as the chosen one."""
    rivals = {other for one in candidates if one.score >= best.score and len(one.days) == 1 for other in one.days}
    return bool(rivals - {day})


def days_in(text: str) -> Iterator[tuple[frozenset[date], int, int]]:
    """Everything in a row's text that is shaped like a date: the days it may mean, and from where to where it goes."""
    for _, start, end, readings in printed_dates(text, year_first=False):
        yield frozenset(day for _, day in readings), start, end


def _candidates(rows: Sequence[Row], index: int, today: date, *, year_first: bool) -> Iterator[Candidate]:
    row = rows[index]
    taken: list[tuple[int, int]] = []
    for shape, start, end, readings in printed_dates(row.text, year_first=year_first):
        plausible = tuple((order, day) for order, day in readings if _is_plausible(day, today))
        if plausible and not any(start < high and low < end for low, high in taken):
            taken.append((start, end))
            yield Candidate(plausible, shape, _score(rows, index, shape, start, end), row, start, end)


def _is_plausible(day: date, today: date) -> bool:
    ahead = today.toordinal() + DAYS_AHEAD_MAX
    return day >= EARLIEST and day.toordinal() <= ahead


def _score(rows: Sequence[Row], index: int, shape: str, start: int, end: int) -> float:
    """How well a date is placed: the words before it or above it, the time beside it, its shape."""
    row = rows[index]
    before, after = row.text[max(0, start - _BEFORE_CHARS) : start], row.text[end : end + 25]
    score = _SHAPES.get(shape, 0.0)
    named = _naming(before, _heading(rows, index, start, end))
    score += 2.0 if _DATE_WORD.search(named) else 0.0
    score += 1.0 if _ISSUE_WORD.search(named) and not _ORDER_WORD.search(named) else 0.0
    score -= 4.0 if _OTHER_WORD.search(named) else 0.0
    score -= 1.5 if _ORDER_WORD.search(named) else 0.0
    score += 1.5 if _CLOCK.search(after) or re.search(r"\d{1,2}:\d{2}", before) else 0.0
    if len(row.text[start:end]) < _SHORT_DATE:
        score -= 0.5
    return score


def _naming(before: str, heading: str) -> str:
    """The words that say which date it is: those in its own cell, else those over it, else those left of its cell."""
    if not _WORDY.search(before.rsplit(COLUMN, 1)[-1]) and (_DATE_WORD.search(heading) or _OTHER_WORD.search(heading)):
        return heading
    return before


def _heading(rows: Sequence[Row], index: int, start: int, end: int) -> str:
    """The words that head the column in which a date stands, on the row above it."""
    if not index or rows[index - 1].page != rows[index].page:
        return ""
    above, box = rows[index - 1], rows[index].place(start, end).box
    cells = []
    for cell in _CELL.finditer(above.text[:_HEADING_CHARS_MAX]):
        over = above.place(*cell.span()).box
        if over.left < box.right and box.left < over.right:
            cells.append(cell.group())
    return " ".join(cells)


def _weight(candidate: Candidate, printed: Counter[date], today: date) -> float:
    repeated = max((printed[day] for day in candidate.days), default=0)
    newest = max(candidate.days)
    old = today - newest > timedelta(days=_OLD_AFTER_DAYS)
    unclear = _UNCLEAR * (1.0 - candidate.sureness)
    return candidate.score + 0.4 * min(3, repeated) - (1.0 if old else 0.0) - unclear


def _order(candidates: Sequence[Candidate], printed: Counter[date]) -> Order | None:
    """The order of day and month in this document's numeric dates, or None when nothing tells."""
    votes: Counter[Order] = Counter()
    for one in candidates:
        numeric = one.shape in NUMERIC_SHAPES
        if numeric and len(one.readings) == 1 and one.readings[0][0] is not Order.YEAR_FIRST:
            votes[one.readings[0][0]] += 2
        elif numeric and len(one.days) > 1:
            votes.update(order for order, day in one.readings if printed[day])
    if votes[Order.DAY_FIRST] != votes[Order.MONTH_FIRST]:
        return max((Order.DAY_FIRST, Order.MONTH_FIRST), key=lambda order: votes[order])
    return None


def _settled(chosen: Candidate, order: Order | None, evidence: Evidence) -> tuple[date, _Settled]:
    """The one day that a date means, and what settled it; the first that speaks decides."""
    readings = dict(chosen.readings)
    if len(chosen.days) == 1:
        return chosen.readings[0][1], _Settled.PAPER
    shape = Order.DAY_FIRST if chosen.shape == "." else None
    for told in (order, evidence.shown, shape):
        if told in readings:
            return readings[told], _Settled.PAPER
    if evidence.habit in readings:
        return readings[evidence.habit], _Settled.HABIT
    usual = readings.get(evidence.leaning) if evidence.leaning else None
    return usual or chosen.readings[0][1], _Settled.NOTHING
