"""The laws of exchange, as properties and with the numbers of published rates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plutopixie.domain.currencies import CURRENCIES, Currency, currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.exchange import (
    RATE_DECIMALS_MAX,
    RATE_DIGITS_MAX,
    RATE_MAX,
    Conversion,
    Rate,
    RateSource,
    convert,
    convert_to,
    cross,
)
from plutopixie.domain.money import MixedCurrencyError, Money

EUR, USD, JPY, KWD, GBP = (currency(code) for code in ("EUR", "USD", "JPY", "KWD", "GBP"))
DAY = date(2026, 3, 2)

currencies = st.sampled_from(list(CURRENCIES.values()))
values = st.decimals("0.0001", "100000", places=6).filter(lambda value: value > 0)
small = st.integers(-(10**9), 10**9)


def rate(value: str, base: Currency = EUR, quote: Currency = USD, source: RateSource = RateSource.ECB) -> Rate:
    """A rate of the day all these tests happen on."""
    return Rate.parse(value, base, quote, DAY, source)


@pytest.mark.parametrize(
    ("minor", "base", "quote", "value", "expected"),
    [
        (10_000, EUR, USD, "1.0842", 10_842),
        (1, EUR, USD, "0.5", 1),
        (1, EUR, USD, "0.499999", 0),
        (-1, EUR, USD, "0.5", -1),
        (10_000, EUR, JPY, "162.345", 16_235),
        (10_000, EUR, JPY, "162.344", 16_234),
        (1_000, JPY, EUR, "0.00617", 617),
        (100, USD, KWD, "0.30715", 307),
        (100, USD, KWD, "0.3075", 308),
        (1_000, KWD, USD, "3.255", 326),
    ],
)
def test_convert_examples(minor: int, base: Currency, quote: Currency, value: str, expected: int) -> None:
    """Results are rounded half up to the target's minor unit, for currencies of 0, 2 and 3 digits."""
    assert convert(Money(minor, base), rate(value, base, quote)) == Money(expected, quote)


@given(small, currencies, currencies, values)
def test_convert_is_within_half_a_minor_unit(minor: int, base: Currency, quote: Currency, value: Decimal) -> None:
    """From base to quote, the result is the exact product, at most half a minor unit away."""
    assume(base != quote)

    result = convert(Money(minor, base), Rate(base, quote, value, DAY, RateSource.TYPED))

    exact = Fraction(minor, 10**base.digits) * Fraction(value)
    assert abs(Fraction(result.minor, 10**quote.digits) - exact) <= Fraction(1, 2 * 10**quote.digits)
    assert result.currency == quote


@given(small, values)
def test_convert_agrees_with_decimal(minor: int, value: Decimal) -> None:
    """From base to quote, the result is what ROUND_HALF_UP of the exact product says, for either sign."""
    expected = (Decimal(minor).scaleb(-2) * value).quantize(Decimal("0.01"), ROUND_HALF_UP)

    assert Decimal(convert(Money(minor, EUR), Rate(EUR, USD, value, DAY, RateSource.ECB)).decimal()) == expected


@given(small, values)
def test_the_other_way_divides(minor: int, value: Decimal) -> None:
    """From quote to base, the amount is divided by the rate itself; no rounded inverse is in between."""
    result = convert(Money(minor, USD), Rate(EUR, USD, value, DAY, RateSource.ECB))

    assert abs(Fraction(result.minor) - Fraction(minor) / Fraction(value)) <= Fraction(1, 2)
    assert result.currency == EUR


def test_an_inverse_rate_would_have_been_wrong() -> None:
    """A thousand Slovenian tolars at 239.640 are 4.17 euros, as the changeover example of Slovenia says."""
    tolar = Currency("SIT", 2, "Slovenian tolar")

    assert convert(Money(100_000, tolar), rate("239.640", EUR, tolar)) == Money(417, EUR)
    assert convert(Money(50_000, tolar), rate("239.640", EUR, tolar)) == Money(209, EUR)


@given(small, values)
def test_convert_is_odd(minor: int, value: Decimal) -> None:
    """A refund converts to the exact opposite of the purchase."""
    by = Rate(EUR, USD, value, DAY, RateSource.ECB)

    assert convert(Money(-minor, EUR), by) == -convert(Money(minor, EUR), by)


def test_a_rate_about_other_currencies_raises() -> None:
    """An amount whose currency the rate doesn't know isn't converted."""
    with pytest.raises(MixedCurrencyError):
        convert(Money(100, GBP), rate("1.1"))
    with pytest.raises(MixedCurrencyError):
        convert_to(Money(100, EUR), GBP, rate("1.1"))


def test_a_result_beyond_the_limit_is_refused() -> None:
    """A conversion whose result no amount can hold is refused."""
    with pytest.raises(InvalidValueError):
        convert(Money(10**14, EUR), rate("1000000"))


@given(small, currencies)
def test_the_same_currency_needs_no_rate(minor: int, unit: Currency) -> None:
    """An amount in the wanted currency already stays itself, and no rate is kept with it."""
    assert convert_to(Money(minor, unit), unit, None) == Conversion(None, Money(minor, unit))


@given(small, currencies, currencies)
def test_an_unknown_rate_leaves_nothing(minor: int, unit: Currency, target: Currency) -> None:
    """Without a rate there is no result: never one for one, not even for zero."""
    assume(unit != target)

    assert convert_to(Money(minor, unit), target, None) is None


