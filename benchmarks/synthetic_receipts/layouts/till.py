"""Receipts from tills: shops, restaurants, card slips, fuel, refunds, and their like abroad."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Final

from benchmarks.synthetic_receipts.drawing import of_rate
from benchmarks.synthetic_receipts.facts import Facts, Item
from benchmarks.synthetic_receipts.layouts import heads, parts
from benchmarks.synthetic_receipts.layouts.style import Style
from benchmarks.synthetic_receipts.sheet import Blank, Run, Sheet

_AFTER_TIP: Final = ("Total", "TOTAL", "Grand Total", "Total Charged", "Amount Paid", "TOTAL DUE")


def shop(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """A shop's receipt: head, items, sums, payment; now and then points, savings and a count of items."""
    heads.head(sheet, rng, facts.vendor, style)
    date_below = rng.random() < 0.3
    if not date_below:
        parts.order_lines(sheet, rng, facts, style)
        sheet.gap()
    parts.item_lines(sheet, rng, facts, style)
    parts.sum_lines(sheet, rng, facts, style)
    parts.payment_lines(sheet, rng, facts, style)
    _extras(sheet, rng, facts, style)
    if date_below:
        sheet.gap()
        parts.order_lines(sheet, rng, facts, style)
    heads.end(sheet, rng, facts.vendor, style)


def _extras(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    if facts.country != "US":
        return
    if rng.random() < 0.25:
        count = sum(int(item.quantity or 1) for item in facts.items)
        sheet.left(style.words(f"{rng.choice(('Items Sold:', 'Item Count', '# Items Sold'))} {count}"))
    if facts.discount and rng.random() < 0.7:
        sheet.pair(style.words("You Saved"), style.sum(-facts.discount.amount))
    if rng.random() < 0.12:
        sheet.left(style.words(f"Member # {rng.randrange(10**8, 10**9)}"))
        sheet.left(style.words(f"Points earned: {int(facts.total)}"))


def restaurant(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """A bill, with its tip, or with lines for one and suggestions."""
    heads.head(sheet, rng, facts.vendor, style)
    parts.order_lines(sheet, rng, facts, style)
    if rng.random() < 0.4:
        sheet.pair(f"Guests: {rng.randrange(1, 7)}", f"Table {rng.randrange(1, 60)}")
    sheet.rule(style.rule)
    parts.item_lines(sheet, rng, facts, style)
    parts.sum_lines(sheet, rng, facts, style, totals=_AFTER_TIP if facts.tip is not None else ())
    sheet.gap()
    parts.payment_lines(sheet, rng, facts, style)
    if facts.tip_line:
        to_sign(sheet, rng, style)
    if rng.random() < (0.5 if facts.tip_line else 0.15):
        _suggested(sheet, facts, style)
    heads.end(sheet, rng, facts.vendor, style)


def card_slip(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """The slip of a card terminal: an amount, a tip or the line for one, no items."""
    heads.head(sheet, rng, facts.vendor, style)
    parts.order_lines(sheet, rng, facts, style)
    sheet.center(rng.choice(("SALE", "Purchase", "CREDIT CARD SALE")), bold=True)
    parts.card_lines(sheet, rng, facts, style)
    sheet.gap()
    before = facts.total - (facts.tip or Decimal(0))
    sheet.pair(style.label(rng.choice(("Amount", "AMOUNT", "Base Amount", "Sale Amount"))), style.sum(before))
    if facts.tip is None:
        to_sign(sheet, rng, style)
    else:
        sheet.pair(style.label("Tip"), style.sum(facts.tip))
        sheet.pair(style.label("Total"), style.sum(facts.total), bold=True)
    heads.end(sheet, rng, facts.vendor, style)


def to_sign(sheet: Sheet, rng: random.Random, style: Style) -> None:
    """Lines for a tip, a total and a signature that are still empty."""
    sheet.gap()
    sheet.parts.append(Blank(style.words(rng.choice(("Tip:", "+ Tip:", "Gratuity", "Add Tip"))), rng.choice(("", "$"))))
    sheet.parts.append(Blank(style.words(rng.choice(("Total:", "= Total:", "Total"))), rng.choice(("", "$"))))
    sheet.gap()
    sheet.parts.append(Blank("X"))
    sheet.center(rng.choice(("Signature", "Cardholder signature", "I agree to pay the above amount")))


def _suggested(sheet: Sheet, facts: Facts, style: Style) -> None:
    base = facts.subtotal or facts.total
    sheet.gap()
    sheet.center("Suggested Gratuity:")
    for rate in (18, 20, 22):
        tip = of_rate(Decimal(rate), base)
        sheet.center(f"{rate}% = {style.marked(tip)}")


def fuel(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """A pump's receipt: gallons and the price of one in thousandths."""
    heads.head(sheet, rng, facts.vendor, style)
    parts.order_lines(sheet, rng, facts, style)
    sheet.gap()
    sold, *others = facts.items
    _pumped(sheet, rng, sold, style, alone=not others)
    for item in others:
        sheet.pair(style.words(item.description), style.item(item.amount))
    sheet.gap(0.3)
    parts.sum_lines(sheet, rng, facts, style, totals=("TOTAL", "Total Sale", "TOTAL SALE", "Total", "Sale Total"))
    parts.payment_lines(sheet, rng, facts, style)
    heads.end(sheet, rng, facts.vendor, style)


def _pumped(sheet: Sheet, rng: random.Random, sold: Item, style: Style, *, alone: bool) -> None:
    gallons, price, pump = sold.quantity, sold.price, rng.randrange(1, 16)
    if rng.random() < 0.5 or not alone:
        sheet.left(style.words(f"Pump {pump:02} {sold.description}"))
        sheet.pair(f"{gallons}G @ ${price}/G", style.item(sold.amount))
        return
    names = rng.choice(
        (
            ("PUMP#", "PRODUCT:", "GALLONS:", "PRICE/GAL:", "FUEL SALE"),
            ("Pump", "Grade", "Gallons", "Price/Gal", "Fuel Total"),
        )
    )
    sheet.row(Run(names[0]), Run(f"{pump}", 0.5))
    sheet.row(Run(names[1]), Run(sold.description, 0.5))
    sheet.row(Run(names[2]), Run(f"{gallons}", 0.5))
    sheet.row(Run(names[3]), Run(f"${price}", 0.5))
    sheet.pair(names[4], style.item(sold.amount))


def refund(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """A return: everything is negative."""
    heads.head(sheet, rng, facts.vendor, style)
    parts.order_lines(sheet, rng, facts, style)
    sheet.center(rng.choice(("** RETURN **", "REFUND", "RETURNED ITEMS", "*** REFUND RECEIPT ***")), bold=True)
    parts.item_lines(sheet, rng, facts, style)
    parts.sum_lines(sheet, rng, facts, style, totals=("TOTAL", "Total", "Total Refund", "REFUND TOTAL", "TOTAL"))
    parts.card_lines(sheet, rng, facts, style)
    heads.end(sheet, rng, facts.vendor, style)
