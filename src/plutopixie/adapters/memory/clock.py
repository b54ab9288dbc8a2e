"""A clock that is set by hand, and ids and secrets that come out the same on every run: for tests."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from attrs import define, field, validators


def _aware(_: object, __: object, value: datetime) -> None:
    if value.utcoffset() != timedelta(0):
        raise ValueError("the clock shows aware times in UTC")


@define
class MemoryClock:
    """`ports.outbound.clock.Clock` that shows `time` until it is set or moved on."""

    time: datetime = field(default=datetime(2026, 3, 2, 9, 0, tzinfo=UTC), validator=_aware)

    def now(self) -> datetime:
        """The moment the clock shows."""
        return self.time

    def advance(self, by: timedelta) -> datetime:
        """Move the clock on; returns the new moment."""
        self.time += by
        return self.time


@define
class MemoryIdentities:
    """`ports.outbound.clock.Identities` that counts. Its secrets can be guessed: never use it where they matter."""

    seed: int = field(default=1, validator=validators.and_(validators.ge(0), validators.lt(2**32)))
    _numbers: count[int] = field(factory=count, init=False)

    def new(self) -> UUID:
        """The next id, in the form of a UUID of version 7."""
        return _uuid(7, 0x019C_0000_0000_0000 << 64 | self.seed << 80 | next(self._numbers))

    def named(self, name: str) -> UUID:
        """The UUID of version 8 that stands for this name."""
        return _uuid(8, int.from_bytes(hashlib.sha256(f"{self.seed}:{name}".encode()).digest()[:16]))

    def secret(self) -> bytes:
        """The next secret of 32 bytes."""
        return hashlib.sha256(f"secret {self.seed} {next(self._numbers)}".encode()).digest()


def _uuid(version: int, number: int) -> UUID:
    fixed = number & ~(0xF << 76) & ~(0x3 << 62)
    return UUID(int=fixed | version << 76 | 0b10 << 62)
