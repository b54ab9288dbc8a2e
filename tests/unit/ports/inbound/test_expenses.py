"""The use cases over expenses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from plutopixie.domain.catalog import FieldKind
from plutopixie.domain.errors import (
    IllegalMoveError,
    InvalidValueError,
    KeyReusedError,
    NotFoundError,
    StaleVersionError,
    TooLargeError,
)
from plutopixie.domain.expenses import Kind, Move, State
from plutopixie.domain.ids import ExpenseId
from plutopixie.domain.listing import Filter, Sort
from plutopixie.domain.members import Role
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reports import Dimension, Period
from plutopixie.ports.inbound.catalog import NewCustomField
from plutopixie.ports.inbound.repetition import RequestKey
from plutopixie.ports.inbound.statements import (
    ExpenseChanges,
    ExpenseStatement,
    StatedPayment,
    StatedSplit,
    changed,
    restated,
)


def said(**changes: Any) -> ExpenseStatement:
    """A statement that is fine but for the changes."""
    return ExpenseStatement(**{"date": "2026-03-01", "amount": "12.50", "vendor": "Corner Shop", **changes})


def listed(house: Any, actor: Any, **wanted: Any) -> list[ExpenseId]:
    """The ids of the first page that the filter lets through."""
    return [view.expense.id for view in house.expenses.page(actor, Filter(**wanted), Sort()).views]


def test_an_expense_is_recorded_and_found(house: Any) -> None:
    """What is recorded is in the list, in the home currency unless said otherwise."""
    actor = house.found()

    view = house.expenses.record(actor, said())

    assert view.expense.state is State.RECORDED
    assert view.expense.details.amount.currency.code == "USD"
    assert listed(house, actor) == [view.expense.id]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("date", {"date": "2026-02-30"}),
        ("date", {"date": "2026-3-1"}),
        ("date", {"date": "2026-05-01"}),
        ("date", {"date": "1969-12-31"}),
        ("amount", {"amount": "1e3"}),
        ("amount", {"amount": "NaN"}),
        ("amount", {"amount": "1.234"}),
        ("amount", {"amount": "-1.00"}),
        ("amount", {"amount": "1.00", "kind": Kind.REFUND}),
        ("amount", {"amount": "9" * 19}),
        ("currency", {"currency": "XYZ"}),
        ("vendor", {"vendor": ""}),
        ("vendor", {"vendor": "a\x00b"}),
        ("vendor", {"vendor": "a\ud800b"}),
        ("vendor", {"vendor": "x" * 161}),
        ("notes", {"notes": "x" * 4001}),
        ("category", {"category": UUID(int=1)}),
        ("brand", {"brand": UUID(int=1)}),
        ("tags[0]", {"tags": (UUID(int=1),)}),
        (f"custom_fields.{UUID(int=1)}", {"custom_fields": {UUID(int=1): "x"}}),
        ("tax", {"tax": "13.00"}),
        ("tax", {"tax": "x"}),
        ("splits[0]", {"splits": (StatedSplit("12.50"),)}),
        ("payment_method.last4", {"payment_method": StatedPayment(PaymentKind.CARD, "12345")}),
        ("rate", {"rate": "1.1"}),
        ("rate", {"currency": "EUR", "rate": "0"}),
    ],
)
def test_bad_input_names_the_field_and_leaves_nothing(house: Any, field: str, changes: dict[str, Any]) -> None:
    """Every rule that is broken is told with the field's name, and nothing is recorded, not even the vendor."""
    actor = house.found()

    with pytest.raises(InvalidValueError) as caught:
        house.expenses.record(actor, said(**changes))

    assert caught.value.field == field
    assert listed(house, actor) == []
    with house.units(actor.organization) as unit:
        assert unit.vendors.list() == ()


