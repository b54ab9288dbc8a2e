"""Buckets of attempts, for the directory's narrow role: blind indexes and moments, and nothing else.

Buckets are always locked in the order of their keys, and places after them, so that no two calls wait for each other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

import psycopg
from attrs import field, frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import translating
from plutopixie.adapters.postgres.limits import Limits
from plutopixie.adapters.postgres.pool import Connection, Pool
from plutopixie.adapters.postgres.records.bound import DIRECTORY_PURPOSE
from plutopixie.adapters.postgres.sealing import Sealing
from plutopixie.domain import throttling
from plutopixie.domain.throttling import PLACE, Bucket
from plutopixie.ports.outbound.directory import Membership

_SQL: Final = queries.load("throttle")
_CONNECTIONS: Final = queries.load("connections")
#: Rows that one transaction forgets.
FORGOTTEN_AT_ONCE: Final = 5_000


@frozen
class PostgresThrottles:
    """`ports.outbound.throttles.Throttles` over a pool of the directory role; each call is one transaction."""

    pool: Pool
    sealing: Sealing
    limits: Limits = field(factory=Limits)

    def claim(self, buckets: Collection[Bucket], at: datetime) -> timedelta | None:
        """Put one attempt into each bucket, or into none: then how long to wait."""
        ordered, wait = self._ordered(buckets), None
        claimed = set[bytes]()
        with self._transaction() as conn:
            for key, one in ordered.items():
                if not conn.execute(_SQL["claim"], self._claim(key, one, at)).rowcount:
                    wait = _wait(conn, ordered, claimed, at)
                    raise psycopg.Rollback  # what went into the buckets before this one comes out again
                claimed.add(key)
        return wait

    def settle(self, returned: Collection[Bucket], places: Collection[str], until: datetime) -> None:
        """Give one attempt back to each bucket, and remember the places until a moment."""
        with self._transaction() as conn:
            for key, one in self._ordered(returned).items():
                conn.execute(_SQL["give_back"], {"key": key, "refill": one.refill})
            for key in sorted(self._key(PLACE, place) for place in places):
                conn.execute(_SQL["remember"], {"key": key, "word": PLACE, "until": until})

    def remembered(self, places: Collection[str], at: datetime) -> frozenset[str]:
        """Those of the places that are remembered at that moment."""
        keys = {self._key(PLACE, place): place for place in places}
        with self._transaction() as conn:
            rows = conn.execute(_SQL["empty_at"], {"keys": list(keys)}).fetchall()
        return frozenset(keys[bytes(row["key"])] for row in rows if row["empty_at"] > at)

    def besieged(self, word: str, full_from: datetime, after: Membership | None, limit: int) -> tuple[Membership, ...]:
        """Up to `limit` memberships above `after` under the addresses of the limit's buckets that are full."""
        place = {"organization": after and after.organization, "member": after and after.member}
        with self._transaction() as conn:
            wanted = {"word": word, "full_from": full_from, "limit": limit, **place}
            rows = conn.execute(_SQL["besieged"], wanted).fetchall()
        return tuple(Membership(row["organization_id"], row["member_id"]) for row in rows)

    def forget(self, before: datetime, beyond: datetime) -> int:
        """Forget what was empty before the one moment, and what is empty only after the other; returns how much."""
        forgotten = 0
        while True:
            with self._transaction() as conn:
                wanted = {"before": before, "beyond": beyond, "limit": FORGOTTEN_AT_ONCE}
                count = conn.execute(_SQL["forget"], wanted).rowcount
            forgotten += count
            if count < FORGOTTEN_AT_ONCE:
                return forgotten

    def _claim(self, key: bytes, one: Bucket, at: datetime) -> dict[str, object]:
        index = None if one.address is None else self.sealing.index(None, DIRECTORY_PURPOSE, one.address)
        return {
            "key": key,
            "word": one.word,
            "email_index": index,
            "at": at,
            "refill": one.refill,
            "capacity": one.capacity,
        }

    def _ordered(self, buckets: Collection[Bucket]) -> dict[bytes, Bucket]:
        keyed = {self._key(one.word, one.subject): one for one in buckets}
        return {key: keyed[key] for key in sorted(keyed)}

    def _key(self, word: str, subject: str) -> bytes:
        return self.sealing.index(None, f"throttle {word}", subject)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translating(), self.pool.connection() as conn, conn.transaction():
            conn.execute(_CONNECTIONS["limit"], self.limits.parameters())
            yield conn


def _wait(conn: Connection, buckets: dict[bytes, Bucket], claimed: set[bytes], at: datetime) -> timedelta | None:
    """How long until all of the buckets have room, without what this transaction put into those it claimed."""
    rows = conn.execute(_SQL["empty_at"], {"keys": list(buckets)}).fetchall()
    kept = {bytes(row["key"]): row["empty_at"] for row in rows}
    for key in claimed:
        kept[key] -= buckets[key].refill
    return throttling.longest(throttling.wait(empty_at, buckets[key], at) for key, empty_at in kept.items())
