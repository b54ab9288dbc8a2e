"""Where a request ends: the server guesses at nothing, and what is hidden behind a request is never answered."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from typing import Final

import httpx
import pytest

from http_server import answers, running_server, said_to

#: What an attacker wants to be taken for somebody's next request.
HIDDEN: Final = "GET /v1/smuggled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POST: Final = "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED: Final = "Transfer-Encoding: chunked\r\n"
SIZE: Final = f"{len(HIDDEN):x}"

#: A request whose end two readers may see in two places, with what is hidden behind it.
AMBIGUOUS: Final[dict[str, str]] = {
    "CL.TE": f"{POST}Content-Length: 6\r\n{CHUNKED}\r\n0\r\n\r\n{HIDDEN}",
    "TE.CL": f"{POST}{CHUNKED}Content-Length: 4\r\n\r\n{SIZE}\r\n{HIDDEN}\r\n0\r\n\r\n",
    "CL.0 with chunks": f"{POST}Content-Length: 0\r\n{CHUNKED}\r\n{HIDDEN}",
    "TE.TE, identity after": f"{POST}{CHUNKED}Transfer-Encoding: identity\r\n\r\n0\r\n\r\n{HIDDEN}",
    "TE.TE, twice": f"{POST}{CHUNKED}{CHUNKED}\r\n0\r\n\r\n{HIDDEN}",
    "TE.TE, unknown after": f"{POST}{CHUNKED}Transfer-Encoding: cow\r\n\r\n0\r\n\r\n{HIDDEN}",
    "TE, unknown": f"{POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{HIDDEN}",
    "TE, not last": f"{POST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n{HIDDEN}",
    "TE, not chunked": f"{POST}Transfer-Encoding: gzip\r\nContent-Length: 0\r\n\r\n{HIDDEN}",
    "TE, vertical tab": f"{POST}Transfer-Encoding: \x0bchunked\r\nContent-Length: 2\r\n\r\n{{}}{HIDDEN}",
    "TE, space before the colon": f"{POST}Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{{}}{HIDDEN}",
    "TE, in a folded line": f"{POST}X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{{}}{HIDDEN}",
    "TE in HTTP/1.0": f"{POST.replace('1.1', '1.0')}{CHUNKED}\r\n2\r\n{{}}\r\n0\r\n\r\n{HIDDEN}",
    "CL.CL": f"{POST}Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "CL.CL, alike": f"{POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}{HIDDEN}",
    "CL, list": f"{POST}Content-Length: 0, 4\r\n\r\n{HIDDEN}",
    "CL, sign": f"{POST}Content-Length: +2\r\n\r\n{{}}{HIDDEN}",
    "CL, negative": f"{POST}Content-Length: -1\r\n\r\n{HIDDEN}",
    "CL, hexadecimal": f"{POST}Content-Length: 0x2\r\n\r\n{{}}{HIDDEN}",
    "CL, superscript": f"{POST}Content-Length: \xb2\r\n\r\n{{}}{HIDDEN}",
    "CL, empty": f"{POST}Content-Length: \r\n\r\n{HIDDEN}",
    "CL, space before the colon": f"{POST}Content-Length : 0\r\n\r\n{HIDDEN}",
    "bare CR in a header": f"{POST}X: a\rContent-Length: 4\r\nContent-Length: 0\r\n\r\n{HIDDEN}",
    "NUL in a header": f"{POST}X: a\x00b\r\nContent-Length: 0\r\n\r\n{HIDDEN}",
    "bare LF": f"{POST}Content-Length: 0\r\n\r\n{HIDDEN}".replace("\r\n", "\n"),
    "two hosts": f"{POST}Host: y\r\nContent-Length: 0\r\n\r\n{HIDDEN}",
    "HTTP/0.9": f"GET /healthz\r\n\r\n{HIDDEN}",
    "HTTP/2 out of the blue": f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{HIDDEN}",
    "no method": f" /healthz HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}",
}
#: Chunks that are none; they are found out when the body is read.
BROKEN_CHUNKS: Final[dict[str, str]] = {
    "no size": f"zz\r\n{HIDDEN}",
    "prefixed size": f"0x2\r\n{{}}\r\n0\r\n\r\n{HIDDEN}",
    "negative size": f"-2\r\n{{}}\r\n0\r\n\r\n{HIDDEN}",
    "signed size": f"+2\r\n{{}}\r\n0\r\n\r\n{HIDDEN}",
    "bare LF in an extension": f"2;a=\n\r\n{{}}\r\n0\r\n\r\n{HIDDEN}",
    "longer than its size": f"2\r\n{{}}xx\r\n0\r\n\r\n{HIDDEN}",
}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running server and its port."""
    with running_server() as running:
        yield running


@pytest.fixture
def port(server: tuple[subprocess.Popen[str], int]) -> int:
    """The port of the running server."""
    return server[1]


def heads(said: bytes) -> list[str]:
    """The status lines of what was answered."""
    return re.findall(r"HTTP/1\.1 (\d{3}) ", said.decode("latin-1"))


