"""The facts of one receipt, before anything is printed: what was bought, from whom, when, and how it was paid.

The laws, which `Facts` checks when it is made:

- The items and what is taken off make the subtotal.
- Subtotal, taxes, fees and tip make the total; where prices contain the tax, the taxes are left out of that sum.
- Cash less change is the total.
"""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import Final

from attrs import frozen

ZERO: Final = Decimal(0)


class Kind(enum.StrEnum):
    """What kind of receipt it is."""

    SHOP = "shop"
    RESTAURANT = "restaurant"
    CARD_SLIP = "card-slip"
    FUEL = "fuel"
    HOTEL = "hotel"
    RIDE = "ride"
    ONLINE = "online"
    FOREIGN = "foreign"
    REFUND = "refund"


@frozen
class Vendor:
    """Who sells: the trade name, what stands around it, and where.

    `name` is None where the receipt names nobody. `at_end` says that the name is printed only in the thanks at the end.
    """

    name: str | None
    address: tuple[str, ...] = ()
    phone: str | None = None
    web: str | None = None
    legal: str | None = None
    store: str | None = None
    slogan: str | None = None
    at_end: bool = False


@frozen
class Item:
    """A line: the amount of the whole line, and the quantity and price of one where they are printed."""

    description: str
    amount: Decimal
    quantity: Decimal | None = None
    price: Decimal | None = None
    unit: str = ""


@frozen
class Charge:
    """A labelled amount beside the items: a tax, a fee, something taken off (negative)."""

    label: str
    amount: Decimal


@frozen
class Payment:
    """How it was paid: `kind` as PlutoPixie names it; last four digits for cards; cash tendered and change."""

    kind: str
    network: str = ""
    last4: str | None = None
    tendered: Decimal | None = None
    change: Decimal | None = None


@frozen
class Dating:
    """The day, how it is printed, the time, and whether the paper leaves open which number is the month."""

    day: date
    text: str
    time: str
    is_ambiguous: bool = False


@frozen
class Facts:
    """One receipt. Amounts are decimals in units of `currency`; a refund's are negative.

    `taxes` may be several; `tax_total_shown` says that their sum is printed. `fees` stand between subtotal and total
    (shipping, tolls, deposits). `tip_line` says that a tip and a total were left to be filled in by hand.
    """

    kind: Kind
    currency: str
    country: str
    vendor: Vendor
    dating: Dating
    items: tuple[Item, ...]
    total: Decimal
    payment: Payment
    discount: Charge | None = None
    subtotal: Decimal | None = None
    taxes: tuple[Charge, ...] = ()
    tax_included: bool = False
    tax_total_shown: bool = False
    fees: tuple[Charge, ...] = ()
    tip: Decimal | None = None
    tip_line: bool = False
    number_name: str = ""
    number: str | None = None
    other_date: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse facts whose sums do not hold."""
        items = sum((item.amount for item in self.items), ZERO) + (self.discount.amount if self.discount else ZERO)
        taxes = ZERO if self.tax_included else sum((tax.amount for tax in self.taxes), ZERO)
        fees = sum((fee.amount for fee in self.fees), ZERO)
        if self.items and self.subtotal is not None and not self.tax_included and items != self.subtotal:
            raise ValueError(f"the items make {items}, not {self.subtotal}")
        before = self.subtotal if self.subtotal is not None and not self.tax_included else items
        if before + taxes + fees + (self.tip or ZERO) != self.total:
            raise ValueError(f"{before} + {taxes} + {fees} + {self.tip} is not {self.total}")
        paid = self.payment
        if paid.tendered is not None and paid.tendered - (paid.change or ZERO) != self.total:
            raise ValueError("cash less change is not the total")

    @property
    def tax(self) -> Decimal | None:
        """The tax as it is printed: the only one, or the printed sum; None where none or only parts are printed."""
        if len(self.taxes) == 1 or (self.taxes and self.tax_total_shown):
            return sum((tax.amount for tax in self.taxes), ZERO)
        return None
