"""ClamAV: the contract over the real daemon, and over a peer that can also answer badly."""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plutopixie.adapters.clamav import ClamdScanner, ScanServer
from plutopixie.ports.contracts.file_scanners import CLEAN, EICAR, FileScannerContract
from plutopixie.ports.outbound.file_scanner import FileScanner, InfectedFileError, ScannerUnavailableError
from scan_peers import clamd, hear, peer


def _scan(connection: socket.socket) -> None:
    """Answer as clamd does."""
    found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in hear(connection) else b"stream: OK\0"
    connection.sendall(found)


class TestOverAPeer(FileScannerContract):
    """The contract over a real socket, on every machine."""

    @pytest.fixture
    def scanner(self) -> Iterator[FileScanner]:
        """A peer that knows the test file."""
        with peer(_scan) as server:
            yield ClamdScanner(server)


@pytest.mark.service("clamav")
class TestOverClamd(FileScannerContract):
    """The contract over the real daemon."""

    @pytest.fixture(scope="class")
    @classmethod
    def socket_path(cls) -> Iterator[Path]:
        """One daemon for all; its path is short enough for a socket."""
        with tempfile.TemporaryDirectory(prefix="pp-", dir="/tmp") as folder, clamd(Path(folder)) as path:
            yield path

    @pytest.fixture
    def scanner(self, socket_path: Path) -> FileScanner:
        """The daemon, as an operator names it."""
        return ClamdScanner(ScanServer.parse(f"clamd://{socket_path}"))

    def test_it_is_reachable(self, scanner: ClamdScanner) -> None:
        """It answers the doctor's question."""
        assert scanner.is_reachable()

    def test_over_its_own_limit(self, scanner: FileScanner) -> None:
        """A file that is too large for the daemon's own limit is not let through."""
        with pytest.raises(ScannerUnavailableError):
            scanner.scan(bytes(26 * 1024 * 1024))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"\0",
        b"stream: OK\n",
        b"stream: OK\0stream: OK\0",
        b"OK\0",
        b"PONG\0",
        b"stream: ok\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"\xff\xfe\0",
        b"x" * 100_000,
    ],
    ids=lambda answer: repr(answer[:30]),
)
def test_only_a_plain_ok_lets_a_file_pass(answer: bytes) -> None:
    """Whatever else is answered, or cut off, the file is not let through."""

    def reply(connection: socket.socket) -> None:
        hear(connection)
        connection.sendall(answer)

    with peer(reply) as server, pytest.raises(ScannerUnavailableError):
        ClamdScanner(server, deadline_seconds=5).scan(CLEAN)


def test_an_answer_before_the_end_counts() -> None:
    """A daemon that has heard enough and hangs up is listened to."""

    def reply(connection: socket.socket) -> None:
        connection.recv(10)
        connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")

    with peer(reply) as server, pytest.raises(ScannerUnavailableError):
        ClamdScanner(server, deadline_seconds=5).scan(bytes(20_000_000))


@pytest.mark.parametrize("name", [b"Win.Test FOUND\nINFO", b"a b", b"x" * 200, b"\xc3\xa9"])
def test_a_name_that_is_none(name: bytes) -> None:
    """A finding is told by a plain name, for it stands in the log; by whatever other name, no file passes."""

    def reply(connection: socket.socket) -> None:
        hear(connection)
        connection.sendall(b"stream: " + name + b" FOUND\0")

    with peer(reply) as server, pytest.raises((InfectedFileError, ScannerUnavailableError)) as caught:
        ClamdScanner(server, deadline_seconds=5).scan(CLEAN)

    assert getattr(caught.value, "finding", "unnamed") == "unnamed"


@pytest.mark.parametrize("drip", [b"", b"s"], ids=["silent", "dripping"])
def test_one_deadline_for_everything(drip: bytes) -> None:
    """A daemon that says nothing, or a byte now and then, is given up at the deadline."""

    def reply(connection: socket.socket) -> None:
        until = time.monotonic() + 3
        while time.monotonic() < until:
            time.sleep(0.1)
            connection.sendall(drip)

    with peer(reply) as server:
        began = time.monotonic()
        with pytest.raises(ScannerUnavailableError):
            ClamdScanner(server, deadline_seconds=0.5).scan(CLEAN)
        assert time.monotonic() - began < 2


def test_nobody_listens(tmp_path: Path) -> None:
    """Where nobody listens nothing passes, and that is said rather than raised as an error of the socket."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for away in (ScanServer(host="127.0.0.1", port=port), ScanServer(path=str(tmp_path / "no.ctl"))):
        assert not ClamdScanner(away).is_reachable()
        with pytest.raises(ScannerUnavailableError):
            ClamdScanner(away).scan(CLEAN)
