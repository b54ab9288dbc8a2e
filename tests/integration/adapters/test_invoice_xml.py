"""The XML of e-invoices: read as it was written, refused when it is hostile, and never a crash."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drawn_invoices import einvoices
from invoice_pdfs import cii, ubl
from plutopixie.adapters.page_images.invoice_xml import (
    DEPTH_MAX,
    ELEMENTS_MAX,
    XML_BYTES_MAX,
    NotAnInvoiceError,
    parsed,
)
from plutopixie.adapters.reading_process.messages import decode, encode
from plutopixie.domain.reading.e_invoice import LINES_MAX, EInvoice, UnreadableInvoice
from plutopixie.domain.reading.words import RecognizedText

LAUGHS: Final = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><CrossIndustryInvoice>&j;</CrossIndustryInvoice>"
).encode()
OUTSIDE: Final = (
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><CrossIndustryInvoice><ExchangedDocument><ID>&x;</ID>'
    b"</ExchangedDocument></CrossIndustryInvoice>"
)
PARAMETER: Final = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><CrossIndustryInvoice/>'


@pytest.mark.parametrize("written", [cii, lambda one: cii(one, old=True), ubl], ids=["cii", "zugferd-1", "ubl"])
@given(invoice=einvoices())
def test_reads_what_was_written(written: Callable[[EInvoice], bytes], invoice: EInvoice) -> None:
    """Every term comes back as it was written, in each of the syntaxes, and also from the child process."""
    found = parsed(written(invoice))

    assert found == invoice
    text = RecognizedText((), "typed", "1", found)
    assert decode(encode(text)) == text


@pytest.mark.parametrize("invoice", [None, UnreadableInvoice()])
def test_no_invoice_comes_back_as_none(invoice: UnreadableInvoice | None) -> None:
    """That there is no invoice, or an unreadable one, is said across processes, too."""
    text = RecognizedText((), "typed", "1", invoice)

    assert decode(encode(text)) == text


@pytest.mark.promise("P5.1")
@pytest.mark.asvs("V1.5.1")
@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        OUTSIDE,
        PARAMETER,
        b"<!DOCTYPE a><CrossIndustryInvoice/>",
        b"<CrossIndustryInvoice>" + b"<a>" * DEPTH_MAX + b"</a>" * DEPTH_MAX + b"</CrossIndustryInvoice>",
        b"<CrossIndustryInvoice>" + b"<a>" * 500_000,
        b"<CrossIndustryInvoice>" + b"<a/>" * ELEMENTS_MAX + b"</CrossIndustryInvoice>",
        b"<CrossIndustryInvoice>" + b" " * XML_BYTES_MAX + b"</CrossIndustryInvoice>",
        b'<?xml version="1.0" encoding="no-such"?><CrossIndustryInvoice/>',
        b'<?xml version="1.0" encoding="UTF-8"?><CrossIndustryInvoice>\xff</CrossIndustryInvoice>',
        b"<html/>",
        b"",
    ],
    ids=[
        "laughs", "outside", "parameter", "doctype", "deep", "deeper", "many", "large", "encoding", "bytes", "other",
        "empty",
    ],
)  # fmt: skip
def test_refuses_what_is_hostile(content: bytes) -> None:
    """Entities, types, depth, number and size are refused at once, and nothing is fetched or expanded."""
    began = time.monotonic()

    with pytest.raises(NotAnInvoiceError):
        parsed(content)

    assert time.monotonic() - began < 10


def test_the_lines_are_bounded() -> None:
    """Of an endless list of lines as many are read as an invoice may have."""
    content = cii(EInvoice(seller="Example")).replace(
        b"<ApplicableHeaderTradeAgreement>",
        b"<IncludedSupplyChainTradeLineItem><SpecifiedTradeProduct><Name>x</Name></SpecifiedTradeProduct>"
        b"<SpecifiedLineTradeSettlement><SpecifiedTradeSettlementLineMonetarySummation><LineTotalAmount>1"
        b"</LineTotalAmount></SpecifiedTradeSettlementLineMonetarySummation></SpecifiedLineTradeSettlement>"
        b"</IncludedSupplyChainTradeLineItem>" * (LINES_MAX + 5) + b"<ApplicableHeaderTradeAgreement>",
    )

    assert len(parsed(content).lines) == LINES_MAX


@pytest.mark.parametrize("amount", ["NaN", "1e9", "1,000.00", "9" * 13, "", "\uff11\uff12"])
def test_an_amount_that_is_none_is_left_out(amount: str) -> None:
    """What is no plain number of bounded length is not read as an amount."""
    content = cii(EInvoice(seller="Example", total=Decimal("12.34")))
    assert parsed(content).total == Decimal("12.34")

    assert parsed(content.replace(b"12.34", amount.encode())).total is None


@given(st.binary(max_size=300))
@example(b"<CrossIndustryInvoice/>")
def test_bytes_of_any_kind_are_read_or_refused(content: bytes) -> None:
    """There is no other end than an invoice or the refusal."""
    _read_or_refuse(content)


@given(einvoices(), st.data())
def test_damaged_invoices_are_read_or_refused(invoice: EInvoice, data: st.DataObject) -> None:
    """An invoice with some bytes changed or cut off is read as far as it goes, or refused."""
    content = bytearray(cii(invoice))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    _read_or_refuse(bytes(content[: data.draw(st.integers(0, len(content)))]))
    _read_or_refuse(bytes(content))


def _read_or_refuse(content: bytes) -> None:
    try:
        found = parsed(content)
    except NotAnInvoiceError:
        return
    assert isinstance(found, EInvoice)
