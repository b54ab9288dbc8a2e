"""Heads of receipts and invoices that never were: invented vendors in the layouts of six countries, as words with boxes.

They teach the ranking of vendors what Malaysian receipts cannot: names without a form of company, slogans, buyers beside
sellers, and the addresses and greetings of other languages. Every name is put together from syllables and words of trade.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.words import Box, Page, Word

_STARTS: Final = "Ba Be Bri Ca Cor Da Dra El Fa Fen Gal Gre Hal Ho Il Ja Kel Lo Lu Ma Mer Mo Na Nor Or Pa Pri Qui Ra Ro Sa Sil Ta Tor Ul Va Ves Wal Wi Za".split()
_ENDS: Final = "bra cken da den dor field fort gan gard ham hurst ka la land len lin lo mar mer mont na ner no ra ran ric rin sen ster ta ton va ven vik well wick wood".split()
_DIGITS: Final = "0123456789"


@frozen
class Country:
    """How receipts of one country begin."""

    forms: tuple[str, ...]
    trades: tuple[str, ...]
    street: tuple[str, ...]
    town: str
    contact: tuple[str, ...]
    title: tuple[str, ...]
    greeting: tuple[str, ...]
    till: tuple[str, ...]
    items: tuple[str, ...]
    total: str
    trade_first: bool = False


_US: Final = Country(
    ("LLC", "Inc.", "Inc", "Corp.", "& Co."),
    ("Diner", "Hardware", "Coffee", "Grill", "Market", "Pharmacy", "Books", "Auto Repair", "Fuel Stop", "Inn", "Tavern", "Bakery", "Supply", "Pizza", "Cleaners", "Rides", "Outfitters", "Foods", "BBQ"),
    ("{n} {w} Street", "{n} {w} Ave", "{n} N {w} Blvd, Suite {d}", "{n} {w} Hwy", "{n} {w} Rd"),
    "{w}, FL 3{d}{d}{d}{d}", ("({d}{d}{d}) 555-{d}{d}{d}{d}", "Tel: {d}{d}{d}-555-{d}{d}{d}{d}", "www.{l}.com", "Store #{d}{d}{d}"),
    ("RECEIPT", "Guest Check", "Invoice", "SALE", "Customer Copy"), ("Thank you!", "Welcome", "Thanks for stopping by", "HAVE A NICE DAY"),
    ("Cashier: {w}", "Server: {w} T{d}", "Order # {d}{d}{d}", "03/{d}{d}/2024 12:{d}{d} PM", "Register {d}", "Dine In", "Guests: {d}"),
    ("Eggs Benedict", "Hex bolt {d}/8", "Drip coffee", "Chicken wrap", "Unleaded", "Paper towels"), "Total",
)  # fmt: skip
_GB: Final = Country(
    ("Ltd", "Limited", "PLC", "LLP"), ("Bakery", "Stores", "Hotel", "Cafe", "Books", "Garage", "Florist", "Arms", "Kitchens", "& Sons"),
    ("{n} {w} Road", "{n} High Street", "Unit {d}, {w} Lane"), "{w} LS{d} {d}AB",
    ("Tel 0113 {d}{d}{d} {d}{d}{d}{d}", "VAT No. GB {d}{d}{d} {d}{d}{d}{d} {d}{d}", "www.{l}.co.uk"), ("VAT RECEIPT", "Sales Receipt", "Invoice"),
    ("Thank you for your custom", "Welcome"), ("Served by {w}", "Till {d}", "14/0{d}/2024 10:{d}{d}", "Table {d}"),
    ("Flat white", "Loaf wholemeal", "Screws", "Paperback"), "TOTAL",
)  # fmt: skip
_DE: Final = Country(
    ("GmbH", "GmbH & Co. KG", "AG", "e.K.", "KG", "OHG", "UG"),
    ("Bäckerei", "Apotheke", "Baumarkt", "Buchhandlung", "Getränkemarkt", "Metzgerei", "Gasthaus", "Drogerie", "Autohaus", "Hotel", "Café"),
    ("{w}straße {n}", "{w}weg {n}", "Am {w}platz {n}", "{w}str. {n}"), "{d}{d}{d}{d}{d} {w}",
    ("Tel.: 0{d}{d}{d}/{d}{d}{d}{d}{d}", "USt-IdNr. DE{d}{d}{d}{d}{d}{d}{d}{d}{d}", "Steuernummer: {d}{d}/{d}{d}{d}/{d}{d}{d}", "Filiale {d}{d}{d}", "www.{l}.de"),
    ("Rechnung", "Kassenbon", "Quittung", "Beleg"), ("Vielen Dank für Ihren Einkauf", "Herzlich willkommen", "Unsere Öffnungszeiten", "Mo.-Sa. 9.00 Uhr - 20.00 Uhr"),
    ("Kasse {d}", "Bediener: {w}", "{d}{d}.03.2024 12:{d}{d} Uhr", "Es bediente Sie {w}"),
    ("Brötchen", "Sekt 0,2 L", "Schrauben", "Kaffee", "Jacobs Krönung"), "Summe EUR", trade_first=True,
)  # fmt: skip
_FR: Final = Country(
    ("SARL", "SAS", "SA", "EURL"), ("Boulangerie", "Pharmacie", "Café", "Restaurant", "Librairie", "Garage", "Hôtel", "Brasserie", "Tabac"),
    ("{n} rue de {w}", "{n}, avenue {w}", "{n} place du {w}"), "{d}{d}{d}{d}{d} {w}",
    ("Tél. 01 {d}{d} {d}{d} {d}{d} {d}{d}", "SIRET {d}{d}{d} {d}{d}{d} {d}{d}{d} 00012", "TVA FR{d}{d}{d}{d}{d}{d}{d}{d}{d}{d}{d}"),
    ("FACTURE", "Ticket de caisse", "Addition"), ("Merci de votre visite", "Bienvenue", "A bientôt"),
    ("Caisse {d}", "Serveur : {w}", "Le 12/0{d}/2024 à 12:{d}{d}", "Table {d}"), ("Café crème", "Croissant", "Plat du jour", "Livre"), "TOTAL TTC", trade_first=True,
)  # fmt: skip
_ES: Final = Country(
    ("S.L.", "S.A.", "S.L.U."), ("Panadería", "Farmacia", "Cafetería", "Restaurante", "Librería", "Ferretería", "Hotel", "Supermercado"),
    ("Calle {w} {n}", "Avda. {w}, {n}", "Plaza {w} {n}"), "{d}{d}{d}{d}{d} {w}",
    ("Tel. 9{d}{d} {d}{d}{d} {d}{d}{d}", "NIF B{d}{d}{d}{d}{d}{d}{d}{d}"), ("FACTURA SIMPLIFICADA", "Ticket"), ("Gracias por su visita", "Bienvenidos"),
    ("Le atendió {w}", "Mesa {d}", "Fecha 12/0{d}/2024 13:{d}{d}"), ("Café con leche", "Tornillos", "Menú del día"), "TOTAL", trade_first=True,
)  # fmt: skip
_NL: Final = Country(
    ("B.V.", "BV", "N.V.", "V.O.F."), ("Bakkerij", "Apotheek", "Boekhandel", "Café", "Bouwmarkt", "Slagerij", "Hotel"),
    ("{w}straat {n}", "{w}laan {n}", "{w}plein {n}"), "{d}{d}{d}{d} AB {w}", ("Tel 020-{d}{d}{d}{d}{d}{d}{d}", "BTW NL{d}{d}{d}{d}{d}{d}{d}{d}{d}B01", "KvK {d}{d}{d}{d}{d}{d}{d}{d}"),
    ("Kassabon", "Factuur"), ("Bedankt en tot ziens", "Welkom"), ("Kassa {d}", "12-0{d}-2024 12:{d}{d}", "Tafel {d}"), ("Koffie", "Brood wit", "Schroeven"), "Totaal", trade_first=True,
)  # fmt: skip
COUNTRIES: Final = (_US, _US, _US, _GB, _DE, _DE, _FR, _ES, _NL)
_SLOGANS: Final = (
    "Always fresh", "Since 19{d}{d}", "Your neighborhood favorite", "Frische und Genuss", "Mein Lieblingsladen", "Fait maison",
    "Good food good mood", "Better living every day", "Es gibt immer was zu tun", "Save more live better", "La qualité avant tout",
)  # fmt: skip


@frozen
class Labelled:
    """A page of words with the vendor that it names."""

    page: Page
    vendor: str


@frozen
class _Printed:
    text: str
    scale: float = 1.0
    left: float | None = None  # share of the width, centred when None
    gap: float = 0.35


class _Writer:
    """Draws everything at random from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self) -> str:
        """An invented word."""
        middle = self.random.choice(_ENDS) if self.random.random() < 0.25 else ""
        return self.random.choice(_STARTS) + middle + self.random.choice(_ENDS)

    def filled(self, template: str) -> str:
        """A template with its digits, numbers and words filled in."""
        text = template.replace("{n}", str(self.random.randint(1, 999)))
        for mark in ("{w}", "{l}"):
            while mark in text:
                word = self.word()
                text = text.replace(mark, word.lower() if mark == "{l}" else word, 1)
        while "{d}" in text:
            text = text.replace("{d}", self.random.choice(_DIGITS), 1)
        return text

    def pick(self, choices: Sequence[str], most: int) -> list[str]:
        """Up to so many of the choices, filled in."""
        count = min(len(choices), self.random.randint(0, most))
        return [self.filled(one) for one in self.random.sample(list(choices), count)]

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def name(self, country: Country, form: float) -> tuple[str, str]:
        """A vendor's name, and its form of company or nothing."""
        own = self.random.choice([self.word(), f"{self.word()} {self.word()}", f"{self.word()}'s", f"The {self.word()}"])
        if self.chance(0.62):
            trade = self.random.choice(country.trades)
            own = f"{trade} {own}" if country.trade_first and self.chance(0.7) else f"{own} {trade}"
        return own, self.random.choice(country.forms) if self.chance(form) else ""


