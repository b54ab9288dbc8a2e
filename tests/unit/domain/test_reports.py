"""Reports: lines that add up, and nothing counted twice, silently or at one for one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain.currencies import Currency, currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.exchange import Conversion, Rate, RateSource, convert
from plutopixie.domain.expenses import Details, Expense, State, in_home
from plutopixie.domain.ids import BrandId, CategoryId, ExpenseId, MemberId, VendorId
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.reports import (
    Compared,
    Dimension,
    Line,
    Period,
    Posting,
    Report,
    Unconverted,
    compare,
    fold,
    postings,
)
from plutopixie.domain.splits import Split
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts import strategies
from plutopixie.ports.contracts.samples import DAY, NOW
from plutopixie.ports.contracts.strategies import Known

USD, EUR, JPY = currency("USD"), currency("EUR"), currency("JPY")
ADA, BOB = MemberId(UUID(int=1)), MemberId(UUID(int=2))
CAFE, TAXI = Vendor(VendorId(UUID(int=3)), "Corner Café"), Vendor(VendorId(UUID(int=4)), "Taxi")
TRAVEL, MEALS = CategoryId(UUID(int=5)), CategoryId(UUID(int=6))
NORTH, SOUTH = BrandId(UUID(int=7)), BrandId(UUID(int=8))
KNOWN: Final = Known(USD, (ADA, BOB), (CAFE, TAXI), (TRAVEL, MEALS), (NORTH, SOUTH))
YEAR: Final = Period(date(2026, 1, 1), date(2026, 12, 31))

books = st.lists(
    st.builds(
        Expense,
        st.uuids().map(ExpenseId),
        st.sampled_from([ADA, BOB]),
        strategies.details(KNOWN),
        st.sampled_from([State.RECORDED, State.RECORDED, *State]),
        st.just(NOW),
        st.just(NOW),
    ),
    max_size=4,
    unique_by=lambda one: one.id,
)
dimensions = st.sampled_from(Dimension)


def usd(minor: int) -> Money:
    """So many cents."""
    return Money(minor, USD)


def expense(number: int = 100, state: State = State.RECORDED, **changes: Any) -> Expense:
    """A plain expense of Ada's, with changes."""
    facts: dict[str, Any] = {"date": DAY, "amount": usd(1250), "vendor": CAFE}
    return Expense(ExpenseId(UUID(int=number)), ADA, Details(**facts | changes), state, NOW, NOW)


def report(kept: list[Expense], dimension: Dimension, home: Currency = USD) -> Report:
    """The report over these expenses."""
    return fold([one for each in kept for one in postings(each, dimension, home)], dimension, YEAR, home)


def _group(listed: Expense, part: Split | None, dimension: Dimension) -> str:
    """The group of an expense or of its part, told in another way than the module tells it."""
    said = listed.details
    category, brand = (part.category, part.brand) if part else (said.category, said.brand)
    keys: dict[Dimension, object] = {
        Dimension.MONTH: f"{said.date.year:04}-{said.date.month:02}",
        Dimension.CATEGORY: category or "",
        Dimension.BRAND: brand or "",
        Dimension.VENDOR: said.vendor.id,
        Dimension.MEMBER: listed.recorded_by,
        Dimension.PAYMENT: said.payment.kind if said.payment else "",
    }
    return str(keys[dimension])


@settings(max_examples=25)
@given(books, dimensions, strategies.currencies())
def test_the_lines_add_up_to_the_total(kept: list[Expense], dimension: Dimension, home: Currency) -> None:
    """The lines' totals are the report's total to the last minor unit, and so are the expenses behind them."""
    made = report(kept, dimension, home)
    known = [
        amount for one in kept if one.state is State.RECORDED and (amount := in_home(one.details, home)) is not None
    ]

    assert sum(line.total.minor for line in made.lines) == made.total.minor
    assert sum(amount.minor for amount in known) == made.total.minor
    assert made.count == len(known)
    assert {line.total.currency for line in made.lines} | {made.total.currency} == {home}


@settings(max_examples=25)
@given(books, dimensions, strategies.currencies())
def test_the_fold_is_the_sum_by_hand(kept: list[Expense], dimension: Dimension, home: Currency) -> None:
    """Each group holds what each expense or part of it brings, and counts the expenses that bring something."""
    sums: defaultdict[str, int] = defaultdict(int)
    counted: defaultdict[str, set[ExpenseId]] = defaultdict(set)
    for one in kept:
        amount = in_home(one.details, home)
        if one.state is not State.RECORDED or amount is None:
            continue
        parts = one.details.splits
        shares = amount.split([abs(part.amount.minor) or 1 for part in parts]) if parts else (amount,)
        for part, share in zip(parts or (None,), shares, strict=True):
            key = _group(one, part, dimension)
            sums[key] += share.minor
            counted[key].add(one.id)

    made = report(kept, dimension, home)

    assert {line.key: (line.total.minor, line.count) for line in made.lines} == {
        key: (sums[key], len(counted[key])) for key in counted
    }


