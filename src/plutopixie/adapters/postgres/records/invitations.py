"""Open invitations."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import dangling
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import InvitationId
from plutopixie.domain.members import Invitation, Role

_SQL: Final = queries.load("people")
_PLACE: Final = ("invitation", "email")


@frozen
class PostgresInvitations:
    """`ports.outbound.records.Invitations`."""

    _bound: Bound

    def add(self, invitation: Invitation, secret_digest: bytes) -> None:
        """A new invitation."""
        added = self._bound.run(
            _SQL["add_invitation"],
            id=invitation.id,
            secret_digest=secret_digest,
            role=invitation.role.value,
            invited_by=invitation.invited_by,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
            email=None if invitation.email is None else self._bound.seal(*_PLACE, invitation.id, invitation.email),
        )
        if not added:
            raise dangling("invited_by")

    def take(self, secret_digest: bytes) -> Invitation:
        """The invitation of that secret, removed."""
        row = self._bound.row(_SQL["take_invitation"], secret_digest=secret_digest)
        if row is None:
            raise NotFoundError("invitation")
        return self._invitation(row)

    def list(self) -> tuple[Invitation, ...]:
        """All invitations, oldest first."""
        return tuple(map(self._invitation, self._bound.rows(_SQL["list_invitations"])))

    def remove(self, id: InvitationId) -> None:
        """Withdraw an invitation."""
        if not self._bound.run(_SQL["remove_invitation"], id=id):
            raise NotFoundError("invitation")

    def _invitation(self, row: Row) -> Invitation:
        sealed = row["email"]
        email = None if sealed is None else self._bound.open(*_PLACE, row["id"], sealed)
        return Invitation(row["id"], Role(row["role"]), row["invited_by"], row["created_at"], row["expires_at"], email)