def heads(count: int, seed: int) -> list[Labelled]:
    """So many labelled pages, the same for the same seed."""
    return [_head(_Writer(seed * 100_003 + number)) for number in range(count)]


def _head(writer: _Writer) -> Labelled:
    country = writer.random.choice(COUNTRIES)
    return _letter(writer, country) if writer.chance(0.25) else _till(writer, country)


def _till(writer: _Writer, country: Country) -> Labelled:
    own, form = writer.name(country, 0.4)
    upper = writer.chance(0.5)
    name = f"{own} {form}".strip()
    shown = name.upper() if upper else name
    lines: list[_Printed] = []
    if writer.chance(0.15):
        lines.append(_Printed(writer.filled(writer.random.choice(country.title))))
    if writer.chance(0.1):
        lines.append(_Printed(writer.filled(writer.random.choice(country.greeting))))
    scale = writer.random.choice((1.0, 1.0, 1.2, 1.6, 2.4))
    cut = shown.split()
    if len(cut) > 2 and writer.chance(0.12):
        lines += [_Printed(" ".join(cut[:-1]), scale), _Printed(cut[-1], scale)]
    else:
        lines.append(_Printed(shown + (f" ({writer.filled('{d}{d}{d}{d}{d}{d}')})" if writer.chance(0.05) else ""), scale))
    if writer.chance(0.2):
        lines.append(_Printed(writer.filled(writer.random.choice(_SLOGANS)), gap=0.6))
    if not form and writer.chance(0.15):  # the shop's name, and below it the company's, which counts
        name = " ".join(writer.name(country, 1.0))
        lines.append(_Printed(name.upper() if upper else name))
    if not form and writer.chance(0.15):
        lines.append(_Printed(f"{shown} {writer.word()}"))  # the same name again, with its branch
    lines.append(_Printed(writer.filled(writer.random.choice(country.street)), gap=0.4))
    lines.append(_Printed(writer.filled(country.town)))
    lines += [_Printed(text) for text in writer.pick(country.contact, 3)]
    lines += [_Printed(text, gap=0.8) for text in writer.pick(country.title, 1)]
    lines += [_Printed(text, left=0.02) for text in writer.pick(country.till, 3)]
    lines += _bought(writer, country)
    lines += [_Printed(text) for text in writer.pick(country.greeting, 2)]
    return Labelled(_page(writer, lines, 24), name)


