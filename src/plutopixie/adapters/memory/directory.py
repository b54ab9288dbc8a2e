"""The directory over a store."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import frozen

from plutopixie.adapters.memory.store import Store
from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.directory import Membership, ResetAsked

MEMBERSHIPS_MAX: Final = 50


@frozen
class MemoryDirectory:
    """`ports.outbound.directory.Directory` over what the store has committed."""

    _store: Store

    def memberships(self, email: str, organization: OrganizationId | None = None) -> tuple[Membership, ...]:
        """The memberships under this canonical address, oldest first; or the one in that organization."""
        found = (
            Membership(known, member)
            for known, books in self._store.everything().items()
            if organization in {None, known}
            for member, account in books.accounts.items()
            if account.member.email == email
        )
        return tuple(sorted(found, key=lambda membership: membership.member))[:MEMBERSHIPS_MAX]

    def organizations(self, after: OrganizationId | None, limit: int) -> tuple[OrganizationId, ...]:
        """Up to `limit` organization ids greater than `after`, in ascending order."""
        founded = (key for key, books in self._store.everything().items() if books.organization)
        return tuple(sorted(key for key in founded if after is None or key > after))[:limit]

    def ask_reset(self, email: str, at: datetime) -> None:
        """Note that a new password was asked for under this canonical address."""
        self._store.ask_reset(email, at)

    def resets_asked(self, limit: int) -> tuple[ResetAsked, ...]:
        """Up to `limit` questions that wait, the oldest first."""
        return tuple(
            ResetAsked(email.encode(), self.memberships(email)) for email in self._store.resets_asked()[:limit]
        )

    def reset_looked_up(self, asked: ResetAsked) -> None:
        """Forget a question."""
        self._store.reset_looked_up(asked.index.decode())
