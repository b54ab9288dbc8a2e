"""What was read from a receipt: each field with its value, its confidence and its place on the page.

A field that was not found is None, never a guess; what a person should look at twice stands in `warnings`, and a
warning never blocks saving. What an organization would make of it (a category, a brand) is no part of it: that follows
the organization's own rules, which change and end without the document.
"""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import Final, Generic, TypeVar

from attrs import field, frozen, validators

from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading.words import Box

ITEMS_MAX: Final = 500
ITEM_CHARS_MAX: Final = 120

T = TypeVar("T")


class Warning(enum.StrEnum):  # noqa: A001 - the reader's word for it; the built-in is never used in this package
    """Why a person should look twice, as a stable code."""

    TOTAL_MISSING = "total.missing"
    TOTAL_UNCERTAIN = "total.uncertain"
    DATE_MISSING = "date.missing"
    DATE_AMBIGUOUS = "date.ambiguous"
    VENDOR_MISSING = "vendor.missing"
    CURRENCY_ASSUMED = "currency.assumed"
    ITEMS_SUM_DIFFERS = "items.sum-differs"
    INVOICE_DIFFERS = "invoice.differs"
    INVOICE_UNREADABLE = "invoice.unreadable"
    SEVERAL_RECEIPTS = "document.several-receipts"
    TEXT_UNCLEAR = "document.unclear"


@frozen
class Place:
    """Where on the document a field stands: the page from 1, and the box in pixels of that page."""

    page: int
    box: Box


@frozen
class Found(Generic[T]):
    """A field's value, how sure the rules are (0 to 1), where it stands, and what else the same print may mean.

    `alternatives` are further readings for a person to choose from: the other day of a date whose day and month nothing
    on the paper tells apart. There are none where the paper settles it.
    """

    value: T
    confidence: float = field(validator=validators.and_(validators.ge(0.0), validators.le(1.0)))
    place: Place | None = None
    alternatives: tuple[T, ...] = ()


@frozen
class Item:
    """A line of what was bought, as printed: at most `ITEM_CHARS_MAX` characters, and the amount of the whole line.

    `quantity` is None where none is printed. What a line takes off has a negative amount.
    """

    description: str
    amount: Decimal
    quantity: Decimal | None = None


@frozen
class Extraction:
    """The fields of one receipt. Amounts are decimals in the units of the currency; a refund's total is negative.

    `last4` is the paying card's; `document_number` is the number of the invoice, receipt or bill, never an account's.
    `items` stand from top to bottom, at most `ITEMS_MAX`, each with the place of its whole line.
    """

    vendor: Found[str] | None = None
    date: Found[date] | None = None
    total: Found[Decimal] | None = None
    subtotal: Found[Decimal] | None = None
    tax: Found[Decimal] | None = None
    tip: Found[Decimal] | None = None
    currency: Found[str] | None = None
    payment: Found[PaymentKind] | None = None
    last4: Found[str] | None = None
    document_number: Found[str] | None = None
    items: tuple[Found[Item], ...] = ()
    warnings: tuple[Warning, ...] = ()

    @property
    def confidence(self) -> float:
        """How sure the reading is as a whole: the least sure of vendor, date and total, 0 when one is missing."""
        needed = (self.vendor, self.date, self.total)
        return min((found.confidence if found else 0.0) for found in needed)


@frozen
class ReadingContext:
    """What is known beside the document and settles what it leaves open.

    `home_currency` is an ISO 4217 code, used when the document names none; `day_first` says how the organization writes
    dates (None when unknown); `today` bounds plausible dates.
    """

    today: date
    home_currency: str | None = None
    day_first: bool | None = None
