"""Limits are one's own: whatever another organization tries, and however often, one is held up as if it had not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain.errors import PlutoPixieError, WrongCredentialsError
from plutopixie.domain.listing import Filter, Sort
from plutopixie.domain.origins import Origin
from plutopixie.domain.throttling import ThrottledError
from plutopixie.ports.inbound.access import Actor

from .conftest import PASSWORD, House

MINE: Final = Origin("203.0.113.7")
THEIRS: Final = Origin("198.51.100.7")
WRONG: Final = "not the password at all"


@frozen
class Side:
    """A person of one organization at one place, with the refresh token they hold."""

    house: House
    actor: Actor
    email: str
    origin: Origin

    def sign_in(self) -> object:
        """Sign in with the right password."""
        return self.house.signing_in.sign_in(self.email, PASSWORD, origin=self.origin)

    def guess(self) -> object:
        """Sign in with a wrong one."""
        return self.house.signing_in.sign_in(self.email, WRONG, origin=self.origin)

    def guess_at_the_first(self) -> object:
        """Guess at the first person's password."""
        return self.house.signing_in.sign_in("mine@example.org", WRONG, origin=self.origin)

    def check(self) -> None:
        """Give a wrong present password."""
        self.house.own_account.change_password(self.actor, present=WRONG, new="another good sentence")

    def export(self) -> object:
        """Take the expenses away."""
        return tuple(self.house.expenses.export(self.actor, Filter(), Sort()).rows)

    def ask_for_a_letter(self) -> None:
        """Ask for a letter that confirms the address."""
        self.house.confirming.ask_again(self.actor)

    def redeem(self) -> None:
        """Try a code that never was."""
        self.house.confirming.confirm_address("A" * 86, origin=self.origin)

    def refresh(self) -> object:
        """Try a refresh token that never was."""
        return self.house.signing_in.refresh("A" * 86, origin=self.origin)


OURS: Final[tuple[Callable[[Side], object], ...]] = (
    Side.sign_in,
    Side.guess,
    Side.check,
    Side.export,
    Side.ask_for_a_letter,
    Side.redeem,
    Side.refresh,
)
OTHERS: Final = (*OURS, Side.guess_at_the_first)

Step = tuple[bool, int, int, int]


def told(act: Callable[[Side], object], side: Side) -> object:
    """What the side learns of its limits: how long to wait, or what else came of it."""
    try:
        act(side)
    except ThrottledError as problem:
        return problem.retry_after
    except PlutoPixieError as problem:
        return problem.code
    return "done"


def story(steps: list[Step], *, quiet: bool) -> list[object]:
    """What the first side is told in a story, in which the other side does what it does, or nothing."""
    house = House(throttle_factor=1)
    mine, theirs = (house.found(name, f"{name}@example.org") for name in ("mine", "theirs"))
    first = Side(house, evolve(mine, origin=MINE), "mine@example.org", MINE)
    other = Side(house, evolve(theirs, origin=THEIRS), "theirs@example.org", THEIRS)
    first.sign_in()  # where one signed in before, strangers' guesses hold nobody up
    heard: list[object] = []
    for ours, which, times, seconds in steps:
        house.clock.advance(timedelta(seconds=seconds))
        if ours:
            act = OURS[which % len(OURS)]
            heard.extend(told(act, first) for _ in range(times))
        elif not quiet:
            act = OTHERS[which % len(OTHERS)]
            for _ in range(times):
                told(act, other)
    return heard


@pytest.mark.promise("P7.1")
@pytest.mark.asvs("V2.4.1", "V6.1.1")
@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 7), st.integers(1, 25), st.integers(0, 400)), min_size=1, max_size=12
    )
)
def test_nobody_is_held_up_by_another_organization(steps: list[Step]) -> None:
    """What one is told, to the second, is the same whether others exhaust every limit of theirs or do nothing."""
    assert story(steps, quiet=False) == story(steps, quiet=True)


def test_the_stories_reach_the_limits() -> None:
    """Each limited act is refused after so many repetitions: the stories above are not all about free lanes."""
    for place, act in enumerate(OURS):
        heard = story([(True, place, 25, 0)], quiet=True)
        repeated = story([(True, place, 25, 0)] * 6, quiet=True)
        limited = any(isinstance(one, int) for one in repeated)
        assert limited == (act is not Side.sign_in), act
        assert len(heard) == 25


def test_a_shared_limit_would_be_noticed() -> None:
    """The comparison above fails where the other side sits at the same place, whose limits are shared by nature."""
    house = House(throttle_factor=1)
    for name in ("mine", "theirs"):
        house.found(name, f"{name}@example.org")
    elsewhere = Origin("203.0.113.200")
    for number in range(30):
        with pytest.raises(WrongCredentialsError):
            house.signing_in.sign_in(f"person{number}@example.org", WRONG, origin=elsewhere)
    with pytest.raises(ThrottledError):
        house.signing_in.sign_in("mine@example.org", PASSWORD, origin=elsewhere)
