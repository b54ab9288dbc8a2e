"""Shapes of dates: what is printed like a date, and the days that it may mean.

The laws:

- Digits that continue a longer number are no date, unless the whole of a date with its year stands at the number's end.
- An all-numeric date has every reading that gives a day; which one is meant is for others to say.
- Years of two digits are of this century.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

_YEAR_DIGITS: Final = 4
#: Shapes whose numbers may stand in either order.
NUMERIC_SHAPES: Final = frozenset({".", "/", "-", "blurred", "glued"})


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
#: Points misread as commas, or marks that differ; and a date that a serial number runs into.
_BLURRED: Final = re.compile(
    r"(?<![\d.,])(\d\d)([.,/\-]) ?(\d\d)([.,/\-]) ?((?:19|20)\d\d(?!\d|[.,]\d)|\d\d(?![\d.,/\-]))"
)
_GLUED: Final = re.compile(r"(?<=\d{3})(\d\d)([/\-])(\d\d)\2((?:19|20)\d\d)(?!\d)")
_ISO: Final = re.compile(
    r"(?<!\d)((?:19|20) ?\d\d)( ?[./\-年] ?)(\d{1,2})(?: ?[./\-月] ?)(\d{1,2})(?:(?!\d)|(?=\d\d:\d\d))"
)
_DAY_NAMED: Final = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|\.)?[ ,./\-]{{0,3}}(?:de )?([^\W\d_]{{3,10}})[ ,./\-]{{0,3}}(?:de )?({_YEAR})",
    re.IGNORECASE,
)
_NAMED_DAY: Final = re.compile(
    rf"(?<![^\W_])([^\W\d_]{{3,10}})[ ./\-]{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?(?:[ ,./\-]{{1,3}}|(?='\d))({_YEAR})",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")


def printed_dates(text: str, *, year_first: bool) -> Iterator[tuple[str, int, int, list[tuple[Order, date]]]]:
    """Everything shaped like a date, the surest shapes first; `year_first` where two digits in front may be a year."""
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
        if len(third) < _YEAR_DIGITS and (year_first or not readings):
            readings += _readings(first, second, third, (Order.YEAR_FIRST,))
        yield mark.replace("~", "-"), *match.span(), readings
    for shape, pattern in (("blurred", _BLURRED), ("glued", _GLUED)):
        for match in pattern.finditer(text):
            first, second, third = match[1], match[3], match[match.re.groups]
            yield shape, *match.span(), _readings(first, second, third, (Order.DAY_FIRST, Order.MONTH_FIRST))
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
    digits = year.lstrip("'").replace(" ", "")
    number = int(digits) if len(digits) == _YEAR_DIGITS else 2000 + int(digits)
    try:
        return date(number, month, day)
    except ValueError:
        return None
