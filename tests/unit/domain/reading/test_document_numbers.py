"""The document's number is the one by which it is asked for, and never an account's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain.reading.document_numbers import document_number_of
from plutopixie.domain.reading.extraction import Extraction
from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.words import Box, Page, Word

Reader = Callable[..., Extraction]
Rows = list[str | tuple[str, str]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Invoice No: INV-2024-00713"], "INV-2024-00713"),
        (["INVOICE #: OR18061802170501"], "OR18061802170501"),
        (["Receipt: 33037"], "33037"),
        (["Bill No : POS/27408   Date: 27/06/18"], "POS/27408"),
        (["Check #: 10432   Guests: 2"], "10432"),
        (["Folio No. 88213"], "88213"),
        (["Rechnungsnummer 4711-08"], "4711-08"),
        (["Facture n° 2022089083"], "2022089083"),
        (["TAXINV:94542"], "94542"),
        (["Handelsrechnung (380) Nr. 471102 vom 05.03.2018"], "471102"),
        (["lnvoice N0: 7712903"], "7712903"),
        (["TAX INVOICE", "NO. :CS00232967"], "CS00232967"),
        (["Order #: 140933", "Invoice #: 5521"], "5521"),
        (["Receipt no", "0042-1187"], "0042-1187"),
        ([("Invoice Number", "Invoice Date"), ("INV-77", "11/05/2024")], "INV-77"),
        (["GST Reg No: 000306020352", "Company No: 860671-D"], None),
        (["Customer No: 99120", "Account number: 296664039561", "Table #: 12"], None),
        (["Invoice Date: 11/05/2024"], None),
        (["Invoice: 11/05/2024", "Receipt: 12:41"], None),
        (["Bill total: 12.00"], None),
        (["Invoice to: Kim", "Order online"], None),
        (["Tel no: 5550142", "Auth no: 081233"], None),
        (["Invoice No: 4111111111111111"], None),
        (["Order # 4111 1111 1111 1111"], None),
        (["Receipt no: DE89370400440532013000"], None),
        (["Receipt no: ************1111", "Order no", "•••• •••• •••• 1111"], None),
    ],
)
def test_a_number_goes_by_its_name(read: Reader, rows: Rows, expected: str | None) -> None:
    """The names of documents count, in their order; tax payers, accounts, cards and dates are none, nor is a mask."""
    number = read(["Some Shop Ltd", *rows, ("TOTAL", "12.00")]).document_number

    assert (number and number.value) == expected


def test_it_stands_where_it_is_printed(read: Reader) -> None:
    """The place holds the number alone, not its name."""
    number = read(["Some Shop Ltd", ("Receipt:", "33037"), ("TOTAL", "12.00")]).document_number

    assert number is not None
    assert number.place is not None
    assert (number.place.box.left, number.place.box.right) == (520, 570)


@given(st.sampled_from(["Invoice No", "Receipt #", "Order:", "Bill No."]), st.text("0123456789 -/ABX*•", max_size=30))
@settings(max_examples=150, deadline=None)
def test_what_is_given_is_printed(label: str, text: str) -> None:
    """Whatever stands beside the name: the number is a piece of it, without masks and spaces."""
    row = f"{label} {text}"
    page = Page(1, 900, 100, (Word(row, Box(10, 10, 10 + 12 * len(row), 30), 0.9),))
    number = document_number_of(rebuild(page))

    assert number is None or number.value in text
    assert number is None or not set(number.value) & set(" *•")
