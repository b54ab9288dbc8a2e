"""One question to the model's server: to an address that was judged, within bounds, without detours."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from plutopixie.adapters.vision_model.endpoint import Endpoint
from plutopixie.domain.documents import ReaderUnavailableError, Unavailable
from plutopixie.domain.private_networks import all_private, is_this_machine

#: How long connecting, and one page from the question to the last byte of the answer, may take.
CONNECT_SECONDS_MAX: Final = 5.0
ANSWER_SECONDS_MAX: Final = 90.0
ANSWER_BYTES_MAX: Final = 4 * 1024 * 1024
#: How often a question is put when the server drops it or is busy.
ATTEMPTS_MAX: Final = 2
PAUSE_SECONDS: Final = 0.5

_OK: Final = 200
_TRY_AGAIN: Final = frozenset({429, 500, 502, 503, 504})

Resolve = Callable[[str, int], list[str]]


class _NotNowError(Exception):
    """The server dropped the question, or says that it is busy."""


def ask(endpoint: Endpoint, question: object, resolve: Resolve) -> bytes:
    """The body of the server's answer to a question in JSON.

    Raises:
        ReaderUnavailableError: the server has an address that is not ours, does not answer in time, answers too much,
            or refuses.
    """
    deadline = time.monotonic() + ANSWER_SECONDS_MAX
    body = json.dumps(question).encode()
    for attempt in range(ATTEMPTS_MAX):
        try:
            return _asked(endpoint, judged_addresses(endpoint, resolve), body, deadline)
        except _NotNowError:
            if time.monotonic() >= deadline:
                break
            if attempt + 1 < ATTEMPTS_MAX:
                time.sleep(PAUSE_SECONDS)
    if time.monotonic() >= deadline:
        problem = f"The vision model took longer than {ANSWER_SECONDS_MAX:g} seconds."
        raise ReaderUnavailableError(Unavailable.OVERRAN, problem)
    raise ReaderUnavailableError(Unavailable.UNREACHABLE, "The vision model does not answer.")


def judged_addresses(endpoint: Endpoint, resolve: Resolve) -> list[str]:
    """The addresses that the server has now; raises ReaderUnavailableError unless receipts may go to each of them."""
    try:
        addresses = resolve(endpoint.host, endpoint.port)
    except OSError:
        addresses = []
    if not addresses:
        raise ReaderUnavailableError(Unavailable.UNREACHABLE, "The vision model's host has no address.")
    if not endpoint.tls and not all(map(is_this_machine, addresses)):
        problem = "The vision model's host is not this machine, and nothing is sent to another in the clear."
        raise ReaderUnavailableError(Unavailable.NOT_PRIVATE, problem)
    if not endpoint.is_named and not all_private(addresses):
        problem = "The vision model's host has a public address; name it in PLUTOPIXIE_VISION_HOST_ALLOWED."
        raise ReaderUnavailableError(Unavailable.NOT_PRIVATE, problem)
    return addresses


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system says; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _ToAddress(http.client.HTTPConnection):
    """A connection to an address instead of a name: what was judged is what is connected to."""

    def __init__(self, endpoint: Endpoint, addresses: list[str], trust: ssl.SSLContext | None) -> None:
        super().__init__(endpoint.host, endpoint.port, timeout=CONNECT_SECONDS_MAX)
        self._addresses = addresses
        self._trust = trust

    def connect(self) -> None:
        """Connect to the first address that takes the connection."""
        plain = _connected(self._addresses, self.port)
        try:
            self.sock = self._trust.wrap_socket(plain, server_hostname=self.host) if self._trust else plain
        except BaseException:
            plain.close()
            raise


def _connected(addresses: list[str], port: int) -> socket.socket:
    for address in addresses[:-1]:
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), CONNECT_SECONDS_MAX)
    return socket.create_connection((addresses[-1], port), CONNECT_SECONDS_MAX)


def _asked(endpoint: Endpoint, addresses: list[str], body: bytes, deadline: float) -> bytes:
    connection = _ToAddress(endpoint, addresses, _trust(endpoint))
    try:
        connection.connect()
        with _ended(connection.sock, deadline):
            connection.request("POST", f"{endpoint.path}/v1/chat/completions", body, _headers(endpoint))
            with connection.getresponse() as answer:
                _require_success(answer.status)
                return _body(answer, deadline)
    except ssl.SSLCertVerificationError:
        problem = "The vision model's server has no certificate that is trusted."
        raise ReaderUnavailableError(Unavailable.UNREACHABLE, problem) from None
    except (OSError, http.client.HTTPException):
        raise _NotNowError from None
    finally:
        connection.close()


def _require_success(status: int) -> None:
    if status in _TRY_AGAIN:
        raise _NotNowError
    if status != _OK:  # a redirect among them: what is elsewhere was not judged
        problem = f"The vision model's server refuses with status {status}."
        raise ReaderUnavailableError(Unavailable.UNREACHABLE, problem)


def _body(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    content = answer.read(ANSWER_BYTES_MAX + 1)
    if len(content) > ANSWER_BYTES_MAX:
        raise ReaderUnavailableError(Unavailable.CRASHED, "The vision model answers more than is read.")
    if answer.length or time.monotonic() >= deadline:  # it ended before its end
        raise _NotNowError
    return content


@contextlib.contextmanager
def _ended(connected: socket.socket, deadline: float) -> Iterator[None]:
    """Cut the connection at the deadline, however slowly bytes drip in until then."""
    left = max(0.0, deadline - time.monotonic())
    connected.settimeout(left + 1.0)
    timer = threading.Timer(left, _cut, [connected])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _cut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has ended by itself
        connected.shutdown(socket.SHUT_RDWR)


def _trust(endpoint: Endpoint) -> ssl.SSLContext | None:
    return ssl.create_default_context(cadata=endpoint.authority) if endpoint.tls else None


def _headers(endpoint: Endpoint) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
    return headers | ({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {})
