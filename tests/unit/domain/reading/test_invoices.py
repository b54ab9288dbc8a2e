"""Invoices: told from till receipts; their seller, date, total and tax among everything else that stands on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import typed_invoices as layouts
from plutopixie.domain.reading.extraction import Extraction, ReadingContext
from plutopixie.domain.reading.invoices import is_invoice
from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import RecognizedText
from typed_invoices import Lines, typed

CONTEXT: Final = ReadingContext(date(2026, 11, 1))


def read(lines: Lines, context: ReadingContext = CONTEXT) -> Extraction:
    """What is read from a page with these lines."""
    return extract(RecognizedText((typed(lines),), "typed", "1"), context)


def without(lines: Lines, *texts: str) -> Lines:
    """The page without the lines that begin so."""
    return tuple(line for line in lines if not line[2].startswith(texts))


@pytest.mark.parametrize(
    ("lines", "vendor", "day", "total", "tax", "currency"),
    [
        (layouts.US, "Example Seller LLC", date(2024, 3, 4), "212.50", "12.50", "USD"),
        (layouts.BRITISH, "Example Seller Ltd", date(2024, 3, 4), "96.00", "16.00", "GBP"),
        (layouts.GERMAN, "Muster Verkauf GmbH", date(2024, 3, 4), "172.50", "22.50", "EUR"),
        (layouts.FRENCH, "EXEMPLE VENTE", date(2024, 3, 4), "120.00", "20.00", "EUR"),
        (layouts.DUTCH, "Voorbeeld Verkoop B.V.", date(2024, 3, 4), "121.00", "21.00", "EUR"),
        (layouts.ONLINE, "Example Software, Inc", date(2024, 3, 4), "21.60", "1.60", "USD"),
        (layouts.SPANISH, "EJEMPLO VENTAS S.L", date(2024, 3, 4), "121.00", "21.00", "EUR"),
        (layouts.ITALIAN, "Esempio Vendite S.r.l", date(2024, 3, 4), "122.00", "22.00", "EUR"),
        (layouts.MARKETPLACE, "Example Retail Pty Ltd", date(2024, 3, 4), "110.00", "10.00", "AUD"),
        (layouts.HOTEL, "Hotel Beispielhof", date(2024, 3, 4), "230.00", "17.87", "EUR"),
    ],
    ids=["us", "british", "german", "french", "dutch", "online", "spanish", "italian", "marketplace", "hotel"],
)
def test_reads_what_the_invoice_says(  # noqa: PLR0913, PLR0917 - the fields of an invoice
    lines: Lines, vendor: str, day: date, total: str, tax: str, currency: str
) -> None:
    """The seller, not the buyer; the day of issue, not of delivery; the sum with tax, whatever is still due."""
    assert is_invoice(rebuild(typed(lines)))

    found = read(lines)

    assert found.vendor
    assert found.date
    assert found.total
    assert found.tax
    assert found.currency
    values = found.vendor.value.rstrip("."), found.date.value, found.total.value, found.tax.value, found.currency.value
    assert values == (vendor.rstrip("."), day, Decimal(total), Decimal(tax), currency)


def test_a_till_receipt_is_no_invoice() -> None:
    """What a till prints is read by the rules for receipts, even when it says "invoice"."""
    till: Lines = (
        (20, 20, "CORNER SHOP"),
        (20, 60, "Tax invoice no. 12"),
        (20, 100, "Total 5.00"),
        (20, 140, "Cashier 3"),
    )

    assert not is_invoice(rebuild(typed(till)))


def test_a_buyer_is_never_the_seller() -> None:
    """Without the seller's own lines nobody is named, least of all the buyer under its heading."""
    found = read(without(layouts.DUTCH, "Verkoper", "Voorbeeld Verkoop", "Voorbeeldstraat", "1000 AA"))

    assert found.vendor is None or "Koop N.V." not in found.vendor.value


def test_a_marketplace_is_the_vendor() -> None:
    """Whom the order was placed through stands before whoever delivered it."""
    lines = (*layouts.MARKETPLACE, (200, 3000, "Ordered through: Example Market"))

    found = read(lines)

    assert found.vendor
    assert found.vendor.value == "Example Market"


def test_what_is_due_is_not_the_total() -> None:
    """A payment made before lowers what is due, not what the invoice is over; alone, what is due is all there is."""
    whole, alone = read(layouts.US), read(without(layouts.US, "Total", "$212.50", "Payments", "-$100.00"))

    assert whole.total
    assert alone.total
    assert whole.total.value == Decimal("212.50")
    assert alone.total.value == Decimal("112.50")


def test_taxes_of_several_rates_are_added_only_when_proven() -> None:
    """With a net sum that does not fit, the taxes of two rates are not added up."""
    changed = tuple((left, top, "151,00" if text == "150,00" else text) for left, top, text in layouts.GERMAN)

    proven, unproven = read(layouts.GERMAN), read(tuple(line for line in changed if line[2] != "100,00"))

    assert proven.tax
    assert proven.tax.value == Decimal("22.50")
    assert unproven.tax is None or unproven.tax.value != Decimal("22.50")


def test_opening_hours_are_no_francs() -> None:
    """A time of opening from "Mo-Fr 8.00" on is not eight Swiss francs."""
    lines = (*(line for line in layouts.DUTCH if "€" not in line[2]), (200, 1300, "Mo-Fr 8.00-20.00"))

    found = read(lines)

    assert found.currency is None or found.currency.value != "CHF"


@given(st.permutations(layouts.GERMAN))
def test_the_order_of_the_lines_means_nothing(lines: list[tuple[int, int, str]]) -> None:
    """However the lines are handed over, the same invoice is read."""
    assert read(tuple(lines)) == read(layouts.GERMAN)
