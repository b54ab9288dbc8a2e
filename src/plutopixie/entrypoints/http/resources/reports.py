"""Reports: totals by dimension over a period."""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import frozen

from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.permissions import Permission
from plutopixie.domain.reports import Dimension, Period
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.errors import MalformedRequestError
from plutopixie.entrypoints.http.parameters import reading
from plutopixie.entrypoints.http.routing import AnyRoute, Call, route
from plutopixie.entrypoints.http.views.reports import ReportBody


@frozen
class ReportParameters:
    """The days from `from` to `to`, both included, the present calendar year if left out.

    `compare=true` puts the period of the same length just before beside it.
    """

    from_: date | None = None
    to: date | None = None
    compare: bool = False

    def period(self) -> Period | None:
        """The period they state; raises MalformedRequestError."""
        if self.from_ is None and self.to is None:
            return None
        if self.from_ is None or self.to is None:
            missing = "from" if self.from_ is None else "to"
            raise MalformedRequestError.at(missing, "is missing; a period has two ends")
        with reading():
            return Period(self.from_, self.to)


def _totals(call: Call[Nothing, ReportParameters]) -> Answer[ReportBody]:
    if call.segment not in set(Dimension):
        raise NotFoundError("report")
    dimension, asked = Dimension(call.segment), call.query
    view = call.use_cases.reports.totals(call.actor, dimension, asked.period(), comparing=asked.compare)
    return Answer(ReportBody.of(view))


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route(
        "GET",
        "/v1/reports/{dimension}",
        "Total recorded expenses by month, category, brand, vendor, member or payment method",
        _totals,
        Permission.SEE_REPORTS,
        ReportBody,
        query=ReportParameters,
        segment=Dimension,
    ),
)
