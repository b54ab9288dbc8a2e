"""From an e-invoice to the fields of a receipt, beside what is printed.

The laws:

- The structured half is the invoice: a field that it states is taken from it, exactly, before anything that rules see
  on the page (Factur-X 1.0 and ZUGFeRD 2: the XML is the invoice, of the same legal weight as the page; EN 16931-1
  defines its terms). What it leaves out is read from the page.
- The total is the sum with tax (BT-112). What is due after payments, or together with other debts, is another amount.
- A credit note gives money back: its sums are negative, though it writes them without sign.
- A person sees the page. Where the total or the date is not printed on it, or the page states another total beyond
  doubt, the halves disagree: the field is less sure, and a warning says so.
- A field's place is where its value is printed; one that is not printed has none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from attrs import evolve, fields, frozen

from plutopixie.domain.currencies import currency as known_currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading.amounts import amounts_in, decimal_mark
from plutopixie.domain.reading.dates import EARLIEST, days_in
from plutopixie.domain.reading.e_invoice import EInvoice
from plutopixie.domain.reading.extraction import (
    ITEM_CHARS_MAX,
    ITEMS_MAX,
    Extraction,
    Found,
    Item,
    Place,
    ReadingContext,
    Warning,  # noqa: A004 - the reader's word
)
from plutopixie.domain.reading.rows import Row

T = TypeVar("T")

EXACT: Final = 0.99
DOUBTED: Final = 0.6
#: Invoices are dated ahead by some days, never by years.
DAYS_AHEAD_MAX: Final = 366

_BEYOND_DOUBT: Final = 0.85
_USUAL_DIGITS: Final = 2

#: What an extraction says, beside its warnings.
FIELDS: Final = tuple(one.name for one in fields(Extraction) if one.name != "warnings")

#: How an invoice is paid, by UNTDID 4461.
_PAYMENTS: Final = {
    "10": PaymentKind.CASH,
    **dict.fromkeys(("48", "54", "55"), PaymentKind.CARD),
    **dict.fromkeys(("30", "31", "42", "49", "57", "58", "59"), PaymentKind.BANK),
    **dict.fromkeys(("20", "68", "97"), PaymentKind.OTHER),
}


def from_invoice(invoice: EInvoice, page: Extraction, rows: Sequence[Row], context: ReadingContext) -> Extraction:
    """The fields of a document that carries this e-invoice.

    Args:
        invoice: the structured half.
        page: what the rules found on the pages.
        rows: the rows of the pages.
        context: bounds the day of issue.
    """
    stated = _Stated.by(invoice, context.today)
    printed = _Printed(tuple(rows), decimal_mark(row.text for row in rows))
    unprinted_total = bool(rows) and stated.total is not None and printed.amount(stated.total) is None
    unprinted_day = bool(rows) and stated.day is not None and printed.day(stated.day) is None
    other_total = stated.total is not None and _states_another(page, invoice)
    told = Extraction(
        vendor=_found(invoice.seller, printed.name),
        date=_found(stated.day, printed.day, DOUBTED if unprinted_day else EXACT),
        total=_found(stated.total, printed.amount, DOUBTED if unprinted_total or other_total else EXACT),
        subtotal=_found(stated.subtotal, printed.amount),
        tax=_found(stated.tax, printed.amount),
        currency=_found(stated.currency),
        payment=_found(_PAYMENTS.get(invoice.payment_means or "")),
        last4=_found(invoice.last4),
        document_number=_found(invoice.number, printed.name),
        items=tuple(Found(item, EXACT, printed.name(item.description)) for item in stated.items),
    )
    left_out = {name: getattr(page, name) for name in FIELDS if not getattr(told, name)}
    differs = unprinted_total or unprinted_day or other_total
    return evolve(told, **left_out, warnings=_warnings(page, left_out.keys(), differs=differs))


@frozen
class _Stated:
    """What an invoice states, with the signs and digits of our own fields; None where it makes no sense."""

    day: date | None
    currency: str | None
    total: Decimal | None
    subtotal: Decimal | None
    tax: Decimal | None
    items: tuple[Item, ...]

    @classmethod
    def by(cls, invoice: EInvoice, today: date) -> _Stated:
        """What this invoice states."""
        code = _known(invoice.currency)
        sign = -1 if invoice.is_credit_note and (invoice.total or 0) >= 0 else 1
        digits = known_currency(code).digits if code else _USUAL_DIGITS
        total, subtotal, tax = (
            _in_coins(amount, digits, sign) for amount in (invoice.total, invoice.tax_basis, invoice.tax)
        )
        items = tuple(
            Item(line.description[:ITEM_CHARS_MAX], amount, line.quantity)
            for line in invoice.lines[:ITEMS_MAX]
            if (amount := _in_coins(line.amount, digits, sign)) is not None
        )
        day = invoice.issued if invoice.issued and _is_plausible(invoice.issued, today) else None
        return cls(day, code, total, subtotal, tax, items)


def _known(code: str | None) -> str | None:
    try:
        return known_currency(code).code if code else None
    except InvalidValueError:
        return None


def _in_coins(amount: Decimal | None, digits: int, sign: int) -> Decimal | None:
    """An amount in whole coins, or None where it has parts of one."""
    if amount is None:
        return None
    exact = amount.quantize(Decimal(1).scaleb(-digits))
    return sign * exact if exact == amount else None


def _found(value: T | None, place: Callable[[T], Place | None] | None = None, sure: float = EXACT) -> Found[T] | None:
    return Found(value, sure, place(value) if place else None) if value is not None else None


def _is_plausible(day: date, today: date) -> bool:
    return day >= EARLIEST and day.toordinal() - today.toordinal() <= DAYS_AHEAD_MAX


def _states_another(page: Extraction, invoice: EInvoice) -> bool:
    """Whether the page states, beyond doubt, a total that is none of the invoice's sums."""
    if page.total is None or page.total.confidence < _BEYOND_DOUBT:
        return False
    sums = {abs(value) for value in (invoice.total, invoice.due, invoice.tax_basis) if value is not None}
    return abs(page.total.value) not in sums


