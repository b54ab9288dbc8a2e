"""A server that speaks the protocol of OpenAI over loopback: one that really reads, and peers that misbehave."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import pytesseract
from attrs import define, field
from PIL import Image

_QUESTION_BYTES_MAX: Final = 32 * 1024 * 1024

#: What a peer does with a question: its handler writes the answer.
Behaviour = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@define
class Peer:
    """A running server, and the questions that it was asked, with their headers."""

    port: int
    asked: list[tuple[dict[str, str], dict[str, Any]]] = field(factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def peer(behave: Behaviour, *, tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """A server on this machine that behaves so until the block ends."""
    known = Peer(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = min(int(self.headers["Content-Length"]), _QUESTION_BYTES_MAX)
            question = json.loads(self.rfile.read(size))
            known.asked.append((dict(self.headers), {**question, "path": self.path}))
            with contextlib.suppress(OSError):  # whoever asked has gone
                behave(self, question)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    known.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """Send an answer."""
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def saying(content: object, finish: str = "stop") -> Behaviour:
    """A model that always says the same."""
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": finish}]})
    return lambda handler, _: answer(handler, body.encode())


def reading(handler: BaseHTTPRequestHandler, question: dict[str, Any]) -> None:
    """Read the picture of the question with Tesseract, and answer as a vision model would."""
    picture = _picture(question)
    found = pytesseract.image_to_data(picture, config="--psm 6", output_type=pytesseract.Output.DICT)
    lines = []
    for place, text in enumerate(found["text"]):
        left, top, wide, high = (found[side][place] for side in ("left", "top", "width", "height"))
        corners = (
            left / picture.width,
            top / picture.height,
            (left + wide) / picture.width,
            (top + high) / picture.height,
        )
        if text.strip() and float(found["conf"][place]) >= 0:
            sure = float(found["conf"][place]) / 100
            box = [round(1000 * side, 1) for side in corners]
            lines.append(json.dumps({"text": text, "box": box, "confidence": sure}))
    saying("\n".join(lines) or "[]")(handler, question)


def _picture(question: dict[str, Any]) -> Image.Image:
    url = question["messages"][-1]["content"][0]["image_url"]["url"]
    return Image.open(io.BytesIO(base64.b64decode(url.removeprefix("data:image/jpeg;base64,"))))
