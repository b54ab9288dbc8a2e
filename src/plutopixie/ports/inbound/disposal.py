"""The destruction of files that no receipt keeps: what was uploaded before it was painted over, above all (P4.5).

A file is destroyed while it is held and only if nobody keeps it, and who keeps one holds it and writes it then. So it
makes no difference who comes first, or whether somebody stops half-way: what was left lying is found by the next sweep.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from attrs import frozen

from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.files import Files
from plutopixie.ports.outbound.units import OpenUnit

ASKED_AT_ONCE: Final = 500


@frozen
class Disposal:
    """Destroys files."""

    open_unit: OpenUnit
    files: Files

    def destroy(self, organization: OrganizationId, digest: str) -> bool:
        """Destroy the file unless a receipt keeps it; returns whether it did. Raises FilesUnavailableError."""
        with self.open_unit(organization) as unit:
            unit.receipts.hold_file(digest)
            if unit.receipts.files_in_use([digest]):
                return False
            self.files.remove(organization, digest)
            return True

    def sweep(self, organization: OrganizationId) -> int:
        """Destroy every file of the organization that no receipt keeps; returns how many there were."""
        digests = self.files.digests(organization)
        return sum(self._sweep_some(organization, some) for some in _batches(digests))

    def _sweep_some(self, organization: OrganizationId, digests: tuple[str, ...]) -> int:
        with self.open_unit(organization) as unit:
            kept = unit.receipts.files_in_use(digests)
        return sum(self.destroy(organization, digest) for digest in digests if digest not in kept)


def _batches(digests: Iterator[str]) -> Iterator[tuple[str, ...]]:
    while some := tuple(islice(digests, ASKED_AT_ONCE)):
        yield some
