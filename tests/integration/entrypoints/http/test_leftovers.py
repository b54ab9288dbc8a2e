"""What requests leave behind in the server: nothing, however they end."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from attrs import frozen

from http_server import running_server, said_to, wait_until

HEAD: Final = b"POST /v1/sessions HTTP/1.1\r\nHost: books.example\r\nContent-Type: application/json\r\n"


@frozen
class Running:
    """A running server."""

    process: subprocess.Popen[str]
    port: int

    @property
    def worker(self) -> int:
        """The process that answers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return int(children.split()[0])


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """One server for all tests here, whose log is read away so that it never waits for us."""
    with running_server() as (process, port):
        assert process.stderr is not None
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield Running(process, port)


@pytest.mark.asvs("V5.2.1")
def test_a_large_file_is_refused_by_its_length(server: Running) -> None:
    """A file over the limit is refused before its content is sent, and one without a stated length once it is over."""
    url = f"http://127.0.0.1:{server.port}"
    said = {
        "organization_name": "Large",
        "name": "Lara",
        "email": "lara@example.org",
        "password": "a long sentence of mine",
        "adult": True,
        "accepted_policy": "2026-01-01",
    }
    token = httpx.post(f"{url}/v1/organizations", json=said).json()["access_token"]
    head = f"POST /v1/receipts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: image/png\r\n"
    heard = said_to(server.port, head.encode() + b"Connection: close\r\nContent-Length: 20971521\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 413 ")

    def endless() -> Iterator[bytes]:
        for _ in range(400):
            yield bytes(65_536)

    before = _resident(server.worker)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "image/png"}
    answer = httpx.post(f"{url}/v1/receipts", content=endless(), headers=headers, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert _resident(server.worker) - before < 3 * 20_971_520


def _resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _held(process: int) -> tuple[int, int]:
    """How many descriptors are open and how many threads run."""
    return len(list(Path(f"/proc/{process}/fd").iterdir())), len(list(Path(f"/proc/{process}/task").iterdir()))


@pytest.mark.asvs("V1.4.3")
@pytest.mark.timeout(300)
def test_requests_leave_nothing_behind(server: Running) -> None:
    """After hundreds of requests, good, bad and broken off, the server holds no more descriptors, threads or memory."""
    url = f"http://127.0.0.1:{server.port}"

    def spell(count: int) -> None:
        with httpx.Client(base_url=url) as client:
            for number in range(count):
                client.get("/v1/expenses" if number % 2 else "/healthz")
                client.post("/v1/sessions", content=b"{" * (number % 40), headers={"Content-Type": "application/json"})
        for _ in range(count // 20):
            with contextlib.suppress(TimeoutError):
                said_to(server.port, HEAD + b"Content-Length: 500\r\n\r\n{", seconds=0.05)

    spell(100)
    wait_until(lambda: _held(server.worker)[1] <= 8)
    held, resident = _held(server.worker), _resident(server.worker)
    spell(400)
    wait_until(lambda: _held(server.worker)[0] <= held[0] + 1, seconds=30)
    assert _held(server.worker)[1] <= held[1] + 4  # the pool of threads fills up to its bound
    assert _resident(server.worker) - resident < 8 * 1024 * 1024
