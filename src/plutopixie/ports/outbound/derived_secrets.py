"""Secrets that are reckoned from an id, so that they need not be kept to be sent."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class DerivedSecrets(Protocol):
    """Reckons secrets that only this installation knows."""

    def secret(self, purpose: str, id: UUID) -> bytes:
        """32 bytes that are the same for the same purpose and id, and that nobody else can reckon."""
        ...
