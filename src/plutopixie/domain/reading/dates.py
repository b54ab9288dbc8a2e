"""Dates: which day a receipt was issued.

The laws:

- A date lies in the window of the plausible: not before 1990, not after tomorrow (a receipt may come from a time
  zone ahead).
- Digits that continue a longer number are no date.
- The day and the month of an all-numeric date are told apart by evidence: another date in the document, the shape
  (a point parts day-first dates), the region its address and tax words show, the currency, and only then what is
  known of the organization. Without any, the date is doubtful and says so.
- The issue date is meant: an expiry, due, birth or delivery date never is. Words like "date" near by, a time beside
  it and repetition speak for a date.
"""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import Row

EARLIEST: Final = date(1990, 1, 1)
DAYS_AHEAD_MAX: Final = 1
_YEAR_DIGITS: Final = 4
_SHORT_DATE: Final = 8
_WELL_PLACED: Final = 2.0
_OLD_AFTER_DAYS: Final = 366 * 12


class Order(enum.Enum):
    """In which order a date's numbers stand."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


_MONTHS: Final = {
    1: "jan january januar janvier enero gennaio janeiro januari",
    2: "feb february februar fevrier fev febrero febbraio fevereiro februari",
    3: "mar march marz maerz mrz mars marzo marco mac maret maart mrt",
    4: "apr april avril avr abril abr aprile",
    5: "may mai mayo maggio mag maio mei",
    6: "jun june juni juin junio giugno giu junho",
    7: "jul july juli juillet juil julio luglio lug julho julai",
    8: "aug august aout agosto ago ogos agustus augustus",
    9: "sep sept september septembre septiembre settembre set setembro",
    10: "oct october oktober octobre octubre ottobre ott outubro okt",
    11: "nov november novembre noviembre novembro",
    12: "dec december dezember dez decembre diciembre dicembre dic dezembro disember desember",
}
_MONTH_OF: Final = {name: number for number, names in _MONTHS.items() for name in names.split()}
_ACCENTS: Final = str.maketrans("äáàâéèêëíîóôöúûüç", "aaaaeeeeiiooouuuc")

_TIME: Final = r"\d{1,2}:\d{2}"
_YEAR: Final = (
    rf"(?:(?:19|20)\d\d(?={_TIME})|(?:19|20)\d\d(?![\d:])|\d\d(?=\d\d:\d\d)|(?:19|20)\d\d(?!\d)|"
    r"\d\d(?=\d:\d\d:\d\d)|'?\d\d(?!\d))"
)
_NUMERIC: Final = re.compile(rf"(?<!\d)(\d{{1,2}}) ?([./~\-]) ?(\d{{1,2}}) ?([./~\-]) ?({_YEAR})")
_ISO: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)( ?[./\-年] ?)(\d{1,2})(?: ?[./\-月] ?)(\d{1,2})(?:(?!\d)|(?=\d\d:\d\d))"
)
_DAY_NAMED: Final = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|\.)?[ ,./\-]{{0,3}}(?:de )?([^\W\d_]{{3,10}})[ ,./\-]{{0,3}}(?:de )?({_YEAR})",
    re.IGNORECASE,
)
_NAMED_DAY: Final = re.compile(
    rf"(?<![^\W_])([^\W\d_]{{3,10}})[ ./\-]{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?[ ,./\-]{{1,3}}({_YEAR})", re.IGNORECASE
)
_COMPACT: Final = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")

_DATE_WORD: Final = re.compile(
    r"\b(?:date|datum|tarikh|fecha|data|dato|dt)\b|date *:|日期|日付|날짜|issued", re.IGNORECASE
)
_OTHER_WORD: Final = re.compile(
    r"\b(?:exp\w*|valid\w*|due|best before|bb|mhd|born|birth\w*|dob|since|est\.?|gültig|fällig\w*|liefer\w*|"
    r"leistung\w*|"
    r"return by|until|before|bis|deliver\w*|ship\w*|check-?in|due date|echeance|échéance|period|zeitraum|fiscal|"
    r"ordered|po date|versi\w*)\b",
    re.IGNORECASE,
)
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
    def days(self) -> frozenset[date]:
        """The different days that it may mean."""
        return frozenset(day for _, day in self.readings)


@frozen
class Evidence:
    """What the document and its organization say about the order of day and month; None where they say nothing.

    `shown` comes from the document (its address, tax words and currency), `habit` from the organization.
    """

    shown: Order | None = None
    habit: Order | None = None


@frozen
class Dated:
    """The issue date that was chosen, how sure the rules are, and whether day and month could not be told apart."""

    day: date
    confidence: float
    ambiguous: bool
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

    def holds(self, row: Row, start: int, end: int) -> bool:
        """Whether those characters lie in it."""
        return self.row is row and self.start <= start and end <= self.end


def issue_date(rows: Sequence[Row], today: date, evidence: Evidence, stated: Sequence[Span] = ()) -> Dated | None:
    """The day on which the receipt was issued, or None when no plausible date is printed.

    Args:
        rows: the rows of one receipt.
        today: bounds plausible dates.
        evidence: what tells day and month apart.
        stated: where the document itself says that its date stands; dates there go before all others.
    """
    candidates = [candidate for index in range(len(rows)) for candidate in _candidates(rows, index, today)]
    if not candidates:
        return None
    printed = Counter(day for candidate in candidates for day in candidate.days if len(candidate.days) == 1)
    order = _order(candidates, printed)
    called = [one for one in candidates if any(span.holds(one.row, one.start, one.end) for span in stated)]
    best = max(called or candidates, key=lambda one: (_weight(one, printed, today), -candidates.index(one)))
    day, sure = _settled(best, order, evidence)
    base = 0.97 if called or best.score >= _WELL_PLACED else 0.9 if best.score >= 0 else 0.6
    rivals = {
        other for one in called or candidates if one.score >= best.score and len(one.days) == 1 for other in one.days
    }
    confidence = base * best.row.sureness(best.start, best.end) * (0.85 if len(rivals | {day}) > 1 else 1.0)
    return Dated(day, round(confidence if sure else min(0.4, confidence), 3), not sure, best.row, best.start, best.end)


def days_in(text: str) -> Iterator[tuple[frozenset[date], int, int]]:
    """Everything in a row's text that is shaped like a date: the days it may mean, and from where to where it goes."""
    for _, start, end, readings in _printed(text):
        yield frozenset(day for _, day in readings), start, end


