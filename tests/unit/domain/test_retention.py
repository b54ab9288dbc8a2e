"""Retention: the periods of the privacy policy can be shortened, never lengthened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.retention import RetentionPolicy

moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
instants = st.timedeltas(timedelta(0), timedelta(days=200))


@st.composite
def policies(draw: st.DrawFn) -> RetentionPolicy:
    """Every policy that is allowed."""
    purge_days = draw(st.integers(0, 30))
    return RetentionPolicy(purge_days, draw(st.integers(1, 90 - purge_days)))


@pytest.mark.promise("P9.2")
@given(policies(), moments)
def test_a_purge_is_due_within_30_days(policy: RetentionPolicy, deleted_at: datetime) -> None:
    """Whatever the setting, the purge is due no later than 30 days after the deletion."""
    assert deleted_at <= policy.purge_due(deleted_at) <= deleted_at + timedelta(days=30)


@pytest.mark.promise("P9.3")
@given(policies(), moments, instants)
def test_the_last_trace_is_gone_within_90_days(policy: RetentionPolicy, deleted_at: datetime, later: timedelta) -> None:
    """Every backup that may still hold what was deleted is destroyed no later than 90 days after the deletion."""
    taken_at = deleted_at + later
    if taken_at <= policy.purge_due(deleted_at):
        assert policy.backup_due(taken_at) <= policy.gone_by(deleted_at)

    assert policy.gone_by(deleted_at) <= deleted_at + timedelta(days=90)


@pytest.mark.promise("P9.2")
@given(st.integers().filter(lambda days: not 0 <= days <= 30))
def test_another_purge_delay_is_refused(days: int) -> None:
    """More than 30 days, or less than none, is no setting."""
    with pytest.raises(InvalidValueError) as refused:
        RetentionPolicy(purge_days=days, backup_days=1)

    assert refused.value.field == "purge_days"


@pytest.mark.promise("P9.3")
@given(st.integers(0, 30), st.integers())
def test_older_backups_are_refused(purge_days: int, backup_days: int) -> None:
    """Purge delay and oldest backup together are 90 days at most; every sum below is welcome."""
    if backup_days >= 1 and purge_days + backup_days <= 90:
        assert RetentionPolicy(purge_days, backup_days).backup_days == backup_days
        return
    with pytest.raises(InvalidValueError) as refused:
        RetentionPolicy(purge_days, backup_days)

    assert refused.value.field == "backup_days"


@given(policies(), st.lists(moments, max_size=6), moments)
def test_what_is_due_is_due(policy: RetentionPolicy, deletions: list[datetime], now: datetime) -> None:
    """Due is, in the given order, what was deleted as long ago as the purge delay or longer."""
    given_ = list(enumerate(deletions))
    expected = tuple(number for number, moment in given_ if now - moment >= timedelta(days=policy.purge_days))

    assert policy.due(given_, now) == expected


def test_the_moment_itself_is_due() -> None:
    """A purge is due at its moment, and not a microsecond before."""
    deleted_at = datetime(2026, 3, 1, tzinfo=UTC)
    moment = deleted_at + timedelta(days=30)

    assert RetentionPolicy().due([("it", deleted_at)], moment) == ("it",)
    assert RetentionPolicy().due([("it", deleted_at)], moment - timedelta(microseconds=1)) == ()


@pytest.mark.promise("P9.1")
@given(policies(), moments)
def test_nothing_expires_by_itself(policy: RetentionPolicy, now: datetime) -> None:
    """Where nothing was deleted nothing is due, at whatever time."""
    assert policy.due([], now) == ()
