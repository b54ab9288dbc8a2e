"""Ids and secrets from the operating system's generator.

An id of version 7 (RFC 9562) begins with the time. Here the 48 bits of milliseconds and the 12 bits after them form one
counter that never goes back (section 6.2, method 1): when the clock stands still or is set back, or more ids are made
in one millisecond than it has room for, it runs ahead by as much as it takes. The other 62 bits are random.

The counter is everybody's, but counts nobody's ids: it begins each millisecond anywhere in the lower half of its range
and rises by steps of random width, so that two of one's own ids don't tell how many others there are between.
"""

from __future__ import annotations

import hashlib
import os
import time
from threading import Lock
from uuid import UUID

from attrs import define, field

_COUNTER_BITS = 12
_START_BITS = 11
_WIDTH_BITS = 3
_RANDOM_BITS = 62
_VARIANT = 0b10 << _RANDOM_BITS


@define
class SystemIdentities:
    """`ports.outbound.clock.Identities`; one for the whole process, so that its ids rise."""

    _latest: int = field(default=0, init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def new(self) -> UUID:
        """A fresh id: greater than every id made before by this object."""
        drawn = int.from_bytes(os.urandom(16))
        drawn, random = divmod(drawn, 1 << _RANDOM_BITS)
        drawn, start = divmod(drawn, 1 << _START_BITS)
        width = 1 + drawn % (1 << _WIDTH_BITS)
        with self._lock:
            beginning = (time.time_ns() // 1_000_000 << _COUNTER_BITS) + start
            self._latest = max(self._latest + width, beginning)
            tick = self._latest
        milliseconds, counter = divmod(tick, 1 << _COUNTER_BITS)
        return UUID(int=milliseconds << 80 | 7 << 76 | counter << 64 | _VARIANT | random)

    def named(self, name: str) -> UUID:
        """The id of version 8 that stands for this name: the first bits of its SHA-256 (RFC 9562, appendix B.2)."""
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16])
        return UUID(int=number & ~(0xF << 76) & ~(0b11 << _RANDOM_BITS) | 8 << 76 | _VARIANT)

    def secret(self) -> bytes:
        """32 bytes that nobody can guess."""
        return os.urandom(32)
