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
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.currencies import currency as known_currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.reading.amounts import amounts_in, decimal_mark
from plutopixie.domain.reading.dates import EARLIEST, days_in
from plutopixie.domain.reading.e_invoice import EInvoice
from plutopixie.domain.reading.extraction import Extraction, Found, Place, ReadingContext, Warning  # noqa: A004
from plutopixie.domain.reading.rows import Row

EXACT: Final = 0.99
DOUBTED: Final = 0.6
#: Invoices are dated ahead by some days, never by years.
DAYS_AHEAD_MAX: Final = 366

_BEYOND_DOUBT: Final = 0.9


def from_invoice(invoice: EInvoice, page: Extraction, rows: Sequence[Row], context: ReadingContext) -> Extraction:
    """The fields of a document that carries this e-invoice.

    Args:
        invoice: the structured half.
        page: what the rules found on the pages.
        rows: the rows of the pages.
        context: bounds the day of issue.
    """
    code = _known(invoice.currency)
    total, tax = (_signed(amount, invoice, code) for amount in (invoice.total, invoice.tax))
    day = invoice.issued if invoice.issued and _is_plausible(invoice.issued, context.today) else None
    printed = _Printed(tuple(rows), decimal_mark(row.text for row in rows))
    unprinted_total = bool(rows) and total is not None and printed.amount(total) is None
    unprinted_day = bool(rows) and day is not None and printed.day(day) is None
    other_total = total is not None and _states_another(page, invoice)
    told = {
        "vendor": Found(invoice.seller, EXACT, printed.name(invoice.seller)) if invoice.seller else None,
        "date": Found(day, DOUBTED if unprinted_day else EXACT, printed.day(day)) if day else None,
        "total": _found(total, printed, doubted=unprinted_total or other_total),
        "tax": _found(tax, printed, doubted=False),
        "currency": Found(code, EXACT) if code else None,
        "last4": Found(invoice.last4, EXACT) if invoice.last4 else None,
    }
    stated = {name: found for name, found in told.items() if found is not None}
    differs = unprinted_total or unprinted_day or other_total
    return evolve(page, **stated, warnings=_warnings(page, stated.keys(), differs=differs))


def _known(code: str | None) -> str | None:
    try:
        return known_currency(code).code if code else None
    except InvalidValueError:
        return None


def _signed(amount: Decimal | None, invoice: EInvoice, code: str | None) -> Decimal | None:
    """An amount with the sign it means, in whole units of the smallest coin; None where it has parts of one."""
    if amount is None:
        return None
    exact = amount.quantize(Decimal(1).scaleb(-known_currency(code).digits if code else -2))
    if exact != amount:
        return None
    return -abs(exact) if invoice.is_credit_note else exact


def _found(amount: Decimal | None, printed: _Printed, *, doubted: bool) -> Found[Decimal] | None:
    if amount is None:
        return None
    return Found(amount, DOUBTED if doubted else EXACT, printed.amount(amount))


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
    Warning.SEVERAL_RECEIPTS: "total",
}


def _warnings(page: Extraction, stated: Iterable[str], *, differs: bool) -> tuple[Warning, ...]:
    settled = set(stated)
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
