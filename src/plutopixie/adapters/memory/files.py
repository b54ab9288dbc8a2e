"""Files in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from attrs import field, frozen

from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.files import MissingFileError


@frozen
class MemoryFiles:
    """`ports.outbound.files.Files` in a dictionary."""

    _kept: dict[tuple[OrganizationId, str], bytes] = field(factory=dict, init=False)

    def put(self, organization: OrganizationId, content: bytes) -> str:
        """Keep the bytes; returns their digest."""
        digest = hashlib.sha256(content).hexdigest()
        self._kept[organization, digest] = bytes(content)
        return digest

    def get(self, organization: OrganizationId, digest: str) -> bytes:
        """The bytes; raises MissingFileError if they are gone."""
        try:
            return self._kept[organization, digest]
        except KeyError:
            raise MissingFileError from None

    def remove(self, organization: OrganizationId, digest: str) -> None:
        """Remove the bytes; removing what is not there is no error."""
        self._kept.pop((organization, digest), None)

    def digests(self, organization: OrganizationId) -> Iterator[str]:
        """Every digest the organization keeps."""
        return iter([digest for owner, digest in self._kept if owner == organization])
