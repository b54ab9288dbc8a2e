"""Text recognition by a vision model: real questions over loopback, and peers that misbehave."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, Final

import pytest
import trustme
from attrs import evolve

from plutopixie.adapters.page_images import DecodedPages
from plutopixie.adapters.vision_model import Endpoint, VisionModel, connection
from plutopixie.domain.documents import Document, MediaType, ReaderUnavailableError, Unavailable
from plutopixie.domain.errors import InvalidValueError
from plutopixie.ports.contracts.text_readers import BLANK, PAGE, TextReaderContract
from plutopixie.ports.outbound.text_reader import TextReader
from vision_server import Behaviour, Peer, answer, peer, reading, saying

_TEXT: Final = "CORNER BAKERY Invoice 4711 Bread 3.20 Coffee 2.50 TOTAL 5.70 Thank you"
_LINE: Final = json.dumps({"text": _TEXT, "box": [100, 200, 500, 260]})


def reader_of(url: str, **settings: Any) -> VisionModel:
    """The adapter for a server."""
    return VisionModel(DecodedPages(), Endpoint.parse(url, "receipts-7b", **settings))


@pytest.fixture(scope="module")
def server_that_reads() -> Iterator[Peer]:
    """A server that really reads."""
    with peer(reading) as known:
        yield known


@pytest.mark.service("tesseract")
class TestVisionModel(TextReaderContract):
    """The contract over a server that really reads."""

    @pytest.fixture
    def reader(self, server_that_reads: Peer) -> TextReader:
        """The adapter."""
        return reader_of(server_that_reads.url)


def test_what_it_asks() -> None:
    """One question a page: to the protocol's path, with the model's name, a picture and the key."""
    with peer(saying(_LINE)) as server:
        text = reader_of(f"{server.url}/v1/", key="canary-key").read(PAGE)
    [(headers, question)] = server.asked
    assert question["path"] == "/v1/chat/completions"
    assert (question["model"], question["temperature"], question["stream"]) == ("receipts-7b", 0, False)
    assert headers["Authorization"] == "Bearer canary-key"
    assert question["messages"][1]["content"][0]["image_url"]["url"].startswith("data:image/jpeg;base64,")
    assert (text.engine, text.engine_version) == ("vision", "receipts-7b")
    [word] = text.pages[0].words
    assert word.text == _TEXT
    assert (word.box.left, word.box.top) == (64, round(0.2 * text.pages[0].height))


@pytest.mark.promise("P5.1")
@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "169.254.169.254",
        "::ffff:8.8.8.8",
        "64:ff9b::a00:1",
        "fe80::1",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - not bound
        "2002:7f00:1::",
    ],
)
def test_nothing_is_sent_to_an_address_that_is_not_private(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that has, also among others, an address beyond our networks is refused before anything is sent."""
    monkeypatch.setattr(socket, "create_connection", _never)
    for addresses in ([address], ["10.0.0.7", address], [address, "::1"]):
        reader = evolve(reader_of("https://models.internal"), resolve=lambda *_, found=addresses: found)
        with pytest.raises(ReaderUnavailableError) as caught:
            reader.read(PAGE)
        assert caught.value.reason is Unavailable.NOT_PRIVATE


def _never(*_: object, **__: object) -> socket.socket:
    raise AssertionError("a connection was opened")


@pytest.mark.promise("P5.1")
def test_a_host_that_the_operator_named_may_have_any_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The named host is connected to at the address that was looked up; another host is not."""
    asked: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], *_: object) -> socket.socket:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(connection, "PAUSE_SECONDS", 0)
    named = reader_of("https://models.example:8443", host_allowed="Models.example")
    with pytest.raises(ReaderUnavailableError) as caught:
        evolve(named, resolve=lambda *_: ["93.184.216.34"]).read(PAGE)
    assert caught.value.reason is Unavailable.UNREACHABLE
    assert asked == [("93.184.216.34", 8443)] * connection.ATTEMPTS_MAX

    other = reader_of("https://other.example", host_allowed="models.example")
    with pytest.raises(ReaderUnavailableError) as caught:
        evolve(other, resolve=lambda *_: ["93.184.216.34"]).read(PAGE)
    assert caught.value.reason is Unavailable.NOT_PRIVATE
    assert len(asked) == connection.ATTEMPTS_MAX


@pytest.mark.promise("P5.1")
def test_a_name_that_changes_its_address_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once a question, and the connection goes to what was judged, never to a second answer."""
    with peer(saying(_LINE)) as server:
        answers = iter([["127.0.0.1"], ["93.184.216.34"]])
        reader = evolve(reader_of(server.url.replace("127.0.0.1", "localhost")), resolve=lambda *_: next(answers))
        monkeypatch.setattr(socket, "getaddrinfo", _only_literals(socket.getaddrinfo))
        assert reader.read(PAGE).pages[0].words
    assert len(server.asked) == 1
    assert next(answers) == ["93.184.216.34"]


