"""The laws of money, as properties."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plutopixie.domain.currencies import CURRENCIES, Currency, currency
from plutopixie.domain.errors import CallerError, InvalidValueError
from plutopixie.domain.money import MINOR_MAX, SHARES_MAX, MixedCurrencyError, Money, sum_money

USD, JPY, KWD, CLF = currency("USD"), currency("JPY"), currency("KWD"), currency("CLF")

currencies = st.sampled_from(list(CURRENCIES.values()))
minors = st.integers(-MINOR_MAX, MINOR_MAX)
small = st.integers(-(10**13), 10**13)
dollars = st.builds(Money, small, st.just(USD))
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)


@given(minors, currencies)
def test_decimal_round_trip(minor: int, unit: Currency) -> None:
    """Reading what an amount writes gives the amount back, in every currency."""
    amount = Money(minor, unit)

    assert Money.parse(amount.decimal(), unit) == amount
    assert str(amount) == amount.decimal()


@given(minors, currencies)
def test_decimal_is_the_number(minor: int, unit: Currency) -> None:
    """The decimal text is exactly minor / 10^digits, with exactly the currency's decimals."""
    written = Money(minor, unit).decimal()

    assert Decimal(written) == Decimal(minor).scaleb(-unit.digits)
    assert len(written.partition(".")[2]) == unit.digits


@pytest.mark.parametrize(
    ("text", "unit", "minor", "canonical"),
    [
        ("12.3", USD, 1230, "12.30"),
        ("-3.5", USD, -350, "-3.50"),
        ("+1200", USD, 120000, "1200.00"),
        ("280", JPY, 280, "280"),
        ("1.234", KWD, 1234, "1.234"),
        ("0.05", USD, 5, "0.05"),
        ("-0.05", USD, -5, "-0.05"),
        ("-0", USD, 0, "0.00"),
        ("007", USD, 700, "7.00"),
        ("39000.1234", CLF, 390001234, "39000.1234"),
        ("9999999999999.99", USD, MINOR_MAX, "9999999999999.99"),
    ],
)
def test_parse_examples(text: str, unit: Currency, minor: int, canonical: str) -> None:
    """Plain decimal numbers are read exactly and written canonically."""
    amount = Money.parse(text, unit)

    assert amount.minor == minor
    assert amount.decimal() == canonical


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "1 ", " 1", "1,000.00", "1,5", "1e3", "1E3", "0x10", "1_000", "NaN", "Infinity", "-inf", ".5", "5.",
        "-", "+", "--1", "1.2.3", "1-", "$5", "5 USD", "\uff11\uff12", "\u0663", "1\n", "1.234", "\u22125",
        "9" * 20, "10000000000000.00", "0" * 21, "1" * 10**6,
    ],
)  # fmt: skip
def test_parse_refuses(text: str) -> None:
    """Everything but a plain, bounded decimal number is refused, with the field's name and without the value."""
    with pytest.raises(InvalidValueError) as refused:
        Money.parse(text, USD, "total")

    assert refused.value.field == "total"
    assert len(str(refused.value)) < 150


@pytest.mark.parametrize("value", [None, 12, 12.5, b"12", Decimal(12)])
def test_parse_wants_text(value: Any) -> None:
    """A number of another type is refused: only text says how many decimals were meant."""
    with pytest.raises(InvalidValueError):
        Money.parse(value, USD)


@given(st.text(max_size=30), currencies)
def test_parse_never_crashes(text: str, unit: Currency) -> None:
    """Any text is either read or refused as an invalid value."""
    try:
        amount = Money.parse(text, unit)
    except InvalidValueError:
        return

    assert Decimal(text) == Decimal(amount.decimal())


@given(st.text("0123456789.-+", max_size=22), currencies)
def test_number_like_text_is_read_exactly_or_refused(text: str, unit: Currency) -> None:
    """Text of digits, points and signs is read as the exact number it is, or refused."""
    try:
        amount = Money.parse(text, unit)
    except InvalidValueError:
        return

    assert Decimal(text) == Decimal(amount.decimal())


@given(st.integers(0, 10**6), currencies, st.integers(1, 4))
def test_too_many_decimals_are_refused(whole: int, unit: Currency, more: int) -> None:
    """A number finer than the currency's minor unit is refused, not rounded, even when the rest is zeros."""
    with pytest.raises(InvalidValueError):
        Money.parse(f"{whole}.{'0' * (unit.digits + more)}", unit)


@given(dollars, dollars, dollars)
def test_addition_is_a_commutative_group(a: Money, b: Money, c: Money) -> None:
    """Sums don't depend on order or grouping, zero is neutral, and every amount has an opposite."""
    zero = Money.zero(USD)

    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + zero == a
    assert a + -a == zero
    assert a - b == a + -b
    assert operator.neg(-a) == a
    assert abs(a) in {a, -a}
    assert abs(a) >= zero


@given(dollars, dollars)
def test_order_is_the_order_of_the_numbers(a: Money, b: Money) -> None:
    """Amounts of one currency are ordered as their minor units are."""
    assert (a < b) == (a.minor < b.minor)
    assert (a <= b) == (a.minor <= b.minor)
    assert (a > b) == (a.minor > b.minor)
    assert (a >= b) == (a.minor >= b.minor)
    assert (a == b) == (a.minor == b.minor)


