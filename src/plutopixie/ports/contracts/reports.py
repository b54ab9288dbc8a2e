"""Reports: totals that agree with the domain's own fold to the last minor unit."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain import expenses
from plutopixie.domain.currencies import currency
from plutopixie.domain.ids import MemberId
from plutopixie.domain.money import Money
from plutopixie.domain.reports import Dimension, Line, Period, Report, Unconverted, fold, postings
from plutopixie.domain.splits import Split
from plutopixie.ports.contracts import strategies
from plutopixie.ports.contracts.foundation import OverUnits, modest
from plutopixie.ports.contracts.listing import with_expenses
from plutopixie.ports.contracts.samples import DAY, EUR, USD, Office, a_member, fresh_id, joined, later, usd
from plutopixie.ports.outbound.units import OpenUnit

TODAY = Period(DAY, DAY)


class ReportsContract(OverUnits):
    """What `Reports` promises."""

    @modest
    @given(data=st.data())
    def test_totals_are_the_fold_over_postings(self, open_unit: OpenUnit, data: st.DataObject) -> None:
        """Every report over drawn expenses equals what the domain's fold gives for them."""
        furnished = with_expenses(open_unit, data)
        for dimension in Dimension:
            period = data.draw(strategies.periods())
            member = data.draw(st.one_of(st.none(), st.sampled_from(furnished.known.members)))
            home = data.draw(st.one_of(st.just(furnished.known.home), strategies.currencies()))
            counted = [
                posting
                for expense in furnished.kept
                if period.first <= expense.details.date <= period.last and member in {None, expense.recorded_by}
                for posting in postings(expense, dimension, home)
            ]

            with furnished.office.unit() as unit:
                report = unit.reports.totals(dimension, period, member, home)

            assert report == fold(counted, dimension, period, home)

    def test_nothing_gives_an_empty_report(self, office: Office) -> None:
        """Without expenses there are no lines and the total is zero."""
        with office.unit() as unit:
            for dimension in Dimension:
                report = unit.reports.totals(dimension, TODAY, None, USD)
                assert report == Report(dimension, TODAY, (), usd(0), 0, ())

    def test_only_recorded_expenses_count(self, office: Office) -> None:
        """Drafts and deleted expenses are in no report."""
        counted, gone = office.kept(), office.kept()
        with office.unit() as unit:
            unit.expenses.add(*office.draft())
            unit.expenses.save(*expenses.delete(gone, by=office.owner.id, at=later(1)))
            report = unit.reports.totals(Dimension.MONTH, TODAY, None, USD)

        assert report.lines == (Line("2026-03", counted.details.amount, 1),)

    def test_both_ends_of_the_period_count(self, office: Office) -> None:
        """The first and the last day of a period are inside, the days around it are not."""
        for days in (-1, 0, 1, 2):
            office.kept(date=DAY + timedelta(days=days), amount=usd(10 ** (days + 1)))

        with office.unit() as unit:
            report = unit.reports.totals(Dimension.CATEGORY, Period(DAY, DAY + timedelta(days=1)), None, USD)

        assert report.lines == (Line("", usd(110), 2),)

    def test_one_members_report_holds_theirs_only(self, office: Office) -> None:
        """A report of one member leaves out what others recorded."""
        ada = joined(office, a_member())
        office.kept(amount=usd(1))
        office.kept(amount=usd(10), by=ada)

        with office.unit() as unit:
            mine = unit.reports.totals(Dimension.MEMBER, TODAY, ada.id, USD)
            nobodys = unit.reports.totals(Dimension.MEMBER, TODAY, MemberId(fresh_id()), USD)
            all_of_them = unit.reports.totals(Dimension.MEMBER, TODAY, None, USD)
        assert mine.lines == (Line(str(ada.id), usd(10), 1),)
        assert nobodys.lines == ()
        assert all_of_them.lines == (Line(str(ada.id), usd(10), 1), Line(str(office.owner.id), usd(1), 1))

    def test_a_split_expense_counts_once_in_each_line(self, office: Office) -> None:
        """The parts of an expense add up in their lines, and the expense is counted once in each."""
        category, brand = office.category.id, office.brand.id
        parts = (Split(usd(10), category), Split(usd(20), category, brand), Split(usd(70), None, brand))
        office.kept(amount=usd(100), splits=parts)

        with office.unit() as unit:
            report = unit.reports.totals(Dimension.CATEGORY, TODAY, None, USD)
        assert report.lines == (Line("", usd(70), 1), Line(str(category), usd(30), 1))
        assert (report.total, report.count) == (usd(100), 1)

    def test_what_has_no_rate_stands_beside(self, office: Office) -> None:
        """Amounts without a rate are told by currency beside the total, never added to it."""
        yen = currency("JPY")
        office.kept(amount=usd(1))
        office.kept(amount=Money(5, yen))
        office.kept(amount=Money(7, EUR))
        office.kept(amount=Money(2, EUR))

        with office.unit() as unit:
            report = unit.reports.totals(Dimension.VENDOR, TODAY, None, USD)
        assert (report.total, report.count) == (usd(1), 1)
        assert report.unconverted == (Unconverted(Money(9, EUR), 2), Unconverted(Money(5, yen), 1))