@pytest.mark.promise("P4.4")
def test_a_card_number_never_reaches_the_records(house: Any) -> None:
    """A full card number in vendor or notes is masked to its last four digits before anything is kept."""
    actor = house.found()

    view = house.expenses.record(actor, said(vendor="Shop 4111 1111 1111 1111", notes="card 4111111111111111"))

    kept = view.expense.details.vendor.name + view.expense.details.notes
    assert "4111" not in kept.replace("1111", "", 2) or "411111" not in kept.replace(" ", "")
    assert "11111111" not in kept.replace(" ", "")


def test_splits_add_up(house: Any) -> None:
    """A split over two categories is kept when it adds up and refused when it does not."""
    actor = house.found()
    tools, food = house.categories.add(actor, "Tools").id, house.categories.add(actor, "Food").id
    parts = (StatedSplit("10.00", tools), StatedSplit("2.50", food))

    view = house.expenses.record(actor, said(splits=parts))

    assert [part.amount.decimal() for part in view.expense.details.splits] == ["10.00", "2.50"]
    with pytest.raises(InvalidValueError, match="splits"):
        house.expenses.record(actor, said(splits=(*parts, StatedSplit("0.01", tools))))


def test_foreign_money_is_converted_at_the_rate_of_the_day(house: Any) -> None:
    """With a known rate the home amount is kept with the expense; without one it is empty, never 1:1."""
    actor = house.found()

    known = house.expenses.record(actor, said(currency="EUR", date="2026-03-02", amount="10.00")).expense
    unknown = house.expenses.record(actor, said(currency="EUR", date="2026-03-01", amount="10.00")).expense

    assert known.details.conversion.result.decimal() == "12.50"
    assert known.details.conversion.rate.source.value == "ecb"
    assert unknown.details.conversion is None


def test_a_typed_rate_is_kept(house: Any) -> None:
    """A person's own rate wins over the bank's, and survives a correction of the amount."""
    actor = house.found()
    view = house.expenses.record(actor, said(currency="EUR", date="2026-03-02", amount="10.00", rate="1.30"))

    corrected = house.expenses.correct(actor, view.expense.id, ExpenseChanges(amount="20.00"))

    assert view.expense.details.conversion.result.decimal() == "13.00"
    assert corrected.expense.details.conversion.result.decimal() == "26.00"
    assert corrected.expense.details.conversion.rate.source.value == "typed"


def test_a_repeated_request_records_once(house: Any) -> None:
    """The same key and body record one expense; the same key with another body is refused."""
    actor = house.found()
    request = RequestKey("key", b"a" * 32)

    first = house.expenses.record(actor, said(), request)
    second = house.expenses.record(actor, said(), request)

    assert first.expense.id == second.expense.id
    assert len(listed(house, actor)) == 1
    with pytest.raises(KeyReusedError):
        house.expenses.record(actor, said(amount="9.00"), RequestKey("key", b"b" * 32))
    assert len(listed(house, actor)) == 1


def test_a_failed_request_does_not_use_up_its_key(house: Any) -> None:
    """A request that was refused can be sent again, corrected, with the same key."""
    actor = house.found()

    with pytest.raises(InvalidValueError):
        house.expenses.record(actor, said(amount="x"), RequestKey("key", b"a" * 32))

    assert house.expenses.record(actor, said(), RequestKey("key", b"b" * 32))


def test_a_correction_keeps_the_history(house: Any) -> None:
    """A correction raises the version and says what was before and after."""
    actor = house.found()
    id = house.expenses.record(actor, said()).expense.id

    view = house.expenses.correct(actor, id, ExpenseChanges(vendor="Other Shop", notes="mine"), expected=1)

    history = house.expenses.history(actor, id)
    assert (view.expense.version, view.expense.details.vendor.name) == (2, "Other Shop")
    assert [entry.move for entry in history] == [Move.CREATE, Move.CORRECT]
    assert {(one.field, one.before, one.after) for one in history[1].fields} == {
        ("vendor", "Corner Shop", "Other Shop"),
        ("notes", None, "mine"),
    }


