"""Peers that speak clamd's INSTREAM over a real socket: one that answers as it is told, and the real one."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from plutopixie.adapters.clamav import ClamdScanner, ScanServer
from plutopixie.ports.contracts.file_scanners import EICAR

Answer = Callable[[socket.socket], None]
_START_SECONDS = 60


@contextlib.contextmanager
def peer(answer: Answer) -> Iterator[ScanServer]:
    """A server that lets `answer` deal with each connection, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stopped = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, answer, stopped))
        thread.start()
        try:
            yield ScanServer(host="127.0.0.1", port=server.getsockname()[1])
        finally:
            stopped.set()
            thread.join()


def _serve(server: socket.socket, answer: Answer, stopped: threading.Event) -> None:
    while not stopped.is_set():
        with contextlib.suppress(OSError):
            connection, _ = server.accept()
            with connection:
                connection.settimeout(10)
                answer(connection)


def hear(connection: socket.socket) -> bytes:
    """What a client sends with INSTREAM, as clamd(8) says: pieces behind their lengths, up to a length of nothing."""
    with connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(stream.read(4)):
            content += stream.read(length)
        return content


@contextlib.contextmanager
def clamd(folder: Path) -> Iterator[Path]:
    """The real clamd with the one signature of the test file, on a socket; yields where. Nothing is fetched."""
    path = folder / "clamd.ctl"
    (folder / "database").mkdir()
    (folder / "database" / "test.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
    settings = folder / "clamd.conf"
    settings.write_text(
        f"LocalSocket {path}\nDatabaseDirectory {folder / 'database'}\nTemporaryDirectory {folder}\n"
        "Foreground yes\nStreamMaxLength 25M\nSelfCheck 86400\n"
    )
    command = ["clamd", "--config-file", str(settings)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + _START_SECONDS
            while not ClamdScanner(ScanServer(path=str(path))).is_reachable():
                assert process.poll() is None, "clamd does not start"
                assert time.monotonic() < until, "clamd does not answer"
                time.sleep(0.1)
            yield path
        finally:
            process.terminate()
