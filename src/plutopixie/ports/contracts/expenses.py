"""Expenses and their history; lists of them stand in `listing`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from attrs import evolve

from plutopixie.domain import expenses
from plutopixie.domain.currencies import currency
from plutopixie.domain.exchange import Conversion, Rate, RateSource
from plutopixie.domain.expenses import Change, Expense, Kind
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, ExpenseId, MemberId, TagId, VendorId
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.splits import Split
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused, stale, taken
from plutopixie.ports.contracts.samples import DAY, EUR, USD, Office, a_member, fresh_id, joined, later, usd

#: One reference to nothing in each place that holds one; the first word is the field.
DANGLING: Final[dict[str, Any]] = {
    "vendor": lambda: {"vendor": Vendor(VendorId(fresh_id()), "Nowhere")},
    "category": lambda: {"category": CategoryId(fresh_id())},
    "brand": lambda: {"brand": BrandId(fresh_id())},
    "tags": lambda: {"tags": frozenset({TagId(fresh_id())})},
    "custom_fields": lambda: {"custom_fields": {CustomFieldId(fresh_id()): "x"}},
    "splits": lambda: {"splits": (Split(usd(1250), CategoryId(fresh_id())),)},
    "splits by brand": lambda: {"splits": (Split(usd(1250), None, BrandId(fresh_id())),)},
}


class ExpensesContract(OverUnits):
    """What `Expenses` promises, except its lists."""

    def test_reads_back_as_added(self, office: Office) -> None:
        """A plain expense reads back as added, with the first entry of its history."""
        expense, change = office.recorded()
        with office.unit() as unit:
            unit.expenses.add(expense, change)

        with office.unit() as unit:
            assert unit.expenses.get(expense.id) == expense
            assert unit.expenses.get(expense.id, lock=True) == expense
            assert unit.expenses.history(expense.id) == (change,)

    def test_every_detail_reads_back(self, office: Office) -> None:
        """Splits, tags, custom fields, notes, payment, tax and conversion read back as added."""
        rate = Rate(EUR, USD, Decimal("1.08420"), DAY, RateSource.ECB)
        expense = office.kept(
            amount=Money(-1250, EUR),
            kind=Kind.REFUND,
            category=office.category.id,
            brand=office.brand.id,
            tags=frozenset({office.tag.id}),
            custom_fields={office.custom_field.id: "Größe"},
            notes="two\nlines, 二行",
            payment=PaymentMethod(PaymentKind.CARD, "0042"),
            tax=Money(-199, EUR),
            splits=(
                Split(Money(-1000, EUR), office.category.id),
                Split(Money(-250, EUR), None, office.brand.id),
            ),
            conversion=Conversion(rate, usd(-1355)),
        )

        with office.unit() as unit:
            assert unit.expenses.get(expense.id) == expense

    @pytest.mark.parametrize("value", ["plain", Decimal("-12.500"), date(2026, 2, 28)], ids=["text", "number", "date"])
    def test_custom_values_keep_their_type(self, office: Office, value: Any) -> None:
        """A custom field's value reads back as text, number or date, as it was."""
        expense = office.kept(custom_fields={office.custom_field.id: value})

        with office.unit() as unit:
            read = unit.expenses.get(expense.id).details.custom_fields[office.custom_field.id]
        assert (type(read), read, str(read)) == (type(value), value, str(value))

    @pytest.mark.parametrize("code", ["JPY", "USD", "KWD", "CLF"])
    @pytest.mark.parametrize("minor", [0, 1, 999_999_999_999_999])
    def test_amounts_are_exact(self, office: Office, code: str, minor: int) -> None:
        """Amounts up to the limit read back to the last minor unit, whatever the currency."""
        expense = office.kept(amount=Money(minor, currency(code)))

        with office.unit() as unit:
            assert unit.expenses.get(expense.id).details.amount == Money(minor, currency(code))

    def test_an_unknown_expense_is_missing(self, office: Office) -> None:
        """Look-up and change of an unknown expense find nothing; its history is empty."""
        expense, change = expenses.confirm(office.draft()[0], by=office.owner.id, at=later(1))
        with office.unit() as unit, missing("expense"):
            unit.expenses.get(expense.id)
        with missing("expense"), office.unit() as unit:
            unit.expenses.save(expense, change)
        with office.unit() as unit:
            assert unit.expenses.history(expense.id) == ()

    def test_an_id_is_taken_once(self, office: Office) -> None:
        """A second expense with the same id is refused."""
        expense, change = office.recorded()
        with office.unit() as unit:
            unit.expenses.add(expense, change)

        with taken("expense", "id"), office.unit() as unit:
            unit.expenses.add(expense, change)

    def test_the_whole_life_is_kept(self, office: Office) -> None:
        """Each change is saved, and the history tells them all, oldest first."""
        expense, change = office.draft()
        told = [change]
        with office.unit() as unit:
            unit.expenses.add(expense, change)
        by = office.owner.id
        other = office.details(amount=usd(99), tags=frozenset({office.tag.id}), notes="better")

        life: tuple[Callable[[Expense], tuple[Expense, Change]], ...] = (
            lambda it: expenses.correct(it, other, by=by, at=later(1)),
            lambda it: expenses.confirm(it, by=by, at=later(2)),
            lambda it: expenses.delete(it, by=by, at=later(3)),
            lambda it: expenses.restore(it, by=by, at=later(4)),
            lambda it: expenses.correct(it, office.details(), by=by, at=later(5)),
        )
        for move in life:
            expense, change = move(expense)
            told.append(change)
            with office.unit() as unit:
                unit.expenses.save(expense, change)
            with office.unit() as unit:
                assert unit.expenses.get(expense.id) == expense
                assert unit.expenses.history(expense.id) == tuple(told)

    def test_refuses_a_stale_version(self, office: Office) -> None:
        """A save that does not follow the stored version is refused and leaves no entry in the history."""
        expense = office.kept()
        corrected, change = expenses.correct(expense, office.details(notes="x"), by=office.owner.id, at=later(1))
        with office.unit() as unit:
            unit.expenses.save(corrected, change)

        with stale("expense", 2), office.unit() as unit:
            unit.expenses.save(corrected, change)
        with stale("expense", 2), office.unit() as unit:
            unit.expenses.save(evolve(corrected, version=4), evolve(change, version=4))

        with office.unit() as unit:
            assert len(unit.expenses.history(expense.id)) == 2

    @pytest.mark.parametrize("place", DANGLING)
    def test_references_must_exist(self, office: Office, place: str) -> None:
        """A new or changed expense that refers to what does not exist is refused, naming the field."""
        details, field = office.details(**DANGLING[place]()), place.split(maxsplit=1)[0]
        expense, change = expenses.create(ExpenseId(fresh_id()), details, by=office.owner.id, at=later(0))
        with refused(field), office.unit() as unit:
            unit.expenses.add(expense, change)
        kept = office.kept()
        with refused(field), office.unit() as unit:
            unit.expenses.save(*expenses.correct(kept, details, by=office.owner.id, at=later(1)))

        with office.unit() as unit, missing("expense"):
            unit.expenses.get(expense.id)
        with office.unit() as unit:
            assert unit.expenses.get(kept.id) == kept

    def test_is_recorded_by_a_member(self, office: Office) -> None:
        """An expense recorded by nobody we know is refused."""
        expense, change = office.recorded()
        with refused("recorded_by"), office.unit() as unit:
            unit.expenses.add(evolve(expense, recorded_by=MemberId(fresh_id())), change)

    def test_the_vendor_is_the_known_one(self, office: Office) -> None:
        """An expense shows its vendor as the organization knows it."""
        expense = office.kept()

        with office.unit() as unit:
            assert unit.expenses.get(expense.id).details.vendor == office.vendor

    def test_alike_tells_what_looks_the_same(self, office: Office) -> None:
        """Present expenses of one vendor, date and amount are found, the oldest first; others are not."""
        ada = joined(office, a_member())
        same = [office.kept(), office.kept(by=ada, notes="other notes")]
        draft, change = office.draft()
        gone = office.kept()
        with office.unit() as unit:
            unit.expenses.add(draft, change)
            unit.expenses.save(*expenses.delete(gone, by=office.owner.id, at=later(1)))
            other = unit.vendors.obtain(Vendor(VendorId(fresh_id()), "Other"))
        office.kept(amount=usd(1251))
        office.kept(amount=Money(1250, EUR))
        office.kept(date=DAY + timedelta(days=1))
        office.kept(vendor=other)

        with office.unit() as unit:
            found = unit.expenses.alike(office.vendor.id, DAY, usd(1250))
        assert found == tuple((expense.id, expense.recorded_by) for expense in (*same, draft))

    def test_alike_tells_ten_at_most(self, office: Office) -> None:
        """Of many that look the same the ten oldest are told."""
        same = [office.kept() for _ in range(12)]

        with office.unit() as unit:
            found = unit.expenses.alike(office.vendor.id, DAY, usd(1250))
        assert [id_ for id_, _ in found] == [expense.id for expense in same[:10]]