@settings(max_examples=25)
@given(books, dimensions, strategies.currencies())
def test_what_has_no_rate_stands_beside(kept: list[Expense], dimension: Dimension, home: Currency) -> None:
    """Amounts without a rate are summed by their own currency beside the total, in the order of the codes."""
    sums: defaultdict[str, list[int]] = defaultdict(list)
    for one in kept:
        if one.state is State.RECORDED and in_home(one.details, home) is None:
            sums[one.details.amount.currency.code].append(one.details.amount.minor)

    made = report(kept, dimension, home)

    assert home.code not in sums
    assert made.unconverted == tuple(
        Unconverted(Money(sum(minors), currency(code)), len(minors)) for code, minors in sorted(sums.items())
    )


@settings(max_examples=25)
@given(books, dimensions, st.randoms(use_true_random=False))
def test_the_order_of_expenses_makes_no_difference(kept: list[Expense], dimension: Dimension, random: Any) -> None:
    """The same expenses in any order give the same report."""
    shuffled = list(kept)
    random.shuffle(shuffled)

    assert report(shuffled, dimension) == report(kept, dimension)


@settings(max_examples=25)
@given(books, dimensions)
def test_lines_have_their_order(kept: list[Expense], dimension: Dimension) -> None:
    """Months go by the calendar, everything else with the largest first; each group has one line."""
    lines = report(kept, dimension).lines

    assert len({line.key for line in lines}) == len(lines)
    for one, other in pairwise(lines):
        if dimension is Dimension.MONTH:
            assert one.key < other.key
        else:
            assert (-one.total.minor, one.key) < (-other.total.minor, other.key)


@pytest.mark.parametrize("state", [state for state in State if state is not State.RECORDED])
@pytest.mark.parametrize("dimension", Dimension)
def test_only_recorded_expenses_count(state: State, dimension: Dimension) -> None:
    """Drafts and deleted expenses bring nothing."""
    assert postings(expense(state=state), dimension, USD) == ()


PARTS = (Split(usd(10), TRAVEL), Split(usd(20), TRAVEL, NORTH), Split(usd(70), None, NORTH))


@pytest.mark.parametrize(
    ("dimension", "lines"),
    [
        (Dimension.CATEGORY, (Line("", usd(70), 1), Line(str(TRAVEL), usd(30), 1))),
        (Dimension.BRAND, (Line(str(NORTH), usd(90), 1), Line("", usd(10), 1))),
        (Dimension.VENDOR, (Line(str(CAFE.id), usd(100), 1),)),
        (Dimension.MEMBER, (Line(str(ADA), usd(100), 1),)),
        (Dimension.MONTH, (Line("2026-03", usd(100), 1),)),
        (Dimension.PAYMENT, (Line("", usd(100), 1),)),
    ],
)
def test_a_split_expense_counts_once_in_a_line(dimension: Dimension, lines: tuple[Line, ...]) -> None:
    """Parts go to the lines they name, and the expense counts once in each and once in all."""
    made = report([expense(amount=usd(100), category=MEALS, splits=PARTS)], dimension)

    assert made.lines == lines
    assert (made.total, made.count) == (usd(100), 1)


def test_a_converted_split_loses_no_cent() -> None:
    """The parts at home are the converted amount, not their own roundings."""
    rate = Rate(EUR, USD, Decimal("1.005"), DAY, RateSource.TYPED)
    amount = Money(300, EUR)
    parts = (Split(Money(100, EUR), TRAVEL), Split(Money(100, EUR), MEALS), Split(Money(100, EUR), None, NORTH))
    converted = expense(amount=amount, splits=parts, conversion=Conversion(rate, convert(amount, rate)))

    made = report([converted], Dimension.CATEGORY)

    assert made.total == usd(302)
    assert sorted(line.total.minor for line in made.lines) == [100, 101, 101]


