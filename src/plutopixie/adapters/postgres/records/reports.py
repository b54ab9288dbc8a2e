"""Totals, summed in SQL exactly as the domain's fold over postings sums them."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from psycopg import sql

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.currencies import Currency, currency
from plutopixie.domain.ids import MemberId
from plutopixie.domain.money import Money
from plutopixie.domain.reports import Dimension, Line, Period, Report, Unconverted, ranked

_SQL: Final = queries.load("reports")
#: By dimension: the group of an expense as a whole, and of its part.
_GROUPS: Final = {
    Dimension.MONTH: ("month", "month"),
    Dimension.CATEGORY: ("category", "category_of_part"),
    Dimension.BRAND: ("brand", "brand_of_part"),
    Dimension.VENDOR: ("vendor", "vendor"),
    Dimension.MEMBER: ("member", "member"),
    Dimension.PAYMENT: ("payment_method", "payment_method"),
}


@frozen
class PostgresReports:
    """`ports.outbound.records.Reports`."""

    _bound: Bound

    def totals(self, dimension: Dimension, period: Period, member: MemberId | None, home: Currency) -> Report:
        """The report of the period over one member's expenses or all."""
        rows = self._bound.rows(
            _statement(dimension, one_member=member is not None),
            first=period.first,
            last=period.last,
            member=member,
            home=home.code,
        )
        known = [row for row in rows if row["known"]]
        everything = _everything(known)
        return Report(
            dimension,
            period,
            ranked((_line(row, home) for row in known if row["key"] is not None), dimension),
            Money(everything["minor"] if everything else 0, home),
            everything["expenses"] if everything else 0,
            tuple(_unconverted(row) for row in rows if not row["known"] and row["key"] is not None),
        )


def _statement(dimension: Dimension, *, one_member: bool) -> sql.Composed:
    whole, part = _GROUPS[dimension]
    return sql.SQL(_SQL["totals"]).format(
        group_of_expense=sql.SQL(_SQL[whole]),
        group_of_part=sql.SQL(_SQL[part]),
        of_member=sql.SQL(_SQL["of_member" if one_member else "of_anybody"]),
    )


def _everything(known: list[Row]) -> Row | None:
    return next((row for row in known if row["key"] is None), None)


def _line(row: Row, home: Currency) -> Line:
    return Line(row["key"], Money(row["minor"], home), row["expenses"])


def _unconverted(row: Row) -> Unconverted:
    return Unconverted(Money(row["minor"], currency(row["key"])), row["expenses"])
