"""Parts that most receipts have: the line of the date, the items, the sums, the payment."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Final

from attrs import frozen

from benchmarks.synthetic_receipts.facts import Facts, Item, Kind
from benchmarks.synthetic_receipts.layouts.style import Style
from benchmarks.synthetic_receipts.sheet import Align, Run, Sheet

_TOTALS: Final = {
    "US": (
        "TOTAL",
        "TOTAL",
        "Total",
        "Total Due",
        "BALANCE DUE",
        "Amount Due",
        "Grand Total",
        "Order Total",
        "TOTAL DUE",
        "Total USD",
        "Amount",
    ),
    "CA": ("TOTAL", "Total", "Total CAD", "Amount Due"),
    "GB": ("TOTAL", "Total", "Total to pay", "Balance due"),
    "IE": ("TOTAL", "Total EUR", "Amount due"),
    "DE": ("SUMME", "Summe EUR", "Gesamtbetrag", "Zu zahlen"),
    "FR": ("TOTAL TTC", "Total", "Total à payer"),
    "ES": ("TOTAL", "Total a pagar", "Importe total"),
    "JP": ("TOTAL", "Total"),
    "MX": ("TOTAL", "Total MXN", "Total a pagar"),
}
_SUBTOTALS: Final = ("Subtotal", "SUBTOTAL", "Sub Total", "Sub-Total", "Subtotal:", "SUB TOTAL")
_TIPS: Final = ("Tip", "Tip", "TIP", "Gratuity", "Tip Amount")
_CASH: Final = {"DE": "Bar", "FR": "Espèces", "ES": "Efectivo", "MX": "Efectivo"}
_CHANGE: Final = {"DE": "Rückgeld", "FR": "Rendu", "ES": "Cambio", "MX": "Cambio"}
_DATE_NAMES: Final = {
    "US": ("Date:", "DATE", "Date", ""),
    "DE": ("Datum:", ""),
    "FR": ("Date:", "Le"),
    "ES": ("Fecha:",),
    "MX": ("Fecha:",),
}
_MASKS: Final = (
    "XXXXXXXXXXXX{}",
    "************{}",
    "XXXX-XXXX-XXXX-{}",
    "**** **** **** {}",
    "...{}",
    "****{}",
    "xxxx{}",
    "x{}",
    "ending in {}",
)


@frozen
class _Form:
    """How an item is printed: one of four kinds, the code before it, and the mark of its tax behind it."""

    kind: int
    code: str
    flag: str


def order_lines(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """The day and the time, the receipt's number, and who served where."""
    dating, label = facts.dating, rng.choice(_DATE_NAMES.get(facts.country, ("Date:", "")))
    number = f"{style.words(facts.number_name)} {facts.number}" if facts.number else ""
    served = rng.choice(
        ("", "", "Cashier: Kim", "Register 2", "Server: Alex", "REG 03 CLERK 7", "Table 14", "Terminal: 004")
    )
    match rng.randrange(3):
        case 0:
            sheet.pair(f"{label} {dating.text}".strip(), dating.time)
            if number:
                sheet.pair(number, served) if served else sheet.left(number)
        case 1:
            if number or served:
                sheet.pair(number or served, served if number else "") if served and number else sheet.left(
                    number or served
                )
            sheet.left(f"{label} {dating.text} {dating.time}".strip())
        case _:
            for line in (number, served, f"{label} {dating.text}  {dating.time}".strip()):
                if line:
                    sheet.left(line)


