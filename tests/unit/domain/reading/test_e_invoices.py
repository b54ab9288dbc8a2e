"""E-invoices: what the structured half says becomes the fields, beside what the page shows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import typed_invoices as layouts
from drawn_invoices import credit_notes, einvoices
from plutopixie.domain.account_numbers import mask_recognized
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading.e_invoice import LINES_MAX, TEXT_CHARS_MAX, EInvoice, InvoiceLine, UnreadableInvoice
from plutopixie.domain.reading.extraction import (
    Extraction,
    Item,
    ReadingContext,
    Warning,  # noqa: A004 - the reader's word
)
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import RecognizedText

TODAY: Final = date(2026, 11, 1)
INVOICE: Final = EInvoice(
    number="INV-1042",
    issued=date(2024, 3, 4),
    type_code="380",
    currency="USD",
    seller="Example Seller LLC",
    total=Decimal("212.50"),
    tax=Decimal("12.50"),
    tax_basis=Decimal("200.00"),
    due=Decimal("112.50"),
    payment_means="30",
    lines=(InvoiceLine("Consulting", Decimal("200.00"), Decimal(2)),),
)


def read(invoice: EInvoice | UnreadableInvoice | None, lines: layouts.Lines = layouts.US) -> Extraction:
    """What is read of a page with these lines that carries this invoice."""
    pages = (layouts.typed(lines),) if lines else ()
    return extract(RecognizedText(pages, "typed", "1", invoice), ReadingContext(TODAY))


@pytest.mark.promise("P3.1")
@given(einvoices())
def test_what_the_invoice_states_is_read_exactly(invoice: EInvoice) -> None:
    """Each stated field has the stated value and is sure; a credit note's sums are the same with a minus."""
    found = read(invoice, ())
    sign = -1 if invoice.is_credit_note else 1

    stated = {
        "vendor": invoice.seller,
        "date": invoice.issued,
        "total": None if invoice.total is None else sign * invoice.total,
        "subtotal": None if invoice.tax_basis is None else sign * invoice.tax_basis,
        "tax": None if invoice.tax is None else sign * invoice.tax,
        "currency": invoice.currency,
        "last4": invoice.last4,
        "document_number": invoice.number,
    }
    for name, value in stated.items():
        field = getattr(found, name)
        assert (field.value if field else None) == value
        assert field is None or field.confidence >= 0.98
    assert [one.value for one in found.items] == [
        Item(line.description, sign * line.amount, line.quantity) for line in invoice.lines
    ]


def test_fields_stand_where_they_are_printed() -> None:
    """A value that the page shows has its place there; one that it does not show has none."""
    found = read(evolve(INVOICE, number="NOT-PRINTED"))

    places = {name: getattr(found, name).place for name in ("vendor", "date", "total", "tax", "document_number")}
    assert places["vendor"].box.top == 200
    assert places["date"].box.top == 350
    assert places["total"].box.top == 1200
    assert places["tax"].box.top == 1150
    assert places["document_number"] is None
    assert found.warnings == ()


def test_the_total_is_not_what_is_still_due() -> None:
    """What was paid before changes the amount due, never the total."""
    found = read(INVOICE)

    assert found.total
    assert found.total.value == Decimal("212.50")
    assert found.payment
    assert found.payment.value is PaymentKind.BANK


@given(credit_notes(), st.decimals(0, 1000, places=2))
def test_a_credit_note_gives_money_back(code: str, total: Decimal) -> None:
    """Whatever kind of credit note it is, and even if its program wrote the sign already, the total is not positive."""
    for written in (total, -total):
        found = read(evolve(INVOICE, type_code=code, total=written), ())

        assert found.total
        assert found.total.value == -total


@pytest.mark.parametrize(
    "invoice",
    [
        evolve(INVOICE, total=Decimal("999.00")),
        evolve(INVOICE, issued=date(2023, 1, 1)),
    ],
    ids=["total", "date"],
)
def test_halves_that_disagree_are_pointed_out(invoice: EInvoice) -> None:
    """A total or date that the page does not show is kept, less surely, and a person is told."""
    found = read(invoice)

    assert Warning.INVOICE_DIFFERS in found.warnings
    assert found.total
    assert found.date
    assert (found.total.value, found.date.value) == (invoice.total, invoice.issued)
    assert found.confidence < 0.95


def test_a_total_that_the_page_contradicts_is_pointed_out() -> None:
    """An invoice over an amount that is printed, but not as the total, disagrees with the page."""
    found = read(evolve(INVOICE, total=Decimal("100.00"), tax=None, tax_basis=None, due=None))

    assert Warning.INVOICE_DIFFERS in found.warnings


def test_what_the_invoice_leaves_out_is_read_from_the_page() -> None:
    """An invoice without an issue date and tax leaves them to the rules."""
    found = read(evolve(INVOICE, issued=None, tax=None))

    assert found.date
    assert found.tax
    assert (found.date.value, found.tax.value) == (date(2024, 3, 4), Decimal("12.50"))


@pytest.mark.parametrize("day", [date(1900, 1, 1), TODAY + timedelta(days=800)])
def test_an_impossible_date_is_left_out(day: date) -> None:
    """A date long before or after is a slip of a program; the page's date is read."""
    found = read(evolve(INVOICE, issued=day))

    assert found.date
    assert found.date.value == date(2024, 3, 4)


def test_parts_of_a_cent_are_no_total() -> None:
    """An amount that the currency can't pay is left out, not rounded; zeros behind the cents are no parts."""
    assert read(evolve(INVOICE, total=Decimal("212.505")), ()).total is None

    found = read(evolve(INVOICE, total=Decimal("212.5000")), ())
    assert found.total
    assert found.total.value == Decimal("212.50")
    assert str(found.total.value) == "212.50"


def test_an_unreadable_invoice_leaves_the_page() -> None:
    """The page is read as without it, and a warning says that there was one."""
    page, found = read(None), read(UnreadableInvoice())

    assert found == evolve(page, warnings=(*page.warnings, Warning.INVOICE_UNREADABLE))


@pytest.mark.promise("P4.4")
def test_account_numbers_in_an_invoice_are_masked() -> None:
    """A seller's account in a name, number or description ends in its last four digits only."""
    iban = "DE89 3704 0044 0532 0130 00"
    line = InvoiceLine(f"Pay to {iban}", Decimal("1.00"))
    invoice = EInvoice(seller=f"Example IBAN {iban}", number=iban, lines=(line,))

    masked = mask_recognized(RecognizedText((), "typed", "1", invoice))

    assert isinstance(masked.invoice, EInvoice)
    assert "3704" not in repr(masked.invoice)
    assert "3000" in repr(masked.invoice).replace(" ", "")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1E+9", "1234567890123", "0.00000000001"])
def test_an_amount_is_a_plain_number(amount: str) -> None:
    """What is no plain number of bounded length can't be put into an invoice."""
    with pytest.raises(ValueError, match="amount"):
        EInvoice(total=Decimal(amount))


def test_texts_and_lines_are_bounded() -> None:
    """Longer texts and more lines than an invoice has are refused."""
    with pytest.raises(ValueError, match="seller"):
        EInvoice(seller="x" * (TEXT_CHARS_MAX + 1))
    with pytest.raises(ValueError, match="lines"):
        EInvoice(lines=(InvoiceLine("x", Decimal(1)),) * (LINES_MAX + 1))
