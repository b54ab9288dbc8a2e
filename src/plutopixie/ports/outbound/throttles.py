"""Buckets of attempts, shared by every process of the service and kept through restarts.

Every call is atomic and durable by itself, apart from any unit of work: a failed attempt counts though nothing else is
written. Subjects and addresses are kept as blind indexes only. The rule is `plutopixie.domain.throttling`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from plutopixie.domain.throttling import Bucket
from plutopixie.ports.outbound.directory import Membership


class Throttles(Protocol):
    """Attempts are claimed, given back, and drain by themselves."""

    def claim(self, buckets: Collection[Bucket], at: datetime) -> timedelta | None:
        """Put one attempt into each bucket, or into none: then how long to wait until all of them have room.

        However many claim at the same moment, a bucket never takes more than it holds.
        """
        ...

    def settle(self, returned: Collection[Bucket], places: Collection[str], until: datetime) -> None:
        """Give one attempt back to each bucket it was claimed from, and remember the places until a moment."""
        ...

    def remembered(self, places: Collection[str], at: datetime) -> frozenset[str]:
        """Those of the places that are remembered at that moment."""
        ...

    def besieged(self, word: str, full_from: datetime, after: Membership | None, limit: int) -> tuple[Membership, ...]:
        """Up to `limit` memberships above `after` under the addresses of the limit's buckets that are full.

        Full are those that will be empty only after `full_from`. The order is that of organization, then member.
        """
        ...

    def forget(self, before: datetime, beyond: datetime) -> int:
        """Forget what was empty before the one moment, and what is empty only after the other; returns how much."""
        ...
