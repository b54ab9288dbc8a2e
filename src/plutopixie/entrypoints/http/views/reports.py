"""Reports as they are shown. Amounts are decimal texts in the home currency unless they name their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from plutopixie.domain.reports import Compared, Dimension, Line, Report
from plutopixie.ports.inbound.reports import ReportView


@frozen
class ReportLineBody:
    """The total of one group. `key` is an id, a month or a payment kind, null for what has none; `name` is for people.

    `before` is the same group's total in the period before, where a comparison was asked for.
    """

    key: str | None
    name: str | None
    total: str
    count: int
    before: str | None


@frozen
class UnconvertedBody:
    """What could not be added for want of a rate, in its own currency, and of how many expenses."""

    currency: str
    total: str
    count: int


@frozen
class PeriodTotalBody:
    """The total of a period."""

    from_: date
    to: date
    total: str
    count: int
    unconverted: tuple[UnconvertedBody, ...]

    @classmethod
    def of(cls, one: Report) -> PeriodTotalBody:
        """The report's totals as they are shown."""
        return cls(one.period.first, one.period.last, one.total.decimal(), one.count, _unconverted(one))


@frozen
class ReportBody:
    """Totals of recorded expenses by group, which add up to `total`; what has no known rate stands beside them."""

    dimension: Dimension
    from_: date
    to: date
    currency: str
    total: str
    count: int
    lines: tuple[ReportLineBody, ...]
    unconverted: tuple[UnconvertedBody, ...]
    before: PeriodTotalBody | None

    @classmethod
    def of(cls, view: ReportView) -> ReportBody:
        """The report as it is shown."""
        report = view.report
        lines: tuple[Line | Compared, ...] = report.lines if view.before is None else view.compared
        return cls(
            dimension=report.dimension,
            from_=report.period.first,
            to=report.period.last,
            currency=report.total.currency.code,
            total=report.total.decimal(),
            count=report.count,
            lines=tuple(_line(line, view.names) for line in lines),
            unconverted=_unconverted(report),
            before=PeriodTotalBody.of(view.before) if view.before else None,
        )


def _line(line: Line | Compared, names: Mapping[str, str]) -> ReportLineBody:
    before = line.before.decimal() if isinstance(line, Compared) else None
    return ReportLineBody(line.key or None, names.get(line.key), line.total.decimal(), line.count, before)


def _unconverted(report: Report) -> tuple[UnconvertedBody, ...]:
    return tuple(UnconvertedBody(one.total.currency.code, one.total.decimal(), one.count) for one in report.unconverted)