def item_lines(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """The items in one of four forms: quantity before the name, price of one below it, code before it, all in one."""
    form = rng.choice((0, 1, 3) if facts.kind is Kind.RESTAURANT else (0, 1, 2, 3))
    flag = rng.choice(("", "", " T", " N", " F", " A")) if facts.country == "US" and not style.symbol_on_items else ""
    codes = [f"{rng.randrange(10**5, 10**6)}" for _ in facts.items]
    for item, code in zip(facts.items, codes, strict=True):
        _item(sheet, item, style, _Form(form, code, flag))
    if facts.discount:
        sheet.pair(style.words(facts.discount.label), style.item(facts.discount.amount))


def _item(sheet: Sheet, item: Item, style: Style, form: _Form) -> None:
    name = style.words(item.description)
    amount = Run(style.item(item.amount) + form.flag, 1.0, Align.RIGHT)
    quantity = f"{item.quantity.normalize():f}" if item.quantity else ""
    if form.kind == 0:
        sheet.row(*((Run(quantity),) if quantity else ()), Run(name, 0.1), amount)
    elif form.kind == 1 and item.price is not None:
        sheet.left(name)
        sheet.row(Run(f"{quantity} @ {style.item(item.price)}", 0.08), amount)
    elif form.kind == 2:
        sheet.row(Run(form.code), Run(f"{quantity} x {name}" if quantity else name, 0.24), amount)
    else:
        sheet.row(Run(f"{quantity} {name}".strip()), amount)


def sum_lines(sheet: Sheet, rng: random.Random, facts: Facts, style: Style, *, totals: tuple[str, ...] = ()) -> None:
    """Subtotal, fees, taxes, tip and total, under one of the usual words."""
    if style.rule and rng.random() < 0.6:
        sheet.rule(style.rule)
    if facts.subtotal is not None and not facts.tax_included:
        sheet.pair(style.label(rng.choice(_SUBTOTALS)), style.sum(facts.subtotal))
    for fee in facts.fees:
        sheet.pair(style.label(fee.label), style.sum(fee.amount))
    if not facts.tax_included:
        tax_lines(sheet, facts, style)
    if facts.tip is not None:
        if rng.random() < 0.35:
            sheet.pair(
                style.label(rng.choice(("Amount", "Bill Total", "Check Total"))), style.sum(facts.total - facts.tip)
            )
        sheet.pair(style.label(rng.choice(_TIPS)), style.sum(facts.tip))
    scale = rng.choice((1.0, 1.0, 1.25, 1.5))
    label = rng.choice(totals or _TOTALS[facts.country])
    if facts.dating.is_ambiguous:  # the money's name would tell the country
        label = label.removesuffix(" USD").removesuffix(" CAD")
    sheet.pair(style.label(label), style.sum(facts.total), scale=scale, bold=scale > 1 or rng.random() < 0.4)
    if facts.tax_included:
        _contained(sheet, rng, facts, style)


def tax_lines(sheet: Sheet, facts: Facts, style: Style) -> None:
    """Each tax, and their sum where it is shown."""
    for tax in facts.taxes:
        sheet.pair(style.label(tax.label), style.sum(tax.amount))
    if len(facts.taxes) > 1 and facts.tax is not None:
        sheet.pair(style.label("Total Tax"), style.sum(facts.tax))


def _contained(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    for tax in facts.taxes:
        if rng.random() < 0.4:
            net = {"DE": "Netto", "FR": "Total HT", "ES": "Base imponible", "MX": "Subtotal"}.get(facts.country, "Net")
            sheet.pair(net, style.sum(facts.total - tax.amount))
        prefix = rng.choice(("", "incl. ")) if facts.country in {"GB", "IE", "JP"} else ""
        sheet.pair(f"{prefix}{tax.label}", style.sum(tax.amount))


def payment_lines(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """Cash and change, or the card with its last four digits and what its terminal prints."""
    payment = facts.payment
    if payment.tendered is not None:
        label = _CASH.get(facts.country, rng.choice(("CASH", "Cash", "Cash Tendered", "CASH TEND")))
        sheet.pair(style.label(label), style.sum(payment.tendered))
        if payment.change:
            back = _CHANGE.get(facts.country, rng.choice(("CHANGE", "Change", "Change Due", "CHANGE DUE")))
            sheet.pair(style.label(back), style.sum(payment.change))
        elif rng.random() < 0.5:
            sheet.pair(style.label("Change"), style.sum(Decimal(0)))
        return
    if payment.last4 is None:
        sheet.pair(f"Paid with {payment.network}", style.sum(facts.total))
        return
    card_lines(sheet, rng, facts, style)


def card_lines(sheet: Sheet, rng: random.Random, facts: Facts, style: Style) -> None:
    """The card in one of the forms of terminals."""
    payment = facts.payment
    masked = rng.choice(_MASKS).format(payment.last4)
    network = payment.network if style.upper else payment.network.title()
    charged = style.sum(facts.total)
    match rng.randrange(4):
        case 0:
            sheet.pair(f"{network} {masked}", charged)
        case 1:
            sheet.pair(network, charged)
            sheet.left(f"{rng.choice(('Acct:', 'Card #:', 'ACCT #', 'Card No.'))} {masked}")
        case 2:
            sheet.left(f"{rng.choice(('Card Type:', 'CARD', 'Payment:'))} {network}")
            sheet.left(f"{rng.choice(('Acct:', 'Card:', 'ACCOUNT:'))} {masked}")
        case _:
            sheet.pair(f"{rng.choice(('Credit Card', 'CREDIT', 'Card Payment'))}", charged)
            sheet.left(f"{network} {masked}")
    _terminal(sheet, rng)


def _terminal(sheet: Sheet, rng: random.Random) -> None:
    if rng.random() < 0.6:
        sheet.left(
            f"{rng.choice(('Auth Code:', 'AUTH #', 'Approval:', 'APPROVED', 'Auth:'))} {rng.randrange(10**5):06d}"
        )
    if rng.random() < 0.35:
        sheet.left(rng.choice(("Entry: Chip", "CHIP READ", "Contactless", "Swiped", "AID: A0000000031010")))
    if rng.random() < 0.25:
        sheet.left(f"{rng.choice(('Ref:', 'REF #', 'RRN:', 'TID:'))} {rng.randrange(10**8, 10**9)}")
