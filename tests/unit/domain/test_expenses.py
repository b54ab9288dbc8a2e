"""The life of an expense, move by move, and what an expense may say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, Final
from uuid import UUID

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain import expenses
from plutopixie.domain.catalog import CustomField, FieldKind
from plutopixie.domain.currencies import currency
from plutopixie.domain.errors import IllegalMoveError, InvalidValueError
from plutopixie.domain.exchange import Conversion, Rate, RateSource, convert
from plutopixie.domain.expenses import (
    AHEAD_MAX,
    EARLIEST,
    PRESENT,
    TABLE,
    Change,
    Details,
    Expense,
    FieldChange,
    Kind,
    Move,
    State,
    expense_notes,
    in_home,
    require_plausible_date,
)
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, ExpenseId, MemberId, TagId, VendorId
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.splits import Split
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts import strategies
from plutopixie.ports.contracts.samples import DAY, NOW
from plutopixie.ports.contracts.strategies import Known

USD, EUR, JPY = currency("USD"), currency("EUR"), currency("JPY")
ADA, BOB = MemberId(UUID(int=1)), MemberId(UUID(int=2))
CAFE, TAXI = Vendor(VendorId(UUID(int=3)), "Corner Café"), Vendor(VendorId(UUID(int=4)), "Taxi")
TRAVEL, MEALS = CategoryId(UUID(int=5)), CategoryId(UUID(int=6))
NORTH, TAG, FIELD = BrandId(UUID(int=7)), TagId(UUID(int=8)), CustomFieldId(UUID(int=9))
EXPENSE: Final = ExpenseId(UUID(int=10))
LATER: Final = NOW + timedelta(minutes=1)
KNOWN: Final = Known(
    USD, (ADA, BOB), (CAFE, TAXI), (TRAVEL, MEALS), (NORTH,), (TAG,), (CustomField(FIELD, "Project", FieldKind.TEXT),)
)

#: The life-cycle, written out once more.
EXPECTED: Final = {
    (State.DRAFT, Move.CORRECT): State.DRAFT,
    (State.DRAFT, Move.CONFIRM): State.RECORDED,
    (State.DRAFT, Move.DELETE): State.DELETED_DRAFT,
    (State.RECORDED, Move.CORRECT): State.RECORDED,
    (State.RECORDED, Move.DELETE): State.DELETED,
    (State.DELETED_DRAFT, Move.RESTORE): State.DRAFT,
    (State.DELETED, Move.RESTORE): State.RECORDED,
}
MOVES: Final[dict[Move, Callable[[Expense], tuple[Expense, Change]]]] = {
    Move.CONFIRM: lambda expense: expenses.confirm(expense, by=BOB, at=LATER),
    Move.CORRECT: lambda expense: expenses.correct(expense, details(vendor=TAXI), by=BOB, at=LATER),
    Move.DELETE: lambda expense: expenses.delete(expense, by=BOB, at=LATER),
    Move.RESTORE: lambda expense: expenses.restore(expense, by=BOB, at=LATER),
}


def usd(minor: int) -> Money:
    """So many cents."""
    return Money(minor, USD)


def details(**changes: Any) -> Details:
    """A plain expense, with changes."""
    facts: dict[str, Any] = {"date": DAY, "amount": usd(1250), "vendor": CAFE}
    return Details(**facts | changes)


def in_state(state: State) -> Expense:
    """An expense in that state, at some version."""
    return Expense(EXPENSE, ADA, details(), state, NOW, NOW, 4)


@pytest.mark.parametrize(("state", "move"), [(state, move) for state, move in product(State, MOVES)])
@pytest.mark.asvs("V2.3.1")
def test_each_move_leads_where_the_table_says(state: State, move: Move) -> None:
    """A legal move gives the table's state, the next version and its entry; any other raises and nothing has moved."""
    expense = in_state(state)
    before = attrs.asdict(expense, recurse=False)
    if (state, move) in EXPECTED:
        moved, change = MOVES[move](expense)
        assert moved.state is EXPECTED[state, move]
        assert (moved.version, moved.changed_at) == (5, LATER)
        assert (change.version, change.move, change.by, change.at) == (5, move, BOB, LATER)
        assert (moved.id, moved.recorded_by, moved.created_at) == (expense.id, ADA, NOW)
    else:
        with pytest.raises(IllegalMoveError) as refused:
            MOVES[move](expense)
        assert (refused.value.thing, refused.value.state, refused.value.move) == ("expense", state.value, move.value)

    assert attrs.asdict(expense, recurse=False) == before


