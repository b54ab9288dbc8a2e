"""Exchange rates, from a source that needs no network while the service runs."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from plutopixie.domain.currencies import Currency
from plutopixie.domain.exchange import Rate


class ExchangeRates(Protocol):
    """Knows reference rates of the past."""

    def rate(self, base: Currency, quote: Currency, day: date) -> Rate | None:
        """The rate of the day, or of the last day before it on which one was published, at most seven days back.

        It is stated in the direction in which its source publishes it, because inverse rates are never derived: asked
        for dollars in euros it may answer how many dollars a euro is worth, and `convert` goes both ways. None when no
        rate is known, and for two times the same currency: never a guess, and never 1:1.
        """
        ...
