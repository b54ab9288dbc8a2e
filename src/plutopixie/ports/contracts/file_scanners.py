"""Virus scanners, proven with the test file that all of them know and that harms nobody (EICAR, https://www.eicar.org)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest

from plutopixie.domain.documents import FILE_BYTES_MAX
from plutopixie.ports.contracts import drawn
from plutopixie.ports.outbound.file_scanner import FileScanner, InfectedFileError

# In two halves, or scanners on our own machines would take this module away.
EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
CLEAN: Final = drawn.png(drawn.page())


class FileScannerContract:
    """What `FileScanner` promises. Override the fixture `scanner`."""

    @pytest.fixture
    def scanner(self) -> FileScanner:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture scanner with one that returns the adapter to be proven")

    @pytest.mark.parametrize("content", [CLEAN, b"", b"\0", bytes(range(256)) * 1_000], ids=len)
    def test_nothing_is_found(self, scanner: FileScanner, content: bytes) -> None:
        """A file in which nothing is found passes."""
        scanner.scan(content)

    def test_a_file_as_large_as_files_may_be(self, scanner: FileScanner) -> None:
        """The largest file that is taken is scanned too, to its end."""
        scanner.scan(bytes(FILE_BYTES_MAX))

    @pytest.mark.asvs("V5.4.3")
    def test_something_is_found(self, scanner: FileScanner) -> None:
        """The test file is found, and the error says by which name, and nothing of the file."""
        with pytest.raises(InfectedFileError) as caught:
            scanner.scan(EICAR)

        assert "eicar" in caught.value.finding.lower()
        assert "STANDARD" not in str(caught.value)

    def test_each_file_is_judged_by_itself(self, scanner: FileScanner) -> None:
        """After a finding the next file passes, and the same file is found again."""
        for _ in range(2):
            with pytest.raises(InfectedFileError):
                scanner.scan(EICAR)
            scanner.scan(CLEAN)

    def test_several_threads(self, scanner: FileScanner) -> None:
        """Threads may share a scanner, and each gets the answer to its own file."""
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda content: _is_found(scanner, content), [EICAR, CLEAN] * 8))

        assert found == [True, False] * 8


def _is_found(scanner: FileScanner, content: bytes) -> bool:
    try:
        scanner.scan(content)
    except InfectedFileError:
        return True
    return False
