"""Buckets of attempts over a store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from attrs import evolve, frozen

from plutopixie.adapters.memory.store import KeptBucket, Store
from plutopixie.domain import throttling
from plutopixie.domain.throttling import PLACE, Bucket
from plutopixie.ports.outbound.directory import Membership


@frozen
class MemoryThrottles:
    """`ports.outbound.throttles.Throttles` over what the store keeps beside the organizations."""

    _store: Store

    def claim(self, buckets: Collection[Bucket], at: datetime) -> timedelta | None:
        """Put one attempt into each bucket, or into none: then how long to wait."""
        with self._store.buckets() as kept:
            found = {(one.word, one.subject): (one, kept.get((one.word, one.subject))) for one in buckets}
            refused = throttling.longest(throttling.wait(_empty_at(old), one, at) for one, old in found.values())
            if refused is None:
                for key, (one, old) in found.items():
                    kept[key] = KeptBucket(throttling.filled(_empty_at(old), one, at) or at, one.address)
            return refused

    def settle(self, returned: Collection[Bucket], places: Collection[str], until: datetime) -> None:
        """Give one attempt back to each bucket, and remember the places until a moment."""
        with self._store.buckets() as kept:
            for one in returned:
                old = kept.get((one.word, one.subject))
                if old is not None:
                    kept[one.word, one.subject] = evolve(old, empty_at=old.empty_at - one.refill)
            for place in places:
                known = _empty_at(kept.get((PLACE, place))) or until
                kept[PLACE, place] = KeptBucket(max(known, until))

    def remembered(self, places: Collection[str], at: datetime) -> frozenset[str]:
        """Those of the places that are remembered at that moment."""
        with self._store.buckets() as kept:
            return frozenset(place for place in places if (_empty_at(kept.get((PLACE, place))) or at) > at)

    def besieged(self, word: str, full_from: datetime, after: Membership | None, limit: int) -> tuple[Membership, ...]:
        """Up to `limit` memberships above `after` under the addresses of the limit's buckets that are full."""
        with self._store.buckets() as kept:
            full = {one.address for (each, _), one in kept.items() if each == word and one.empty_at > full_from}
        found = (
            Membership(organization, member)
            for organization, books in self._store.everything().items()
            for member, account in books.accounts.items()
            if account.member.email in full
        )
        ordered = sorted(found, key=_order)
        return tuple(one for one in ordered if after is None or _order(one) > _order(after))[:limit]

    def forget(self, before: datetime, beyond: datetime) -> int:
        """Forget what was empty before the one moment, and what is empty only after the other; returns how much."""
        with self._store.buckets() as kept:
            old = [key for key, one in kept.items() if not before <= one.empty_at <= beyond]
            for key in old:
                del kept[key]
            return len(old)


def _empty_at(kept: KeptBucket | None) -> datetime | None:
    return None if kept is None else kept.empty_at


def _order(one: Membership) -> tuple[UUID, UUID]:
    return (one.organization, one.member)
