"""Draws the facts of a receipt: one function a kind. The sums are exact, in decimals."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final

from attrs import evolve

from benchmarks.synthetic_receipts import abroad, dating, drawing, goods, names
from benchmarks.synthetic_receipts.facts import ZERO, Charge, Facts, Item, Kind, Payment, Vendor

#: How many of a hundred are of which kind.
WEIGHTS: Final = {
    Kind.SHOP: 28,
    Kind.RESTAURANT: 18,
    Kind.CARD_SLIP: 4,
    Kind.FUEL: 10,
    Kind.HOTEL: 8,
    Kind.RIDE: 7,
    Kind.ONLINE: 12,
    Kind.FOREIGN: 9,
    Kind.REFUND: 4,
}
_TILL_NUMBERS: Final = (
    ("Receipt #", ("######", "####-####", "##-######")),
    ("Trans #", ("######", "#####", "########")),
    ("Transaction:", ("######", "#######")),
    ("Receipt No:", ("######", "R-#####", "@#####")),
    ("Ticket #", ("####", "######")),
    ("Invoice #", ("######", "INV-#####")),
    ("Order #", ("###", "####", "#####")),
    ("Sale #", ("#####", "######")),
)
_BILL_NUMBERS: Final = (
    ("Check #", ("####", "#####")),
    ("Chk", ("####",)),
    ("Order #", ("##", "###", "####")),
    ("Check:", ("###", "####")),
    ("Ticket #", ("###", "####")),
)
_ORDER_NUMBERS: Final = (
    ("Order Number:", ("###-#######", "########", "@@######")),
    ("Order #", ("#####", "W#######")),
    ("Invoice #", ("INV-######", "#####", "####-###")),
    ("Invoice No.", ("@@-####", "######")),
    ("Invoice Number:", ("INV-####-####", "######")),
    ("Receipt #", ("####-####", "######")),
)
_FOLIO_NUMBERS: Final = (
    ("Folio #", ("######",)),
    ("Folio No.", ("#####@", "######")),
    ("Invoice #", ("######",)),
    ("Confirmation #", ("########",)),
)
_TRIP_NUMBERS: Final = (
    ("Trip ID:", ("@@######", "########")),
    ("Receipt #", ("######",)),
    ("Trip #", ("#####", "######")),
)
_STOCK: Final = (goods.GROCERIES, goods.GROCERIES, goods.HARDWARE, goods.OFFICE, goods.CLOTHES)


def drawn(rng: random.Random) -> Facts:
    """The facts of a receipt of any kind, as often as `WEIGHTS` says."""
    kinds = tuple(WEIGHTS)
    kind = rng.choices(kinds, [WEIGHTS[one] for one in kinds])[0]
    return _DRAWS[kind](rng)


def _shop(rng: random.Random) -> Facts:
    items = drawing.basket(
        rng, rng.choice(_STOCK), rng.choices(range(1, 15), [9, 10, 10, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1])[0]
    )
    discount = None
    if rng.random() < 0.22:
        share = rng.choice((5, 10, 15, 20, 25))
        label = rng.choice(("Discount", f"Discount {share}%", "Coupon", "Member Savings", "Promo", "Store Coupon"))
        discount = Charge(label, -drawing.of_rate(Decimal(share), drawing.sum_of(items)))
    subtotal = drawing.sum_of(items) + (discount.amount if discount else ZERO)
    taxable = drawing.rounded(subtotal * rng.choice((100, 100, 100, 80, 55, 0)) / 100)
    taxes = drawing.sales_tax(rng, taxable) if taxable else ()
    total = subtotal + sum((tax.amount for tax in taxes), ZERO)
    name, number = _numbered(rng, _TILL_NUMBERS, 0.75)
    facts = Facts(
        Kind.SHOP,
        "USD",
        "US",
        drawing.us_vendor(rng, "shop", nameless=0.04),
        dating.dated(rng, "US"),
        items,
        total,
        drawing.paid(rng, total, 0.3),
        discount,
        subtotal,
        taxes,
        tax_total_shown=rng.random() < 0.5,
        number_name=name,
        number=number,
    )
    return _bare(rng, facts) if rng.random() < 0.16 else facts


def _bare(rng: random.Random, facts: Facts) -> Facts:
    """The same from a till that prints no address: nothing on it tells which number of the date is the month."""
    if len(facts.taxes) > 1:
        return facts
    vendor = Vendor(f"{names.coined(rng)} {rng.choice(('Market', 'Gifts', 'Books', 'Hardware', 'Stores', ''))}".strip())
    taxes = tuple(Charge("TAX", tax.amount) for tax in facts.taxes)
    wares = rng.sample(goods.ANYWHERE, len(facts.items))
    items = tuple(evolve(item, description=ware) for item, ware in zip(facts.items, wares, strict=True))
    return evolve(facts, vendor=vendor, dating=dating.doubtful(rng), taxes=taxes, items=items)


def _restaurant(rng: random.Random) -> Facts:
    quick = rng.random() < 0.35
    items = drawing.numbered(
        drawing.basket(rng, goods.COFFEE if quick else goods.MEALS, rng.randrange(1, 5 if quick else 9))
    )
    subtotal = drawing.sum_of(items)
    taxes = drawing.sales_tax(rng, subtotal)
    fees: tuple[Charge, ...] = ()
    if rng.random() < 0.06:
        fees = (Charge("Service Fee 3%", drawing.of_rate(Decimal(3), subtotal)),)
    before = subtotal + sum((charge.amount for charge in (*taxes, *fees)), ZERO)
    tip = _tip(rng, subtotal) if rng.random() < 0.5 else None
    total = before + (tip or ZERO)
    payment = drawing.paid(rng, total, 0.15 if tip is None else 0.02)
    name, number = _numbered(rng, _BILL_NUMBERS, 0.85)
    return Facts(
        Kind.RESTAURANT,
        "USD",
        "US",
        drawing.us_vendor(rng, "restaurant", nameless=0.02),
        dating.dated(rng, "US"),
        items,
        total,
        payment,
        None,
        subtotal,
        taxes,
        tax_total_shown=rng.random() < 0.5,
        fees=fees,
        tip=tip,
        tip_line=tip is None and payment.kind == "card" and rng.random() < 0.6,
        number_name=name,
        number=number,
    )


def _card_slip(rng: random.Random) -> Facts:
    amount = drawing.cents(rng.randrange(800, 14_000))
    tip = _tip(rng, amount) if rng.random() < 0.4 else None
    name, number = _numbered(rng, _BILL_NUMBERS, 0.5)
    return Facts(
        Kind.CARD_SLIP,
        "USD",
        "US",
        drawing.us_vendor(rng, "restaurant"),
        dating.dated(rng, "US"),
        (),
        amount + (tip or ZERO),
        drawing.card(rng),
        subtotal=amount,
        tip=tip,
        tip_line=tip is None,
        number_name=name,
        number=number,
    )


def _fuel(rng: random.Random) -> Facts:
    gallons = (Decimal(rng.randrange(3_000, 24_000)) / 1000).quantize(Decimal("0.001"))
    price = Decimal(rng.randrange(279, 529)) / 100 + Decimal("0.009")
    items: tuple[Item, ...] = (Item(rng.choice(goods.FUELS), drawing.rounded(gallons * price), gallons, price, "gal"),)
    taxes: tuple[Charge, ...] = ()
    subtotal = None
    if rng.random() < 0.25:
        extras = drawing.basket(rng, goods.CONVENIENCE, rng.randrange(1, 3))
        taxes = (
            Charge(
                rng.choice(("Sales Tax", "TAX", "Tax")),
                drawing.of_rate(rng.choice(drawing.SALES_RATES), drawing.sum_of(extras)),
            ),
        )
        items += extras
        subtotal = drawing.sum_of(items)
    total = drawing.sum_of(items) + sum((tax.amount for tax in taxes), ZERO)
    name, number = _numbered(rng, _TILL_NUMBERS, 0.6)
    return Facts(
        Kind.FUEL,
        "USD",
        "US",
        drawing.us_vendor(rng, "fuel"),
        dating.dated(rng, "US"),
        items,
        total,
        drawing.paid(rng, total, 0.1),
        subtotal=subtotal,
        taxes=taxes,
        number_name=name,
        number=number,
    )


def _hotel(rng: random.Random) -> Facts:
    when = dating.dated(rng, "US")
    nights, rate = rng.randrange(1, 5), drawing.cents(rng.randrange(7_900, 31_900))
    first = when.day - timedelta(days=nights)
    items = [
        Item(f"{dating.us_numeric(first + timedelta(days=night))[:5]} Room Charge", rate) for night in range(nights)
    ]
    if rng.random() < 0.3:
        items.append(Item(f"{dating.us_numeric(first)[:5]} Parking", drawing.cents(rng.randrange(900, 4_000))))
    subtotal = drawing.sum_of(items)
    rooms = rate * nights
    tax = rng.choice(
        (("Occupancy Tax", "12"), ("Room Tax", "13.5"), ("Lodging Tax", "9.75"), ("State Occupancy Tax", "6"))
    )
    taxes = [Charge(f"{tax[0]} {tax[1]}%", drawing.of_rate(Decimal(tax[1]), rooms))]
    if rng.random() < 0.35:
        taxes.append(Charge("City Tax 3%", drawing.of_rate(Decimal(3), rooms)))
    total = subtotal + sum((charge.amount for charge in taxes), ZERO)
    name, number = _numbered(rng, _FOLIO_NUMBERS, 0.9)
    return Facts(
        Kind.HOTEL,
        "USD",
        "US",
        drawing.us_vendor(rng, "hotel"),
        when,
        tuple(items),
        total,
        drawing.card(rng),
        subtotal=subtotal,
        taxes=tuple(taxes),
        tax_total_shown=rng.random() < 0.5,
        number_name=name,
        number=number,
        other_date=dating.us_numeric(first),
    )


def _ride(rng: random.Random) -> Facts:
    items = [Item(rng.choice(("Trip Fare", "Fare", "Base Fare")), drawing.cents(rng.randrange(650, 4_800)))]
    for name, low, high, share in (
        ("Distance", 200, 2_000, 0.35),
        ("Time", 100, 900, 0.3),
        ("Booking Fee", 150, 450, 0.45),
        ("Tolls", 200, 1_700, 0.35),
        ("Airport Surcharge", 200, 550, 0.2),
    ):
        if rng.random() < share:
            items.append(Item(name, drawing.cents(rng.randrange(low, high))))
    subtotal = drawing.sum_of(items)
    taxes = (
        (Charge(rng.choice(("Tax", "Taxes", "Sales Tax")), drawing.of_rate(Decimal("8.875"), subtotal)),)
        if rng.random() < 0.4
        else ()
    )
    tip = _tip(rng, subtotal) if rng.random() < 0.6 else None
    total = subtotal + sum((tax.amount for tax in taxes), ZERO) + (tip or ZERO)
    name, number = _numbered(rng, _TRIP_NUMBERS, 0.6)
    return Facts(
        Kind.RIDE,
        "USD",
        "US",
        evolve(drawing.us_vendor(rng, "ride"), address=()),
        dating.dated(rng, "US"),
        tuple(items),
        total,
        drawing.card(rng),
        subtotal=subtotal,
        taxes=taxes,
        tip=tip,
        number_name=name,
        number=number,
    )


def _online(rng: random.Random) -> Facts:
    items = drawing.numbered(drawing.basket(rng, goods.ONLINE, rng.randrange(1, 6)))
    discount = None
    if rng.random() < 0.2:
        share = rng.choice((5, 10, 15, 20))
        discount = Charge(f"Discount ({share}%)", -drawing.of_rate(Decimal(share), drawing.sum_of(items)))
    subtotal = drawing.sum_of(items) + (discount.amount if discount else ZERO)
    taxes = drawing.sales_tax(rng, subtotal) if rng.random() < 0.75 else ()
    fees: tuple[Charge, ...] = ()
    if rng.random() < 0.65:
        fees = (
            Charge(
                rng.choice(("Shipping", "Shipping & Handling", "Delivery")),
                drawing.cents(rng.choice((0, 495, 599, 799, 999, 1495))),
            ),
        )
    total = subtotal + sum((charge.amount for charge in (*taxes, *fees)), ZERO)
    name, number = _numbered(rng, _ORDER_NUMBERS, 0.95)
    when = dating.dated(rng, "US")
    payment = rng.choices(
        (drawing.card(rng), Payment("other", "PayPal"), Payment("bank", "ACH bank transfer")), (8, 1, 1)
    )[0]
    return Facts(
        Kind.ONLINE,
        "USD",
        "US",
        drawing.us_vendor(rng, "online"),
        when,
        items,
        total,
        payment,
        discount,
        subtotal,
        taxes,
        tax_total_shown=rng.random() < 0.5,
        fees=fees,
        number_name=name,
        number=number,
        other_date=dating.us_numeric(when.day + timedelta(days=rng.randrange(2, 9))) if rng.random() < 0.4 else None,
    )


def _refund(rng: random.Random) -> Facts:
    items = tuple(
        Item(item.description, -item.amount, item.quantity, item.price)
        for item in drawing.basket(rng, rng.choice(_STOCK), rng.randrange(1, 4))
    )
    subtotal = drawing.sum_of(items)
    tax = Charge(rng.choice(("TAX", "Sales Tax", "Tax")), -drawing.of_rate(rng.choice(drawing.SALES_RATES), -subtotal))
    name, number = _numbered(rng, _TILL_NUMBERS, 0.75)
    return Facts(
        Kind.REFUND,
        "USD",
        "US",
        drawing.us_vendor(rng, "shop"),
        dating.dated(rng, "US"),
        items,
        subtotal + tax.amount,
        drawing.card(rng),
        subtotal=subtotal,
        taxes=(tax,),
        number_name=name,
        number=number,
    )


def _tip(rng: random.Random, amount: Decimal) -> Decimal:
    tip = drawing.of_rate(Decimal(rng.choice((10, 15, 18, 18, 20, 20, 20, 22, 25))), amount)
    return max(drawing.cents(100), tip if rng.random() < 0.6 else tip.quantize(Decimal(1)).quantize(Decimal("0.01")))


def _numbered(
    rng: random.Random, kinds: tuple[tuple[str, tuple[str, ...]], ...], share: float
) -> tuple[str, str | None]:
    if rng.random() >= share:
        return "", None
    name, forms = rng.choice(kinds)
    return name, drawing.number(rng, forms)


_DRAWS: Final[dict[Kind, Callable[[random.Random], Facts]]] = {
    Kind.SHOP: _shop,
    Kind.RESTAURANT: _restaurant,
    Kind.CARD_SLIP: _card_slip,
    Kind.FUEL: _fuel,
    Kind.HOTEL: _hotel,
    Kind.RIDE: _ride,
    Kind.ONLINE: _online,
    Kind.FOREIGN: abroad.drawn,
    Kind.REFUND: _refund,
}
