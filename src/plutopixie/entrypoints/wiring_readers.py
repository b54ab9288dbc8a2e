"""The composition root of the engines: which ones there are, and which one reads unless a setting says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from plutopixie.adapters import rapid_ocr, tesseract
from plutopixie.adapters.page_images import DecodedPages, PdfText
from plutopixie.domain.documents import ReaderUnavailableError, Unavailable
from plutopixie.ports.outbound.text_reader import TextReader


def _neural() -> TextReader:
    return PdfText(rapid_ocr.RapidOcr(DecodedPages()))


def _tesseract() -> TextReader:
    return PdfText(tesseract.Tesseract(DecodedPages()))


#: The engines by name, the better one first: how each is made, and whether it is installed.
ENGINES: Final = {
    "neural": (_neural, rapid_ocr.is_installed),
    "tesseract": (_tesseract, tesseract.is_installed),
}


def chosen(engine: str | None) -> str:
    """The engine of that name, or the best one that is installed; raises ReaderUnavailableError if none is."""
    if engine is not None:
        return engine
    for name, (_, is_installed) in ENGINES.items():
        if is_installed():
            return name
    raise ReaderUnavailableError(
        Unavailable.NOT_INSTALLED,
        "No engine is installed: pip install 'plutopixie[neural]' or apt-get install tesseract-ocr.",
    )


def text_reader(engine: str | None = None) -> TextReader:
    """An engine in this process; PDFs with a text layer are read from that. Raises ReaderUnavailableError."""
    make, _ = ENGINES[chosen(engine)]
    return make()


def reader_factory(engine: str | None = None) -> Callable[[], TextReader]:
    """What makes that engine in another process."""
    return partial(text_reader, chosen(engine))
