"""Files: receipts as they were uploaded, kept per organization and found by their content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from plutopixie.domain.errors import OurError, WorldError
from plutopixie.domain.ids import OrganizationId


class MissingFileError(OurError):
    """A file that should be kept is not there or damaged; restore it from a backup."""

    code = "missing-file"


class FilesUnavailableError(WorldError):
    """Files can't be kept or read right now, for want of room or of a connection; nothing was changed, try again."""

    code = "files-unavailable"


class Files(Protocol):
    """Keeps bytes under the SHA-256 of their content; one organization never sees another's.

    Every method may raise FilesUnavailableError. What is no digest is treated like one that is not there.
    """

    def put(self, organization: OrganizationId, content: bytes) -> str:
        """Keep the bytes for good before returning; returns the digest as 64 hexadecimal digits. Idempotent."""
        ...

    def get(self, organization: OrganizationId, digest: str) -> bytes:
        """The bytes, checked against their digest; raises MissingFileError if they are gone or damaged."""
        ...

    def remove(self, organization: OrganizationId, digest: str) -> None:
        """Remove the bytes; removing what is not there is no error."""
        ...

    def digests(self, organization: OrganizationId) -> Iterator[str]:
        """Every digest the organization keeps, in no order."""
        ...