def test_an_unknown_rate_is_never_one_for_one() -> None:
    """An amount whose rate leads to another currency than home counts in no line."""
    rate = Rate(EUR, JPY, Decimal(160), DAY, RateSource.TYPED)
    amount = Money(100, EUR)
    foreign = expense(amount=amount, conversion=Conversion(rate, convert(amount, rate)))

    made = report([foreign, expense(101)], Dimension.CATEGORY)

    assert made.lines == (Line("", usd(1250), 1),)
    assert made.unconverted == (Unconverted(amount, 1),)
    assert postings(foreign, Dimension.CATEGORY, USD) == (Posting(foreign.id, "", amount, None),)


def test_payment_kinds_and_early_months_have_their_keys() -> None:
    """A payment's key is its kind; a month's key has four digits of the year, in every century."""
    paid = expense(payment=PaymentMethod(PaymentKind.CARD, "0042"), date=date(987, 6, 5))

    assert postings(paid, Dimension.PAYMENT, USD)[0].group == "card"
    assert postings(paid, Dimension.MONTH, USD)[0].group == "0987-06"


def test_nothing_adds_up_to_nothing() -> None:
    """A report over no expenses has no lines and a total of zero."""
    assert report([], Dimension.VENDOR) == Report(Dimension.VENDOR, YEAR, (), usd(0), 0, ())


@settings(max_examples=25)
@given(books, books, dimensions)
def test_comparing_loses_no_group(now: list[Expense], before: list[Expense], dimension: Dimension) -> None:
    """Each group of either period has one row with both totals, zero where it is missing; both sides add up."""
    present, earlier = report(now, dimension), report(before, dimension)

    rows = compare(present, earlier)

    assert {row.key for row in rows} == {line.key for line in (*present.lines, *earlier.lines)}
    assert len({row.key for row in rows}) == len(rows)
    assert sum(row.total.minor for row in rows) == present.total.minor
    assert sum(row.before.minor for row in rows) == earlier.total.minor
    for row in rows:
        mine = [(line.total, line.count) for line in present.lines if line.key == row.key] or [(usd(0), 0)]
        theirs = [line.total for line in earlier.lines if line.key == row.key] or [usd(0)]
        assert ([(row.total, row.count)], [row.before]) == (mine, theirs)
    keys = [row.key for row in rows]
    if dimension is Dimension.MONTH:
        assert keys == sorted(keys)
    else:
        assert keys[: len(present.lines)] == [line.key for line in present.lines]


def test_a_comparison_by_hand() -> None:
    """A group that grew, one that is new and one that is gone."""
    now = report([expense(1, vendor=CAFE), expense(2, vendor=CAFE, amount=usd(1))], Dimension.VENDOR)
    before = report([expense(3, vendor=CAFE, amount=usd(50)), expense(4, vendor=TAXI, amount=usd(7))], Dimension.VENDOR)

    assert compare(now, before) == (
        Compared(str(CAFE.id), usd(1251), 2, usd(50)),
        Compared(str(TAXI.id), usd(0), 0, usd(7)),
    )


def test_months_are_compared_by_their_place_in_the_period() -> None:
    """The first month stands beside the first of the period before, over the turn of a year, also when one is empty."""
    now = Report(
        Dimension.MONTH,
        Period(date(2026, 1, 1), date(2026, 2, 28)),
        (Line("2026-01", usd(30), 1),),
        usd(30),
        1,
        (),
    )
    before = Report(
        Dimension.MONTH,
        Period(date(2025, 11, 3), date(2025, 12, 31)),
        (Line("2025-11", usd(10), 1), Line("2025-12", usd(5), 1)),
        usd(15),
        2,
        (),
    )

    assert compare(now, before) == (
        Compared("2026-01", usd(30), 1, usd(10)),
        Compared("2026-02", usd(0), 0, usd(5)),
    )


@given(st.dates(), st.dates())
def test_the_period_before_is_as_long_and_just_before(one: date, other: date) -> None:
    """The period before ends the day before and has as many days; at the beginning of the calendar there is none."""
    period = Period(min(one, other), max(one, other))
    days = (period.last - period.first).days
    before = period.before

    if before is None:
        assert (period.first - date.min).days <= days
        return
    assert before.last + timedelta(days=1) == period.first
    assert (before.last - before.first).days == days


def test_a_period_has_its_days_in_order() -> None:
    """A period of one day is one; one that ends before it begins is refused."""
    assert Period(DAY, DAY).before == Period(DAY - timedelta(days=1), DAY - timedelta(days=1))
    assert Period(date.min + timedelta(days=1), date.min + timedelta(days=1)).before == Period(date.min, date.min)
    assert Period(date.min, date.max).before is None
    with pytest.raises(InvalidValueError) as refused:
        Period(DAY, DAY - timedelta(days=1))

    assert refused.value.field == "to"
    assert attrs.evolve(YEAR) == YEAR
