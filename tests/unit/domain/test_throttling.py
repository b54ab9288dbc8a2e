"""The rule of the buckets: how many attempts come through, whoever tries however often."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain import throttling
from plutopixie.domain.ids import MemberId, OrganizationId
from plutopixie.domain.origins import Origin
from plutopixie.domain.throttling import Bucket, Limit, Per, ThrottledError

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GUIDE = Path(__file__).parents[3] / "docs" / "security.md"

bursts = st.integers(1, 50)
refills = st.timedeltas(min_value=timedelta(milliseconds=1), max_value=timedelta(days=1))
pauses = st.lists(st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=3)), max_size=60)


@given(burst=bursts, refill=refills, waits=pauses)
def test_no_more_comes_through_than_burst_and_refills(burst: int, refill: timedelta, waits: list[timedelta]) -> None:
    """In any stretch of time no more attempts get through than a bucket holds and what drained meanwhile."""
    one, at, empty_at = Bucket("w", "s", burst, refill), NOW, None
    through = list[datetime]()
    for pause in waits:
        at += pause
        after = throttling.filled(empty_at, one, at)
        if after is not None:
            empty_at = after
            through.append(at)

    for first in range(len(through)):
        for last in range(first, len(through)):
            assert (last - first + 1 - burst) * refill <= through[last] - through[first]


@given(burst=bursts, refill=refills, waits=pauses)
def test_who_waits_as_told_is_let_through(burst: int, refill: timedelta, waits: list[timedelta]) -> None:
    """A refused attempt is told the shortest wait: at its end there is room, a moment before there is none."""
    one, at, empty_at = Bucket("w", "s", burst, refill), NOW, None
    for pause in waits:
        at += pause
        wait = throttling.wait(empty_at, one, at)
        after = throttling.filled(empty_at, one, at)
        assert (after is None) == (wait > timedelta(0))
        assert wait <= refill
        if after is None:
            assert throttling.filled(empty_at, one, at + wait) is not None
            assert throttling.filled(empty_at, one, at + wait - timedelta(microseconds=1)) is None
        else:
            empty_at = after


@pytest.mark.asvs("V6.1.1")
@given(burst=bursts, refill=refills, tries=st.integers(1, 400))
def test_nobody_keeps_a_bucket_from_draining(burst: int, refill: timedelta, tries: int) -> None:
    """However many attempts a full bucket refuses, the next one is let through after one refill."""
    one, empty_at = Bucket("w", "s", burst, refill), None
    for _ in range(burst):
        empty_at = throttling.filled(empty_at, one, NOW)
    for step in range(tries):
        assert throttling.filled(empty_at, one, NOW + refill * step / (tries + 1)) is None

    assert throttling.filled(empty_at, one, NOW + refill) is not None


def test_full_is_what_has_no_room() -> None:
    """A bucket counts as full exactly while an attempt would be refused."""
    one, empty_at = Bucket("w", "s", 3, MINUTE), None
    for count in range(3):
        assert (empty_at or NOW) <= throttling.full_from(one, NOW), count
        empty_at = throttling.filled(empty_at, one, NOW)

    assert empty_at is not None
    assert empty_at > throttling.full_from(one, NOW)
    assert empty_at <= throttling.full_from(one, NOW + MINUTE)


def test_a_factor_widens_the_burst_alone() -> None:
    """An operator's factor multiplies what a bucket holds, and leaves how fast it drains."""
    one, ten = throttling.bucket(Limit.UPLOAD, "s"), throttling.bucket(Limit.UPLOAD, "s", 10)

    assert (ten.burst, ten.refill, ten.word) == (10 * one.burst, one.refill, one.word)


def test_waiting_is_told_in_whole_seconds() -> None:
    """The wait is rounded up to whole seconds, at least one, and the message repeats nothing that was typed."""
    assert ThrottledError(timedelta(milliseconds=1)).retry_after == 1
    assert ThrottledError(timedelta(seconds=2, microseconds=1)).retry_after == 3
    assert str(ThrottledError(MINUTE)) == "This was tried too often; try again in 60 seconds."


def test_limits_have_words_of_their_own() -> None:
    """Every limit has a word for the table of buckets, none that of remembered places."""
    words = [limit.word for limit in Limit]

    assert len(set(words) | {throttling.PLACE}) == len(words) + 1
    assert all(re.fullmatch(r"[a-z][a-z-]{1,63}", word) for word in words)


def test_a_full_bucket_that_alarms_stays_full_until_it_is_looked_at() -> None:
    """What alarms is full for a minute at least after the last attempt, and somebody looks every 15 seconds."""
    alarming = [limit.value for limit in Limit if limit.value.alarms]

    assert alarming
    assert all(rule.refill >= MINUTE for rule in alarming)


def test_subjects_are_apart() -> None:
    """A member's subject names the organization too; a place's is another for another member or neighbourhood."""
    one, two = OrganizationId(UUID(int=1)), OrganizationId(UUID(int=2))
    ada, bob = MemberId(UUID(int=3)), MemberId(UUID(int=4))
    here, there = Origin("192.0.2.1"), Origin("192.0.2.2")

    subjects = {throttling.of_member(where, who) for where in (one, two) for who in (ada, bob)}
    places = {throttling.of_place(one, who, place) for who in (ada, bob) for place in (here, there)}

    assert len(subjects) == len(places) == 4


def test_nothing_lies_beyond_the_horizon() -> None:
    """No full bucket and no remembered place is kept beyond the horizon, at any factor."""
    for factor in (1, 1_000):
        beyond = throttling.horizon(NOW, factor)
        assert all(NOW + throttling.bucket(limit, "s", factor).capacity <= beyond for limit in Limit)
        assert beyond >= NOW + throttling.PLACE_KEPT


def _span(length: timedelta) -> str:
    for unit, name in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (MINUTE, "minute")):
        if length >= unit and length % unit == timedelta(0):
            return f"{length // unit} {name}s" if length > unit else f"1 {name}"
    seconds = length // timedelta(seconds=1)
    return f"{seconds} seconds" if seconds != 1 else "1 second"


@pytest.mark.asvs("V2.1.3")
@pytest.mark.asvs("V6.1.1")
def test_the_guide_shows_the_limits_as_they_are() -> None:
    """The table in docs/security.md is the table in the code; write it anew between its marks when this fails."""
    lines = ["| what is counted | for each | at once | then one every |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {rule.what} | {rule.per.value} | {rule.burst} | {_span(rule.refill)} |"
        for rule in (limit.value for limit in Limit)
    ]
    found = re.search(r"<!-- limits: begin -->\n(.*)\n<!-- limits: end -->", GUIDE.read_text("utf-8"), re.DOTALL)

    assert found is not None
    assert found.group(1) == "\n".join(lines), "\n".join(lines)


def test_what_belongs_to_an_organization_is_its_own() -> None:
    """Uploads and exports are counted per member of an organization, so no other organization is slowed by them."""
    assert {limit.value.per for limit in (Limit.UPLOAD, Limit.EXPORT, Limit.PASSWORD_CHECK)} == {Per.MEMBER}