def test_the_table_is_the_one_written_here() -> None:
    """The table holds these moves, and no more; nothing leads to creation."""
    assert {(state, move): to for state, moves in TABLE.items() for move, to in moves.items()} == EXPECTED
    assert frozenset({State.DRAFT, State.RECORDED}) == PRESENT
    for state in State:
        with pytest.raises(IllegalMoveError):
            expenses.next_state(state, Move.CREATE)


@pytest.mark.parametrize(("draft", "state"), [(True, State.DRAFT), (False, State.RECORDED)])
def test_a_new_expense_is_a_draft_or_recorded(*, draft: bool, state: State) -> None:
    """Creation gives version 1 in the state asked for, and the first entry of the history."""
    expense, change = expenses.create(EXPENSE, details(), by=ADA, at=NOW, draft=draft)

    assert expense == Expense(EXPENSE, ADA, details(), state, NOW, NOW, 1)
    assert (change.version, change.move, change.by, change.at) == (1, Move.CREATE, ADA, NOW)
    assert change.fields == (
        FieldChange("date", None, "2026-03-01"),
        FieldChange("amount", None, "12.50 USD"),
        FieldChange("vendor", None, "Corner Café"),
        FieldChange("kind", None, "purchase"),
    )


def _replayed(life: tuple[tuple[Expense, Change], ...]) -> dict[str, str]:
    """What an expense says according to its history alone."""
    facts: dict[str, str] = {}
    for _, change in life:
        for one in change.fields:
            assert facts.pop(one.field, None) == one.before
            if one.after is not None:
                facts[one.field] = one.after
    return facts


@settings(max_examples=25)
@given(strategies.lives(KNOWN, 4))
def test_the_history_tells_the_whole_life(life: tuple[tuple[Expense, Change], ...]) -> None:
    """Versions count from one, and replaying the differences gives what creating the expense as it is would say."""
    last = life[-1][0]
    _, afresh = expenses.create(EXPENSE, last.details, by=ADA, at=NOW)

    assert [(expense.version, change.version) for expense, change in life] == [
        (number, number) for number in range(1, len(life) + 1)
    ]
    assert _replayed(life) == {one.field: one.after for one in afresh.fields}


@settings(max_examples=25)
@given(strategies.lives(KNOWN), st.data())
def test_only_a_correction_changes_what_is_said(life: tuple[tuple[Expense, Change], ...], data: st.DataObject) -> None:
    """Confirming, deleting and restoring leave the details as they are, and no difference in the history."""
    expense = life[-1][0]
    moved, change = data.draw(strategies.moved(expense, KNOWN))

    if change.move is not Move.CORRECT:
        assert moved.details == expense.details
        assert change.fields == ()
    else:
        assert moved.state is expense.state


@settings(max_examples=25)
@given(strategies.details(KNOWN), strategies.details(KNOWN))
def test_differences_are_what_differs(before: Details, after: Details) -> None:
    """A correction's entry names each field that differs, once, with both texts; the way back is its mirror image."""
    expense, _ = expenses.create(EXPENSE, before, by=ADA, at=NOW)
    there, forth = expenses.correct(expense, after, by=ADA, at=NOW)
    _, back = expenses.correct(there, before, by=ADA, at=NOW)

    assert all(one.before != one.after for one in forth.fields)
    assert len({one.field for one in forth.fields}) == len(forth.fields)
    assert {FieldChange(one.field, one.after, one.before) for one in forth.fields} == set(back.fields)
    assert expenses.correct(expense, before, by=ADA, at=NOW)[1].fields == ()


