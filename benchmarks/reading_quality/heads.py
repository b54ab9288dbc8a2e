"""Heads of receipts and invoices that never were, as words with boxes: invented vendors in six countries.

They teach the ranking of vendors what Malaysian receipts cannot: names without a form of company, slogans, buyers
beside sellers, and the addresses and greetings of other languages. Every name is put together from syllables and words
of trade (`heads.toml`).
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from plutopixie.domain.reading.words import Box, Page, Word

_DIGITS: Final = "0123456789"


@frozen
class Country:
    """How receipts of one country begin."""

    forms: Sequence[str]
    trades: Sequence[str]
    street: Sequence[str]
    town: str
    contact: Sequence[str]
    title: Sequence[str]
    greeting: Sequence[str]
    till: Sequence[str]
    items: Sequence[str]
    total: str
    trade_first: bool
    share: int


_TABLES: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
COUNTRIES: Final = tuple(Country(**table) for table in _TABLES["countries"])
_LETTERS: Final = 0.25  # the share of letters among the heads; the rest are receipts from tills
_WRAPPED_MIN: Final = 3  # words


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
        self.random = random.Random(seed)  # noqa: S311 - layouts, not secrets

    def word(self) -> str:
        """An invented word."""
        starts: list[str] = _TABLES["starts"]
        ends: list[str] = _TABLES["ends"]
        middle = self.random.choice(ends) if self.chance(0.25) else ""
        return self.random.choice(starts) + middle + self.random.choice(ends)

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
        own = self.random.choice(
            [self.word(), f"{self.word()} {self.word()}", f"{self.word()}'s", f"The {self.word()}"]
        )
        if self.chance(0.62):
            trade = self.random.choice(country.trades)
            own = f"{trade} {own}" if country.trade_first and self.chance(0.7) else f"{own} {trade}"
        return own, self.random.choice(country.forms) if self.chance(form) else ""


def heads(count: int, seed: int) -> list[Labelled]:
    """So many labelled pages, the same for the same seed."""
    return [_head(_Writer(seed * 100_003 + number)) for number in range(count)]


def _head(writer: _Writer) -> Labelled:
    country = writer.random.choices(COUNTRIES, [one.share for one in COUNTRIES])[0]
    return _letter(writer, country) if writer.chance(_LETTERS) else _till(writer, country)


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
    if len(cut) >= _WRAPPED_MIN and writer.chance(0.12):
        lines += [_Printed(" ".join(cut[:-1]), scale), _Printed(cut[-1], scale)]
    else:
        lines.append(
            _Printed(shown + (f" ({writer.filled('{d}{d}{d}{d}{d}{d}')})" if writer.chance(0.05) else ""), scale)
        )
    if writer.chance(0.2):
        lines.append(_Printed(writer.filled(writer.random.choice(_TABLES["slogans"])), gap=0.6))
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
    sender = [
        _Printed(name, writer.random.choice((1.0, 1.6)), 0.06),
        _Printed(street, 1.0, 0.06),
        _Printed(town, 1.0, 0.06),
    ]
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
    items = [
        _Printed(f"{writer.filled(writer.random.choice(country.items))}  {writer.filled(price)}", left=0.02)
        for _ in range(writer.random.randint(2, 8))
    ]
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
            words.append(
                Word(part, Box(at, round(top), at + wide, round(top) + tall), writer.random.uniform(0.93, 1.0))
            )
            left = width - 6 * tall
        top += tall
    return Page(1, width, round(top) + 40, tuple(words))
