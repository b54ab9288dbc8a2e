"""Receipts on whole pages: hotel folios, receipts of rides, invoices of online orders."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Final

from benchmarks.synthetic_receipts import names, places
from benchmarks.synthetic_receipts.facts import Facts
from benchmarks.synthetic_receipts.layouts import heads, parts
from benchmarks.synthetic_receipts.layouts.style import Style
from benchmarks.synthetic_receipts.sheet import Align, Run, Sheet

_FIRST_NAMES: Final = ("Dana", "Jordan", "Casey", "Robin", "Morgan", "Taylor", "Jamie", "Avery")
_SUMS_AT: Final = 0.6


def hotel(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """A folio: the guest, arrival and departure, a line a night, taxes, the payment, and a balance of nothing."""
    heads.head(sheet, rng, facts.vendor, style, align=rng.choice((Align.CENTER, Align.LEFT)))
    sheet.rule()
    sheet.row(Run(f"Guest: {_person(rng)}"), Run(f"Room: {rng.randrange(101, 930)}", _SUMS_AT))
    numbered = f"{facts.number_name} {facts.number}" if facts.number else f"Rate: {rng.choice(('STD', 'CORP', 'BAR'))}"
    sheet.row(Run(f"Arrival: {facts.other_date}"), Run(numbered, _SUMS_AT))
    sheet.row(
        Run(f"{rng.choice(('Departure:', 'Checkout Date:'))} {facts.dating.text}"),
        Run(f"Guests: {rng.randrange(1, 4)}", _SUMS_AT),
    )
    sheet.left(f"{rng.choice(('Folio Date:', 'Invoice Date:', 'Date:'))} {facts.dating.text}")
    sheet.rule()
    sheet.row(Run("Date"), Run("Description", 0.14), Run("Charges", 1.0, Align.RIGHT), bold=True)
    for item in facts.items:
        day, name = item.description.split(" ", 1)
        sheet.row(Run(day), Run(name, 0.14), Run(style.item(item.amount), 1.0, Align.RIGHT))
    sheet.rule()
    parts.sum_lines(sheet, rng, facts, style, totals=("Total", "Total Charges", "TOTAL", "Grand Total"))
    parts.card_lines(sheet, rng, facts, style)
    sheet.pair(style.label(rng.choice(("Balance", "Balance Due", "Amount Due"))), style.sum(Decimal("0.00")))
    heads.end(sheet, rng, facts.vendor, style)


def ride(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """A ride's receipt, as it is mailed: the total first or last, the trip, the fare in its parts."""
    vendor = facts.vendor
    heads.head(sheet, rng, vendor, style, align=rng.choice((Align.LEFT, Align.CENTER)))
    sheet.left(f"{facts.dating.text}  {facts.dating.time}")
    if facts.number:
        sheet.left(f"{facts.number_name} {facts.number}")
    first = rng.random() < 0.4
    sheet.gap()
    if first:
        sheet.pair("Total", style.marked(facts.total), scale=1.6, bold=True)
        sheet.rule()
    else:
        sheet.left(rng.choice(("Thanks for riding!", "Here's your receipt for your ride", "Trip details")), scale=1.2)
    sheet.left(f"{rng.randrange(1, 30)}.{rng.randrange(10, 99)} miles | {rng.randrange(6, 70)} min")
    for _ in range(2):
        sheet.left(", ".join(places.us_address(rng)))
    sheet.gap()
    for item in facts.items:
        sheet.pair(item.description, style.marked(item.amount))
    _fare_sums(sheet, rng, facts, style, last=not first)
    sheet.gap()
    parts.card_lines(sheet, rng, facts, style)
    sheet.gap()
    if rng.random() < 0.6:
        sheet.left(f"You rode with {rng.choice(_FIRST_NAMES)}")