def _candidates(rows: Sequence[Row], index: int, today: date) -> Iterator[Candidate]:
    row = rows[index]
    taken: list[tuple[int, int]] = []
    for shape, start, end, readings in _printed(row.text):
        plausible = tuple((order, day) for order, day in readings if _is_plausible(day, today))
        if plausible and not any(start < high and low < end for low, high in taken):
            taken.append((start, end))
            yield Candidate(plausible, shape, _score(rows, index, shape, start, end), row, start, end)


def _printed(text: str) -> Iterator[tuple[str, int, int, list[tuple[Order, date]]]]:
    """Everything shaped like a date, the surest shapes first."""
    for match in _ISO.finditer(text):
        yield "iso", *match.span(), _readings(match[1], match[3], match[4], (Order.YEAR_FIRST,))
    for match in _DAY_NAMED.finditer(text):
        yield "named", *match.span(), _named(match[1], match[2], match[3])
    for match in _NAMED_DAY.finditer(text):
        yield "named", *match.span(), _named(match[2], match[1], match[3])
    for match in _NUMERIC.finditer(text):
        first, mark, second, other_mark, third = match.groups()
        if mark != other_mark and {mark, other_mark} != {"-", "~"}:
            continue
        readings = _readings(first, second, third, (Order.DAY_FIRST, Order.MONTH_FIRST))
        if not readings and len(third) < _YEAR_DIGITS:
            readings = _readings(first, second, third, (Order.YEAR_FIRST,))
        yield mark.replace("~", "-"), *match.span(), readings
    for match in _COMPACT.finditer(text):
        yield "compact", *match.span(), _readings(match[1], match[2], match[3], (Order.YEAR_FIRST,))


