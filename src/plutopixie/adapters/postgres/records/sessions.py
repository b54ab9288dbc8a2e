"""Who is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import dangling
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.adapters.postgres.records.origins import open_origin, sealed_origin
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import MemberId, SessionId
from plutopixie.domain.sessions import Session

_SQL: Final = queries.load("people")


@frozen
class PostgresSessions:
    """`ports.outbound.records.Sessions`."""

    _bound: Bound

    def add(self, session: Session) -> None:
        """A new session."""
        origin = sealed_origin(self._bound, "session", session.id, session.origin)
        if not self._bound.run(_SQL["add_session"], **_parameters(session), **origin):
            raise dangling("member")

    def get(self, id: SessionId, *, lock: bool = False) -> Session:
        """A session."""
        row = self._bound.row(_SQL["lock_session" if lock else "get_session"], id=id)
        if row is None:
            raise NotFoundError("session")
        return self._session(row)

    def save(self, session: Session) -> None:
        """Write a changed session."""
        if not self._bound.run(_SQL["save_session"], **_parameters(session)):
            raise NotFoundError("session")

    def of_member(self, member: MemberId, at: datetime) -> tuple[Session, ...]:
        """The member's living sessions, the latest first."""
        return tuple(map(self._session, self._bound.rows(_SQL["sessions_of_member"], member=member, at=at)))

    def revoke_all(self, member: MemberId, at: datetime, *, but: SessionId | None = None) -> None:
        """End every session of the member but one."""
        self._bound.run(_SQL["revoke_sessions"], member=member, at=at, but=but)

    def forget(self, before: datetime) -> int:
        """Forget sessions that were revoked or expired before that moment; returns how many."""
        return self._bound.run(_SQL["forget_sessions"], before=before)

    def _session(self, row: Row) -> Session:
        return Session(
            id=row["id"],
            member=row["member_id"],
            refresh_digest=row["refresh_digest"],
            created_at=row["created_at"],
            refreshed_at=row["refreshed_at"],
            expires_at=row["expires_at"],
            revoked_at=row["revoked_at"],
            origin=open_origin(self._bound, "session", row),
        )


def _parameters(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "member": session.member,
        "refresh_digest": session.refresh_digest,
        "created_at": session.created_at,
        "refreshed_at": session.refreshed_at,
        "expires_at": session.expires_at,
        "revoked_at": session.revoked_at,
    }
