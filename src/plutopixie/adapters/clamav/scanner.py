"""Asking clamd: one connection a question, and everything within one deadline."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from typing import Final

from attrs import frozen

from plutopixie.adapters.clamav.server import ScanServer
from plutopixie.ports.outbound.file_scanner import InfectedFileError, ScannerUnavailableError

#: Longer than clamd takes for the largest file, and shorter than the server lets a request take.
SCAN_SECONDS: Final = 30.0

_PIECE_BYTES: Final = 64 * 1024
_ANSWER_BYTES_MAX: Final = 4 * 1024
_FOUND: Final = re.compile(rb"stream: (.+) FOUND")
_NAME: Final = re.compile(r"[A-Za-z0-9._:+-]{1,100}")


@frozen
class ClamdScanner:
    """`ports.outbound.file_scanner.FileScanner` by ClamAV.

    Attributes:
        server: where clamd listens.
        deadline_seconds: how long a question may take, from connecting to the answer.
    """

    server: ScanServer
    deadline_seconds: float = SCAN_SECONDS

    def scan(self, content: bytes) -> None:
        """Return if clamd says that nothing is found; raises InfectedFileError and ScannerUnavailableError."""
        answer = self._asked(b"zINSTREAM\0", content)
        if answer == b"stream: OK":
            return
        found = _FOUND.fullmatch(answer)
        if found is None:  # an error of clamd's, such as a file over its own limit
            raise ScannerUnavailableError
        name = found[1].decode("ascii", "replace")
        raise InfectedFileError(name if _NAME.fullmatch(name) else "unnamed")

    def is_reachable(self) -> bool:
        """Whether clamd answers."""
        try:
            return self._asked(b"zPING\0", None) == b"PONG"
        except ScannerUnavailableError:
            return False

    def _asked(self, command: bytes, content: bytes | None) -> bytes:
        deadline = time.monotonic() + self.deadline_seconds
        try:
            with self.server.connect(self.deadline_seconds) as connection:
                _send(connection, command, deadline)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may have heard enough
                    _send_content(connection, content, deadline)
                return _answer(connection, deadline)
        except OSError as problem:
            raise ScannerUnavailableError from problem


def _send_content(connection: socket.socket, content: bytes | None, deadline: float) -> None:
    """The bytes in pieces, each behind its length, and a length of nothing at the end."""
    if content is None:
        return
    for start in range(0, len(content), _PIECE_BYTES):
        piece = content[start : start + _PIECE_BYTES]
        _send(connection, len(piece).to_bytes(4) + piece, deadline)
    _send(connection, bytes(4), deadline)


def _send(connection: socket.socket, content: bytes, deadline: float) -> None:
    connection.settimeout(_left(deadline))
    connection.sendall(content)


def _answer(connection: socket.socket, deadline: float) -> bytes:
    """What clamd says, up to the zero byte that ends it; raises OSError when it does not end well."""
    answer = b""
    while not answer.endswith(b"\0"):
        if len(answer) > _ANSWER_BYTES_MAX:
            raise OSError("the answer has no end")
        connection.settimeout(_left(deadline))
        piece = connection.recv(_ANSWER_BYTES_MAX)
        if not piece:
            raise OSError("the connection ended before the answer")
        answer += piece
    return answer[:-1]


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner takes too long")
    return left