@pytest.mark.promise("P7.1")
@pytest.mark.asvs("V4.2.1")
@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_request_without_a_certain_end_is_refused(port: int, name: str) -> None:
    """It is answered once, by a refusal; the connection closes, what is hidden is not heard, and the next is served."""
    said = said_to(port, AMBIGUOUS[name].encode("latin-1"))
    (status,) = heads(said)
    assert status in {"400", "501"}
    assert answers(port)


@pytest.mark.promise("P7.1")
@pytest.mark.asvs("V4.2.1")
@pytest.mark.parametrize("name", BROKEN_CHUNKS)
@pytest.mark.parametrize("path", ["/v1/sessions", "/v1/nothing"], ids=["read", "unread"])
def test_a_body_without_a_certain_end_is_refused(port: int, name: str, path: str) -> None:
    """Broken chunks are the client's mistake, whether the body is read or not; what is hidden behind is not heard."""
    head = POST.replace("/v1/sessions", path)
    said = said_to(port, f"{head}{CHUNKED}\r\n{BROKEN_CHUNKS[name]}".encode())
    assert heads(said) == ["400" if path == "/v1/sessions" else "404"]
    assert answers(port)


@pytest.mark.asvs("V4.2.1")
@pytest.mark.parametrize(
    "request_head",
    [f"{POST}Content-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}", f"{POST}{CHUNKED}\r\n{SIZE}\r\n{HIDDEN}\r\n0\r\n\r\n"],
    ids=["length", "chunks"],
)
def test_a_body_that_nobody_read_is_no_request(port: int, request_head: str) -> None:
    """A request inside a body that the application left unread is not answered; the one that follows is, as itself."""
    unread = request_head.replace("/v1/sessions", "/v1/nothing")
    following = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert heads(said_to(port, f"{unread}{following}".encode())) == ["404", "200"]


@pytest.mark.asvs("V4.2.1")
@pytest.mark.asvs("V4.1.3")
@pytest.mark.parametrize(
    "header",
    [
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        "SCRIPT_NAME: /v1/nothing\r\nConnection: close",
        "Script-Name: /v1/nothing\r\nPath-Info: /v1/nothing\r\nConnection: close",
        "X_Forwarded_For: 192.0.2.7\r\nX_Forwarded_Proto: https\r\nConnection: close",
        "Transfer_Encoding: chunked\r\nContent_Length: 900\r\nConnection: close",
        "X-HTTP-Method-Override: DELETE\r\nX-Original-URL: /v1/nothing\r\nConnection: close",
    ],
)
def test_headers_that_pretend_to_be_others_change_nothing(port: int, header: str) -> None:
    """No header switches the protocol, the path or the method, or passes for one spelled with hyphens."""
    closing = "" if "close" in header else f"{HIDDEN}"
    said = said_to(port, f"GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n{closing}".encode())
    assert heads(said) == (["200", "404"] if closing else ["200"])
    assert b"Strict-Transport-Security" not in said


@pytest.mark.promise("P8.1")
@pytest.mark.asvs("V3.4.4")
@pytest.mark.asvs("V3.4.5")
@pytest.mark.asvs("V3.4.6")
@pytest.mark.asvs("V14.3.2")
@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nhunter2 : 1\r\n\r\n", 400),
        ("hunter2\r\n\r\n", 400),
        (f"GET /{'hunter2' * 2000} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (f"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {'hunter2' * 2000}\r\n\r\n", 431),
        (f"{POST}Transfer-Encoding: hunter2\r\n\r\n", 501),
    ],
    ids=["400", "400, no request line", "414", "431", "501"],
)
def test_what_is_no_request_is_refused_like_everything_else(port: int, request_head: str, status: int) -> None:
    """The server's own refusals are problem details with the same protection, and repeat nothing of what was sent."""
    head, _, body = said_to(port, request_head.encode()).decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert first.startswith(f"HTTP/1.1 {status} ")
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert int(headers["Content-Length"]) == len(body)
    assert json.loads(body)["status"] == status
    assert "hunter2" not in body


@pytest.mark.asvs("V13.4.4")
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG"])
def test_the_server_itself_knows_no_trace(port: int, method: str) -> None:
    """No method that repeats a request or opens a tunnel gets further than a refusal."""
    answer = httpx.request(method, f"http://127.0.0.1:{port}/v1/expenses", headers={"X-Secret": "hunter2"})
    assert answer.status_code in {400, 405}
    assert "hunter2" not in answer.text


def test_the_log_holds_nothing_of_what_was_refused(server: tuple[subprocess.Popen[str], int]) -> None:
    """The log says that there was no request, and nothing of what was sent; no mistake of ours is in it."""
    process, port = server
    said_to(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nhunter2 : 1\r\n\r\n")
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=20)
    events = [json.loads(line) for line in told.splitlines()]
    assert {"no request", "request"} <= {event["event"] for event in events}
    assert not [event for event in events if event["level"] == "error"]
    assert "hunter2" not in told
    assert "smuggled" not in told
