"""Splits: one expense divided over categories or brands.

Laws: the parts are in the expense's currency and have its sign; together they are exactly the expense's amount; each
part names a category or a brand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import BrandId, CategoryId
from plutopixie.domain.money import Money

PARTS_MAX: Final = 50


@frozen
class Split:
    """One part of an expense."""

    amount: Money
    category: CategoryId | None = None
    brand: BrandId | None = None


def require_sound(amount: Money, splits: Sequence[Split]) -> None:
    """Check the laws above; raises InvalidValueError naming the part that breaks them."""
    if len(splits) > PARTS_MAX:
        raise InvalidValueError("splits", f"take up to {PARTS_MAX} parts")
    for position, part in enumerate(splits):
        where = f"splits[{position}]"
        if part.category is None and part.brand is None:
            raise InvalidValueError(where, "needs a category or a brand")
        if part.amount.currency != amount.currency:
            raise InvalidValueError(f"{where}.amount", "has another currency than the expense")
        if part.amount.minor * amount.minor < 0 or (part.amount.minor == 0) != (amount.minor == 0):
            raise InvalidValueError(f"{where}.amount", "must have the sign of the expense and not be zero")
    if splits and sum(part.amount.minor for part in splits) != amount.minor:
        raise InvalidValueError("splits", "do not add up to the amount of the expense")


def by_weight(amount: Money, parts: Sequence[tuple[Split, int]]) -> tuple[Split, ...]:
    """The parts with the amount divided in proportion to their weights, to the last minor unit.

    Raises:
        InvalidValueError: no weights, a negative one, or all zero.
    """
    shares = amount.split([weight for _, weight in parts])
    return tuple(evolve(part, amount=share) for (part, _), share in zip(parts, shares, strict=True))


def rescaled(amount: Money, splits: Sequence[Split]) -> tuple[Split, ...]:
    """The same division applied to another amount, for instance the converted one; loses no minor unit."""
    if not splits:
        return ()
    if all(part.amount.minor == 0 for part in splits):
        return by_weight(amount, [(part, 1) for part in splits])
    return by_weight(amount, [(part, abs(part.amount.minor)) for part in splits])