def test_a_stale_correction_changes_nothing(house: Any) -> None:
    """A change made against an older version is refused with the present one."""
    actor = house.found()
    id = house.expenses.record(actor, said()).expense.id
    house.expenses.correct(actor, id, ExpenseChanges(amount="13.00"))

    with pytest.raises(StaleVersionError) as caught:
        house.expenses.correct(actor, id, ExpenseChanges(amount="14.00"), expected=1)

    assert caught.value.current == 2
    assert house.expenses.get(actor, id).expense.details.amount.decimal() == "13.00"


def test_null_empties_and_absence_keeps(house: Any) -> None:
    """A change of None empties a field; what is left out stays."""
    actor = house.found()
    category = house.categories.add(actor, "Tools").id
    id = house.expenses.record(actor, said(category=category, notes="keep")).expense.id

    details = house.expenses.correct(actor, id, ExpenseChanges(category=None)).expense.details

    assert (details.category, details.notes) == (None, "keep")


def test_a_statement_survives_its_details(house: Any) -> None:
    """Restating an expense and stating it again gives the same details."""
    actor = house.found()
    category = house.categories.add(actor, "Tools").id
    number = house.settings.add_custom_field(actor, NewCustomField("Trip", FieldKind.NUMBER)).id
    statement = said(
        category=category,
        notes="line one\nline two",
        custom_fields={number: "12.5"},
        payment_method=StatedPayment(PaymentKind.CARD, "4242"),
        tax="1.00",
        splits=(StatedSplit("12.50", category),),
    )
    expense = house.expenses.record(actor, statement).expense

    again = house.expenses.correct(actor, expense.id, ExpenseChanges()).expense

    assert again.details == expense.details
    assert changed(restated(expense.details), ExpenseChanges()) == restated(expense.details)


def test_an_archived_category_is_kept_but_not_given(house: Any) -> None:
    """An expense keeps the category it has when that is archived; a new expense can't get it."""
    actor = house.found()
    category = house.categories.add(actor, "Old").id
    id = house.expenses.record(actor, said(category=category)).expense.id
    house.categories.change(actor, category, archived=True)

    assert house.expenses.correct(actor, id, ExpenseChanges(amount="1.00")).expense.details.category == category
    with pytest.raises(InvalidValueError, match="archived"):
        house.expenses.record(actor, said(category=category))


def test_deleting_can_be_undone(house: Any) -> None:
    """A deleted expense is in no list and looks like none, until it is restored as it was."""
    actor = house.found()
    id = house.expenses.record(actor, said()).expense.id

    house.expenses.delete(actor, id)
    with pytest.raises(NotFoundError):
        house.expenses.get(actor, id)
    with pytest.raises(IllegalMoveError):
        house.expenses.delete(actor, id)
    assert listed(house, actor) == []

    assert house.expenses.restore(actor, id).expense.state is State.RECORDED


def test_a_draft_does_not_count_until_confirmed(house: Any) -> None:
    """A draft is listed but in no report; confirming makes it count."""
    actor = house.found()
    id = house.expenses.record(actor, said(), draft=True).expense.id
    period = Period(date(2026, 1, 1), date(2026, 12, 31))

    before = house.reports.totals(actor, Dimension.MONTH, period).report
    house.expenses.confirm(actor, id)
    after = house.reports.totals(actor, Dimension.MONTH, period).report

    assert (before.count, after.count, after.total.decimal()) == (0, 1, "12.50")


@pytest.mark.promise("P6.4")
def test_a_member_sees_their_own_expenses_alone(house: Any) -> None:
    """Another member's expense looks like none to a member, and is there for the owner."""
    owner = house.found()
    member, other = house.join(owner, "a@example.org"), house.join(owner, "b@example.org")
    id = house.expenses.record(other, said()).expense.id

    assert listed(house, member) == []
    assert listed(house, owner) == [id]
    attempts: tuple[Callable[[], object], ...] = (
        lambda: house.expenses.get(member, id),
        lambda: house.expenses.correct(member, id, ExpenseChanges(amount="1.00")),
        lambda: house.expenses.delete(member, id),
        lambda: house.expenses.history(member, id),
        lambda: house.expenses.delete_many(member, (id,)),
    )
    for attempt in attempts:
        with pytest.raises(NotFoundError):
            attempt()
    assert listed(house, member, member=other.member) == []


