"""What the facts of every kind of receipt are drawn with: amounts, goods, rates, payments, vendors, numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from benchmarks.synthetic_receipts import names, places
from benchmarks.synthetic_receipts.facts import ZERO, Charge, Item, Payment, Vendor
from benchmarks.synthetic_receipts.goods import Good

_CENT: Final = Decimal("0.01")
#: Combined rates of sales tax, in per cent, as states and cities have them.
SALES_RATES: Final = tuple(
    map(Decimal, "4 4.5 5 5.5 6 6.25 6.35 6.625 6.85 7 7.25 7.5 7.75 8 8.1 8.25 8.375 8.875 9.25 9.5 10.25".split())
)
_NETWORKS: Final = ("VISA", "MASTERCARD", "AMEX", "DISCOVER", "DEBIT", "VISA", "VISA", "MASTERCARD")
_SLOGANS: Final = (
    "Fresh. Local. Friendly.",
    "Serving you since 1987",
    "Quality you can taste",
    "Your neighborhood choice",
    "Save more, every day",
    "Family owned & operated",
    "Open 7 days a week",
    "Good food, good people",
)


def cents(amount: int) -> Decimal:
    """An amount of so many cents."""
    return (Decimal(amount) / 100).quantize(_CENT)


def rounded(amount: Decimal) -> Decimal:
    """An amount to the cent, half a cent upwards."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def of_rate(rate: Decimal, amount: Decimal) -> Decimal:
    """So many per cent of an amount."""
    return rounded(amount * rate / 100)


def basket(rng: random.Random, goods: Sequence[Good], count: int) -> tuple[Item, ...]:
    """Different goods, some of them more than once."""
    items = []
    for name, low, high in rng.sample(list(goods), min(count, len(goods))):
        price = low + rng.randrange(high - low + 1)
        if rng.random() < 0.6:
            price = min(high, price // 10 * 10 + 9)
        quantity = rng.choices((1, 2, 3, 4, 6), (70, 18, 6, 4, 2))[0]
        shown = Decimal(quantity) if quantity > 1 else None
        items.append(Item(name, cents(price * quantity), shown, cents(price) if shown else None))
    return tuple(items)


def numbered(items: Sequence[Item]) -> tuple[Item, ...]:
    """The same lines, with a quantity of 1 where none was to be printed: as bills list them."""
    return tuple(
        item if item.quantity else Item(item.description, item.amount, Decimal(1), item.amount) for item in items
    )


def sum_of(items: Sequence[Item]) -> Decimal:
    """What the lines make."""
    return sum((item.amount for item in items), ZERO)


def sales_tax(rng: random.Random, amount: Decimal) -> tuple[Charge, ...]:
    """The sales tax of an amount, under one of its names; now and then parted into the state's and the city's."""
    rate = rng.choice(SALES_RATES)
    if rng.random() < 0.06:
        return (
            Charge("State Tax 4.00%", of_rate(Decimal(4), amount)),
            Charge("City Tax 2.50%", of_rate(Decimal("2.5"), amount)),
        )
    name = rng.choice(
        (
            "Sales Tax",
            "TAX",
            "TAX",
            "Tax",
            f"Sales Tax {rate}%",
            f"Tax {rate:.3f}%",
            f"TAX1 {rate}%",
            f"Tax ({rate}%)",
            f"State Tax {rate}%",
            "Total Tax",
            f"{rate:.2f}% Tax",
            "Local Sales Tax",
        )
    )
    return (Charge(name, of_rate(rate, amount)),)


def card(rng: random.Random) -> Payment:
    """A card of no issuer's number: only four digits of it exist."""
    return Payment("card", rng.choice(_NETWORKS), f"{rng.randrange(10_000):04d}")


def cash(rng: random.Random, total: Decimal) -> Payment:
    """Cash, in notes that somebody would hand over, and the change."""
    notes = [Decimal(note) for note in (1, 5, 10, 20, 50, 100)]
    tendered = next((note for note in notes if note >= total), None)
    if tendered is None or rng.random() < 0.3:
        tendered = (total // 20 + 1) * 20
    if rng.random() < 0.12:
        tendered = total
    tendered = tendered.quantize(_CENT)
    return Payment("cash", "", None, tendered, (tendered - total).quantize(_CENT))


def paid(rng: random.Random, total: Decimal, cash_share: float) -> Payment:
    """Cash or card."""
    return cash(rng, total) if rng.random() < cash_share and total < 200 else card(rng)


def us_vendor(rng: random.Random, trade: str, *, nameless: float = 0.0) -> Vendor:
    """Somebody in the US, with most of what the head of a receipt says."""
    named = names.composed(rng, trade)
    name = None if rng.random() < nameless else named.name
    return Vendor(
        name,
        places.us_address(rng),
        places.us_phone(rng) if rng.random() < 0.75 else None,
        places.web(rng, named.name) if name and rng.random() < 0.3 else None,
        named.legal if name else None,
        f"{rng.randrange(1, 9999):0{rng.choice((1, 4))}d}"
        if trade in {"shop", "fuel"} and rng.random() < 0.4
        else None,
        rng.choice(_SLOGANS) if rng.random() < 0.15 else None,
        at_end=name is not None and trade == "shop" and rng.random() < 0.05,
    )


def number(rng: random.Random, forms: Sequence[str]) -> str:
    """A number in one of the forms: `#` is a digit, `@` a letter."""
    return "".join(
        rng.choice("123456789") if char == "#" else rng.choice("ABCDEFHJKMNPRSTUWX") if char == "@" else char
        for char in rng.choice(tuple(forms))
    )
