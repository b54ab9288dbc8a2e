"""The directory: the only look-ups that are made before an organization is known."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen

from plutopixie.domain.ids import MemberId, OrganizationId


@frozen
class Membership:
    """A person's place in one organization; nothing else about either."""

    organization: OrganizationId
    member: MemberId


class Directory(Protocol):
    """Finds memberships by address, and lists organizations for sweeps that then open one unit each."""

    def memberships(self, email: str) -> tuple[Membership, ...]:
        """Every membership under this canonical address, oldest first, at most 50."""
        ...

    def organizations(self, after: OrganizationId | None, limit: int) -> tuple[OrganizationId, ...]:
        """Up to `limit` organization ids greater than `after`, in ascending order."""
        ...