@pytest.mark.promise("P7.1")
def test_another_organizations_expense_looks_like_none(house: Any) -> None:
    """For a stranger an expense and a made-up id give the same error."""
    acme, beta = house.found("Acme"), house.found("Beta", "beta@example.org")
    id = house.expenses.record(acme, said()).expense.id

    with pytest.raises(NotFoundError) as foreign:
        house.expenses.get(beta, id)
    with pytest.raises(NotFoundError) as missing:
        house.expenses.get(beta, ExpenseId(uuid4()))

    assert str(foreign.value) == str(missing.value)


def test_the_same_vendor_date_and_amount_is_pointed_out(house: Any) -> None:
    """A second expense of the same vendor, date and amount names the first, whatever the notes say."""
    actor = house.found()
    first = house.expenses.record(actor, said()).expense.id

    view = house.expenses.record(actor, said(vendor="CORNER  shop", notes="another"))

    assert view.alike == (first,)


def test_many_are_changed_all_or_none(house: Any) -> None:
    """A bulk change applies to all; one unknown id, and it applies to none."""
    actor = house.found()
    ids = tuple(house.expenses.record(actor, said(amount=f"{place}.00")).expense.id for place in range(1, 4))

    assert house.expenses.correct_many(actor, ids, ExpenseChanges(vendor="Elsewhere")) == 3
    with pytest.raises(NotFoundError):
        house.expenses.delete_many(actor, (*ids, ExpenseId(uuid4())))
    assert len(listed(house, actor, vendor="elsewhere")) == 3
    assert house.expenses.delete_many(actor, ids) == 3
    assert house.expenses.restore_many(actor, ids) == 3
    with pytest.raises(TooLargeError):
        house.expenses.delete_many(actor, tuple(ExpenseId(uuid4()) for _ in range(1001)))


def test_rows_go_through_everything(house: Any) -> None:
    """An export has every expense once, also over several batches."""
    actor = house.found()
    house.expenses.record_many(actor, tuple(said(amount=f"{place}.00") for place in range(700)))

    rows = list(house.expenses.export(actor, Filter(), Sort()).rows)

    assert len({row.expense.id for row in rows}) == len(rows) == 700


def test_many_are_recorded_all_or_none(house: Any) -> None:
    """One bad expense among many is named by its place, and none is recorded."""
    actor = house.found()

    with pytest.raises(InvalidValueError) as caught:
        house.expenses.record_many(actor, (said(), said(amount="x")))

    assert caught.value.field == "expenses[1].amount"
    assert listed(house, actor) == []


def test_a_report_compares_with_the_period_before(house: Any) -> None:
    """Totals stand beside those of the period of the same length just before."""
    actor = house.found()
    house.expenses.record(actor, said(date="2026-03-01", amount="30.00"))
    house.expenses.record(actor, said(date="2026-02-01", amount="10.00"))
    march = Period(date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=27))

    view = house.reports.totals(actor, Dimension.VENDOR, march, comparing=True)

    assert [(line.total.decimal(), line.before.decimal()) for line in view.compared] == [("30.00", "10.00")]
    assert view.names[view.compared[0].key] == "Corner Shop"


def test_a_report_is_a_members_own(house: Any) -> None:
    """A member's report holds their own expenses alone."""
    owner = house.found()
    member = house.join(owner, "a@example.org", Role.MEMBER)
    house.expenses.record(owner, said(amount="100.00"))
    house.expenses.record(member, said(amount="1.00"))

    assert house.reports.totals(member, Dimension.MEMBER).report.total.decimal() == "1.00"
    assert house.reports.totals(owner, Dimension.MEMBER).report.total.decimal() == "101.00"
