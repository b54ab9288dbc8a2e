"""Draws the facts of receipts from abroad: euros, pounds, Canadian dollars, yen, Mexican pesos.

Prices contain the tax everywhere but in Canada.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Final

from attrs import frozen

from benchmarks.synthetic_receipts import dating, drawing, names, places
from benchmarks.synthetic_receipts.facts import Charge, Facts, Item, Kind, Payment, Vendor
from benchmarks.synthetic_receipts.goods import ABROAD


@frozen
class Country:
    """What money a country has, its rates of tax, the name of the tax and of a receipt's number."""

    code: str
    currency: str
    rates: tuple[int, ...]
    tax: str
    number: str
    is_whole: bool = False


COUNTRIES: Final = (
    Country("GB", "GBP", (20,), "VAT @ {rate}%", "Receipt No:"),
    Country("IE", "EUR", (23, 9), "VAT {rate}%", "Receipt No:"),
    Country("DE", "EUR", (19, 7), "MwSt {rate}%", "Beleg-Nr."),
    Country("FR", "EUR", (10, 20), "TVA {rate}%", "Ticket No"),
    Country("ES", "EUR", (10, 21), "IVA {rate}%", "Ticket:"),
    Country("CA", "CAD", (13, 5), "{name} {rate}%", "Receipt #"),
    Country("JP", "JPY", (10, 8), "Tax {rate}%", "Receipt No.", is_whole=True),
    Country("MX", "MXN", (16,), "IVA {rate}%", "Ticket:"),
)


def drawn(rng: random.Random) -> Facts:
    """A receipt from one of the countries, those whose money no other country has twice as often."""
    (country,) = rng.choices(COUNTRIES, [1 if country.currency == "EUR" else 2 for country in COUNTRIES])
    items = _items(rng, country)
    gross = drawing.sum_of(items)
    rate = rng.choice(country.rates)
    if country.code == "CA":
        return _canadian(rng, country, items, rate)
    contained = gross * rate / (100 + rate)
    tax = contained.quantize(Decimal(1)) if country.is_whole else drawing.rounded(contained)
    return Facts(
        Kind.FOREIGN,
        country.currency,
        country.code,
        _vendor(rng, country),
        dating.dated(rng, country.code),
        items,
        gross,
        _paid(rng, country, gross),
        taxes=(Charge(country.tax.format(rate=rate), tax),) if rng.random() < 0.85 else (),
        tax_included=True,
        number_name=country.number,
        number=drawing.number(rng, ("####", "######", "####-##")),
    )


def _canadian(rng: random.Random, country: Country, items: tuple[Item, ...], rate: int) -> Facts:
    subtotal = drawing.sum_of(items)
    name = "HST" if rate == 13 else "GST"
    tax = Charge(country.tax.format(name=name, rate=rate), drawing.of_rate(Decimal(rate), subtotal))
    total = subtotal + tax.amount
    return Facts(
        Kind.FOREIGN,
        country.currency,
        country.code,
        _vendor(rng, country),
        dating.dated(rng, country.code),
        items,
        total,
        drawing.card(rng),
        subtotal=subtotal,
        taxes=(tax,),
        number_name=country.number,
        number=drawing.number(rng, ("######",)),
    )


def _items(rng: random.Random, country: Country) -> tuple[Item, ...]:
    items = drawing.basket(rng, ABROAD[country.code], rng.randrange(1, 6))
    if not country.is_whole:
        return items
    return tuple(_whole(item) for item in items)


def _whole(item: Item) -> Item:
    quantity = item.quantity or Decimal(1)
    price = Decimal(round(item.amount * 100 / quantity / 10) * 10)
    return Item(item.description, price * quantity, item.quantity, price if item.quantity else None)


def _vendor(rng: random.Random, country: Country) -> Vendor:
    return Vendor(names.foreign(rng, country.code), places.foreign_address(rng, country.code))


def _paid(rng: random.Random, country: Country, total: Decimal) -> Payment:
    if rng.random() < 0.65:
        return drawing.card(rng)
    step = Decimal(1000 if country.is_whole else 100 if country.code == "MX" else 10)
    tendered = (total // step + 1) * step
    if not country.is_whole:
        tendered = tendered.quantize(Decimal("0.01"))
    return Payment("cash", "", None, tendered, tendered - total)
