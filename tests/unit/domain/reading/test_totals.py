"""The total is the printed sum that was paid."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.extraction import Extraction, ReadingContext, Warning  # noqa: A004
from plutopixie.domain.reading.rules import extract

from .conftest import document_of

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
        ([("IUIAL (GSI INCL)", "2.28"), ("CASH", "5.00")], "2.28"),
        ([("Jutal Sales Incl. GST", "9.50"), ("CASH", "10.00")], "9.50"),
        ([("Tota] Rounded", "538.00"), ("Visa", "538.00")], "538.00"),
        (["Shirt  100.62", "Total Sales 100.62", "Grand Tota1RM100.60"], "100.60"),
        (
            [("Total Amount", "155.50"), ("GST 6%", "9.31"), ("Rounding Adj", "-0.01"), ("Total Amount", "164.80")],
            "164.80",
        ),
        (
            [("TOTAL AMT", "60.31"), ("ROUNDING ADJ", "-0.01"), "RM  60.30", ("CASH", "70.30"), ("CHANGE", "10.00")],
            "60.30",
        ),
        ([("Subtotal", "672.26"), ("Shipping", "14.95"), ("Sales tax", "63.86"), ("Total paid", "751.07")], "751.07"),
        ([("Total", "21.85"), ("Total paid", "50.00"), ("Change", "28.15")], "21.85"),
        ([("Bill total", "22.32"), ("Tip", "2.10"), ("Amount paid", "24.42"), ("Debit", "24.42")], "24.42"),
        ([("Total", "100.00"), ("Deposit", "30.00"), ("Balance due", "70.00")], "100.00"),
        ([("Bruttosumme", "220,00"), ("Offene Zahlungen", "220,00"), ("Zahlbetrag", "440,00")], "220.00"),
        ([("Plastic stool", "9.00"), ("Custom mug", "3.00"), ("Total", "12.00"), ("Visa", "12.00")], "12.00"),
        ([("Total", "1 234,56 €"), ("Bar", "1 300,00 €")], "1234.56"),
        ([("TOTAL", "28-90"), ("CASH", "30.00"), ("CHANGE", "1.10")], "28.90"),
        ([("Total", "12.00"), ("You saved on total", "3.00"), ("Total points", "120.00")], "12.00"),
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


def test_a_damaged_total_is_taken_from_where_arithmetic_proves_it(read: Reader) -> None:
    """Digits torn away: the same amount, printed elsewhere and proven by cash and change, takes the total's place."""
    rows = ["2 Pneah @12.50  25.00 SR", "2 SubTotal  25.00", "Net Total  25. J", "C  50.00", "C. GE  25.00"]

    assert Decimal("25.00") == total(read(["Some Shop Sdn Bhd", *rows]))


def test_a_damaged_total_that_nothing_proves_is_missing(read: Reader) -> None:
    """A subtotal alone does not stand in for a total that can't be read."""
    extraction = read(["Some Shop Sdn Bhd", ("SubTotal", "25.00"), ("Service", "x"), "Net Total  2#. J"])

    assert extraction.total is None
    assert Warning.TOTAL_MISSING in extraction.warnings


def test_a_sum_before_an_unread_rounded_total_is_not_the_total(read: Reader) -> None:
    """What was rounded afterwards is not what was paid, even if the rounded sum can't be read."""
    rows = [("Grand Total", "87.08"), "Rounding Adjustment:", ("Net Total", "v\\")]

    assert read(["Some Shop Sdn Bhd", *rows]).total is None


def test_a_misread_total_gives_way_to_the_proven_print(read: Reader) -> None:
    """Arithmetic proves a printed amount that differs from the labelled one in a digit: the proven one counts."""
    items = [("Shampoo", "8.99"), ("Curry", "3.99"), ("Nuts", "3.49"), ("Fruit", "2.99")]
    tendered = [("Subtotal", "19.46"), ("Total", "19.16"), ("Cash", "20.00"), ("Change", "0.54")]

    assert Decimal("19.46") == total(read(["A Shop", *items, ("SUMME EUR", "19.16"), ("MasterCard EUR", "19.46")]))
    assert Decimal("19.46") == total(read(["A Shop", *tendered]))


def test_a_total_that_arithmetic_contradicts_is_less_sure(read: Reader) -> None:
    """Net and tax make a sum that differs from the total in a digit: one of them was misread."""
    right = read(["A Shop", ("Net", "95.17"), ("GST", "5.71"), ("Total incl. GST", "100.88")]).total
    wrong = read(["A Shop", ("Net", "95.17"), ("GST", "5.71"), ("Total incl. GST", "100.38")]).total

    assert right is not None
    assert wrong is not None
    assert wrong.confidence < 0.8 < right.confidence


def test_a_credit_notes_sign_is_open(read: Reader) -> None:
    """A credit note prints its sums negative or positive by convention: the other sign is offered."""
    found = read(["Au bon moulin SARL", "Avoir AV-2017-0005", ("Total TTC", "-233,47 €")]).total

    assert found is not None
    assert (Decimal("-233.47"), (Decimal("233.47"),)) == (found.value, found.alternatives)


cents = st.integers(min_value=1, max_value=99_999).map(lambda amount: Decimal(amount) / 100)


@given(
    st.lists(cents, min_size=1, max_size=6), st.permutations(["Subtotal", "Total", "Cash", "Change", "Bread", "Tax"])
)
def test_a_total_is_always_printed(amounts: list[Decimal], labels: list[str]) -> None:
    """Whatever labels and amounts are printed, the total is one of the amounts, never a sum of them."""
    rows = [(label, f"{amount:.2f}") for label, amount in zip(labels, amounts, strict=False)]

    found = total(extract(document_of(["Some Shop Ltd", *rows]), ReadingContext(date(2026, 6, 15))))

    assert found is None or abs(found) in amounts


@given(st.lists(cents, min_size=2, max_size=8), cents, cents)
def test_a_receipt_that_adds_up_gives_its_total(items: list[Decimal], tax: Decimal, tip: Decimal) -> None:
    """Items make the subtotal; tax and tip make the total; the total comes out."""
    subtotal = sum(items, Decimal(0))
    paid = subtotal + tax + tip
    rows = [(f"Item {letter}", f"{price:.2f}") for letter, price in zip("ABCDEFGH", items, strict=False)]
    sums = [("Subtotal", subtotal), ("Tax", tax), ("Tip", tip), ("Total", paid), ("Visa", paid)]

    found = extract(
        document_of(["Some Grill", *rows, *((label, f"{amount:.2f}") for label, amount in sums)]),
        ReadingContext(date(2026, 6, 15)),
    ).total

    assert found is not None
    assert paid == found.value


def test_a_page_of_nothing_but_totals_is_read_in_time() -> None:
    """The work grows with the amounts, not with their square: thousands of totals on a page take seconds at most."""
    rows = [f"Total {at % 977}.{at % 100:02d}" for at in range(4_000)]
    start = time.process_time()

    extract(document_of(rows), ReadingContext(date(2026, 6, 15)))

    assert time.process_time() - start < 20
