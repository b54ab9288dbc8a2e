"""The currency by evidence: marks, the country, and the total's own mark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plutopixie.domain.reading.date_shapes import Order
from plutopixie.domain.reading.extraction import Extraction
from plutopixie.domain.reading.regions import order_of_currency

Reader = Callable[..., Extraction]
MALAYSIAN = ["KEDAI RUNCIT AMAN SDN BHD", "12 JALAN PERMAS, 81750 JOHOR"]


def code(extraction: Extraction) -> str | None:
    """The currency's code, if there is one."""
    return extraction.currency.value if extraction.currency else None


def test_a_smudge_is_no_currency(read: Reader) -> None:
    """One stroke read as a pound sign does not overrule the country; signs on every price do."""
    assert code(read([*MALAYSIAN, ("Bread", "£5.00"), ("Total", "5.00")])) == "MYR"
    assert code(read([*MALAYSIAN, ("Bread", "£5.00"), ("Milk", "£2.00"), ("Total", "£7.00")])) == "GBP"


def test_a_sign_counts_beside_a_number_only(read: Reader) -> None:
    """A sign among letters is dirt on the paper."""
    assert code(read(["Some Shop", "~£Table 5", ("Total", "5.00")])) is None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Total EUR", "EUR 92,00"), ("Charged", "USD 100,00"), ("approx. EUR", "EUR 92,00")], "EUR"),
        ([("Room", "EUR 92.00"), ("Tax", "EUR 8.00"), ("Total", "USD 110.00")], "USD"),
    ],
)
def test_of_several_currencies_the_totals_own_counts(read: Reader, rows: list[tuple[str, str]], expected: str) -> None:
    """What else is shown in another currency does not change in which the total stands."""
    assert code(read(["Some Hotel", *rows])) == expected


def test_a_currency_tells_the_order_of_dates_only_where_one_order_is_usual() -> None:
    """The US dollar reads month first, the euro day first, and currencies of several habits tell nothing."""
    assert order_of_currency("USD") is Order.MONTH_FIRST
    assert order_of_currency("EUR") is Order.DAY_FIRST
    assert order_of_currency("CAD") is None
    assert order_of_currency("XTS") is None
