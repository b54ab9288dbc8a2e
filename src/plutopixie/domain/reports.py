"""Reports: totals of recorded expenses in the home currency, as pure folds over postings.

Laws:

1. Only recorded expenses count. A split expense counts once in each line that one of its parts belongs to.
2. The lines of a report add up to its total, to the last minor unit.
3. What has no known rate to the home currency is listed by its own currency beside the total, never added at 1:1.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen

from plutopixie.domain import splits as splitting
from plutopixie.domain.currencies import Currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.expenses import Expense, State, in_home
from plutopixie.domain.ids import ExpenseId
from plutopixie.domain.money import Money, sum_money
from plutopixie.domain.splits import Split


class Dimension(enum.StrEnum):
    """By what expenses are grouped."""

    MONTH = "month"
    CATEGORY = "category"
    BRAND = "brand"
    VENDOR = "vendor"
    MEMBER = "member"
    PAYMENT = "payment-method"


@frozen
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidValueError("to", "lies before from")

    @property
    def before(self) -> Period | None:
        """The period of the same length just before, or None at the beginning of the calendar."""
        days = (self.last - self.first).days + 1
        if self.first.toordinal() <= days:
            return None
        return Period(self.first - timedelta(days=days), self.first - timedelta(days=1))


@frozen
class Posting:
    """One part of an expense as it counts: the group it falls in, and its amount at home if a rate is known."""

    expense: ExpenseId
    group: str
    amount: Money
    home: Money | None


@frozen
class Line:
    """The total of one group: its key (an id, a month as YYYY-MM, a payment kind, or "" for none)."""

    key: str
    total: Money
    count: int


@frozen
class Unconverted:
    """What could not be added for want of a rate: the total in its own currency, and of how many expenses."""

    total: Money
    count: int


@frozen
class Report:
    """Lines by group, the largest first, their total, and what stands beside it unconverted."""

    dimension: Dimension
    period: Period
    lines: tuple[Line, ...]
    total: Money
    count: int
    unconverted: tuple[Unconverted, ...]


@frozen
class Compared:
    """A line beside the same group's total in the period before."""

    key: str
    total: Money
    count: int
    before: Money


def postings(expense: Expense, dimension: Dimension, home: Currency) -> tuple[Posting, ...]:
    """How the expense counts, one posting a part; nothing unless it is recorded."""
    if expense.state is not State.RECORDED:
        return ()
    details = expense.details
    parts = details.splits or (Split(details.amount, details.category, details.brand),)
    total = in_home(details, home)
    shares: tuple[Split | None, ...] = splitting.rescaled(total, parts) if total is not None else (None,) * len(parts)
    return tuple(
        Posting(expense.id, _group(expense, part, dimension), part.amount, share.amount if share else None)
        for part, share in zip(parts, shares, strict=True)
    )


def _group(expense: Expense, part: Split, dimension: Dimension) -> str:
    details = expense.details
    key: object = {
        Dimension.MONTH: details.date.isoformat()[: len("YYYY-MM")],
        Dimension.CATEGORY: part.category,
        Dimension.BRAND: part.brand,
        Dimension.VENDOR: details.vendor.id,
        Dimension.MEMBER: expense.recorded_by,
        Dimension.PAYMENT: details.payment.kind.value if details.payment else None,
    }[dimension]
    return "" if key is None else str(key)


def fold(entries: Iterable[Posting], dimension: Dimension, period: Period, home: Currency) -> Report:
    """The report over these postings."""
    known: dict[str, list[Posting]] = {}
    unknown: dict[str, list[Posting]] = {}
    for entry in entries:
        if entry.home is None:
            unknown.setdefault(entry.amount.currency.code, []).append(entry)
        else:
            known.setdefault(entry.group, []).append(entry)
    lines = [
        Line(key, sum_money([entry.home for entry in group if entry.home is not None], home), _expenses(group))
        for key, group in known.items()
    ]
    return Report(
        dimension,
        period,
        ranked(lines, dimension),
        sum_money([line.total for line in lines], home),
        _expenses(entry for group in known.values() for entry in group),
        tuple(
            Unconverted(sum_money([e.amount for e in group], group[0].amount.currency), _expenses(group))
            for _, group in sorted(unknown.items())
        ),
    )


def ranked(lines: Iterable[Line], dimension: Dimension) -> tuple[Line, ...]:
    """Months in the order of the calendar, everything else the largest first."""
    if dimension is Dimension.MONTH:
        return tuple(sorted(lines, key=lambda line: line.key))
    return tuple(sorted(lines, key=lambda line: (-line.total.minor, line.key)))


def compare(now: Report, before: Report) -> tuple[Compared, ...]:
    """Each group's total beside its total in the period before; a group missing from one counts as zero there.

    Months stand beside the month at the same place in the period before: the first beside the first, and so on.
    """
    nothing = Money(0, now.total.currency)
    earlier = {_counterpart(line.key, before, now): line for line in before.lines}
    rows = [Compared(line.key, line.total, line.count, _total(earlier.get(line.key), nothing)) for line in now.lines]
    seen = {line.key for line in now.lines}
    gone = [Compared(key, nothing, 0, line.total) for key, line in earlier.items() if key not in seen]
    return (
        tuple(sorted((*rows, *gone), key=lambda row: row.key)) if now.dimension is Dimension.MONTH else (*rows, *gone)
    )


def _counterpart(key: str, before: Report, now: Report) -> str:
    """The key that a line of the period before has in this one."""
    if now.dimension is not Dimension.MONTH:
        return key
    year, month = key.rsplit("-", 1)
    distance = _months(now.period.first) - _months(before.period.first)
    moved = 12 * int(year) + int(month) - 1 + distance
    return f"{moved // 12:04}-{moved % 12 + 1:02}"


def _months(day: date) -> int:
    return 12 * day.year + day.month - 1


def _total(line: Line | None, nothing: Money) -> Money:
    return nothing if line is None else line.total


def _expenses(entries: Iterable[Posting]) -> int:
    return len({entry.expense for entry in entries})
