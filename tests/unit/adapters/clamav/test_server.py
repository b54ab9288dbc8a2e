"""Where the virus scanner may be."""

from __future__ import annotations

import pytest

from plutopixie.adapters.clamav import ScanServer
from plutopixie.domain.errors import InvalidValueError


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("clamd:///run/clamav/clamd.ctl", ScanServer(path="/run/clamav/clamd.ctl")),
        ("clamd:///run/a%20b.ctl", ScanServer(path="/run/a b.ctl")),
        ("clamd://127.0.0.1:3311", ScanServer(host="127.0.0.1", port=3311)),
        ("clamd://localhost", ScanServer(host="localhost", port=3310)),
        ("clamd://[::1]:3310/", ScanServer(host="::1", port=3310)),
    ],
)
def test_a_scanner_on_this_machine(url: str, server: ScanServer) -> None:
    """A socket in the file system or a port of this machine is taken."""
    assert ScanServer.parse(url) == server


@pytest.mark.asvs("V12.3.1")
@pytest.mark.parametrize("url", ["clamd://10.0.0.7:3310", "clamd://scanner.example", "clamd://0.0.0.0:3310"])
def test_a_scanner_elsewhere(url: str) -> None:
    """A scanner on another machine is refused: files would go there in the clear."""
    with pytest.raises(InvalidValueError, match="on this machine"):
        ScanServer.parse(url)


@pytest.mark.parametrize(
    "url",
    ["", "clamd:", "clamd:///", "clamd://", "tcp://127.0.0.1:3310", "clamd://127.0.0.1:x", "clamd://u:p@localhost"],
)
def test_no_scanner(url: str) -> None:
    """What names no scanner is refused, with the form that does."""
    with pytest.raises(InvalidValueError, match="form"):
        ScanServer.parse(url)
