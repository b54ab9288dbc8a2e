"""Ids and secrets from the operating system's generator.

An id of version 7 (RFC 9562) begins with the time. Here the 48 bits of milliseconds and the 12 bits after them form one
counter that never goes back (section 6.2, method 1): when the clock stands still or is set back, or more than 4,096 ids
are made in one millisecond, it runs ahead by as much as it takes. The other 62 bits are random. Python makes such ids
itself from version 3.14 on.
"""

from __future__ import annotations

import hashlib
import os
import time
from threading import Lock
from uuid import UUID

from attrs import define, field

_COUNTER_BITS = 12
_RANDOM_BITS = 62
_VARIANT = 0b10 << _RANDOM_BITS


@define
class SystemIdentities:
    """`ports.outbound.clock.Identities`; one for the whole process, so that its ids rise."""

    _latest: int = field(default=0, init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def new(self) -> UUID:
        """A fresh id: greater than every id made before by this object."""
        with self._lock:
            self._latest = max(self._latest + 1, time.time_ns() // 1_000_000 << _COUNTER_BITS)
            tick = self._latest
        milliseconds, counter = divmod(tick, 1 << _COUNTER_BITS)
        random = int.from_bytes(os.urandom(8)) >> (64 - _RANDOM_BITS)
        return UUID(int=milliseconds << 80 | 7 << 76 | counter << 64 | _VARIANT | random)

    def named(self, name: str) -> UUID:
        """The id of version 8 that stands for this name: the first bits of its SHA-256 (RFC 9562, appendix B.2)."""
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:16])
        return UUID(int=number & ~(0xF << 76) & ~(0b11 << _RANDOM_BITS) | 8 << 76 | _VARIANT)

    def secret(self) -> bytes:
        """32 bytes that nobody can guess."""
        return os.urandom(32)