@pytest.mark.parametrize("how", [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize("minor", [0, 5])
def test_currencies_do_not_mix(how: Callable[[Money, Money], object], minor: int) -> None:
    """Sum, difference and order of two currencies raise, even when an amount is zero, and name both."""
    with pytest.raises(MixedCurrencyError) as mixed:
        how(Money(minor, USD), Money(minor, JPY))

    assert (mixed.value.left, mixed.value.right) == ("USD", "JPY")
    assert mixed.value.code == "mixed-currency"
    assert isinstance(mixed.value, CallerError)


def test_amounts_of_two_currencies_are_never_equal() -> None:
    """The same number of another currency is another amount, also as a key."""
    assert Money(100, USD) != Money(100, currency("EUR"))
    assert len({Money(100, USD), Money(100, currency("EUR")), Money(100, USD)}) == 2


@pytest.mark.parametrize("how", [operator.add, operator.sub, operator.mul, operator.truediv, operator.lt, operator.ge])
@pytest.mark.parametrize("other", [1.0, 1, Decimal(1), "1", None])
def test_only_money_meets_money(how: Callable[[Any, Any], object], other: object) -> None:
    """A float, a bare number or text is never combined with an amount, from either side."""
    with pytest.raises(TypeError):
        how(Money(1, USD), other)
    with pytest.raises(TypeError):
        how(other, Money(1, USD))


@pytest.mark.parametrize("how", [operator.gt, operator.le])
def test_order_against_a_number_raises(how: Callable[[Any, Any], object]) -> None:
    """An amount is neither above nor below a bare number."""
    with pytest.raises(TypeError):
        how(Money(1, USD), 1)


@pytest.mark.parametrize("minor", [1.0, Decimal(1), "1", True, None])
def test_minor_units_are_integers(minor: Any) -> None:
    """An amount can't be made of a float, a Decimal, a text, a truth value or nothing."""
    with pytest.raises(TypeError):
        Money(minor, USD)


def test_currency_is_no_text() -> None:
    """An amount can't be made with a currency's bare code."""
    with pytest.raises(TypeError):
        Money(1, "USD")  # type: ignore[arg-type]


@pytest.mark.parametrize("minor", [MINOR_MAX + 1, -MINOR_MAX - 1, 10**100])
def test_amounts_are_bounded(minor: int) -> None:
    """An amount beyond the limit can't be made, directly or by arithmetic."""
    with pytest.raises(InvalidValueError):
        Money(minor, USD)
    with pytest.raises(InvalidValueError):
        Money(MINOR_MAX, USD) + Money(1, USD)
    with pytest.raises(InvalidValueError):
        Money(-MINOR_MAX, USD) - Money(1, USD)


def test_money_is_neither_true_nor_iterable() -> None:
    """Asking an amount whether it is true, or for its parts, raises."""
    with pytest.raises(TypeError):
        bool(Money(1, USD))
    with pytest.raises(TypeError):
        bool(Money.zero(USD))
    with pytest.raises(TypeError):
        iter(Money(1, USD))  # type: ignore[call-overload]


@given(minors, currencies, weights)
def test_split_loses_nothing(minor: int, unit: Currency, parts: list[int]) -> None:
    """The shares sum to the whole, and each is less than one minor unit from its exact share."""
    shares = Money(minor, unit).split(parts)

    assert sum(share.minor for share in shares) == minor
    assert len(shares) == len(parts)
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share.minor - Fraction(minor * weight, sum(parts))) < 1
        assert share.currency == unit


@given(minors, weights)
def test_split_of_the_opposite_is_the_opposite(minor: int, parts: list[int]) -> None:
    """A refund is split exactly as the purchase was."""
    assert Money(-minor, USD).split(parts) == tuple(-share for share in Money(minor, USD).split(parts))


@given(minors, weights)
def test_split_gives_nothing_for_nothing(minor: int, parts: list[int]) -> None:
    """A share of weight zero is zero, and a heavier share is never smaller."""
    shares = Money(abs(minor), USD).split(parts)

    for share, weight in zip(shares, parts, strict=True):
        if weight == 0:
            assert share.minor == 0
    by_weight = sorted(zip(parts, (share.minor for share in shares), strict=True))
    assert [share for _, share in by_weight] == sorted(share for _, share in by_weight)


def test_split_favours_the_earlier_among_equals() -> None:
    """A cent that can't be divided goes to the first of equal shares."""
    assert [share.minor for share in Money(100, USD).split([1, 1, 1])] == [34, 33, 33]
    assert [share.minor for share in Money(5, JPY).split([3, 7])] == [2, 3]


@pytest.mark.parametrize("parts", [[], [0], [0, 0], [-1, 2], [10**40], [1] * (SHARES_MAX + 1)])
def test_split_refuses_useless_weights(parts: list[int]) -> None:
    """No weights, weights without a sum, negative, huge or too many weights are refused."""
    with pytest.raises(InvalidValueError) as refused:
        Money(100, USD).split(parts)

    assert refused.value.field == "weights"


@pytest.mark.parametrize("weight", [0.5, True, "1", Decimal(1)])
def test_split_takes_whole_weights_only(weight: Any) -> None:
    """A weight that is no integer raises."""
    with pytest.raises(TypeError):
        Money(100, USD).split([weight])


@given(st.lists(dollars, max_size=20))
def test_sum_money(amounts: list[Money]) -> None:
    """The sum is the sum of minor units; of nothing, it is zero."""
    assert sum_money(amounts, USD) == Money(sum(amount.minor for amount in amounts), USD)


@given(st.lists(dollars, max_size=5), currencies, small)
def test_sum_money_refuses_a_stranger(amounts: list[Money], unit: Currency, minor: int) -> None:
    """One amount of another currency anywhere makes the sum raise."""
    assume(unit != USD)

    with pytest.raises(MixedCurrencyError):
        sum_money([*amounts, Money(minor, unit)], USD)


def test_sum_money_is_judged_at_its_end() -> None:
    """Only the sum has to be inside the limit, not every sum on the way."""
    top = Money(MINOR_MAX, USD)

    assert sum_money([top, top, -top], USD) == top
    with pytest.raises(InvalidValueError):
        sum_money([top, top], USD)
