"""Somebody who listens for a client of ours and speaks TLS, or refuses to; what reached it is kept."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

import trustme
from attrs import define, field

#: What a PostgreSQL client says first (PostgreSQL's documentation, 55.7: SSLRequest).
SSL_REQUEST: Final = bytes.fromhex("0000000804d2162f")


@define
class Listener:
    """A port and everything that was heard there: before TLS, and inside it."""

    port: int
    plain: bytearray = field(factory=bytearray)
    encrypted: bytearray = field(factory=bytearray)


def _serve_once(connection: socket.socket, listener: Listener, certificate: trustme.LeafCert, postgres: str) -> None:
    with contextlib.suppress(OSError), connection:
        connection.settimeout(10)
        if postgres:
            listener.plain += connection.recv(8)
            connection.sendall(postgres.encode())
            if postgres != "S":
                listener.plain += connection.recv(4_096)
                return
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        with context.wrap_socket(connection, server_side=True) as wrapped:
            listener.encrypted += wrapped.recv(4_096)


@contextlib.contextmanager
def listening(certificate: trustme.LeafCert, *, postgres: str = "") -> Iterator[Listener]:
    """A listener with this certificate; as PostgreSQL it answers the wish for TLS with `S` for yes or `N` for no."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = Listener(server.getsockname()[1])

        def run() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                _serve_once(connection, listener, certificate, postgres)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield listener
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    thread.join(15)


def until(condition: Callable[[], object], seconds: float = 10.0) -> bool:
    """Whether the condition comes true in time."""
    for _ in range(int(seconds / 0.05)):
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())
