"""A currency has a place where it is printed, and none where it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plutopixie.domain.reading.extraction import Extraction

Reader = Callable[..., Extraction]
Rows = list[str | tuple[str, str]]


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([("Coffee", "$3.00"), ("TOTAL", "$3.00")], 2),
        ([("Coffee", "€3.00"), ("TOTAL", "3.00")], 1),
        (["All prices in EUR", ("TOTAL", "3.00")], 1),
        ([("TOTAL", "3.00 €")], 1),
        ([("TOTAL RM", "3.00")], 1),
    ],
)
def test_a_currency_stands_where_its_mark_does(read: Reader, rows: Rows, row: int) -> None:
    """The mark at the total is shown before others, and a code on its own is shown where it stands."""
    currency = read(["Some Shop Ltd", *rows]).currency

    assert currency is not None
    assert currency.place is not None
    assert currency.place.box.top == 200 + 30 * row


def test_a_currency_of_the_country_stands_nowhere(read: Reader) -> None:
    """What the address alone tells is not printed as a currency."""
    currency = read(["Some Shop Sdn Bhd", "43300 Seri Kembangan, Selangor", ("TOTAL", "3.00")]).currency

    assert currency is not None
    assert (currency.value, currency.place) == ("MYR", None)
