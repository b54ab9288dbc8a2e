"""The rules of reading: from recognized words with boxes to the fields of one receipt.

The laws:

- The same words in the same boxes give the same answer, in whatever order they come.
- Every field is printed: it has a place on the page. What is not printed is None and warned of, never guessed.
- One document is one receipt. When a further page begins a receipt of its own, only the first receipt is read and
  the others are pointed out; the vendor of one page is never put beside the total of another's receipt.
- A card's number never leaves; its last four digits may.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.reading.amounts import decimal_mark
from plutopixie.domain.reading.calibration import TABLES, Table, calibrated
from plutopixie.domain.reading.cards import last_four
from plutopixie.domain.reading.currency import WHOLE, Reckoned, currency_of, currency_of_total
from plutopixie.domain.reading.dates import Dated, Evidence, Order, issue_date
from plutopixie.domain.reading.entries import Entry, entries_of, unread_in
from plutopixie.domain.reading.extraction import Extraction, Found, ReadingContext, Warning  # noqa: A004
from plutopixie.domain.reading.regions import Region, order_of_currency, region_of
from plutopixie.domain.reading.rows import Row, rebuild
from plutopixie.domain.reading.taxes import tax_of
from plutopixie.domain.reading.thresholds import withheld
from plutopixie.domain.reading.totals import Totalled, total_of, usual_height
from plutopixie.domain.reading.vendors import Named, vendor_of
from plutopixie.domain.reading.words import RecognizedText

PAGES_MAX: Final = 50
_NEXT_PAGE: Final = re.compile(r"\b(?:page|seite|pagina|página)\W{0,2}(?:[2-9]|[1-4]\d)\b", re.IGNORECASE)
_CERTAIN: Final = 0.6
_CLEAR_TEXT: Final = 0.6


@frozen
class _Sheet:
    """One page, or the pages of one receipt, with what was found on them."""

    rows: tuple[Row, ...]
    entries: tuple[Entry, ...]
    currency: Reckoned | None
    vendor: Named | None
    date: Dated | None
    total: Totalled | None


def extract(text: RecognizedText, context: ReadingContext, scale: Mapping[str, Table] = TABLES) -> Extraction:
    """The fields of the receipt in a document; of its first receipt, if it holds several.

    `scale` holds the tables that make probabilities of the rules' own figures; without any, the figures stay.
    """
    pages = [rows for rows in map(rebuild, text.pages[:PAGES_MAX]) if rows]
    if not pages:
        missing = (Warning.VENDOR_MISSING, Warning.DATE_MISSING, Warning.TOTAL_MISSING)
        return Extraction(warnings=(*missing, Warning.TEXT_UNCLEAR))
    sheet, several = _first_receipt(pages, context)
    whole = sheet.currency is not None and sheet.currency.code in WHOLE
    tax = tax_of(sheet.entries, sheet.total.value, whole=whole) if sheet.total else None
    card = last_four(sheet.rows)
    found = Extraction(
        vendor=Found(sheet.vendor.name, sheet.vendor.confidence, sheet.vendor.place) if sheet.vendor else None,
        date=_dated(sheet.date) if sheet.date else None,
        total=Found(sheet.total.value, sheet.total.confidence, sheet.total.entry.place) if sheet.total else None,
        tax=Found(tax.value, tax.confidence, tax.entry.place) if tax else None,
        currency=Found(sheet.currency.code, sheet.currency.confidence) if sheet.currency else None,
        last4=Found(card.last4, card.confidence, card.place) if card else None,
    )
    extraction = withheld(calibrated(found, _legibility(sheet.rows), scale))
    return evolve(extraction, warnings=_warnings(sheet, extraction, several=several))


def _dated(dated: Dated) -> Found[date]:
    return Found(dated.day, dated.confidence, dated.place, dated.others)


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
    entries = entries_of(rows, decimal_mark(texts))
    region = region_of(texts)
    currency = currency_of(texts, (entry.amount for entry in entries), region, context.home_currency)
    height = usual_height(rows)
    whole = currency is not None and currency.code in WHOLE
    head = [row for row in rows if row.page == rows[0].page]
    shown = _shown_order(region, currency)
    total = total_of(entries, whole=whole, unread=unread_in(rows, entries), usual_height=height)
    return _Sheet(
        rows,
        entries,
        currency_of_total(currency, total.entry.amount) if total else currency,
        vendor_of(head, height),
        issue_date(rows, context.today, Evidence(shown, _habit(context))),
        total,
    )


def _shown_order(region: Region | None, currency: Reckoned | None) -> Order | None:
    """What region and currency say of the order of dates: nothing where they disagree; an assumed currency is silent."""
    by_region = region.order if region else None
    by_currency = order_of_currency(currency.code) if currency and not currency.assumed else None
    if region is None or by_currency is None:
        return by_region or by_currency
    return by_region if by_region is by_currency else None


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


def _warnings(sheet: _Sheet, extraction: Extraction, *, several: bool) -> tuple[Warning, ...]:
    sure = [row.confidence for row in sheet.rows]
    facts = (
        (Warning.VENDOR_MISSING, extraction.vendor is None),
        (Warning.DATE_MISSING, extraction.date is None),
        (Warning.DATE_AMBIGUOUS, extraction.date is not None and sheet.date is not None and sheet.date.ambiguous),
        (Warning.TOTAL_MISSING, extraction.total is None),
        (Warning.TOTAL_UNCERTAIN, extraction.total is not None and extraction.total.confidence < _CERTAIN),
        (Warning.CURRENCY_ASSUMED, sheet.currency is not None and sheet.currency.assumed),
        (Warning.SEVERAL_RECEIPTS, several),
        (Warning.TEXT_UNCLEAR, sum(sure) / len(sure) < _CLEAR_TEXT),
    )
    return tuple(warning for warning, holds in facts if holds)
