"""Money: whole minor units of one currency.

The laws:

- An amount is an integer of minor units (cents, yen, fils). There is no float anywhere, in or out.
- Amounts of different currencies are never added, subtracted or put in order; only `exchange` turns one into the other.
- An amount is at most 999,999,999,999,999 minor units either way, so that sums of many fit a PostgreSQL bigint.
- Splitting loses nothing: the shares sum to the whole, and each is less than one minor unit from its exact share.
- An amount is neither true nor false: `if amount` could mean "is there one" or "is it not zero", so it raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NoReturn

from attrs import Attribute, field, frozen

from plutopixie.domain.currencies import Currency
from plutopixie.domain.errors import CallerError, InvalidValueError

#: The largest amount, in minor units, either way.
MINOR_MAX: Final = 999_999_999_999_999
#: The longest text that is read as an amount, in characters.
TEXT_LENGTH_MAX: Final = 20
#: The most shares one amount is split into, and the largest weight of one share.
SHARES_MAX: Final = 10_000
WEIGHT_MAX: Final = MINOR_MAX

_PLAIN_DECIMAL: Final = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")


class MixedCurrencyError(CallerError):
    """These amounts have different currencies; convert one of them first."""

    code = "mixed-currency"

    def __init__(self, left: str, right: str) -> None:
        self.left = left
        self.right = right
        super().__init__(f"An amount in {left} and one in {right} don't go together; convert one of them first.")


def _whole(what: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{what} is a whole number, not {type(value).__name__}")
    return value


def _bounded(_: object, attribute: Attribute[int], value: object) -> None:
    if abs(_whole(attribute.name, value)) > MINOR_MAX:
        raise InvalidValueError("amount", f"use an amount of at most {MINOR_MAX:,} minor units")


def _known(_: object, attribute: Attribute[Currency], value: object) -> None:
    if not isinstance(value, Currency):
        raise TypeError(f"{attribute.name} is a Currency, not {type(value).__name__}")


@frozen(order=False)
class Money:
    """An amount in one currency; immutable.

    Two amounts are equal when number and currency are; order, sum and difference exist within one currency only.

    Raises:
        TypeError: `minor` is not an integer.
        InvalidValueError: `minor` is beyond the limit, here or as the result of arithmetic.
        MixedCurrencyError: Amounts of different currencies meet.
    """

    minor: int = field(validator=_bounded)
    currency: Currency = field(validator=_known)

    @classmethod
    def zero(cls, currency: Currency) -> Money:
        """Nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: Currency, field: str = "amount") -> Money:
        """Read a plain decimal number: ASCII digits, a point, an optional sign, nothing else.

        Args:
            text: Such as `12.34`, `-3.5` or `1200`; no exponent, no thousands separator, 20 characters at most.
            currency: What the number counts; it decides how many decimals there may be.
            field: The name of the value in the caller's eyes, for the error.

        Raises:
            InvalidValueError: The text is anything else, has more decimals than the currency, or is too large.
        """
        if not isinstance(text, str):
            raise InvalidValueError(field, "write the amount as text, such as 12.34")
        if len(text) > TEXT_LENGTH_MAX:
            raise InvalidValueError(field, f"use at most {TEXT_LENGTH_MAX} characters")
        match = _PLAIN_DECIMAL.fullmatch(text)
        if match is None:
            raise InvalidValueError(field, "write a plain decimal number, such as 12.34, without signs for thousands")
        sign, whole, decimals = match.group(1), match.group(2), match.group(3) or ""
        if len(decimals) > currency.digits:
            raise InvalidValueError(field, f"use at most {currency.digits} decimals for {currency.code}")
        minor = int(whole + decimals.ljust(currency.digits, "0"))
        if minor > MINOR_MAX:
            raise InvalidValueError(field, f"use an amount of at most {MINOR_MAX:,} minor units")
        return cls(-minor if sign == "-" else minor, currency)

    def decimal(self) -> str:
        """The canonical decimal number: `12.30` for dollars, `280` for yen, `1.234` for Kuwaiti dinars."""
        digits = self.currency.digits
        sign = "-" if self.minor < 0 else ""
        figures = str(abs(self.minor)).rjust(digits + 1, "0")
        return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else sign + figures

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Share the amount out in proportion to weights, to the last minor unit (largest remainder, Hamilton's method).

        What the whole parts leave over goes, one minor unit each, to the shares that lost most; among equals to the
        earlier one. Splitting a negative amount is the mirror image of splitting the positive one.

        Args:
            weights: Whole numbers, none negative, not all zero; as many as there are shares.

        Raises:
            TypeError: A weight is not an integer.
            InvalidValueError: The weights can't be used.
        """
        total = _total_weight(weights)
        products = [abs(self.minor) * weight for weight in weights]
        shares = [product // total for product in products]
        most_lost_first = sorted(range(len(products)), key=lambda place: -(products[place] % total))
        for place in most_lost_first[: abs(self.minor) - sum(shares)]:
            shares[place] += 1
        sign = -1 if self.minor < 0 else 1
        return tuple(Money(sign * share, self.currency) for share in shares)

    def __str__(self) -> str:
        return self.decimal()

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._comparable(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor - self._comparable(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor < self._comparable(other)

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor <= self._comparable(other)

    def __gt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor > self._comparable(other)

    def __ge__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor >= self._comparable(other)

    def __bool__(self) -> NoReturn:
        raise TypeError("an amount is neither true nor false; ask `amount is None` or `amount.minor == 0`")

    def _comparable(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MixedCurrencyError(self.currency.code, other.currency.code)
        return other.minor


def _total_weight(weights: Sequence[int]) -> int:
    if not 0 < len(weights) <= SHARES_MAX:
        raise InvalidValueError("weights", f"give between 1 and {SHARES_MAX:,} weights")
    for weight in weights:
        if not 0 <= _whole("a weight", weight) <= WEIGHT_MAX:
            raise InvalidValueError("weights", f"use whole numbers from 0 to {WEIGHT_MAX:,}")
    total = sum(weights)
    if total == 0:
        raise InvalidValueError("weights", "give at least one weight above zero")
    return total


def sum_money(amounts: Iterable[Money], currency: Currency) -> Money:
    """The sum of amounts that are all in this currency; zero when there are none.

    Raises:
        MixedCurrencyError: One of them is in another currency.
        InvalidValueError: The sum is beyond the limit.
    """
    total = 0
    zero = Money.zero(currency)
    for amount in amounts:
        total += (zero + amount).minor
    return Money(total, currency)