def _only_literals(real: Any) -> Any:
    def looked_up(host: str, *arguments: Any, **named: Any) -> Any:
        assert host == "127.0.0.1", "a name was looked up again"
        return real(host, *arguments, **named)

    return looked_up


@pytest.mark.promise("P5.1")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    """A server that sends the receipt elsewhere is an error, and elsewhere hears nothing."""
    with peer(saying(_LINE)) as elsewhere:

        def redirect(handler: BaseHTTPRequestHandler, _: object) -> None:
            answer(handler, b"", status, Location=f"{elsewhere.url}/v1/chat/completions")

        with peer(redirect) as server, pytest.raises(ReaderUnavailableError) as caught:
            reader_of(server.url).read(PAGE)
    assert caught.value.reason is Unavailable.UNREACHABLE
    assert elsewhere.asked == []


@pytest.mark.promise("P5.1")
def test_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies of the environment are left alone."""
    with peer(saying("[]")) as proxy, peer(saying(_LINE)) as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert reader_of(server.url).read(PAGE).pages[0].words
    assert proxy.asked == []


def test_tls_is_verified() -> None:
    """A server whose certificate no trusted authority signed, or that is for another host, hears nothing."""
    import ssl  # noqa: PLC0415 - this test alone

    authority = trustme.CA()
    trusted = authority.cert_pem.bytes().decode()
    ours, others = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(ours)
    authority.issue_cert("models.example").configure_cert(others)
    with peer(saying(_LINE), tls=ours) as server:
        url = server.url.replace("http:", "https:")
        assert reader_of(url, authority=trusted).read(PAGE).pages[0].words
        with pytest.raises(ReaderUnavailableError, match="certificate"):
            reader_of(url).read(PAGE)
    assert len(server.asked) == 1
    with peer(saying(_LINE), tls=others) as server, pytest.raises(ReaderUnavailableError, match="certificate"):
        reader_of(server.url.replace("http:", "https:"), authority=trusted).read(PAGE)
    assert server.asked == []


def _dripping(handler: BaseHTTPRequestHandler, _: object) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-Slow: 1\r\n")
        time.sleep(0.05)


def _huge(handler: BaseHTTPRequestHandler, _: object) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(b" " * 65_536)


def _dropping(handler: BaseHTTPRequestHandler, _: object) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")


def _silent(handler: BaseHTTPRequestHandler, _: object) -> None:
    handler.rfile.read(1)


def _speaking_smtp(handler: BaseHTTPRequestHandler, _: object) -> None:
    handler.wfile.write(b"220 hello\r\n")


def _with_status(status: int) -> Behaviour:
    return lambda handler, _: answer(handler, b"canary-body", status)


_MISBEHAVING: Final[dict[str, tuple[Behaviour, Unavailable, int]]] = {
    "drips": (_dripping, Unavailable.OVERRAN, 1),
    "is silent": (_silent, Unavailable.OVERRAN, 1),
    "never ends": (_huge, Unavailable.CRASHED, 1),
    "hangs up": (lambda *_: None, Unavailable.UNREACHABLE, 2),
    "drops": (_dropping, Unavailable.UNREACHABLE, 2),
    "is busy": (_with_status(503), Unavailable.UNREACHABLE, 2),
    "fails": (_with_status(500), Unavailable.UNREACHABLE, 2),
    "wants a key": (_with_status(401), Unavailable.UNREACHABLE, 1),
    "speaks something else": (_speaking_smtp, Unavailable.UNREACHABLE, 2),
    "answers prose": (saying("I can't read that, sorry."), Unavailable.CRASHED, 1),
    "answers nothing": (saying(None), Unavailable.CRASHED, 1),
    "was cut off": (saying(_LINE, "length"), Unavailable.CRASHED, 1),
    "answers no JSON": (lambda handler, _: answer(handler, b"<html>"), Unavailable.CRASHED, 1),
    "nests": (lambda handler, _: answer(handler, b"[" * 200_000), Unavailable.CRASHED, 1),
}


@pytest.mark.parametrize("name", _MISBEHAVING)
def test_a_peer_that_misbehaves(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a server does ends in time, as an engine that is unavailable; what it says is repeated nowhere."""
    monkeypatch.setattr(connection, "ANSWER_SECONDS_MAX", 2.0)
    monkeypatch.setattr(connection, "PAUSE_SECONDS", 0.01)
    behave, reason, questions = _MISBEHAVING[name]
    start = time.monotonic()
    with peer(behave) as server, pytest.raises(ReaderUnavailableError) as caught:
        reader_of(server.url).read(PAGE)
    assert time.monotonic() - start < 10
    assert caught.value.reason is reason
    assert len(server.asked) == questions
    assert "canary" not in str(caught.value)


