"""A virus scanner that looks at a file before it is kept."""

from __future__ import annotations

from typing import Protocol

from plutopixie.domain.errors import CallerError, WorldError


class InfectedFileError(CallerError):
    """The virus scanner found something in this file, so it was not kept; look at the device that it comes from."""

    code = "infected-file"

    def __init__(self, finding: str) -> None:
        self.finding = finding
        super().__init__()


class ScannerUnavailableError(WorldError):
    """The virus scanner does not answer, so the file was not kept; try again in a moment."""

    code = "scanner-unavailable"


class FileScanner(Protocol):
    """Looks at files. Only an explicit "nothing found" lets a file pass."""

    def scan(self, content: bytes) -> None:
        """Return if nothing is found in the bytes.

        Raises:
            InfectedFileError: something is found; it says what, by the scanner's own name.
            ScannerUnavailableError: the scanner gives no answer, or none that says that nothing is found.
        """
        ...
