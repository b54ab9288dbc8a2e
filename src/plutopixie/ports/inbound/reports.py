"""Reports: what was spent, by month, category, brand, vendor, member or payment method, and compared with before."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from plutopixie.domain.organization import Organization
from plutopixie.domain.permissions import Permission, Sight
from plutopixie.domain.reports import Compared, Dimension, Period, Report, compare
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.units import OpenUnit, Unit


@frozen
class ReportView:
    """A report with the names behind its keys, and the period before beside it where it was asked for."""

    report: Report
    names: Mapping[str, str]
    before: Report | None = None
    compared: tuple[Compared, ...] = ()


@frozen
class Reports:
    """The use cases over reports. A member sees their own expenses, an admin and the owner everybody's."""

    open_unit: OpenUnit
    clock: Clock

    def totals(
        self, actor: Actor, dimension: Dimension, period: Period | None = None, *, comparing: bool = False
    ) -> ReportView:
        """Totals of the period, the present calendar year if none is named, in the home currency."""
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.SEE_REPORTS, now).sight
            organization = unit.organization.get()
            home = organization.home_currency
            asked = period or self._this_year(organization)
            report = unit.reports.totals(dimension, asked, sight.owner, home)
            earlier = asked.before if comparing else None
            before = unit.reports.totals(dimension, earlier, sight.owner, home) if earlier else None
            compared = compare(report, before) if before else ()
            return ReportView(report, _names(unit, dimension, sight), before, compared)

    def _this_year(self, organization: Organization) -> Period:
        today = self.clock.now().astimezone(organization.zone()).date()
        return Period(today.replace(month=1, day=1), today.replace(month=12, day=31))


def _names(unit: Unit, dimension: Dimension, sight: Sight) -> dict[str, str]:
    match dimension:
        case Dimension.CATEGORY:
            return {str(one.id): one.name for one in unit.categories.list()}
        case Dimension.BRAND:
            return {str(one.id): one.name for one in unit.brands.list()}
        case Dimension.VENDOR:
            return {str(one.id): one.name for one in unit.vendors.list()}
        case Dimension.MEMBER:
            return {str(one.id): one.name for one in unit.members.list() if sight.covers(one.id)}
        case Dimension.MONTH | Dimension.PAYMENT:
            return {}
