"""The scanner in memory, proven like one that scans."""

from __future__ import annotations

import pytest

from plutopixie.adapters.memory import MemoryScanner
from plutopixie.ports.contracts.file_scanners import CLEAN, EICAR, FileScannerContract
from plutopixie.ports.outbound.file_scanner import FileScanner, ScannerUnavailableError


class TestMemoryScanner(FileScannerContract):
    """The contract over a scanner that knows one mark."""

    @pytest.fixture
    def scanner(self) -> FileScanner:
        """It knows the test file."""
        return MemoryScanner({"Eicar-Test-Signature": EICAR})


def test_away() -> None:
    """A scanner that is away lets nothing pass."""
    scanner = MemoryScanner({}, is_away=True)

    with pytest.raises(ScannerUnavailableError):
        scanner.scan(CLEAN)
    assert scanner.scanned == []
