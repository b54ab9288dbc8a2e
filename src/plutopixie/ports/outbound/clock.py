"""Time and identity: what the core may not make for itself."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class Identities(Protocol):
    """Makes ids and secrets."""

    def new(self) -> UUID:
        """A fresh UUID of version 7 (RFC 9562): sorts after every id made before by the same process."""
        ...

    def named(self, name: str) -> UUID:
        """The UUID of version 8 that stands for this name: the same for the same name, unguessable without it."""
        ...

    def secret(self) -> bytes:
        """32 bytes that nobody can guess, from the operating system's generator."""
        ...
