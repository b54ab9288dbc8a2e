"""The one place where texts are sealed on their way into the database and opened on their way out.

Everything the design lists as sealed passes through a `Sealing`: each value is bound to its place (organization, table,
column and row), so that a value moved elsewhere would not open; and what must be found again is found by a blind index
that only the holder of the key can compute. `Unsealed` keeps the same shape without a key: values as they are, indexes
by plain SHA-256.
"""

from __future__ import annotations

import hashlib
from typing import Final, Protocol

from attrs import frozen

from plutopixie.domain.ids import OrganizationId

INDEX_LENGTH: Final = 16


@frozen
class Place:
    """Where a sealed value stands: it opens nowhere else."""

    organization: OrganizationId
    table: str
    column: str
    row: str


class Sealing(Protocol):
    """Seals and opens values, and makes indexes that say nothing by themselves."""

    def seal(self, place: Place, content: bytes) -> bytes:
        """The content, closed for everybody without the organization's key."""
        ...

    def open(self, place: Place, sealed: bytes) -> bytes:
        """The content of what was sealed for this very place."""
        ...

    def index(self, organization: OrganizationId | None, purpose: str, text: str) -> bytes:
        """16 bytes that are the same for the same text, purpose and organization; None is for the directory."""
        ...


@frozen
class Unsealed:
    """Keeps values as they are and indexes them by SHA-256: it protects nothing yet."""

    def seal(self, place: Place, content: bytes) -> bytes:  # noqa: ARG002 - a key would be bound to the place
        """The content itself."""
        return content

    def open(self, place: Place, sealed: bytes) -> bytes:  # noqa: ARG002 - a key would be bound to the place
        """The content itself."""
        return sealed

    def index(self, organization: OrganizationId | None, purpose: str, text: str) -> bytes:
        """The SHA-256 of purpose, organization and text, cut to 16 bytes."""
        scope = b"" if organization is None else organization.bytes
        parts = (purpose.encode(), scope, text.encode())
        framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hashlib.sha256(framed).digest()[:INDEX_LENGTH]
