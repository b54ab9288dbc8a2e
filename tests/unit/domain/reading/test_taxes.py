"""The tax is told from what it is taken of, and added up only where a printed net sum proves it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from plutopixie.domain.reading.extraction import Extraction

Reader = Callable[..., Extraction]


def tax(extraction: Extraction) -> Decimal | None:
    """The tax's value, if there is one."""
    return extraction.tax.value if extraction.tax else None


def test_what_a_rate_is_taken_of_is_no_tax(read: Reader) -> None:
    """A base beside its tax under a tax word is not the tax."""
    rows = [("Steuerbasisbetrag USt. 7%  275,00", "19,25"), ("Summe", "294,25 €")]

    assert tax(read(["Lieferant GmbH", *rows])) == Decimal("19.25")


def test_taxes_of_several_rates_are_added_where_the_net_proves_it(read: Reader) -> None:
    """Two rates and no printed sum: their sum is the tax if it and the printed net make the total."""
    rates = ["USt. 7%  275,00  19,25", "USt. 19%  198,00  37,62"]
    sums = [("Rechnungssumme Netto", "473,00"), *rates, ("Rechnungssumme Brutto", "529,87")]

    assert tax(read(["Lieferant GmbH", *sums])) == Decimal("56.87")


def test_taxes_that_no_net_proves_are_not_added(read: Reader) -> None:
    """Without the printed net sum nothing is added: the tax is one of the printed ones, or none."""
    rates = ["USt. 7%  275,00  19,25", "USt. 19%  198,00  37,62"]

    assert tax(read(["Lieferant GmbH", *rates, ("Summe Brutto", "529,87")])) != Decimal("56.87")


@pytest.mark.parametrize("charge", ["Airport Surcharge", "Service Charge 10%"])
def test_a_charge_is_no_tax(read: Reader, charge: str) -> None:
    """Where a tax is printed too, a charge is not taken for it."""
    rows = [("Fare", "40.00"), (charge, "4.71"), ("Subtotal", "44.71"), ("TAXES", "4.70"), ("Total", "49.41")]

    assert tax(read(["City Rides", *rows])) == Decimal("4.70")


def test_a_printed_sum_of_no_taxes_is_a_tax_of_nothing(read: Reader) -> None:
    """A tax amount of nothing counts where the net sum is the total."""
    rows = [("Summe netto", "59,50"), ("Steuerbetrag", "0,00"), ("Bruttosumme", "59,50")]

    assert tax(read(["Verein a.G.", "Enthält 19% Versicherungssteuer = 9,50 Euro", *rows])) == Decimal("0.00")


@pytest.mark.parametrize("item", ["Taxi to town", "Custom mug", "Festival pass", "Plastic stool", "Chips Tortilla"])
def test_a_tax_word_inside_another_word_is_no_tax(read: Reader, item: str) -> None:
    """Short names of taxes count as words of their own."""
    assert tax(read(["Some Shop Ltd", (item, "4.00"), ("Bread", "6.00"), ("Total", "10.00")])) is None
