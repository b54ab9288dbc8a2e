"""What parent and child say to each other.

The parent is trusted: it sends pickled messages. The child is not: it answers in JSON, either the recognized text or
the error in its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from plutopixie.domain.documents import (
    Document,
    ReaderUnavailableError,
    Unavailable,
    Unreadable,
    UnreadableDocumentError,
)
from plutopixie.domain.reading.e_invoice import EInvoice, InvoiceLine, UnreadableInvoice
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.ports.outbound.text_reader import MakeReader

ANSWER_BYTES_MAX: Final = 64 * 1024 * 1024

Answer = RecognizedText | UnreadableDocumentError | ReaderUnavailableError


@frozen
class Start:
    """The first message: how to make the engine, and how many bytes of memory it may map (None: no limit)."""

    make_reader: MakeReader
    memory_bytes_max: int | None


@frozen
class Job:
    """Every further message: a document, and the folder for the temporary files that reading it takes."""

    document: Document
    scratch: str


def encode(answer: Answer) -> bytes:
    """The answer as bytes."""
    match answer:
        case RecognizedText():
            plain: dict[str, Any] = {
                "engine": answer.engine,
                "engine_version": answer.engine_version,
                "pages": [_page(page) for page in answer.pages],
                "invoice": _invoice(answer.invoice),
            }
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
    try:
        plain = json.loads(content)
        if "unreadable" in plain:
            raise UnreadableDocumentError(Unreadable(plain["unreadable"]))
        if "unavailable" in plain:
            raise ReaderUnavailableError(Unavailable(plain["unavailable"]), str(plain["message"]))
        pages = tuple(
            Page(
                int(number),
                int(width),
                int(height),
                tuple(Word(str(text), Box(*map(int, box)), float(confidence)) for text, box, confidence in words),
            )
            for number, width, height, words in plain["pages"]
        )
        invoice = _decoded_invoice(plain.get("invoice"))
        return RecognizedText(pages, str(plain["engine"]), str(plain["engine_version"]), invoice)
    except (ArithmeticError, AttributeError, ValueError, TypeError, LookupError, RecursionError):
        raise ReaderUnavailableError(Unavailable.CRASHED, "The engine's answer makes no sense.") from None


def _page(page: Page) -> list[Any]:
    words = [
        (word.text, (word.box.left, word.box.top, word.box.right, word.box.bottom), word.confidence)
        for word in page.words
    ]
    return [page.number, page.width, page.height, words]


_UNREADABLE: Final = "unreadable"
_TEXTS: Final = ("number", "type_code", "currency", "seller", "payment_means", "last4")
_AMOUNTS: Final = ("total", "tax", "tax_basis", "due")


def _invoice(invoice: EInvoice | UnreadableInvoice | None) -> Any:
    if not isinstance(invoice, EInvoice):
        return _UNREADABLE if invoice else None
    lines = [(line.description, str(line.amount), _written(line.quantity)) for line in invoice.lines]
    return {
        **{name: getattr(invoice, name) for name in _TEXTS},
        **{name: _written(getattr(invoice, name)) for name in _AMOUNTS},
        "issued": invoice.issued.isoformat() if invoice.issued else None,
        "lines": lines,
    }


def _decoded_invoice(plain: Any) -> EInvoice | UnreadableInvoice | None:
    if plain is None or plain == _UNREADABLE:
        return UnreadableInvoice() if plain else None
    return EInvoice(
        **{name: _read(str, plain[name]) for name in _TEXTS},
        **{name: _read(Decimal, plain[name]) for name in _AMOUNTS},
        issued=_read(date.fromisoformat, plain["issued"]),
        lines=tuple(
            InvoiceLine(str(text), Decimal(amount), _read(Decimal, quantity))
            for text, amount, quantity in plain["lines"]
        ),
    )


def _written(amount: Decimal | None) -> str | None:
    return str(amount) if amount is not None else None


def _read(read: Callable[[Any], Any], plain: Any) -> Any:
    return read(plain) if plain is not None else None