RATE = Rate(EUR, USD, Decimal("1.0842"), DAY, RateSource.ECB)
CONVERSION = Conversion(RATE, usd(1355))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"date": date(2026, 2, 28)}, ("date", "2026-03-01", "2026-02-28")),
        ({"amount": usd(1300)}, ("amount", "12.50 USD", "13.00 USD")),
        ({"amount": Money(1250, JPY)}, ("amount", "12.50 USD", "1250 JPY")),
        ({"vendor": TAXI}, ("vendor", "Corner Café", "Taxi")),
        ({"category": TRAVEL}, ("category", None, str(TRAVEL))),
        ({"brand": NORTH}, ("brand", None, str(NORTH))),
        ({"tags": frozenset({TAG})}, ("tags", None, str(TAG))),
        ({"custom_fields": {FIELD: Decimal("1.50")}}, (f"custom_fields.{FIELD}", None, "1.50")),
        ({"notes": "two\nlines"}, ("notes", None, "two\nlines")),
        ({"payment": PaymentMethod(PaymentKind.CARD, "0042")}, ("payment_method", None, "card 0042")),
        ({"tax": usd(0)}, ("tax", None, "0.00 USD")),
        ({"splits": (Split(usd(1250), MEALS, NORTH),)}, ("splits[0]", None, f"12.50 USD {MEALS} {NORTH}")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_every_field_has_its_place_in_the_history(
    changes: dict[str, Any], expected: tuple[str, str | None, str | None]
) -> None:
    """Each field that a person may correct shows in the history when it alone changes."""
    expense, _ = expenses.create(EXPENSE, details(), by=ADA, at=NOW)

    _, change = expenses.correct(expense, details(**changes), by=ADA, at=NOW)

    assert change.fields == (FieldChange(*expected),)


def test_a_rate_shows_in_the_history() -> None:
    """A typed or changed rate is told with its currencies, day and source."""
    expense, _ = expenses.create(EXPENSE, details(amount=Money(1250, EUR)), by=ADA, at=NOW)

    _, change = expenses.correct(expense, details(amount=Money(1250, EUR), conversion=CONVERSION), by=ADA, at=NOW)

    assert change.fields == (FieldChange("rate", None, "1.0842 EUR/USD 2026-03-01 ecb"),)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": usd(-1)}, "amount"),
        ({"amount": usd(0), "kind": Kind.REFUND}, "amount"),
        ({"amount": usd(1), "kind": Kind.REFUND}, "amount"),
        ({"tax": usd(1251)}, "tax"),
        ({"tax": usd(-1)}, "tax"),
        ({"tax": Money(1, EUR)}, "tax"),
        ({"amount": usd(0), "tax": usd(1)}, "tax"),
        ({"amount": usd(-10), "kind": Kind.REFUND, "tax": usd(1)}, "tax"),
        ({"amount": usd(-10), "kind": Kind.REFUND, "tax": usd(-11)}, "tax"),
        ({"tags": frozenset(TagId(UUID(int=n)) for n in range(21))}, "tags"),
        ({"custom_fields": {CustomFieldId(UUID(int=n)): "x" for n in range(51)}}, "custom_fields"),
        ({"splits": (Split(usd(1249), TRAVEL),)}, "splits"),
        ({"conversion": CONVERSION}, "rate"),
        ({"conversion": Conversion(None, usd(1250))}, "rate"),
        ({"amount": Money(1250, JPY), "conversion": CONVERSION}, "rate"),
        ({"amount": Money(1250, EUR), "conversion": Conversion(RATE, Money(1250, EUR))}, "rate"),
        ({"amount": Money(1250, EUR), "conversion": Conversion(RATE, usd(1356))}, "rate"),
    ],
    ids=[
        "negative purchase", "refund of nothing", "positive refund", "tax above", "tax of other sign", "tax currency",
        "tax of nothing", "refund's tax of other sign", "refund's tax above", "tags", "fields", "splits",
        "rate for other amount", "no rate", "rate of other currencies", "result in the amount's currency",
        "result of another rate",
    ],
)  # fmt: skip
@pytest.mark.asvs("V2.2.3")
def test_unsound_details_cannot_be_made(changes: dict[str, Any], field: str) -> None:
    """Each law of what an expense may say has its refusal, naming the field."""
    with pytest.raises(InvalidValueError) as refused:
        details(**changes)

    assert refused.value.field == field


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": usd(0), "tax": usd(0)},
        {"tax": usd(1250)},
        {"amount": usd(-10), "kind": Kind.REFUND, "tax": usd(-10)},
        {"tags": frozenset(TagId(UUID(int=n)) for n in range(20))},
        {"custom_fields": {CustomFieldId(UUID(int=n)): "x" for n in range(50)}},
        {"amount": Money(1250, EUR), "conversion": CONVERSION},
    ],
    ids=["nothing", "all tax", "refund", "tags", "fields", "rate"],
)
def test_details_at_the_limits_are_sound(changes: dict[str, Any]) -> None:
    """The limits themselves are inside."""
    assert attrs.evolve(details(**changes)) == details(**changes)


