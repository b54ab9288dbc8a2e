"""What parent and child say to each other.

The parent is trusted: it sends pickled messages. The child is not: it answers in JSON. To how it is to be confined it
answers which walls stand; then it is told how to make engine and painter, and answers every job with what it was asked
for or the error in its place.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Final, TypeVar

from attrs import frozen

from plutopixie.adapters.reading_process.invoices import decode_invoice, encode_invoice
from plutopixie.adapters.reading_process.limits import Limits
from plutopixie.adapters.reading_process.walls import Confinement, Wall
from plutopixie.domain.documents import (
    Document,
    MediaType,
    ReaderUnavailableError,
    Unavailable,
    Unreadable,
    UnreadableDocumentError,
)
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.ports.outbound.page_painter import MakePainter
from plutopixie.ports.outbound.text_reader import MakeReader

ANSWER_BYTES_MAX: Final = 64 * 1024 * 1024

T = TypeVar("T")


@frozen
class HiddenTexts:
    """What a document says beside the pictures of its pages."""

    texts: tuple[str, ...]


Answer = RecognizedText | HiddenTexts | Document | UnreadableDocumentError | ReaderUnavailableError


@frozen
class Confine:
    """The first message: what the child may take and see.

    Attributes:
        limits: what it may take.
        room: the folder that it may write into.
        visible: what it may read besides, where it has to see to that itself.
        network: whether it may have connections.
        walled: whether it is to put up walls around itself.
        walls: those that the parent has put around it.
    """

    limits: Limits
    room: str
    visible: tuple[str, ...]
    network: bool
    walled: bool
    walls: frozenset[Wall]


@frozen
class Start:
    """The second message: how to make engine and painter. It names modules, which are loaded behind the walls."""

    make_reader: MakeReader
    make_painter: MakePainter | None = None


@frozen
class Read:
    """Asks for the words of a document."""


@frozen
class Search:
    """Asks for what a document says beside its pages."""


@frozen
class Paint:
    """Asks for the document with these places painted over."""

    places: tuple[Place, ...]


Task = Read | Search | Paint


@frozen
class Job:
    """Every further message: a document, what to do with it, and the folder for temporary files that this takes."""

    document: Document
    scratch: str
    task: Task = Read()


def encode_walls(walls: frozenset[Wall]) -> bytes:
    """The walls that stand, as bytes."""
    return json.dumps(sorted(walls)).encode()


def decode_walls(content: bytes, *, network: bool) -> Confinement:
    """The walls that stand; raises ReaderUnavailableError when the answer is none."""
    try:
        return Confinement.told(json.loads(content), network=network)
    except (ValueError, TypeError, RecursionError):
        raise ReaderUnavailableError(Unavailable.CRASHED, "The child's answer makes no sense.") from None


def encode(answer: Answer) -> bytes:
    """The answer as bytes."""
    match answer:
        case RecognizedText():
            plain: dict[str, Any] = {
                "engine": answer.engine,
                "engine_version": answer.engine_version,
                "pages": [_page(page) for page in answer.pages],
                "invoice": encode_invoice(answer.invoice),
            }
        case HiddenTexts():
            plain = {"texts": answer.texts}
        case Document():
            content = base64.b64encode(answer.content).decode()
            plain = {"content": content, "media_type": answer.media_type}
        case UnreadableDocumentError():
            plain = {"unreadable": answer.reason}
        case ReaderUnavailableError():
            plain = {"unavailable": answer.reason, "message": str(answer)}
    return json.dumps(plain).encode()


def decode(content: bytes) -> RecognizedText:
    """The recognized text.

    Raises:
        UnreadableDocumentError: the child said so.
        ReaderUnavailableError: the child said so, or its answer is none.
    """
    return _decoded(content, _recognized)


def decode_hidden(content: bytes) -> HiddenTexts:
    """What was found in the document; raises as `decode`."""
    return _decoded(content, lambda plain: HiddenTexts(tuple(map(str, plain["texts"]))))


def decode_painted(content: bytes) -> Document:
    """The painted document; raises as `decode`."""
    return _decoded(content, _painted)


def _painted(plain: dict[str, Any]) -> Document:
    return Document(base64.b64decode(plain["content"], validate=True), MediaType(plain["media_type"]))


def _recognized(plain: dict[str, Any]) -> RecognizedText:
    pages = tuple(
        Page(
            int(number),
            int(width),
            int(height),
            tuple(Word(str(text), Box(*map(int, box)), float(confidence)) for text, box, confidence in words),
            int(turns),
            None if fingerprint is None else int(fingerprint),
        )
        for number, width, height, words, turns, fingerprint in plain["pages"]
    )
    return RecognizedText(
        pages, str(plain["engine"]), str(plain["engine_version"]), decode_invoice(plain.get("invoice"))
    )


def _decoded(content: bytes, read: Callable[[dict[str, Any]], T]) -> T:
    try:
        plain = json.loads(content)
        if "unreadable" in plain:
            raise UnreadableDocumentError(Unreadable(plain["unreadable"]))
        if "unavailable" in plain:
            raise ReaderUnavailableError(Unavailable(plain["unavailable"]), str(plain["message"]))
        return read(plain)
    except (ArithmeticError, AttributeError, ValueError, TypeError, LookupError, RecursionError):
        raise ReaderUnavailableError(Unavailable.CRASHED, "The engine's answer makes no sense.") from None


def _page(page: Page) -> list[Any]:
    words = [
        (word.text, (word.box.left, word.box.top, word.box.right, word.box.bottom), word.confidence)
        for word in page.words
    ]
    return [page.number, page.width, page.height, words, page.turns, page.fingerprint]
