"""Buckets of attempts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain import throttling
from plutopixie.domain.throttling import Bucket
from plutopixie.ports.contracts.foundation import OverUnits, modest
from plutopixie.ports.contracts.samples import NOW, Office, a_member, address, fresh_id, joined
from plutopixie.ports.outbound.directory import Membership
from plutopixie.ports.outbound.throttles import Throttles

MINUTE: Final = timedelta(minutes=1)
#: Threads at once: enough to collide, few enough for a small pool of connections.
THREADS: Final = 4
PATIENCE_SECONDS: Final = 60.0
#: Times of their own for the tests that forget, so that nothing of the others is forgotten.
LONG_AGO: Final = datetime(1990, 1, 1, tzinfo=UTC)
FAR_AWAY: Final = datetime(2150, 1, 1, tzinfo=UTC)


def a_bucket(burst: int = 3, email: str | None = None) -> Bucket:
    """A bucket that nobody filled yet and that has room for one more attempt a minute."""
    return Bucket("contract", fresh_id().hex, burst, MINUTE, email)


def a_place() -> str:
    """A place that nobody was at yet."""
    return f"somebody {fresh_id().hex}"


class ThrottlesContract(OverUnits):
    """What `Throttles` promises. Override the fixtures `open_unit` and `throttles`, over the same database.

    Your adapter must allow four calls at once.
    """

    @pytest.fixture
    def throttles(self) -> Throttles:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture throttles with one that returns the adapter to be proven")

    def test_a_bucket_takes_what_it_holds(self, throttles: Throttles) -> None:
        """A fresh bucket takes its burst at once and no more, and says how long until there is room."""
        one = a_bucket(burst=3)

        assert [throttles.claim([one], NOW) for _ in range(3)] == [None] * 3
        assert throttles.claim([one], NOW) == MINUTE
        assert throttles.claim([one], NOW + timedelta(seconds=59)) == timedelta(seconds=1)

    def test_a_bucket_drains(self, throttles: Throttles) -> None:
        """A full bucket takes one attempt per refill, to the microsecond, and its burst again once it is empty."""
        one = a_bucket(burst=2)
        for _ in range(2):
            throttles.claim([one], NOW)

        assert throttles.claim([one], NOW + MINUTE - timedelta(microseconds=1)) == timedelta(microseconds=1)
        assert throttles.claim([one], NOW + MINUTE) is None
        assert throttles.claim([one], NOW + MINUTE) == MINUTE
        assert [throttles.claim([one], NOW + 9 * MINUTE) for _ in range(3)] == [None, None, MINUTE]

    def test_a_refusal_adds_nothing(self, throttles: Throttles) -> None:
        """However often a full bucket is tried, it drains as if it were not."""
        one = a_bucket(burst=1)
        throttles.claim([one], NOW)
        for second in range(1, 60, 5):
            assert throttles.claim([one], NOW + timedelta(seconds=second)) is not None

        assert throttles.claim([one], NOW + MINUTE) is None

    def test_all_or_none(self, throttles: Throttles) -> None:
        """An attempt that finds one of its buckets full adds to none of them, and waits for the last."""
        empty, half, full = a_bucket(burst=1), a_bucket(burst=2), a_bucket(burst=1)
        throttles.claim([half], NOW)
        throttles.claim([full], NOW)

        assert throttles.claim([empty, half, full], NOW) == MINUTE
        assert throttles.claim([empty, half], NOW) is None
        later = NOW + timedelta(seconds=30)
        assert throttles.claim([empty, half, full], later) == timedelta(seconds=30)

    def test_buckets_are_apart(self, throttles: Throttles) -> None:
        """What fills one bucket leaves those of other limits and other subjects as they are."""
        one = a_bucket(burst=1)
        throttles.claim([one], NOW)

        assert throttles.claim([evolve(one, word="contract-two")], NOW) is None
        assert throttles.claim([evolve(one, subject=fresh_id().hex)], NOW) is None
        assert throttles.claim([one], NOW) == MINUTE

    def test_what_is_given_back_can_be_claimed(self, throttles: Throttles) -> None:
        """Giving back makes room for exactly one attempt in each bucket, and nothing in one that nobody filled."""
        one, two, unknown = a_bucket(burst=2), a_bucket(burst=1), a_bucket(burst=1)
        throttles.claim([one, two], NOW)
        throttles.claim([one], NOW)

        throttles.settle([one, two, unknown], [], NOW)

        assert throttles.claim([one, two], NOW) is None
        assert throttles.claim([one], NOW) == MINUTE
        assert [throttles.claim([unknown], NOW) for _ in range(2)] == [None, MINUTE]

    def test_places_are_remembered_for_their_time(self, throttles: Throttles) -> None:
        """A place is remembered until its moment, longer when it is seen again, and never shorter."""
        here, elsewhere = a_place(), a_place()
        throttles.settle([], [here], NOW + MINUTE)

        assert throttles.remembered([here, elsewhere], NOW) == {here}
        assert throttles.remembered([here], NOW + MINUTE) == frozenset()
        throttles.settle([], [here], NOW + 5 * MINUTE)
        throttles.settle([], [here], NOW + 2 * MINUTE)
        assert throttles.remembered([here], NOW + 4 * MINUTE) == {here}
        assert throttles.remembered([], NOW) == frozenset()

    def test_a_place_is_no_bucket(self, throttles: Throttles) -> None:
        """A bucket whose subject reads like a place is not remembered as one."""
        place = a_place()
        throttles.claim([evolve(a_bucket(), subject=place)], NOW)

        assert throttles.remembered([place], NOW) == frozenset()

    def test_those_under_a_besieged_address_are_found(
        self, throttles: Throttles, office: Office, rival: Office
    ) -> None:
        """Every membership under the address of a full bucket is found while it is full, and nobody else's is."""
        email, word = address(), f"besieged-{''.join('abcdefghij'[int(one)] for one in str(fresh_id().int)[-9:])}"
        members = [Membership(one.organization.id, joined(one, a_member(email=email)).id) for one in (office, rival)]
        members.sort(key=lambda one: (one.organization, one.member))
        joined(office, a_member())
        one = evolve(a_bucket(burst=2, email=email), word=word)
        nobodys = evolve(a_bucket(burst=2, email=address()), word=word)
        full_from = throttling.full_from(one, NOW)

        throttles.claim([one], NOW)
        assert throttles.besieged(word, full_from, None, 9) == ()
        for bucket in (one, nobodys, nobodys):
            throttles.claim([bucket], NOW)

        assert throttles.besieged(word, full_from, None, 9) == tuple(members)
        assert throttles.besieged(word, full_from, None, 1) == (members[0],)
        assert throttles.besieged(word, full_from, members[0], 9) == (members[1],)
        assert throttles.besieged(word, full_from, members[1], 9) == ()
        assert throttles.besieged(word, throttling.full_from(one, NOW + MINUTE), None, 9) == ()
        assert throttles.besieged(f"{word}-two", full_from, None, 9) == ()

    def test_forgets_what_is_empty(self, throttles: Throttles) -> None:
        """What was empty before a moment is forgotten and counted, buckets and places alike; the rest stays."""
        empty, draining, place = a_bucket(burst=1), a_bucket(burst=9), a_place()
        throttles.claim([empty], LONG_AGO)
        for _ in range(9):
            throttles.claim([draining], LONG_AGO)
        throttles.settle([], [place], LONG_AGO + MINUTE)
        before = LONG_AGO + 2 * MINUTE

        assert throttles.forget(LONG_AGO, FAR_AWAY) == 0
        assert throttles.forget(before, FAR_AWAY) == 2
        assert throttles.forget(before, FAR_AWAY) == 0
        assert throttles.remembered([place], LONG_AGO) == frozenset()
        assert throttles.claim([empty], LONG_AGO) is None
        assert throttles.claim([draining], LONG_AGO) == MINUTE
        throttles.forget(LONG_AGO + 99 * MINUTE, FAR_AWAY)

    def test_forgets_what_a_wrong_clock_filled(self, throttles: Throttles) -> None:
        """A bucket that is full only because a clock went wrong is forgotten, so that nobody waits for years."""
        one = a_bucket(burst=1)
        throttles.claim([one], FAR_AWAY)

        assert (throttles.claim([one], NOW) or timedelta()) > timedelta(days=365)
        assert throttles.forget(LONG_AGO, FAR_AWAY - MINUTE) == 1
        assert throttles.claim([one], NOW) is None

    def test_a_bucket_takes_no_more_from_many_at_once(self, throttles: Throttles) -> None:
        """Of many attempts at the same moment exactly as many get through as there is room for."""
        one, barrier = a_bucket(burst=10), Barrier(THREADS)

        def attempts() -> int:
            barrier.wait(PATIENCE_SECONDS)
            return sum(throttles.claim([one], NOW) is None for _ in range(10))

        with ThreadPoolExecutor(THREADS) as threads:
            running = [threads.submit(attempts) for _ in range(THREADS)]
            through = [each.result(PATIENCE_SECONDS) for each in running]

        assert sum(through) == 10

    def test_several_buckets_never_wait_for_each_other(self, throttles: Throttles) -> None:
        """Many who claim and give back the same buckets in different orders all get through, and nothing is left."""
        buckets, barrier = [a_bucket(burst=THREADS) for _ in range(4)], Barrier(THREADS)
        place = a_place()

        def attempts(turn: int) -> None:
            ordered = buckets[turn:] + buckets[:turn]
            barrier.wait(PATIENCE_SECONDS)
            for _ in range(15):
                assert throttles.claim(ordered, NOW) is None
                throttles.settle(ordered[::-1], [place], NOW + MINUTE)

        with ThreadPoolExecutor(THREADS) as threads:
            for each in [threads.submit(attempts, turn) for turn in range(THREADS)]:
                each.result(PATIENCE_SECONDS)

        assert [throttles.claim(buckets, NOW) for _ in range(THREADS + 1)] == [None] * THREADS + [MINUTE]

    @modest
    @given(
        steps=st.lists(
            st.tuples(st.sampled_from(["claim", "settle"]), st.sets(st.integers(0, 2), min_size=1), st.integers(0, 90)),
            max_size=25,
        )
    )
    def test_agrees_with_the_rule(self, throttles: Throttles, steps: list[tuple[str, set[int], int]]) -> None:
        """Whatever is claimed and given back when, the answers are those of the rule in the domain."""
        buckets = [a_bucket(burst) for burst in (1, 2, 5)]
        empty_at = dict.fromkeys(range(3), NOW)
        claimed = dict.fromkeys(range(3), 0)
        at = NOW
        for step, chosen, seconds in steps:
            at += timedelta(seconds=seconds)
            if step == "claim":
                expected = throttling.longest(throttling.wait(empty_at[each], buckets[each], at) for each in chosen)
                assert throttles.claim([buckets[each] for each in chosen], at) == expected
                if expected is None:
                    empty_at.update(
                        {each: throttling.filled(empty_at[each], buckets[each], at) or at for each in chosen}
                    )
                    claimed.update({each: claimed[each] + 1 for each in chosen})
            else:
                returned = [each for each in chosen if claimed[each]]
                throttles.settle([buckets[each] for each in returned], [], at)
                empty_at.update({each: empty_at[each] - MINUTE for each in returned})
                claimed.update({each: claimed[each] - 1 for each in returned})