def _fare_sums(sheet: Sheet, rng: random.Random, facts: Facts, style: Style, *, last: bool) -> None:
    sheet.rule()
    sheet.pair("Subtotal", style.marked(facts.subtotal or facts.total))
    parts.tax_lines(sheet, facts, style)
    if facts.tip is not None:
        sheet.pair(rng.choice(("Tip", "Driver tip", "Gratuity")), style.marked(facts.tip))
    if last:
        sheet.pair(
            rng.choice(("Total", "Total Fare", "Amount Charged")), style.marked(facts.total), scale=1.2, bold=True
        )


def online(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """An invoice of an online order: the seller, the buyer, columns of items, sums at the right."""
    title = rng.choice(("INVOICE", "Receipt", "Order Confirmation", "Invoice", "ORDER RECEIPT"))
    before = rng.random() < 0.3
    if before:
        sheet.right(title, scale=1.8, bold=True)
    heads.head(sheet, rng, facts.vendor, style, align=rng.choice((Align.LEFT, Align.LEFT, Align.CENTER)))
    if not before:
        sheet.left(title, scale=1.6, bold=True)
    _order(sheet, rng, facts)
    _columns(sheet, rng, facts, style)
    _right_sums(sheet, rng, facts, style)
    sheet.gap()
    parts.payment_lines(sheet, rng, facts, style)
    heads.end(sheet, rng, facts.vendor, style)


def _order(sheet: Sheet, rng: random.Random, facts: Facts) -> None:
    buyer = (_person(rng), *places.us_address(rng))
    side = [f"{rng.choice(('Order Date:', 'Invoice Date:', 'Date:', 'Date Paid:'))} {facts.dating.text}"]
    if facts.number:
        side.insert(rng.randrange(2), f"{facts.number_name} {facts.number}")
    if facts.other_date:
        side.append(f"{rng.choice(('Ships by:', 'Delivery:', 'Due Date:'))} {facts.other_date}")
    left = (rng.choice(("Bill To:", "Sold To:", "Ship To:")), *buyer)
    sheet.gap()
    for index in range(max(len(left), len(side))):
        runs = [Run(left[index])] if index < len(left) else []
        runs += [Run(side[index], 1.0, Align.RIGHT)] if index < len(side) else []
        sheet.row(*runs)
    sheet.gap()


def _columns(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    heads_shown = (
        rng.choice(("Description", "Item", "Product")),
        rng.choice(("Qty", "Quantity")),
        rng.choice(("Price", "Unit Price", "Rate")),
        rng.choice(("Amount", "Total", "Line Total")),
    )
    places_at = (0.0, 0.62, 0.82, 1.0)
    aligns = (Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
    sheet.row(*map(Run, heads_shown, places_at, aligns), bold=True)
    sheet.rule()
    for item in facts.items:
        cells = (item.description, f"{item.quantity}", style.item(item.price or item.amount), style.item(item.amount))
        sheet.row(*map(Run, cells, places_at, aligns))
    sheet.rule()


def _right_sums(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    sums = []
    if facts.discount:
        sums.append((facts.discount.label, facts.discount.amount))
    sums.append((rng.choice(("Subtotal", "Sub Total", "Subtotal:")), facts.subtotal or facts.total))
    sums += [(charge.label, charge.amount) for charge in (*facts.fees, *facts.taxes)]
    if len(facts.taxes) > 1 and facts.tax is not None:
        sums.append(("Total Tax", facts.tax))
    for label, amount in sums:
        sheet.row(Run(style.label(label), _SUMS_AT), Run(style.sum(amount), 1.0, Align.RIGHT))
    total = rng.choice(("Total", "Order Total", "Grand Total", "Total Paid", "Amount Due", "Total USD", "TOTAL"))
    sheet.row(Run(style.label(total), _SUMS_AT), Run(style.marked(facts.total), 1.0, Align.RIGHT), bold=True)


def _person(rng: random.Random) -> str:
    return f"{rng.choice(_FIRST_NAMES)} {rng.choice(names.FAMILIES)}"
