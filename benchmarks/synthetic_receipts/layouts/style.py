"""The habits of one till: how it writes amounts, which words it uses, where its texts stand."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Final

from attrs import frozen

_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "$", "JPY": "¥", "MXN": "$"}
_COMMA: Final = frozenset({"DE", "FR", "ES"})
_BEHIND: Final = frozenset({"DE", "FR", "ES"})


@frozen
class Style:
    """What stays the same all over one receipt."""

    country: str
    currency: str
    symbol_on_items: bool
    symbol_on_sums: bool
    upper: bool
    rule: str
    negative_behind: bool
    colon: str

    def plain(self, amount: Decimal) -> str:
        """The amount as its currency writes it, without a sign of money."""
        text = f"{abs(amount):,.0f}" if self.currency == "JPY" else f"{abs(amount):,.2f}"
        if self.country in _COMMA:
            text = text.translate(str.maketrans(",.", ".,"))
        if amount < 0:
            return f"{text}-" if self.negative_behind else f"-{text}"
        return text

    def marked(self, amount: Decimal) -> str:
        """The amount with its currency's sign."""
        text, symbol = self.plain(amount), _SYMBOLS[self.currency]
        if self.country in _BEHIND:
            return f"{text} {symbol}"
        return f"-{symbol}{text[1:]}" if text.startswith("-") else f"{symbol}{text}"

    def item(self, amount: Decimal) -> str:
        """The amount beside an item."""
        return self.marked(amount) if self.symbol_on_items else self.plain(amount)

    def sum(self, amount: Decimal) -> str:
        """The amount beside a sum."""
        return self.marked(amount) if self.symbol_on_sums else self.plain(amount)

    def words(self, text: str) -> str:
        """A text in the letters that this till has."""
        return text.upper() if self.upper else text

    def label(self, text: str) -> str:
        """The label of a sum."""
        return self.words(text) + ("" if text.endswith(":") else self.colon)


def drawn(rng: random.Random, country: str, currency: str) -> Style:
    """The habits of some till in a country."""
    on_sums = rng.random() < (0.9 if country not in {"US", "CA"} else 0.6)
    return Style(
        country, currency, on_sums and rng.random() < 0.5, on_sums, country in {"US", "CA"} and rng.random() < 0.55,
        rng.choice(("-", "=", "*", "", "", "- ", ".")), rng.random() < 0.25, rng.choice(("", "", "", ":")),
    )  # fmt: skip