def test_nobody_answers() -> None:
    """Where no server listens, the engine is unavailable."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ReaderUnavailableError) as caught:
        reader_of(f"http://127.0.0.1:{port}").read(PAGE)
    assert caught.value.reason is Unavailable.UNREACHABLE


#: What models write beside lines: each drops out.
_NO_LINES: Final = (
    '{"text": "no width", "box": [5, 5, 5, 9]}',
    '{"text": "endless", "box": [0, 0, 1e999, 9]}',
    '{"text": "", "box": [0, 0, 9, 9]}',
    '{"text": "in pixels", "box": [0, 0, 2000, 9]}',
    '{"text": 7, "box": [0, 0, 9, 9]}',
    '{"text": "nowhere"}',
    '{"text": "no number", "box": [NaN, 0, 9, 9]}',
    '{"text": "three sides", "box": [0, 0, 9]}',
    "7",
    "null",
)


@pytest.mark.parametrize(
    "content",
    [
        f"```json\n{_LINE}\n```",
        f"Here is the text:\n{_LINE},\nThat is all.",
        f"[{_LINE}]",
        f"```json\n[\n{_LINE}\n]\n```",
        json.dumps({"text_content": _TEXT.replace(" ", "\n "), "bbox_2d": [100, 200.0, 500, 260], "confidence": 7}),
        "\n".join([_LINE, *_NO_LINES]),
    ],
)
def test_answers_are_read_leniently(content: str) -> None:
    """Fences, chatter, lists and the field names that models prefer are no obstacle; what is no line drops out."""
    with peer(saying(content)) as server:
        [word] = reader_of(server.url).read(PAGE).pages[0].words
    assert (word.text, word.confidence) == (_TEXT, 0.8)


def test_answers_are_bounded() -> None:
    """No more lines and characters are taken than a receipt can have."""
    lines = "\n".join(json.dumps({"text": "9" * 10_000, "box": [0, 0, 900, 9]}) for _ in range(300))
    with peer(saying(lines)) as server:
        words = reader_of(server.url).read(PAGE).pages[0].words
    assert {len(word.text) for word in words} == {500}
    with peer(saying("\n".join([_LINE] * 6_000))) as server:
        assert len(reader_of(server.url).read(PAGE).pages[0].words) == 5_000


def test_a_blank_page_may_be_answered_with_nothing() -> None:
    """An empty list, fenced or not, and an empty answer say that nothing is printed."""
    for content in ("[]", "", "```json\n[]\n```"):
        with peer(saying(content)) as server:
            assert reader_of(server.url).read(BLANK).pages[0].words == ()


def test_a_long_strip_is_sent_legibly() -> None:
    """A strip eight times as long as wide keeps the width that an ordinary page of its kind has."""
    import base64  # noqa: PLC0415 - this test alone
    import io  # noqa: PLC0415 - same

    from PIL import Image  # noqa: PLC0415 - same

    strip = io.BytesIO()
    Image.new("L", (1_000, 8_000), 255).save(strip, "PNG")
    with peer(saying("[]")) as server:
        reader_of(server.url).read(Document(strip.getvalue(), MediaType.PNG))
    [(_, question)] = server.asked
    sent = question["messages"][1]["content"][0]["image_url"]["url"].partition(",")[2]
    width, height = Image.open(io.BytesIO(base64.b64decode(sent))).size
    assert width >= 850
    assert width * height <= 8_000_000


@pytest.mark.parametrize(
    "url",
    ["models.internal", "ftp://models.internal", "https://", "https://user:pass@models.internal", "https://m.internal/?a=1",
     "https://m.internal:99999", "http://10.0.0.7:8000", "http://models.internal", "https://m.internal/a b"],
)  # fmt: skip
def test_urls_that_are_refused(url: str) -> None:
    """What is no place, or has a name or a question in it, or is another machine in the clear, is refused at start."""
    with pytest.raises(InvalidValueError) as caught:
        Endpoint.parse(url, "receipts-7b")
    assert caught.value.field == "VISION_URL"
    with pytest.raises(InvalidValueError):
        Endpoint.parse("https://models.internal", "receipts-7b", key="two\nlines")


def test_in_the_clear_to_this_machine_only() -> None:
    """A plain connection is refused when this machine's name turns out to lead elsewhere, even to a private network."""
    reader = evolve(reader_of("http://localhost:8000"), resolve=lambda *_: ["10.0.0.7"])
    with pytest.raises(ReaderUnavailableError) as caught:
        reader.read(PAGE)
    assert caught.value.reason is Unavailable.NOT_PRIVATE
