"""The currency table, and what happens to a code that isn't in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.currencies import CURRENCIES, currency
from plutopixie.domain.errors import InvalidValueError


@pytest.mark.parametrize(
    ("code", "digits"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("UYW", 4), ("XOF", 0), ("ISK", 0)]
)
def test_minor_unit_digits(code: str, digits: int) -> None:
    """Well-known currencies have the minor-unit digits of ISO 4217."""
    assert currency(code).digits == digits


def test_table_shape() -> None:
    """Codes are three upper-case letters in alphabetical order, digits are 0, 2, 3 or 4, names are unique."""
    assert list(CURRENCIES) == sorted(CURRENCIES)
    assert len({known.name for known in CURRENCIES.values()}) == len(CURRENCIES)
    for code, known in CURRENCIES.items():
        assert len(code) == 3
        assert code.isascii()
        assert code.isalpha()
        assert code.isupper()
        assert known.code == code
        assert known.digits in {0, 2, 3, 4}


def test_three_digit_currencies() -> None:
    """Exactly the seven currencies of thousandths have three digits."""
    three = {code for code, known in CURRENCIES.items() if known.digits == 3}

    assert three == {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}


def test_zero_digit_currencies() -> None:
    """Exactly the currencies without a minor unit have no digits."""
    none = {code for code, known in CURRENCIES.items() if known.digits == 0}

    assert none == {
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"),
        *("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"),
    }


@pytest.mark.parametrize(
    "code", ["usd", " USD", "USD ", "US", "USDX", "XAU", "XXX", "BOV", "$", "", "\uff35\uff33\uff24", "XDR"]
)
def test_inexact_or_unlisted_code_is_refused(code: str) -> None:
    """Anything but an exact listed code is refused, with the field's name and an example."""
    with pytest.raises(InvalidValueError) as refused:
        currency(code, "home_currency")

    assert refused.value.field == "home_currency"
    assert "USD" in refused.value.problem


@given(st.text().filter(lambda text: text not in CURRENCIES))
def test_any_other_text_is_refused_without_repeating_it(code: str) -> None:
    """No text outside the table is a currency, and the message is the same for all."""
    with pytest.raises(InvalidValueError) as refused:
        currency(code)

    assert str(refused.value) == "currency: use an ISO 4217 currency code in upper case, such as USD"


@pytest.mark.parametrize("value", [None, 840, ["USD"], {"code": "USD"}])
def test_other_types_are_refused_alike(value: object) -> None:
    """A value from outside that is no text is refused as an invalid value, not as a crash."""
    with pytest.raises(InvalidValueError):
        currency(value)  # type: ignore[arg-type]


def test_a_currency_reads_as_its_code() -> None:
    """The text of a currency is its code."""
    assert str(currency("EUR")) == "EUR"
