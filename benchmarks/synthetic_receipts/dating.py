"""When a receipt was issued and how its day is printed; some leave open which number is the month."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final

from benchmarks.synthetic_receipts.facts import Dating

EARLIEST: Final = date(2023, 6, 1)
DAYS: Final = 1240  # until October 2026
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LONG_MONTHS: Final = "January February March April May June July August September October November December".split()
_MONTH_FIRST: Final = (
    ("{m:02}/{d:02}/{y}", 8),
    ("{m:02}/{d:02}/{s:02}", 5),
    ("{m}/{d}/{y}", 4),
    ("{m:02}-{d:02}-{y}", 2),
    ("{m}/{d}/{s:02}", 1),
)
_DAY_FIRST: Final = (("{d:02}/{m:02}/{y}", 8), ("{d:02}/{m:02}/{s:02}", 3), ("{d:02}-{m:02}-{y}", 2))
_WORDED: Final = (
    ("{b} {d}, {y}", 4),
    ("{B} {d}, {y}", 2),
    ("{d:02}-{b}-{y}", 1),
    ("{b} {d:02} {y}", 1),
    ("{d} {b} {y}", 1),
    ("{b}{d:02}'{s:02}", 1),
)
_ISO: Final = (("{y}-{m:02}-{d:02}", 1),)
_POINTED: Final = (("{d:02}.{m:02}.{y}", 5), ("{d:02}.{m:02}.{s:02}", 2))
_SLASHED_YEAR: Final = (("{y}/{m:02}/{d:02}", 3), ("{y}-{m:02}-{d:02}", 1))
_EUROPEAN_WORDED: Final = (("{d} {b} {y}", 2), ("{d:02} {b} {y}", 1))
#: By country: the families of forms with their weights. Canada uses all of them.
_FORMS: Final = {
    "US": ((_MONTH_FIRST, 76), (_WORDED, 18), (_ISO, 6)),
    "CA": ((_SLASHED_YEAR, 6), (_MONTH_FIRST, 2), (_DAY_FIRST, 2), (_WORDED, 3)),
    "GB": ((_DAY_FIRST, 8), (_EUROPEAN_WORDED, 3)),
    "IE": ((_DAY_FIRST, 8), (_EUROPEAN_WORDED, 3)),
    "DE": ((_POINTED, 1),),
    "FR": ((_DAY_FIRST, 1),),
    "ES": ((_DAY_FIRST, 1),),
    "JP": ((_SLASHED_YEAR, 1),),
    "MX": ((_DAY_FIRST, 1),),
}
_DAYS_THAT_CAN_BE_MONTHS: Final = 12


def dated(rng: random.Random, country: str) -> Dating:
    """A day in a form that is usual in the country."""
    day = EARLIEST + timedelta(days=rng.randrange(DAYS))
    families = _FORMS[country]
    forms = rng.choices([forms for forms, _ in families], [weight for _, weight in families])[0]
    numeric = forms is _MONTH_FIRST or forms is _DAY_FIRST
    open_order = country == "CA" and numeric and day.day <= _DAYS_THAT_CAN_BE_MONTHS and day.day != day.month
    return Dating(day, printed(day, _form(rng, forms)), _time(rng, country), open_order)


def doubtful(rng: random.Random) -> Dating:
    """A day of numbers only, both of which can be the month: for receipts that show no country."""
    month, number = rng.sample(range(1, _DAYS_THAT_CAN_BE_MONTHS + 1), 2)
    day = date(rng.choice((2024, 2025)), month, number)
    forms = rng.choice((_MONTH_FIRST, _DAY_FIRST))
    return Dating(day, printed(day, _form(rng, forms)), _time(rng, "GB"), is_ambiguous=True)


def printed(day: date, form: str) -> str:
    """The day in a form: `{y}`, `{s}` its year, `{m}`, `{b}`, `{B}` its month, `{d}` the day of the month."""
    return form.format(
        y=day.year, s=day.year % 100, m=day.month, d=day.day, b=_MONTHS[day.month - 1], B=_LONG_MONTHS[day.month - 1]
    )


def us_numeric(day: date) -> str:
    """The day as month, day and year in numbers."""
    return printed(day, "{m:02}/{d:02}/{y}")


def _form(rng: random.Random, forms: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([form for form, _ in forms], [weight for _, weight in forms])[0]


def _time(rng: random.Random, country: str) -> str:
    hour, minute = rng.randrange(7, 23), rng.randrange(60)
    if country not in {"US", "CA"} or rng.random() < 0.35:
        return f"{hour:02}:{minute:02}" + (f":{rng.randrange(60):02}" if rng.random() < 0.4 else "")
    half = "AM" if hour < 12 else "PM"
    return f"{(hour - 1) % 12 + 1}:{minute:02}{rng.choice((' ', ''))}{half}"