def _readings(first: str, second: str, third: str, orders: Sequence[Order]) -> list[tuple[Order, date]]:
    found = []
    for order in orders:
        year, month, day = {
            Order.DAY_FIRST: (third, second, first),
            Order.MONTH_FIRST: (third, first, second),
            Order.YEAR_FIRST: (first, second, third),
        }[order]
        made = _day(year, int(month), int(day))
        if made is not None:
            found.append((order, made))
    return found


def _named(day: str, month: str, year: str) -> list[tuple[Order, date]]:
    number = _MONTH_OF.get(month.lower().translate(_ACCENTS))
    made = _day(year, number, int(day)) if number else None
    return [(Order.DAY_FIRST, made)] if made else []


def _day(year: str, month: int, day: int) -> date | None:
    digits = year.lstrip("'")
    number = int(digits) if len(digits) == _YEAR_DIGITS else 2000 + int(digits)
    try:
        return date(number, month, day)
    except ValueError:
        return None


def _is_plausible(day: date, today: date) -> bool:
    ahead = today.toordinal() + DAYS_AHEAD_MAX
    return day >= EARLIEST and day.toordinal() <= ahead


def _score(rows: Sequence[Row], index: int, shape: str, start: int, end: int) -> float:
    """How well a date is placed: the words before it, the time beside it, its shape."""
    row = rows[index]
    before, after = row.text[max(0, start - 40) : start], row.text[end : end + 25]
    score = {"compact": -2.0}.get(shape, 0.0)
    score += 2.0 if _DATE_WORD.search(before) else 0.0
    score -= 4.0 if _OTHER_WORD.search(before) else 0.0
    score += 1.5 if _CLOCK.search(after) or re.search(r"\d{1,2}:\d{2}", before) else 0.0
    if index and not before.strip():
        above = rows[index - 1].text
        score += 0.7 if _DATE_WORD.search(above) else 0.0
    if len(row.text[start:end]) < _SHORT_DATE:
        score -= 0.5
    return score


def _weight(candidate: Candidate, printed: Counter[date], today: date) -> float:
    repeated = max((printed[day] for day in candidate.days), default=0)
    newest = max(candidate.days)
    old = today - newest > timedelta(days=_OLD_AFTER_DAYS)
    return candidate.score + 0.4 * min(3, repeated) - (1.0 if old else 0.0)


def _order(candidates: Sequence[Candidate], printed: Counter[date]) -> Order | None:
    """The order of day and month in this document's numeric dates, or None when nothing tells."""
    votes: Counter[Order] = Counter()
    for one in candidates:
        numeric = one.shape in "./-"
        if numeric and len(one.readings) == 1 and one.readings[0][0] is not Order.YEAR_FIRST:
            votes[one.readings[0][0]] += 2
        elif numeric and len(one.days) > 1:
            votes.update(order for order, day in one.readings if printed[day])
    if votes[Order.DAY_FIRST] != votes[Order.MONTH_FIRST]:
        return max((Order.DAY_FIRST, Order.MONTH_FIRST), key=lambda order: votes[order])
    return None


def _settled(chosen: Candidate, order: Order | None, evidence: Evidence) -> tuple[date, bool]:
    """The one day that a date means, and whether evidence settled it; the first that speaks decides."""
    readings = dict(chosen.readings)
    if len(chosen.days) == 1:
        return chosen.readings[0][1], True
    shape = Order.DAY_FIRST if chosen.shape == "." else None
    for told in (order, evidence.shown, shape, evidence.habit):
        if told in readings:
            return readings[told], True
    return readings[Order.DAY_FIRST], False