@given(st.integers(-(10**12), 10**12), st.sampled_from(Kind))
def test_a_refund_is_said_to_be_one(minor: int, kind: Kind) -> None:
    """A purchase is zero or more, a refund less than zero; the kind is never read from the sign."""
    if (minor < 0) == (kind is Kind.REFUND):
        assert details(amount=usd(minor), kind=kind).amount == usd(minor)
    else:
        with pytest.raises(InvalidValueError):
            details(amount=usd(minor), kind=kind)


@given(strategies.details(KNOWN), strategies.currencies())
def test_at_home_an_amount_is_itself_or_converted(said: Details, home: Any) -> None:
    """In its own currency an amount is itself; elsewhere it is what the rate made of it, or not known at all."""
    at_home = in_home(said, home)

    if said.amount.currency == home:
        assert at_home == said.amount
    elif said.conversion is None or said.conversion.result.currency != home:
        assert at_home is None
    else:
        assert said.conversion.rate is not None
        assert at_home == convert(said.amount, said.conversion.rate)


@given(st.dates(), st.dates(date(2000, 1, 1), date(2200, 1, 1)))
def test_dates_are_plausible(day: date, today: date) -> None:
    """An expense happened between 1970 and a month from today."""
    if EARLIEST <= day <= today + AHEAD_MAX:
        require_plausible_date(day, today)
        return
    with pytest.raises(InvalidValueError) as refused:
        require_plausible_date(day, today, "rows[3].date")

    assert refused.value.field == "rows[3].date"


@pytest.mark.parametrize("days", [0, 31])
def test_the_last_plausible_days(days: int) -> None:
    """The first of 1970 and the 31st day ahead are plausible, the days beyond are not."""
    today = datetime(2026, 3, 1, tzinfo=NOW.tzinfo).date()
    require_plausible_date(date(1970, 1, 1), today)
    require_plausible_date(today + timedelta(days=days), today)
    for day in (date(1969, 12, 31), today + timedelta(days=32)):
        with pytest.raises(InvalidValueError):
            require_plausible_date(day, today)


@pytest.mark.promise("P4.4")
def test_notes_keep_no_card_number() -> None:
    """A full card number in notes is masked before they are kept."""
    assert expense_notes("paid with\n5555 5555 5555 4444") == "paid with\n•••• •••• •••• 4444"
    assert expense_notes("") == ""


@pytest.mark.promise("P2.3")
def test_an_expense_holds_what_the_policy_says() -> None:
    """Date, amount, vendor, category, brand, notes and payment method, and what the organization sorts them by."""
    assert [one.name for one in attrs.fields(Details)] == [
        "date", "amount", "vendor", "kind", "category", "brand", "tags", "custom_fields", "notes", "payment", "tax",
        "splits", "conversion",
    ]  # fmt: skip
