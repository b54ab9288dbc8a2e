"""The directory: the only look-ups, and the only question, that come before an organization is known."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from attrs import frozen

from plutopixie.domain.ids import MemberId, OrganizationId


@frozen
class Membership:
    """A person's place in one organization; nothing else about either."""

    organization: OrganizationId
    member: MemberId


@frozen
class ResetAsked:
    """A new password was asked for under an address: what stands for the address, and who is a member under it."""

    index: bytes
    memberships: tuple[Membership, ...]


class Directory(Protocol):
    """Finds memberships by address, and lists organizations for sweeps that then open one unit each."""

    def memberships(self, email: str, organization: OrganizationId | None = None) -> tuple[Membership, ...]:
        """The memberships under this canonical address, oldest first, at most 50; or the one in that organization.

        Who names the organization is found however many others were founded under the same address.
        """
        ...

    def organizations(self, after: OrganizationId | None, limit: int) -> tuple[OrganizationId, ...]:
        """Up to `limit` organization ids greater than `after`, in ascending order."""
        ...

    def ask_reset(self, email: str, at: datetime) -> None:
        """Note that a new password was asked for under this canonical address; the same for a known and an unknown one.

        While one question waits, another under the same address changes nothing.
        """
        ...

    def resets_asked(self, limit: int) -> tuple[ResetAsked, ...]:
        """Up to `limit` questions that wait, the oldest first."""
        ...

    def reset_looked_up(self, asked: ResetAsked) -> None:
        """Forget a question; one that is not there is no error."""
        ...
