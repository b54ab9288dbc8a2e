"""The HTTP server as a process of its own, and how to speak to it byte by byte."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import httpx

from process_tree import free_port

SUPPORT: Final = Path(__file__).parent
#: Serves the application over the in-memory adapter; takes this folder, the port, and perhaps the files of TLS.
PROGRAM: Final = """
import os
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from http_service import new_service
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.http.server import Tls, serve

logs.configure("info")
parent = os.getpid()

def make():
    assert os.getpid() != parent, "the application is made in the worker"
    return new_service().client.app

tls = Tls(Path(sys.argv[3]), Path(sys.argv[4])) if len(sys.argv) > 3 else None
serve(make, host="127.0.0.1", port=int(sys.argv[2]), workers=1, threads=2, tls=tls)
"""


def program(port: int, *tls: Path) -> list[str]:
    """The command that serves on that port; over TLS if the files of a certificate and its key are given."""
    return [sys.executable, "-c", PROGRAM, str(SUPPORT), str(port), *map(str, tls)]


def wait_until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait, and fail if it takes too long."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether the server answers."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def listens(port: int) -> bool:
    """Whether the server accepts connections."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def running_server(*tls: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running server and its port; its log is on standard error."""
    port = free_port()
    process = subprocess.Popen(program(port, *tls), stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: listens(port) if tls else answers(port))
        yield process, port
    finally:
        process.kill()
        process.communicate()


def said_to(port: int, request: bytes, *, seconds: float = 10.0) -> bytes:
    """Everything the server says to these bytes until it closes the connection; fails if it does not."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
        return b"".join(parts)
