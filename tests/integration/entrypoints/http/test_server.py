"""The server as a process: it answers, keeps its limits, and stops as it is told."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from http_server import answers, program, running_server, wait_until
from process_tree import free_port

PARENT = """
import sys
from plutopixie.entrypoints.supervisor import command

child = command(sys.argv[1:])()
print(child.pid, flush=True)
child.wait()
"""


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running server and its port."""
    with running_server() as running:
        yield running


def test_it_answers_and_stops_cleanly(server: tuple[subprocess.Popen[str], int]) -> None:
    """The server answers by HTTP, logs JSON lines alone, and ends with status 0 on SIGTERM."""
    process, port = server
    answer = httpx.get(f"http://127.0.0.1:{port}/v1/nothing?secret=1")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-route")
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 0
    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["route"] for line in lines if line["event"] == "request"] == ["unknown"]
    assert "secret" not in told
    assert not answers(port)


def test_it_lets_a_request_in_hand_finish(server: tuple[subprocess.Popen[str], int]) -> None:
    """A request that is under way when SIGTERM comes is answered before the server ends."""
    process, port = server
    body = b'{"email":"ada@example.org","password":"x"}'
    head = (
        "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head.encode() + body[:10])
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        connection.sendall(body[10:])
        assert connection.recv(4_096).startswith(b"HTTP/1.1 401")
    assert process.wait(timeout=20) == 0


def test_a_chunked_body_is_bounded(server: tuple[subprocess.Popen[str], int]) -> None:
    """A body without a stated length is read up to the limit and no further."""
    _, port = server

    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * 65_536

    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"http://127.0.0.1:{port}/v1/sessions", content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_long_request_lines_and_headers_are_refused(server: tuple[subprocess.Popen[str], int]) -> None:
    """A request line or a header over the limit, or too many headers, never reach the application."""
    process, port = server
    base = f"http://127.0.0.1:{port}"
    assert httpx.get(f"{base}/healthz?{'x' * 9_000}").status_code in {400, 414}
    assert httpx.get(f"{base}/healthz", headers={"X-Long": "x" * 9_000}).status_code in {400, 431}
    assert httpx.get(f"{base}/healthz", headers={f"X-{place}": "1" for place in range(100)}).status_code in {400, 431}
    assert process.poll() is None


def test_it_ends_when_its_parent_is_killed() -> None:
    """Started on a leash, the server and its worker end when the process that started it is killed."""
    port = free_port()
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, *program(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    master = int(parent.stdout.readline())
    wait_until(lambda: answers(port))
    parent.kill()
    parent.communicate()
    wait_until(lambda: not answers(port))
    wait_until(lambda: is_over(master))
    assert not answers(port)


def is_over(pid: int) -> bool:
    """Whether the process ended, and at most waits to be reaped."""
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True
