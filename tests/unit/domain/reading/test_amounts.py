"""Amounts are read as they are written, in every habit of writing them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.amounts import COMMA, POINT, amounts_in, broken_amount, decimal_mark, parse_number

cents = st.integers(min_value=0, max_value=999_999_999)


@given(cents)
def test_point_format_round_trips(amount: int) -> None:
    """What is written with a point and commas between thousands is read back."""
    value = Decimal(amount) / 100

    assert (value, 2) == parse_number(f"{value:,.2f}", POINT)


@given(cents)
def test_comma_format_round_trips(amount: int) -> None:
    """What is written with a comma and points between thousands is read back."""
    value = Decimal(amount) / 100
    written = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))

    assert (value, 2) == parse_number(written, COMMA)


@given(cents)
def test_swiss_format_round_trips(amount: int) -> None:
    """What is written with apostrophes between thousands is read back."""
    value = Decimal(amount) / 100

    assert (value, 2) == parse_number(f"{value:,.2f}".replace(",", "'"), POINT)


@given(st.integers(min_value=0, max_value=999_999_999))
def test_whole_amounts_round_trip(amount: int) -> None:
    """Whole amounts with grouped thousands are read back in the document's habit."""
    assert (Decimal(amount), 0) == parse_number(f"{amount:,}", POINT)
    assert (Decimal(amount), 0) == parse_number(f"{amount:,}".replace(",", "."), COMMA)


@given(st.text(max_size=200))
def test_any_text_is_survived_and_bounded(text: str) -> None:
    """No text makes parsing fail, and no amount has more than twelve digits."""
    for amount in amounts_in(text):
        assert len(amount.value.as_tuple().digits) <= 12
        assert 0 <= amount.start < amount.end <= len(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("TOTAL 12.50", ["12.50"]),
        ("TotalRM21.85", ["21.85"]),
        ("RM -0.20", ["-0.20"]),
        ("-49.99", ["-49.99"]),
        ("5.00-", ["-5.00"]),
        ("(5.00)", ["-5.00"]),
        ("2 x 1.50 3.00", ["1.50", "3.00"]),
        ("RMO.40", ["0.40"]),
        ("RM .02", ["0.02"]),
        ("CASH - 5.00", ["5.00"]),
        ("GST 6.00%", []),
        ("24.07.2017", []),
        ("12:44", []),
        ("4006381333931123", []),
    ],
)
def test_amounts_are_told_from_what_looks_alike(text: str, values: list[str]) -> None:
    """Prices are found with their sign; dates, times, percentages and long numbers are not amounts."""
    assert [Decimal(value) for value in values] == [amount.value for amount in amounts_in(text)]


def test_a_quantity_before_a_marked_price_does_not_take_its_mark() -> None:
    """In `1 RM3.95` the currency belongs to the price."""
    quantity, price = amounts_in("1 RM3.95")

    assert ("", "RM", Decimal("3.95")) == (quantity.mark, price.mark, price.value)


def test_the_documents_habit_decides_what_three_digits_mean() -> None:
    """`1.234` is a thousand and more where cents follow a comma, and a fraction where they follow a point."""
    assert parse_number("1.234", COMMA) == (Decimal(1234), 0)
    assert parse_number("1.234", POINT) == (Decimal("1.234"), 3)


def test_plain_prices_show_the_habit() -> None:
    """The mark of most plain prices is the document's; a point when there are none."""
    assert decimal_mark(["Brot 2,90", "Milch 1,15", "05.06.2024"]) == COMMA
    assert decimal_mark(["nothing here"]) == POINT


def _indian(value: Decimal) -> str:
    """A value with Indian groups: three digits, then twos."""
    whole, behind = f"{value:.2f}".split(".")
    head, last = whole[:-3], whole[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return ",".join([*groups, last]) + f".{behind}"


@given(cents)
def test_indian_format_round_trips(amount: int) -> None:
    """What is written with Indian groups is read back."""
    value = Decimal(amount) / 100

    assert [value] == [found.value for found in amounts_in(f"Total {_indian(value)}")]


@given(cents, st.sampled_from(["{} €", "EUR {}", "{} zł", "{} Kč"]))
def test_spaced_format_round_trips_beside_a_currency(amount: int, form: str) -> None:
    """Where a comma parts the cents, spaces part the thousands of an amount beside its currency."""
    value = Decimal(amount) / 100
    written = f"{value:,.2f}".translate(str.maketrans(",.", " ,"))

    assert [value] == [found.value for found in amounts_in(form.format(written), COMMA)]


def test_a_quantity_before_a_price_is_no_thousand() -> None:
    """Without a currency beside it, or where a point parts the cents, a number before a space stays one of its own."""
    assert [Decimal("100.00")] == [found.value for found in amounts_in("2 100,00", COMMA) if found.decimals]
    assert [Decimal("100.00")] == [found.value for found in amounts_in("2 100.00 $", POINT) if found.decimals]


@given(st.integers(min_value=0, max_value=9_999), st.integers(min_value=0, max_value=99), st.sampled_from("-:;· "))
def test_a_broken_price_is_mended_or_left(whole: int, cents: int, mark: str) -> None:
    """A lost point is put back and said to be; what may be a time of day is left alone."""
    found = broken_amount(f"TOTAL {whole}{mark}{cents:02d}")

    if mark in ":;" and whole < 24 and cents < 60:
        assert found is None
    else:
        assert found is not None
        assert (Decimal(f"{whole}.{cents:02d}"), True) == (found.value, found.mended)


@pytest.mark.parametrize(
    ("text", "mark", "values"),
    [
        ("CHF 1'234.50", POINT, ["1234.50"]),
        ("¥1,280", POINT, ["1280"]),
        ("Total -49.99", POINT, ["-49.99"]),
        ("(12.00)", POINT, ["-12.00"]),
        ("12.00-", POINT, ["-12.00"]),
        ("5.00 CR", POINT, ["-5.00"]),
        ("Inclusive 6ST) RM 31.80", POINT, ["31.80"]),
        ("Grand Tota1RM21.85", POINT, ["21.85"]),
        ("USD 100.00 EUR 92,15", POINT, ["100.00", "92.15"]),
    ],
)
def test_edges_of_writing_amounts(text: str, mark: str, values: list[str]) -> None:
    """Swiss apostrophes, yen, refunds, glued marks, letters misread as digits, two currencies side by side."""
    assert [Decimal(value) for value in values] == [found.value for found in amounts_in(text, mark)]
