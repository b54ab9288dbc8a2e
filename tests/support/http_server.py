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
#: Serves the application over the in-memory adapter; takes this folder and the port.
PROGRAM: Final = """
import os
import sys
sys.path.insert(0, sys.argv[1])
from http_service import new_service
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.http.server import serve

logs.configure("info")
parent = os.getpid()

def make():
    assert os.getpid() != parent, "the application is made in the worker"
    return new_service().client.app

serve(make, host="127.0.0.1", port=int(sys.argv[2]), workers=1, threads=2)
"""


def program(port: int) -> list[str]:
    """The command that serves on that port."""
    return [sys.executable, "-c", PROGRAM, str(SUPPORT), str(port)]


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


@contextlib.contextmanager
def running_server() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running server and its port; its log is on standard error."""
    port = free_port()
    process = subprocess.Popen(program(port), stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: answers(port))
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
