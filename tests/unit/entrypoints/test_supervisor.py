"""When a service that ended by itself is started again: decided from numbers alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plutopixie.entrypoints.supervisor import RestartPolicy, Verdict

POLICY = RestartPolicy(steady_after=60, first_delay=0.5, longest_delay=5, most_quick_deaths=6)


def test_waits_longer_after_each_quick_death() -> None:
    """The delay doubles with each quick death, up to its limit, and then there is no more restart."""
    delays = [POLICY.judge(lived=1, quick_deaths=count).delay for count in range(8)]
    assert delays == [0.5, 1, 2, 4, 5, 5, None, None]


def test_forgives_after_a_steady_life() -> None:
    """A service that lived long enough is started again soon, however often it had died before."""
    assert POLICY.judge(lived=60, quick_deaths=6) == Verdict(0, 0.5)


@given(lived=st.floats(0, 1e6), quick_deaths=st.integers(0, 1000))
def test_never_waits_too_long(lived: float, quick_deaths: int) -> None:
    """Whatever happened, the next start comes within the longest delay or never."""
    delay = POLICY.judge(lived, quick_deaths).delay
    assert delay is None or POLICY.first_delay <= delay <= POLICY.longest_delay