def test_a_conversion_keeps_its_rate() -> None:
    """The rate and its day stay with the result."""
    by = rate("1.0842")

    assert convert_to(Money(10_000, EUR), USD, by) == Conversion(by, Money(10_842, USD))


def test_a_conversion_is_in_a_currency_of_its_rate() -> None:
    """A result can't be kept with a rate that has nothing to do with it."""
    with pytest.raises(MixedCurrencyError):
        Conversion(rate("1.0842"), Money(1, GBP))


def test_cross_example() -> None:
    """Dollars to yen is the quotient of their euro rates, to 15 digits."""
    found = cross(rate("1.0842"), rate("162.34", quote=JPY))

    assert (found.base, found.quote, found.day, found.source) == (USD, JPY, DAY, RateSource.ECB)
    assert found.value == Decimal("149.732521674968")


@given(values, values)
def test_cross_keeps_six_digits(to_base: Decimal, to_quote: Decimal) -> None:
    """The quotient is right to at least six significant digits, and inside the limits of a rate."""
    assume(to_quote / to_base < RATE_MAX)
    try:
        found = cross(Rate(EUR, USD, to_base, DAY, RateSource.ECB), Rate(EUR, JPY, to_quote, DAY, RateSource.ECB)).value
    except InvalidValueError:
        assert to_quote / to_base < Decimal("1e-7")
        return

    exact = Fraction(to_quote) / Fraction(to_base)
    assert abs(Fraction(found) - exact) <= exact * Fraction(5, 10**6)  # half a unit of the sixth digit of 1.00000
    assert len(found.as_tuple().digits) <= RATE_DIGITS_MAX


def test_cross_carrying_into_one_digit_more() -> None:
    """A quotient that rounds up to a power of ten still fits the limits."""
    found = cross(rate("1.00000000001"), rate("9.99999999999", quote=JPY))

    assert len(found.value.as_tuple().digits) <= RATE_DIGITS_MAX


def test_cross_of_a_typed_rate_is_typed() -> None:
    """A rate that rests on a typed one counts as typed."""
    assert cross(rate("1.1", source=RateSource.TYPED), rate("160", quote=JPY)).source is RateSource.TYPED


@pytest.mark.parametrize(
    ("to_base", "to_quote"),
    [
        (rate("1.1", base=GBP), rate("160", quote=JPY)),
        (rate("1.1"), rate("160", base=GBP, quote=JPY)),
        (rate("1.1"), Rate.parse("160", EUR, JPY, date(2026, 3, 3), RateSource.ECB)),
        (rate("1.1"), rate("1.1")),
        (rate("1000000000"), rate("0.000000000001", quote=JPY)),
    ],
)
def test_cross_refuses(to_base: Rate, to_quote: Rate) -> None:
    """Rates not from the euro, of different days, of one currency, or too far apart make no cross rate."""
    with pytest.raises(InvalidValueError):
        cross(to_base, to_quote)


@given(st.integers(1, 10**15 - 1), st.integers(0, RATE_DECIMALS_MAX))
def test_rate_round_trip(figures: int, decimals: int) -> None:
    """A rate inside the limits is read exactly as it is written."""
    value = Decimal(figures).scaleb(-decimals)
    assume(value <= RATE_MAX)

    assert rate(f"{value:f}").value == value


@pytest.mark.parametrize(
    "text",
    ["", "0", "0.000", "-1", "+1", "1e3", "NaN", "Infinity", "1,5", ".5", "5.", " 1", "1\n", "\uff11",
     "1000000000.1", "9" * 24, "0.0000000000001", "1.2345678901234567", "1" * 10**6],
)  # fmt: skip
def test_rate_refuses(text: str) -> None:
    """A rate that is no plain positive number inside the limits is refused, naming the field."""
    with pytest.raises(InvalidValueError) as refused:
        Rate.parse(text, EUR, USD, DAY, RateSource.TYPED, "exchange_rate")

    assert refused.value.field == "exchange_rate"


@pytest.mark.parametrize("value", [1.5, 1, "1.5", None])
def test_rate_is_a_decimal(value: Any) -> None:
    """A rate can't be made of a float, and text goes through parse."""
    with pytest.raises(TypeError):
        Rate(EUR, USD, value, DAY, RateSource.TYPED)


def test_rate_parse_wants_text() -> None:
    """A rate from outside is text; a float has lost its digits already."""
    with pytest.raises(InvalidValueError):
        Rate.parse(1.5, EUR, USD, DAY, RateSource.TYPED)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN"), Decimal(0), Decimal(-1)])
def test_rate_is_a_positive_number(value: Decimal) -> None:
    """A rate is finite and above zero."""
    with pytest.raises(InvalidValueError):
        Rate(EUR, USD, value, DAY, RateSource.TYPED)


def test_rate_between_one_currency_is_refused() -> None:
    """A rate from a currency to itself doesn't exist, not even 1."""
    with pytest.raises(InvalidValueError):
        rate("1", EUR, EUR)


def test_rate_day_is_a_calendar_date() -> None:
    """A moment is no day."""
    with pytest.raises(TypeError):
        Rate(EUR, USD, Decimal(1), datetime(2026, 3, 2, tzinfo=UTC), RateSource.ECB)
