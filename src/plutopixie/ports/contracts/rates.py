"""Exchange rates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.currencies import Currency, currency
from plutopixie.domain.exchange import convert
from plutopixie.domain.money import Money
from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.outbound.rates import ExchangeRates

WEEK = timedelta(days=7)
PAIRS = st.sampled_from(["USD", "EUR", "JPY", "GBP", "KWD", "IDR", "CLF"]).map(currency)


class ExchangeRatesContract:
    """What `ExchangeRates` promises. Override the fixtures `rates` and `published`."""

    @pytest.fixture
    def rates(self) -> ExchangeRates:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture rates with one that returns the adapter to be proven")

    @pytest.fixture
    def published(self) -> tuple[Currency, Currency, date]:
        """Two currencies, and a day on which your source published a rate between them."""
        raise NotImplementedError("override the fixture published with a pair and a day that your source knows")

    def test_knows_what_was_published(self, rates: ExchangeRates, published: tuple[Currency, Currency, date]) -> None:
        """A published rate is told with its own day, and converts both ways."""
        base, quote, day = published

        for rate in (rates.rate(base, quote, day), rates.rate(quote, base, day)):
            assert rate is not None
            assert (rate.day, {rate.base, rate.quote}) == (day, {base, quote})
            assert convert(Money(10_000, base), rate).currency == quote
            assert convert(Money(10_000, quote), rate).currency == base

    @modest
    @given(base=PAIRS, quote=PAIRS, day=st.dates(date(1990, 1, 1), date(2100, 1, 1)))
    def test_a_rate_is_a_week_old_at_most(
        self, rates: ExchangeRates, base: Currency, quote: Currency, day: date
    ) -> None:
        """A rate is about the two currencies asked for, of that day or up to seven days before it, or there is none."""
        rate = rates.rate(base, quote, day)

        if rate is not None:
            assert {rate.base, rate.quote} == {base, quote}
            assert day - WEEK <= rate.day <= day

    def test_the_same_currency_has_no_rate(
        self, rates: ExchangeRates, published: tuple[Currency, Currency, date]
    ) -> None:
        """No rate leads from a currency to itself."""
        base, _, day = published

        assert rates.rate(base, base, day) is None

    @pytest.mark.parametrize("day", [date.min, date(1950, 1, 1), date(9000, 1, 1), date.max])
    def test_no_rate_is_made_up(
        self, rates: ExchangeRates, published: tuple[Currency, Currency, date], day: date
    ) -> None:
        """Long before and long after there is no rate, not the nearest one."""
        base, quote, _ = published

        assert rates.rate(base, quote, day) is None
