"""Sessions: a member signed in on one device.

Laws:

1. A session ends when it is revoked, when it was not used for 30 days, and 90 days after it began, however much used.
2. Its refresh secret is used once: each use replaces it, and a secret that was already used is a sign of theft, so it
   revokes the whole session (RFC 9700, section 4.14.2).
3. A member has 20 living sessions at most; one more ends the one that was used least recently.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.errors import IllegalMoveError
from plutopixie.domain.ids import MemberId, SessionId
from plutopixie.domain.origins import UNKNOWN, Origin

ACCESS_LIFETIME: Final = timedelta(minutes=15)
REFRESH_LIFETIME: Final = timedelta(days=30)
SESSION_LIFETIME: Final = timedelta(days=90)
SESSIONS_MAX: Final = 20


@frozen
class Session:
    """A session; `refresh_digest` is the SHA-256 of the one refresh secret that is good now.

    `origin` is where it was opened, so that its member can recognize it.
    """

    id: SessionId
    member: MemberId
    refresh_digest: bytes
    created_at: datetime
    refreshed_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    origin: Origin = UNKNOWN

    def lives(self, at: datetime) -> bool:
        """Whether the session counts at that moment."""
        return self.revoked_at is None and at < self.expires_at

    def accepts(self, digest: bytes) -> bool:
        """Whether this is the secret that is good now, compared in constant time."""
        return hmac.compare_digest(self.refresh_digest, digest)


def opened(id: SessionId, member: MemberId, refresh_digest: bytes, at: datetime, origin: Origin = UNKNOWN) -> Session:
    """A new session that begins now."""
    return Session(id, member, refresh_digest, at, at, at + REFRESH_LIFETIME, origin=origin)


def rotated(session: Session, refresh_digest: bytes, at: datetime) -> Session:
    """The session with a new secret and a new term; raises IllegalMoveError once it has ended."""
    if not session.lives(at):
        raise IllegalMoveError("session", "over", "be refreshed")
    expires_at = min(at + REFRESH_LIFETIME, session.created_at + SESSION_LIFETIME)
    return evolve(session, refresh_digest=refresh_digest, refreshed_at=at, expires_at=expires_at)


def revoked(session: Session, at: datetime) -> Session:
    """The session ended; a second end changes nothing."""
    return session if session.revoked_at else evolve(session, revoked_at=at)


def surplus(living: tuple[Session, ...]) -> tuple[Session, ...]:
    """Those of a member's living sessions that must end before one more is opened (law 3)."""
    oldest_first = sorted(living, key=lambda session: (session.refreshed_at, session.id))
    return tuple(oldest_first[: max(0, len(living) - SESSIONS_MAX + 1)])