def _letter(writer: _Writer, country: Country) -> Labelled:
    own, form = writer.name(country, 0.75)
    name = f"{own} {form}".strip()
    street, town = writer.filled(writer.random.choice(country.street)), writer.filled(country.town)
    buyer = " ".join(writer.name(country, 0.7)).strip() if writer.chance(0.7) else f"{writer.word()} {writer.word()}"
    sender = [_Printed(name, writer.random.choice((1.0, 1.6)), 0.06), _Printed(street, 1.0, 0.06), _Printed(town, 1.0, 0.06)]
    if writer.chance(0.4):
        sender = [_Printed(f"{name} - {street} - {town}", 0.8, 0.06)]
    to = [buyer, writer.filled(writer.random.choice(country.street)), writer.filled(country.town)]
    lines = [
        *sender,
        *(_Printed(text, 1.0, 0.06) for text in writer.pick(country.contact, 2)),
        *(_Printed(text, 1.0, 0.06, 2.5 if at == 0 else 0.35) for at, text in enumerate(to)),
        _Printed(writer.filled(writer.random.choice(country.title) + " {d}{d}{d}{d}"), 1.5, 0.06, 2.0),
        *_bought(writer, country),
        *(_Printed(text, 0.8, 0.06, 1.5) for text in (f"{name}, {street}, {town}", *writer.pick(country.contact, 2))),
    ]
    return Labelled(_page(writer, lines, 30, width=1600), name)


def _bought(writer: _Writer, country: Country) -> list[_Printed]:
    price = "{d}.{d}{d}"
    items = [_Printed(f"{writer.filled(writer.random.choice(country.items))}  {writer.filled(price)}", left=0.02) for _ in range(writer.random.randint(2, 8))]
    return [*items, _Printed(writer.filled(f"{country.total}  {price}"), 1.2, 0.02, 0.8)]


def _page(writer: _Writer, lines: Sequence[_Printed], height: int, width: int = 600) -> Page:
    top = 40.0
    words = []
    for line in lines:
        tall = round(height * line.scale)
        top += line.gap * tall
        left = round(width * line.left) if line.left is not None else None
        for part in line.text.split("  "):
            wide = round(0.55 * tall * len(part))
            at = left if left is not None else max(5, (width - wide) // 2)
            words.append(Word(part, Box(at, round(top), at + wide, round(top) + tall), writer.random.uniform(0.93, 1.0)))
            left = width - 6 * tall
        top += tall
    return Page(1, width, round(top) + 40, tuple(words))
