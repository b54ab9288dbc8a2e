"""The rules of reading: from recognized words with boxes to the fields of one receipt.

The laws:

- The same words in the same boxes give the same answer, in whatever order they come.
- Every field that is read from pages is printed: it has a place there. What is not printed is None and warned of,
  never guessed.
- One document is one receipt. When a further page begins a receipt of its own, only the first receipt is read and
  the others are pointed out; the vendor of one page is never put beside the total of another's receipt.
- A card's number never leaves; its last four digits may.
- A document that carries an e-invoice is read from that, beside its pages; where it can't be read, from its pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import evolve, frozen

from plutopixie.domain.reading.amounts import decimal_mark
from plutopixie.domain.reading.calibration import TABLES, Table, calibrated
from plutopixie.domain.reading.cards import last_four
from plutopixie.domain.reading.currency import WHOLE, Reckoned, currency_of, currency_of_total
from plutopixie.domain.reading.currency_places import currency_place
from plutopixie.domain.reading.date_shapes import Order
from plutopixie.domain.reading.dates import Dated, Evidence, issue_date
from plutopixie.domain.reading.document_numbers import document_number_of
from plutopixie.domain.reading.e_invoice import EInvoice, UnreadableInvoice
from plutopixie.domain.reading.e_invoice_fields import from_invoice
from plutopixie.domain.reading.entries import Entry, entries_of, unread_in
from plutopixie.domain.reading.extraction import Extraction, Found, ReadingContext, Warning  # noqa: A004
from plutopixie.domain.reading.invoice_dates import stated_dates
from plutopixie.domain.reading.invoice_sums import invoice_tax, invoice_total
from plutopixie.domain.reading.invoices import is_invoice
from plutopixie.domain.reading.items import Listed, Sums, items_of
from plutopixie.domain.reading.payments import payment_of
from plutopixie.domain.reading.regions import Region, order_of_currency, region_of
from plutopixie.domain.reading.rows import Row, rebuild
from plutopixie.domain.reading.sellers import seller_of
from plutopixie.domain.reading.subtotals import subtotal_of
from plutopixie.domain.reading.taxes import Taxed, tax_of
from plutopixie.domain.reading.thresholds import withheld
from plutopixie.domain.reading.tips import suggested, tip_of
from plutopixie.domain.reading.totals import Totalled, total_of, usual_height
from plutopixie.domain.reading.vendors import Named, vendor_of
from plutopixie.domain.reading.words import RecognizedText

PAGES_MAX: Final = 50
_NEXT_PAGE: Final = re.compile(r"\b(?:page|seite|pagina|página)\W{0,2}(?:[2-9]|[1-4]\d)\b", re.IGNORECASE)
_WORLDWIDE: Final = frozenset({"USD"})
_CREDIT_NOTE: Final = re.compile(
    r"\b(?:credit note|credit memo|gutschrift|avoir|nota de cr[eé]dito|nota di credito)\b", re.IGNORECASE
)
_BY_CONVENTION: Final = 0.75
_CERTAIN: Final = 0.6
_CLEAR_TEXT: Final = 0.6


@frozen
class _Sheet:
    """One page, or the pages of one receipt, with what was found on them."""

    rows: tuple[Row, ...]
    mark: str
    entries: tuple[Entry, ...]
    currency: Reckoned | None
    vendor: Named | None
    date: Dated | None
    total: Totalled | None
    is_invoice: bool


def extract(text: RecognizedText, context: ReadingContext, scale: Mapping[str, Table] = TABLES) -> Extraction:
    """The fields of the receipt in a document; of its first receipt, if it holds several.

    `scale` holds the tables that make probabilities of the rules' own figures; without any, the figures stay and
    nothing is withheld, for a scale to be fitted.
    """
    pages = [rows for rows in map(rebuild, text.pages[:PAGES_MAX]) if rows]
    page = _extract_pages(pages, context, scale)
    match text.invoice:
        case EInvoice():
            return from_invoice(text.invoice, page, [row for rows in pages for row in rows], context)
        case UnreadableInvoice():
            return evolve(page, warnings=(*page.warnings, Warning.INVOICE_UNREADABLE))
    return page


def _extract_pages(pages: Sequence[tuple[Row, ...]], context: ReadingContext, scale: Mapping[str, Table]) -> Extraction:
    if not pages:
        missing = (Warning.VENDOR_MISSING, Warning.DATE_MISSING, Warning.TOTAL_MISSING)
        return Extraction(warnings=(*missing, Warning.TEXT_UNCLEAR))
    sheet, several = _first_receipt(pages, context)
    whole = sheet.currency is not None and sheet.currency.code in WHOLE
    tax = _tax(sheet, whole=whole)
    listed, further = _further(sheet, tax, whole=whole)
    found = evolve(_told(sheet, tax), **further)
    if _is_credit_note(sheet):
        found = evolve(found, total=_either_sign(found.total), tax=_either_sign(found.tax))
    sure = _shared_out(calibrated(found, _legibility(sheet.rows), scale), sheet)
    extraction = withheld(sure) if scale else sure
    return evolve(extraction, warnings=_warnings(sheet, extraction, several=several, adds_up=listed.adds_up))


def _tax(sheet: _Sheet, *, whole: bool) -> Taxed | None:
    """The tax in the total; what a table suggests as a tip may be a rate of the same sum, but no tax."""
    if sheet.total is None:
        return None
    told = invoice_tax(sheet.entries, sheet.rows, sheet.total.value) if sheet.is_invoice else None
    only_suggested = suggested(sheet.rows)
    entries = [entry for entry in sheet.entries if entry.index not in only_suggested]
    return told or tax_of(entries, sheet.total.value, whole=whole)


def _told(sheet: _Sheet, tax: Taxed | None) -> Extraction:
    """What the sheet tells on its own: vendor, date, total with its currency, and tax."""
    currency = sheet.currency
    beside = sheet.total.entry if sheet.total else None
    shown = currency_place(currency.code, sheet.rows, beside) if currency else None
    return Extraction(
        vendor=Found(sheet.vendor.name, sheet.vendor.confidence, sheet.vendor.place) if sheet.vendor else None,
        date=_dated(sheet.date) if sheet.date else None,
        total=Found(sheet.total.value, sheet.total.confidence, sheet.total.entry.place) if sheet.total else None,
        tax=Found(tax.value, tax.confidence, tax.entry.place) if tax else None,
        currency=Found(currency.code, currency.confidence, shown) if currency else None,
    )


def _further(sheet: _Sheet, tax: Taxed | None, *, whole: bool) -> tuple[Listed, dict[str, Any]]:
    """What follows from total and tax: the other fields by their names, and the items as they were listed."""
    rows, entries = sheet.rows, sheet.entries
    total = sheet.total.value if sheet.total else None
    taxed = tax.value if tax else None
    subtotal = subtotal_of(entries, total, taxed, whole=whole)
    tip = tip_of(rows, entries, total, taxed)
    sums = Sums(
        subtotal.value if subtotal else None,
        total,
        taxed,
        tip.value if tip else None,
        frozenset(one.entry.index for one in (subtotal, sheet.total, tip) if one),
    )
    card = last_four(rows)
    paid = payment_of(rows, entries, card)
    number = document_number_of(rows)
    listed = items_of(rows, entries, sums, sheet.mark, whole=whole)
    return listed, {
        "subtotal": Found(subtotal.value, subtotal.confidence, subtotal.entry.place) if subtotal else None,
        "tip": Found(tip.value, tip.confidence, tip.entry.place) if tip else None,
        "payment": Found(paid.kind, paid.confidence, paid.place) if paid else None,
        "last4": Found(card.last4, card.confidence, card.place) if card else None,
        "document_number": Found(number.value, number.confidence, number.place) if number else None,
        "items": tuple(Found(one.item, one.confidence, one.place) for one in listed.items),
    }


def _is_credit_note(sheet: _Sheet) -> bool:
    """Whether the document is a credit note whose sums are printed negative; others print the same sums positive."""
    negative = sheet.total is not None and sheet.total.entry.value < 0
    return negative and any(_CREDIT_NOTE.search(row.text) for row in sheet.rows)


def _either_sign(found: Found[Decimal] | None) -> Found[Decimal] | None:
    """The amount, less sure of its sign, with the other sign as an alternative."""
    if found is None or not found.value:
        return found
    return evolve(found, confidence=_BY_CONVENTION * found.confidence, alternatives=(-found.value,))


def _dated(dated: Dated) -> Found[date]:
    return Found(dated.day, dated.confidence, dated.place, dated.others)


def _shared_out(extraction: Extraction, sheet: _Sheet) -> Extraction:
    """The extraction, a date that nothing settles no surer than one of its readings among all of them."""
    if extraction.date is None or sheet.date is None or not sheet.date.ambiguous:
        return extraction
    most = 1.0 / (1 + len(extraction.date.alternatives))
    return evolve(extraction, date=evolve(extraction.date, confidence=min(extraction.date.confidence, most)))


def _legibility(rows: Sequence[Row]) -> float:
    sure = [piece.confidence for row in rows for piece in row.pieces]
    return sum(sure) / len(sure)


def _first_receipt(pages: Sequence[tuple[Row, ...]], context: ReadingContext) -> tuple[_Sheet, bool]:
    """The pages of the first receipt as one sheet, and whether other receipts follow."""
    first, *others = (_sheet(rows, context) for rows in pages)
    known, rows = first, first.rows
    for page in others:
        if _is_another(known, page):
            break
        rows += page.rows
        known = evolve(
            known,
            vendor=known.vendor or page.vendor,
            date=known.date or page.date,
            total=known.total or page.total,
        )
    several = len({row.page for row in rows}) < len(pages)
    whole = _sheet(rows, context) if len(rows) > len(first.rows) else first
    return evolve(whole, vendor=known.vendor), several


def _sheet(rows: tuple[Row, ...], context: ReadingContext) -> _Sheet:
    texts = [row.text for row in rows]
    mark = decimal_mark(texts)
    entries = entries_of(rows, mark)
    region = region_of(texts)
    currency = currency_of(texts, (entry.amount for entry in entries), region, context.home_currency)
    height = usual_height(rows)
    whole = currency is not None and currency.code in WHOLE
    head = [row for row in rows if row.page == rows[0].page]
    invoice = is_invoice(rows)
    total = total_of(entries, whole=whole, unread=unread_in(rows, entries), usual_height=height)
    total = invoice_total(entries, rows, total) if invoice else total
    return _Sheet(
        rows,
        mark,
        entries,
        currency_of_total(currency, total.entry.amount) if total else currency,
        (seller_of(rows) if invoice else None) or vendor_of(head, height),
        issue_date(rows, context.today, _evidence(region, currency, context), stated_dates(rows) if invoice else ()),
        total,
        invoice,
    )


def _evidence(region: Region | None, currency: Reckoned | None, context: ReadingContext) -> Evidence:
    """What speaks for an order of day and month.

    Region and currency say nothing where they disagree. A currency in which the whole world bills, and an assumed one,
    only lean.
    """
    by_region = region.order if region else None
    usual = order_of_currency(currency.code) if currency else None
    by_currency = usual if currency and not currency.assumed and currency.code not in _WORLDWIDE else None
    agreed = by_region or by_currency
    if region is not None and by_currency not in {None, by_region}:
        agreed = None
    return Evidence(agreed, _habit(context), usual)


def _habit(context: ReadingContext) -> Order | None:
    if context.day_first is None:
        return None
    return Order.DAY_FIRST if context.day_first else Order.MONTH_FIRST


def _is_another(sheet: _Sheet, page: _Sheet) -> bool:
    """Whether a page begins another receipt: a vendor of its own, or a total of its own on another day."""
    if any(_NEXT_PAGE.search(row.text) for row in page.rows):
        return False
    other_vendor = bool(sheet.vendor and page.vendor and not _is_same(sheet.vendor.name, page.vendor.name))
    other_day = bool(sheet.date and page.date and sheet.date.day != page.date.day)
    other_total = bool(sheet.total and page.total and sheet.total.value != page.total.value)
    named = page.vendor and (page.vendor.has_form or (sheet.total and page.vendor.confidence >= _CERTAIN))
    begins = bool(named and page.date and page.total)
    return (other_vendor and begins) or (other_total and other_day)


def _is_same(name: str, other: str) -> bool:
    """Whether one name says the other again, perhaps within more words."""
    one, two = _plain(name), _plain(other)
    return one in two or two in one


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _warnings(sheet: _Sheet, extraction: Extraction, *, several: bool, adds_up: bool | None) -> tuple[Warning, ...]:
    sure = [row.confidence for row in sheet.rows]
    facts = (
        (Warning.VENDOR_MISSING, extraction.vendor is None),
        (Warning.DATE_MISSING, extraction.date is None),
        (Warning.DATE_AMBIGUOUS, extraction.date is not None and sheet.date is not None and sheet.date.ambiguous),
        (Warning.TOTAL_MISSING, extraction.total is None),
        (Warning.TOTAL_UNCERTAIN, extraction.total is not None and extraction.total.confidence < _CERTAIN),
        (Warning.CURRENCY_ASSUMED, sheet.currency is not None and sheet.currency.assumed),
        (Warning.ITEMS_SUM_DIFFERS, bool(extraction.items) and not adds_up),
        (Warning.SEVERAL_RECEIPTS, several),
        (Warning.TEXT_UNCLEAR, sum(sure) / len(sure) < _CLEAR_TEXT),
    )
    return tuple(warning for warning, holds in facts if holds)
