"""Exchange: an amount in another currency, and the rate that made it so.

The laws, after Council Regulation (EC) No 1103/97, articles 4 and 5:

- A rate says how many units of `quote` one unit of `base` is worth, on one day, by one source.
- A rate works both ways: from base to quote by multiplying, from quote to base by dividing. Inverse rates are never
  derived or used (article 4, paragraph 3), because rounding them twice moves cents.
- Between two currencies that both have a rate against the euro, the way leads through the euro (article 4, paragraph
  4). The quotient keeps all the digits a rate may have, never fewer than the six of article 4, paragraph 1.
- The result alone is rounded, once, to the minor unit; exactly half goes up, away from zero (article 5).
- An amount that is in the wanted currency already needs no rate. A rate that is not known leaves no result: PlutoPixie
  never counts one for one.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, cast

from attrs import Attribute, field, frozen

from plutopixie.domain.currencies import Currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.money import MixedCurrencyError, Money

#: The limits of a rate: its largest value, its decimals, its significant digits, and its length as text.
RATE_MAX: Final = Decimal(1_000_000_000)
RATE_DECIMALS_MAX: Final = 12
RATE_DIGITS_MAX: Final = 15
RATE_TEXT_LENGTH_MAX: Final = 24
#: The fewest significant digits of a rate made from two others (article 4, paragraph 1).
CROSS_DIGITS_MIN: Final = 6

_PLAIN_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)


class RateSource(StrEnum):
    """Who said so: the European Central Bank's reference rates, or a person who typed it in."""

    ECB = "ecb"
    TYPED = "typed"


def _bounded(_: object, attribute: Attribute[Decimal], value: object) -> None:
    if not isinstance(value, Decimal):
        raise TypeError(f"{attribute.name} is a Decimal, not {type(value).__name__}")
    if not value.is_finite() or not 0 < value <= RATE_MAX:
        raise InvalidValueError("rate", f"use a rate above 0 and at most {RATE_MAX:,}")
    _, digits, exponent = value.as_tuple()
    if -cast("int", exponent) > RATE_DECIMALS_MAX or len(digits) > RATE_DIGITS_MAX:
        raise InvalidValueError(
            "rate", f"use at most {RATE_DECIMALS_MAX} decimals and {RATE_DIGITS_MAX} significant digits"
        )


def _calendar_day(_: object, attribute: Attribute[date], value: object) -> None:
    if type(value) is not date:
        raise TypeError(f"{attribute.name} is a calendar date, not {type(value).__name__}")


@frozen
class Rate:
    """How many units of `quote` one unit of `base` was worth on a day; immutable.

    Raises:
        TypeError: The value is no Decimal, or the day no date.
        InvalidValueError: The value is outside its limits, or base and quote are the same.
    """

    base: Currency
    quote: Currency = field()
    value: Decimal = field(validator=_bounded)
    day: date = field(validator=_calendar_day)
    source: RateSource

    @quote.validator
    def _differs(self, _: Attribute[Currency], value: Currency) -> None:
        if value == self.base:
            raise InvalidValueError("rate", "name two different currencies; the same currency needs no rate")

    @classmethod
    def parse(  # noqa: PLR0913, PLR0917 - the facts of a rate, and the field's name
        cls, text: str, base: Currency, quote: Currency, day: date, source: RateSource, field: str = "rate"
    ) -> Rate:
        """Read a rate from a plain decimal number such as `1.0842`; ASCII digits and a point, no sign, no exponent.

        Raises:
            InvalidValueError: The text is anything else, or the rate is outside its limits.
        """
        if not isinstance(text, str):
            raise InvalidValueError(field, "write the rate as text, such as 1.0842")
        if len(text) > RATE_TEXT_LENGTH_MAX or not _PLAIN_DECIMAL.fullmatch(text):
            raise InvalidValueError(field, "write a plain decimal number, such as 1.0842")
        try:
            return cls(base, quote, _EXACT.create_decimal(text), day, source)
        except InvalidValueError as refused:
            raise InvalidValueError(field, refused.problem) from None


@frozen
class Conversion:
    """A converted amount and the rate that made it, kept together; no rate where none was needed."""

    rate: Rate | None
    result: Money

    def __attrs_post_init__(self) -> None:
        if self.rate is not None and self.result.currency not in (self.rate.base, self.rate.quote):
            raise MixedCurrencyError(self.result.currency.code, self.rate.quote.code)


def convert(money: Money, rate: Rate) -> Money:
    """The same worth in the rate's other currency, rounded half up (away from zero) to its minor unit.

    An amount in the rate's base is multiplied, one in its quote is divided; article 5 gives the rounding.

    Raises:
        MixedCurrencyError: The rate is about other currencies.
        InvalidValueError: The result is beyond the limit of an amount.
    """
    if money.currency == rate.base:
        target, factor = rate.quote, Fraction(rate.value)
    elif money.currency == rate.quote:
        target, factor = rate.base, 1 / Fraction(rate.value)
    else:
        raise MixedCurrencyError(money.currency.code, rate.base.code)
    exact = money.minor * factor * Fraction(10) ** (target.digits - money.currency.digits)
    return Money(_rounded_half_up(exact), target)


def convert_to(money: Money, target: Currency, rate: Rate | None) -> Conversion | None:
    """The amount in the wanted currency; without a rate when it is in it already, None when the rate is unknown.

    Raises:
        MixedCurrencyError: The rate does not lead from the amount's currency to the wanted one.
        InvalidValueError: The result is beyond the limit of an amount.
    """
    if money.currency == target:
        return Conversion(None, money)
    if rate is None:
        return None
    result = convert(money, rate)
    if result.currency != target:
        raise MixedCurrencyError(result.currency.code, target.code)
    return Conversion(rate, result)


def cross(eur_to_base: Rate, eur_to_quote: Rate) -> Rate:
    """The rate between two currencies from their rates against the euro, of the same day.

    It is the quotient, rounded to the limits of a rate: 15 significant digits and 12 decimals. It comes from the
    European Central Bank if both do, else it counts as typed.

    Raises:
        InvalidValueError: A rate does not start from the euro, the days differ, or the quotient is outside the limits
            or would keep fewer than six significant digits.
    """
    if (eur_to_base.base.code, eur_to_quote.base.code) != ("EUR", "EUR"):
        raise InvalidValueError("rate", "give two rates that start from the euro")
    if eur_to_base.day != eur_to_quote.day:
        raise InvalidValueError("rate", "give two rates of the same day")
    by_ecb = eur_to_base.source is eur_to_quote.source is RateSource.ECB
    return Rate(
        base=eur_to_base.quote,
        quote=eur_to_quote.quote,
        value=_quotient(eur_to_quote.value, eur_to_base.value),
        day=eur_to_base.day,
        source=RateSource.ECB if by_ecb else RateSource.TYPED,
    )


def _quotient(dividend: Decimal, divisor: Decimal) -> Decimal:
    exact = _EXACT.divide(dividend, divisor)
    decimals = min(RATE_DECIMALS_MAX, max(0, RATE_DIGITS_MAX - 1 - exact.adjusted()))
    value = exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    if len(value.as_tuple().digits) > RATE_DIGITS_MAX:  # rounding carried into one digit more
        value = value.quantize(Decimal(1).scaleb(1 - decimals), context=_EXACT)
    if len(value.as_tuple().digits) < CROSS_DIGITS_MIN:
        raise InvalidValueError("rate", f"this pair leaves fewer than {CROSS_DIGITS_MIN} digits; type the rate in")
    return value


def _rounded_half_up(exact: Fraction) -> int:
    magnitude = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -magnitude if exact < 0 else magnitude