#: What the page's rules may have warned of, and the field that settles it once the invoice states it.
_SETTLED_BY: Final = {
    Warning.VENDOR_MISSING: "vendor",
    Warning.DATE_MISSING: "date",
    Warning.DATE_AMBIGUOUS: "date",
    Warning.TOTAL_MISSING: "total",
    Warning.TOTAL_UNCERTAIN: "total",
    Warning.CURRENCY_ASSUMED: "currency",
    Warning.ITEMS_SUM_DIFFERS: "items",
    Warning.SEVERAL_RECEIPTS: "total",
}


def _warnings(page: Extraction, left_out: Iterable[str], *, differs: bool) -> tuple[Warning, ...]:
    settled = set(FIELDS) - set(left_out)
    kept = tuple(one for one in page.warnings if _SETTLED_BY.get(one) not in settled)
    return (*kept, Warning.INVOICE_DIFFERS) if differs else kept


@frozen
class _Printed:
    """Where values stand on the pages; the last place of an amount, where sums are, and the first of all else."""

    rows: tuple[Row, ...]
    mark: str

    def amount(self, value: Decimal) -> Place | None:
        """The last place where an amount of that size is printed, with or without its sign."""
        places = (
            row.place(amount.start, amount.end)
            for row in reversed(self.rows)
            for amount in amounts_in(row.text, self.mark)
            if abs(amount.value) == abs(value)
        )
        return next(places, None)

    def day(self, day: date) -> Place | None:
        """The first place where that day is printed, in any order of its numbers."""
        places = (row.place(start, end) for row in self.rows for days, start, end in days_in(row.text) if day in days)
        return next(places, None)

    def name(self, name: str) -> Place | None:
        """The first place where that name is printed, whatever its spaces and punctuation."""
        letters = [char for char in name if char.isalnum()]
        pattern = re.compile(r"[\W_]*".join(map(re.escape, letters)), re.IGNORECASE) if letters else None
        matches = ((row, pattern.search(row.text)) for row in self.rows if pattern)
        return next((row.place(*match.span()) for row, match in matches if match), None)
