"""The European Central Bank's rates keep every promise of their port."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from plutopixie.adapters.ecb_rates import EcbRates
from plutopixie.domain.currencies import Currency, currency
from plutopixie.domain.exchange import Rate, RateSource
from plutopixie.ports.contracts.rates import ExchangeRatesContract
from plutopixie.ports.outbound.rates import ExchangeRates

RATES: Final = EcbRates()
EUR, USD, JPY, KWD = (currency(code) for code in ("EUR", "USD", "JPY", "KWD"))
FRIDAY: Final = date(2024, 3, 1)


class TestEcbRates(ExchangeRatesContract):
    """The rates inside the wheel, loaded once for all tests."""

    @pytest.fixture
    def rates(self) -> ExchangeRates:
        """The bank's rates."""
        return RATES

    @pytest.fixture(params=[(EUR, USD), (USD, JPY)], ids=["published", "through the euro"])
    def published(self, request: pytest.FixtureRequest) -> tuple[Currency, Currency, date]:
        """Pairs of a working day."""
        base, quote = request.param
        return base, quote, FRIDAY


def test_tells_the_published_number() -> None:
    """A rate is exactly what the bank published, whichever way it is asked for."""
    published = Rate(EUR, USD, Decimal("1.0813"), FRIDAY, RateSource.ECB)

    assert RATES.rate(EUR, USD, FRIDAY) == published
    assert RATES.rate(USD, EUR, FRIDAY) == published


def test_goes_through_the_euro() -> None:
    """Between two other currencies the rate is the quotient of two published ones."""
    rate = RATES.rate(USD, JPY, FRIDAY)
    yen = RATES.rate(EUR, JPY, FRIDAY)

    assert rate is not None
    assert yen is not None
    assert (rate.base, rate.quote, rate.source) == (USD, JPY, RateSource.ECB)
    assert abs(rate.value * Decimal("1.0813") - yen.value) < Decimal("1e-9")


@pytest.mark.parametrize("day", [date(2024, 3, 2), date(2024, 3, 3)])
def test_takes_the_last_working_day(day: date) -> None:
    """On a weekend the rate of Friday counts, and says so."""
    rate = RATES.rate(EUR, USD, day)

    assert rate is not None
    assert rate.day == FRIDAY


def test_knows_seven_days_back_and_no_more() -> None:
    """After the last published day of a currency its rate counts for seven days."""
    last = date(2022, 3, 1)
    rouble = currency("RUB")

    found = RATES.rate(EUR, rouble, date(2022, 3, 8))

    assert found is not None
    assert found.day == last
    assert RATES.rate(EUR, rouble, date(2022, 3, 9)) is None


def test_does_not_know_every_currency() -> None:
    """A currency that the bank does not publish has no rate, to the euro or any other."""
    assert RATES.rate(EUR, KWD, FRIDAY) is None
    assert RATES.rate(KWD, USD, FRIDAY) is None


def test_loads_once() -> None:
    """Threads that ask first at the same time all get the answer of one history."""
    rates = EcbRates()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(lambda _: rates.rate(EUR, USD, FRIDAY), range(8)))

    assert len(answers) == 1
