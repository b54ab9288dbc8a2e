"""Sessions: they end, their secret is good once, and what has ended stays so."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import IllegalMoveError
from plutopixie.domain.ids import MemberId, SessionId
from plutopixie.domain.sessions import (
    ACCESS_LIFETIME,
    REFRESH_LIFETIME,
    SESSION_LIFETIME,
    SESSIONS_MAX,
    Session,
    opened,
    revoked,
    rotated,
    surplus,
)
from plutopixie.ports.contracts.samples import NOW, digest, fresh_id

digests = st.binary(min_size=32, max_size=32)
spans = st.timedeltas(timedelta(0), 2 * REFRESH_LIFETIME)


def _session(refresh_digest: bytes) -> Session:
    return opened(SessionId(fresh_id()), MemberId(fresh_id()), refresh_digest, NOW)


@pytest.mark.promise("P6.3")
@given(digests, spans)
def test_a_session_ends_when_its_time_has_run_out(secret: bytes, span: timedelta) -> None:
    """A session lives for its term, and not a moment longer."""
    assert _session(secret).lives(NOW + span) == (span < REFRESH_LIFETIME)


@pytest.mark.promise("P6.3")
def test_tokens_are_short_lived() -> None:
    """An access token lives minutes, a refresh token a month at most."""
    assert timedelta(minutes=15) >= ACCESS_LIFETIME
    assert timedelta(days=30) >= REFRESH_LIFETIME


@given(digests, digests)
def test_a_session_accepts_its_own_secret_alone(secret: bytes, other: bytes) -> None:
    """The digest that the session holds is accepted, and no other."""
    session = _session(secret)

    assert session.accepts(secret)
    assert session.accepts(other) == (other == secret)
    assert not session.accepts(secret[:-1])


@pytest.mark.promise("P6.3")
@given(digests, digests, st.timedeltas(timedelta(0), REFRESH_LIFETIME - timedelta(microseconds=1)))
def test_a_used_secret_is_replaced(secret: bytes, following: bytes, span: timedelta) -> None:
    """After its use a secret is good no more, the next one is, and a new term begins."""
    at = NOW + span
    session = _session(secret)

    after = rotated(session, following, at)

    assert after.accepts(following)
    assert after.accepts(secret) == (secret == following)
    assert (after.refreshed_at, after.expires_at) == (at, at + REFRESH_LIFETIME)
    assert (after.id, after.member, after.created_at) == (session.id, session.member, session.created_at)


@pytest.mark.promise("P6.3")
@given(digests, spans, spans)
def test_a_revoked_session_never_lives_again(secret: bytes, span: timedelta, later: timedelta) -> None:
    """A revoked session lives at no moment, and a second end changes nothing."""
    session = revoked(_session(secret), NOW + span)

    assert not session.lives(NOW + later)
    assert session.revoked_at == NOW + span
    assert revoked(session, NOW + span + later) == session


@pytest.mark.parametrize("ended", ["expired", "revoked"])
def test_an_ended_session_is_not_refreshed(ended: str) -> None:
    """A session that was revoked or has expired can't be given a new term."""
    session = _session(digest("secret"))
    at = NOW + REFRESH_LIFETIME if ended == "expired" else NOW
    if ended == "revoked":
        session = revoked(session, at)

    with pytest.raises(IllegalMoveError):
        rotated(session, digest("next"), at)
    assert not session.lives(at)


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V7.3.1", "V7.3.2", "V10.4.8")
@given(st.lists(st.timedeltas(timedelta(0), REFRESH_LIFETIME - timedelta(microseconds=1)), min_size=1, max_size=9))
def test_no_use_carries_a_session_beyond_its_lifetime(spans: list[timedelta]) -> None:
    """However often a session is refreshed, it ends 90 days after it began, and 30 days after its last use."""
    session, at = _session(b"x" * 32), NOW
    for span in spans:
        at += span
        if not session.lives(at):
            break
        session = rotated(session, b"y" * 32, at)

    assert session.expires_at <= NOW + SESSION_LIFETIME
    assert session.expires_at <= session.refreshed_at + REFRESH_LIFETIME
    assert not session.lives(session.expires_at)


@pytest.mark.asvs("V7.1.2")
@given(st.integers(0, SESSIONS_MAX + 3), st.randoms(use_true_random=False))
def test_one_session_too_many_ends_the_one_used_least_recently(count: int, random: Random) -> None:
    """Before one more is opened, as many of the longest unused sessions are named as leave room for it."""
    sessions = [rotated(_session(b"x" * 32), b"y" * 32, NOW + timedelta(minutes=place)) for place in range(count)]
    shuffled = random.sample(sessions, count)

    ending = surplus(tuple(shuffled))

    assert ending == tuple(sessions[: max(0, count + 1 - SESSIONS_MAX)])
    assert count - len(ending) < SESSIONS_MAX
