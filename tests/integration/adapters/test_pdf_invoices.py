"""E-invoices carried by PDFs: found by their names, bounded, and never the end of the page."""

from __future__ import annotations

import time
import zlib
from datetime import date
from decimal import Decimal
from typing import Final, NoReturn

import pytest
from attrs import evolve

from invoice_pdfs import ROWS, carrying, cii, ubl
from plutopixie.adapters.page_images import PdfText
from plutopixie.adapters.page_images.pdf_invoice import ATTACHMENTS_MAX
from plutopixie.adapters.page_images.pdf_streams import LAYERS_MAX, STREAM_BYTES_MAX, grow_within_limits
from plutopixie.domain.documents import Document, MediaType
from plutopixie.domain.reading.e_invoice import EInvoice, UnreadableInvoice
from plutopixie.domain.reading.extraction import ReadingContext
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.ports.inbound.reading import understood

INVOICE: Final = EInvoice(
    number="INV-7",
    issued=date(2024, 3, 5),
    type_code="380",
    currency="EUR",
    seller="Example Seller Ltd",
    total=Decimal("120.00"),
    tax=Decimal("20.00"),
)


class Nobody:
    """An engine that is never to be asked."""

    def read(self, _: Document) -> NoReturn:
        """Fails."""
        raise AssertionError("what is typed needs no engine")


def read(content: bytes) -> RecognizedText:
    """What is read of a PDF."""
    return PdfText(Nobody()).read(Document(content, MediaType.PDF))


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "Factur-X.XML", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"]
)
def test_finds_the_invoice_by_its_name(name: str) -> None:
    """Every name that the standards prescribe is known, in any case, among other files."""
    text = read(carrying({"terms.txt": b"none", name: cii(INVOICE)}))

    assert text.invoice == INVOICE
    assert text.text == "\n".join(ROWS)


def test_other_files_are_no_invoices() -> None:
    """A file of another name is left alone, whatever is in it."""
    assert read(carrying({"invoice.xml": cii(INVOICE)})).invoice is None
    assert read(carrying({})).invoice is None


def test_the_newer_standard_goes_first() -> None:
    """Of two invoices in one document, the one by Factur-X is read."""
    old = evolve(INVOICE, number="OLD")

    text = read(carrying({"zugferd-invoice.xml": cii(old, old=True), "factur-x.xml": cii(INVOICE)}))

    assert text.invoice == INVOICE


@pytest.mark.parametrize(
    "content", [b"", b"no xml", cii(INVOICE)[:-20], b"<other/>"], ids=["empty", "text", "cut", "other"]
)
def test_a_damaged_invoice_leaves_the_page(content: bytes) -> None:
    """What can't be read is said to be there, and the page is read as ever."""
    text = read(carrying({"factur-x.xml": content}))

    assert text.invoice == UnreadableInvoice()
    assert text.text == "\n".join(ROWS)


def test_a_bomb_is_not_taken_out() -> None:
    """An attachment that would grow to gigabytes is refused while it is still small, and the page is read."""
    began = time.monotonic()

    text = read(carrying({"factur-x.xml": bytes(2 * STREAM_BYTES_MAX)}))

    assert text.invoice == UnreadableInvoice()
    assert text.text == "\n".join(ROWS)
    assert time.monotonic() - began < 10


def test_packed_several_times_is_still_a_bomb() -> None:
    """A stream in a stream is followed, and one that is packed again and again is refused."""
    twice = b"stream\n" + zlib.compress(zlib.compress(bytes(2 * STREAM_BYTES_MAX)))
    again = b"x"
    for _ in range(LAYERS_MAX + 1):
        again = zlib.compress(again)

    assert not grow_within_limits(twice)
    assert not grow_within_limits(b"stream\n" + again)
    assert grow_within_limits(b"stream\r\n" + zlib.compress(bytes(1000)) + b"stream\nnot packed")
    assert grow_within_limits(b"stream\n" + zlib.compress(bytes(range(256)) * 99)[:50])


def test_many_files_are_not_looked_through() -> None:
    """Of hundreds of attached files only the first are looked at."""
    files = {f"{number}.txt": b"" for number in range(ATTACHMENTS_MAX)} | {"factur-x.xml": cii(INVOICE)}

    assert read(carrying(files)).invoice is None


def test_the_invoice_is_what_is_understood() -> None:
    """From the file to the fields: values of the invoice, places of the page, and its own syntax in UBL as well."""
    for content in (cii(INVOICE), ubl(INVOICE)):
        found = understood(read(carrying({"factur-x.xml": content})), ReadingContext(date(2026, 11, 1))).extraction

        assert found.vendor
        assert found.vendor.place
        assert found.total
        assert found.total.place
        assert (found.vendor.value, found.total.value) == (INVOICE.seller, INVOICE.total)
        assert found.warnings == ()
