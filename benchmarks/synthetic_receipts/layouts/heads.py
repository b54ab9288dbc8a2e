"""The head and the end of a receipt: who sells and where, greetings, adverts, bars."""

from __future__ import annotations

import random
from typing import Final

from benchmarks.synthetic_receipts.facts import Vendor
from benchmarks.synthetic_receipts.layouts.style import Style
from benchmarks.synthetic_receipts.sheet import Align, Bars, Mark, Sheet

_ABOVE: Final = (
    "Welcome to",
    "*** CUSTOMER COPY ***",
    "SALES RECEIPT",
    "Thank you for your visit!",
    "RECEIPT",
    "** DUPLICATE **",
)
_THANKS: Final = {
    "US": (
        "Thank you!",
        "THANK YOU FOR YOUR BUSINESS",
        "Thank You - Please Come Again",
        "Have a great day!",
        "THANKS FOR SHOPPING WITH US",
    ),
    "CA": ("Thank you / Merci", "Thank you, come again!"),
    "GB": ("Thank you for your custom", "Please retain for your records"),
    "IE": ("Thank you, please call again",),
    "DE": ("Vielen Dank für Ihren Einkauf", "Es bediente Sie: Kasse 2"),
    "FR": ("Merci de votre visite", "A bientôt"),
    "ES": ("Gracias por su visita", "IVA incluido"),
    "JP": ("Thank you very much", "Please come again"),
    "MX": ("Gracias por su compra", "Vuelva pronto"),
}
_ADVERTS: Final = (
    ("Tell us how we did!", "Take our survey within 7 days", "and enter to win a $500 gift card"),
    ("RETURN POLICY: 30 days with receipt", "Refunds to original form of payment"),
    ("Join our rewards program and", "save 10% on your next purchase!"),
    ("Follow us @ourplace", "Free WiFi: guest2024"),
    ("Items may be returned until", "90 days after purchase"),
)


def head(sheet: Sheet, rng: random.Random, vendor: Vendor, style: Style, *, align: Align = Align.CENTER) -> None:
    """The name as a logo or as a line, then the address and the telephone."""
    if rng.random() < 0.12:
        sheet.center(rng.choice(_ABOVE))
    if rng.random() < 0.12:
        sheet.parts.append(Mark(rng.randrange(4)))
    if vendor.name and not vendor.at_end:
        _name(sheet, rng, vendor, style, align)
    lines = [vendor.slogan, *vendor.address, vendor.phone, vendor.web]
    store = f"{rng.choice(('Store #', 'Store: ', 'STORE ', 'Location #', '#'))}{vendor.store}" if vendor.store else None
    lines.insert(rng.choice((1, len(lines))), store)
    for line in lines:
        if line:
            _aligned(sheet, style.words(line) if rng.random() < 0.9 else line, align)
    sheet.gap()


def _name(sheet: Sheet, rng: random.Random, vendor: Vendor, style: Style, align: Align) -> None:
    name = vendor.name or ""
    shown = name.upper() if style.upper or rng.random() < 0.35 else name
    scale = rng.choice((1.0, 1.3, 1.6, 2.0, 2.4))
    if scale > 1.2 and rng.random() < 0.6:
        sheet.display(shown, scale, align, inverse=align is Align.CENTER and rng.random() < 0.12)
    elif align is Align.LEFT:
        sheet.left(shown, scale=scale, bold=True)
    else:
        sheet.center(shown, scale=scale, bold=scale > 1.2 or rng.random() < 0.5)
    if vendor.legal:
        _aligned(sheet, rng.choice(("{} dba {}", "{}")).format(vendor.legal, shown), align)


def _aligned(sheet: Sheet, text: str, align: Align) -> None:
    if align is Align.LEFT:
        sheet.left(text)
    elif align is Align.RIGHT:
        sheet.right(text)
    else:
        sheet.center(text)


def end(sheet: Sheet, rng: random.Random, vendor: Vendor, style: Style) -> None:
    """Thanks, now and then an advert and a bar code."""
    sheet.gap()
    if vendor.at_end and vendor.name:
        sheet.center(rng.choice(("Thank you for shopping at", "THANKS FOR SHOPPING AT")))
        sheet.center(style.words(vendor.name), bold=True)
    elif rng.random() < 0.75:
        sheet.center(rng.choice(_THANKS[style.country]))
    if style.country == "US" and rng.random() < 0.3:
        for line in rng.choice(_ADVERTS):
            sheet.center(line)
    if rng.random() < 0.25:
        sheet.gap()
        sheet.parts.append(Bars("".join(rng.choice("0123456789") for _ in range(rng.choice((12, 16, 20))))))
