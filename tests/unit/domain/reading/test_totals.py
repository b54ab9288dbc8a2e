"""The total is the printed sum that was paid."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from plutopixie.domain.reading.extraction import Extraction, Warning  # noqa: A004

Reader = Callable[..., Extraction]
Rows = list[str | tuple[str, str]]


def total(extraction: Extraction) -> Decimal | None:
    """The value of the total, if there is one."""
    return extraction.total.value if extraction.total else None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Subtotal", "15.50"), ("Sales Tax 8.25%", "1.28"), ("Total", "$16.78"), "Tip"], "16.78"),
        ([("TOTAL QTY", "24.00"), ("SUBTOTAL", "31.80"), ("DISCOUNT", "-1.80"), ("NET TOTAL RM", "30.00")], "30.00"),
        ([("SUMME EUR", "1.234,48"), ("Gegeben BAR", "1.300,00"), ("Rückgeld", "65,52")], "1234.48"),
        ([("TOTAL SALES INCL GST", "8.88"), ("ROUNDING ADJ", "0.02"), ("ROUNDED TOTAL", "8.90")], "8.90"),
        (
            [("TOTAL SALES RM", "13.58"), ("ROUNDING ADJ RM", ".02"), ("ROUNDING RM", "13.60"), ("CASH", "14.00")],
            "13.60",
        ),
        ([("TOTAI", "9.00"), ("CASH", "10.00"), ("CHANGE", "1.00")], "9.00"),
        ([("TATAL SALES INCLUSIVE GST", "28.40"), ("CASH", "50.00"), ("CHANGE", "21.60")], "28.40"),
        ([("Total before tax", "10.00"), ("VAT", "2.00"), ("Amount due", "12.00")], "12.00"),
        ([("TOTAL", "12.00"), "GST SUMMARY", ("TOTAL :", "11.32")], "12.00"),
        ([("YOU SAVED", "99.00"), ("TOTAL", "5.00")], "5.00"),
        ([("Net à payer", "18,20 €")], "18.20"),
        (["TOTAL", "7.00"], "7.00"),
        ([("TOTAL", "Y280"), "(TAX 8%  20)", "LAWSON SHIBUYA"], "280"),
        ([("REFUND TOTAL", "-49.99")], "-49.99"),
        ([("Amount refunded", "12.00"), ("Refund total", "12.00")], "-12.00"),
    ],
)
def test_the_total_is_told_from_its_neighbours(read: Reader, rows: Rows, expected: str) -> None:
    """Subtotals, taxes, cash, change, counts, savings and tax tables are not the total; rounding and signs count."""
    assert Decimal(expected) == total(read(["Some Shop Ltd", *rows]))


def test_a_fee_is_no_tax(read: Reader) -> None:
    """What only completes the subtotal to the total is a tax when it is called one, and else is not."""
    extraction = read(["Some Shop Ltd", ("Subtotal", "$18.00"), ("Booking Fee", "$5.45"), ("Total", "$23.45")])

    assert extraction.tax is None


def test_suggested_tips_are_not_the_total(read: Reader) -> None:
    """Sums that a guest might pay do not replace the sum on the bill."""
    rows = [("Subtotal", "35.00"), ("Tax", "2.45"), ("Total", "37.45"), ("18% Tip", "6.30"), ("20% Tip", "7.00")]

    assert Decimal("37.45") == total(read(["The Grill", *rows]))


def test_words_and_lines_agree(read: Reader) -> None:
    """The total is the same for an engine of words and an engine of lines."""
    rows = ["Some Shop Ltd", ("Subtotal", "15.50"), ("Grand Total", "$16.78"), ("Cash", "$20.00")]

    assert Decimal("16.78") == total(read(rows)) == total(read(rows, lines=False))


def test_items_are_never_summed(read: Reader) -> None:
    """Without a printed total there is none, and a warning says so."""
    extraction = read(["Some Shop Ltd", ("Bread", "2.00"), ("Milk", "1.00"), ("Butter", "3.00")])

    assert extraction.total is None
    assert Warning.TOTAL_MISSING in extraction.warnings


def test_arithmetic_makes_surer(read: Reader) -> None:
    """Cash less change confirms a total, so that confidence rises."""
    bare = read(["Some Shop Ltd", ("Total", "9.00"), ("Total", "8.00")]).total
    proven = read(["Some Shop Ltd", ("Total", "9.00"), ("Cash", "10.00"), ("Change", "1.00")]).total

    assert bare is not None
    assert proven is not None
    assert bare.confidence < proven.confidence


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Subtotal", "15.50"), ("Sales Tax 8.25%", "1.28"), ("Total", "$16.78")], "1.28"),
        ([("Total", "£15.05"), ("incl. VAT 20%", "2.51")], "2.51"),
        ([("SUMME EUR", "1.234,48"), ("Netto 7%", "1.153,72"), ("MwSt 7%", "80,76")], "80.76"),
        ([("TOTAL", "8.88"), "GST SUMMARY AMT TAX", "SR 6%  8.38  0.50"], "0.50"),
    ],
)
def test_the_tax_is_found_beside_its_word_or_in_its_table(read: Reader, rows: Rows, expected: str) -> None:
    """A tax word, or a net and a tax that make the total."""
    tax = read(["Some Shop Ltd", *rows]).tax

    assert tax is not None
    assert Decimal(expected) == tax.value
