"""Splits: the parts are the whole."""

from __future__ import annotations

from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.currencies import currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import BrandId, CategoryId
from plutopixie.domain.money import MINOR_MAX, Money
from plutopixie.domain.splits import PARTS_MAX, Split, by_weight, require_sound, rescaled
from plutopixie.ports.contracts import strategies

USD, EUR = currency("USD"), currency("EUR")
TRAVEL, NORTH = CategoryId(UUID(int=1)), BrandId(UUID(int=2))

minors = st.integers(-MINOR_MAX, MINOR_MAX)
amounts = st.builds(Money, minors, strategies.currencies())


def usd(minor: int) -> Money:
    """So many cents."""
    return Money(minor, USD)


@st.composite
def divided(draw: st.DrawFn) -> tuple[Money, tuple[Split, ...]]:
    """An amount with a sound division of it."""
    sign = draw(st.sampled_from([-1, 1]))
    shares = draw(st.lists(st.integers(1, 10**9), min_size=1, max_size=8) | st.lists(st.just(0), min_size=1))
    unit = draw(strategies.currencies())
    named = st.sampled_from([(TRAVEL, None), (None, NORTH), (TRAVEL, NORTH)])
    parts = tuple(Split(Money(sign * share, unit), *draw(named)) for share in shares)
    return Money(sign * sum(shares), unit), parts


@given(divided())
def test_a_sound_division_is_taken(case: tuple[Money, tuple[Split, ...]]) -> None:
    """Parts of the expense's currency and sign that are exactly its amount are sound; so is no division at all."""
    require_sound(*case)
    require_sound(case[0], ())


@given(divided(), st.integers(-(10**9), 10**9).filter(bool), st.integers(0, 50))
def test_parts_that_are_not_the_whole_are_refused(case: tuple[Money, tuple[Split, ...]], off: int, place: int) -> None:
    """A division that is off by any amount, in any part, is refused."""
    amount, parts = case
    at = place % len(parts)
    wrong = evolve(parts[at], amount=Money(parts[at].amount.minor + off, amount.currency))
    with pytest.raises(InvalidValueError) as refused:
        require_sound(amount, (*parts[:at], wrong, *parts[at + 1 :]))

    assert refused.value.field in {"splits", f"splits[{at}].amount"}


@pytest.mark.parametrize(
    ("amount", "parts", "field"),
    [
        (usd(10), (Split(usd(4), TRAVEL), Split(usd(6))), "splits[1]"),
        (usd(10), (Split(usd(4), TRAVEL), Split(Money(6, EUR), TRAVEL)), "splits[1].amount"),
        (usd(10), (Split(usd(12), TRAVEL), Split(usd(-2), TRAVEL)), "splits[1].amount"),
        (usd(-10), (Split(usd(2), TRAVEL), Split(usd(-12), TRAVEL)), "splits[0].amount"),
        (usd(10), (Split(usd(0), TRAVEL), Split(usd(10), TRAVEL)), "splits[0].amount"),
        (usd(0), (Split(usd(1), TRAVEL), Split(usd(-1), TRAVEL)), "splits[0].amount"),
        (usd(10), (Split(usd(4), TRAVEL), Split(usd(5), TRAVEL)), "splits"),
        (usd(10), (Split(usd(MINOR_MAX), TRAVEL), Split(usd(MINOR_MAX), TRAVEL)), "splits"),
        (usd(51), (Split(usd(1), TRAVEL),) * 51, "splits"),
    ],
    ids=[
        "no category or brand", "currency", "sign", "sign of a refund", "zero part", "part of nothing", "sum",
        "sum beyond the limit", "too many",
    ],
)  # fmt: skip
def test_the_part_that_breaks_a_law_is_named(amount: Money, parts: tuple[Split, ...], field: str) -> None:
    """Each law has its refusal, and the refusal names the part."""
    with pytest.raises(InvalidValueError) as refused:
        require_sound(amount, parts)

    assert refused.value.field == field


def test_fifty_parts_are_allowed() -> None:
    """The limit itself is inside."""
    require_sound(usd(PARTS_MAX), (Split(usd(1), TRAVEL),) * PARTS_MAX)


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_dividing_by_weight_loses_no_cent(amount: Money, weights: list[int]) -> None:
    """The shares add up to the amount, each less than a minor unit from its exact share; the parts keep their names."""
    parts = by_weight(amount, [(Split(usd(0), TRAVEL, NORTH), weight) for weight in weights])

    assert sum(part.amount.minor for part in parts) == amount.minor
    assert {(part.amount.currency, part.category, part.brand) for part in parts} == {(amount.currency, TRAVEL, NORTH)}
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.amount.minor * sum(weights) - amount.minor * weight) < sum(weights)


@given(amounts, divided())
def test_rescaling_loses_no_cent(amount: Money, case: tuple[Money, tuple[Split, ...]]) -> None:
    """The same division of another amount adds up to it, with parts of the same names in the same order."""
    _, parts = case

    scaled = rescaled(amount, parts)

    assert sum(part.amount.minor for part in scaled) == amount.minor
    assert [(part.category, part.brand) for part in scaled] == [(part.category, part.brand) for part in parts]
    assert {part.amount.currency for part in scaled} == {amount.currency}


@given(divided())
def test_rescaling_to_the_same_amount_changes_nothing(case: tuple[Money, tuple[Split, ...]]) -> None:
    """A sound division applied to its own amount is itself."""
    amount, parts = case

    assert rescaled(amount, parts) == parts


def test_rescaling_follows_the_parts() -> None:
    """The shares keep their proportions; of no parts there are none; parts of nothing share alike."""
    parts = (Split(usd(100), TRAVEL), Split(usd(200), None, NORTH))

    assert [part.amount for part in rescaled(Money(-10, EUR), parts)] == [Money(-3, EUR), Money(-7, EUR)]
    assert rescaled(usd(5), ()) == ()
    assert [part.amount.minor for part in rescaled(usd(5), (Split(usd(0), TRAVEL),) * 2)] == [3, 2]


@pytest.mark.parametrize("weights", [(), (0, 0), (1, -1)], ids=["none", "all zero", "negative"])
def test_weights_that_divide_nothing_are_refused(weights: tuple[int, ...]) -> None:
    """No weights, a negative one or all zero can't divide an amount."""
    with pytest.raises(InvalidValueError):
        by_weight(usd(10), [(Split(usd(0), TRAVEL), weight) for weight in weights])
