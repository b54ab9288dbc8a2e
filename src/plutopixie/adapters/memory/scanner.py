"""A virus scanner that knows a few marks, and can be away."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from plutopixie.ports.outbound.file_scanner import InfectedFileError, ScannerUnavailableError


@define
class MemoryScanner:
    """`ports.outbound.file_scanner.FileScanner` over bytes that are given.

    Attributes:
        signatures: what it looks for, anywhere in a file, by name.
        is_away: whether it gives no answer.
        scanned: how many bytes each file had that it looked at.
    """

    signatures: Mapping[str, bytes]
    is_away: bool = False
    scanned: list[int] = field(factory=list)

    def scan(self, content: bytes) -> None:
        """Return if no mark is found; raises InfectedFileError, and ScannerUnavailableError while it is away."""
        if self.is_away:
            raise ScannerUnavailableError
        self.scanned.append(len(content))
        for name, mark in self.signatures.items():
            if mark in content:
                raise InfectedFileError(name)
