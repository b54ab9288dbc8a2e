"""Text recognition by PP-OCR through rapidocr: a neural engine whose models lie inside its wheel.

Nothing is downloaded: the models are found on the disk or the engine is unavailable. They are loaded at the first use
and stay loaded. The engine itself uses every core, so one page is read at a time.
"""

from __future__ import annotations

import importlib.util
import logging
import threading
from importlib.metadata import version
from typing import Any, Final

from attrs import define, field

from plutopixie.domain.documents import Document, ReaderUnavailableError
from plutopixie.domain.reading.orientation import upright
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.ports.outbound.page_images import PageImage, PageImages

ENGINE: Final = "pp-ocr"
#: The longest side, in pixels, that the engine looks at: measured, more costs time and memory and reads no better.
SIDE_MAX: Final = 1_600
WORDS_MAX: Final = 5_000


def is_installed() -> bool:
    """Whether the engine and its runtime can be imported."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


@define
class RapidOcr:
    """`ports.outbound.text_reader.TextReader` by PP-OCR."""

    page_images: PageImages
    _engine: Any = field(default=None, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def read(self, document: Document) -> RecognizedText:
        """The lines of every page; raises UnreadableDocumentError and ReaderUnavailableError."""
        with self._lock:
            engine = self._engine = self._engine or _loaded()
            pages = tuple(_read_page(engine, image) for image in self.page_images.pages(document))
        return RecognizedText(pages, ENGINE, version("rapidocr"))


def _loaded() -> Any:
    if not is_installed():
        raise ReaderUnavailableError("The neural engine is not installed: pip install 'plutopixie[neural]'.")
    from rapidocr import RapidOCR  # noqa: PLC0415 - heavy, and an extra

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error", "Global.max_side_len": SIDE_MAX, "Global.use_cls": False})


def _read_page(engine: Any, image: PageImage) -> Page:
    turns, words = upright(lambda turns: _read_turned(engine, image, turns))
    size = (image.width, image.height) if turns % 2 == 0 else (image.height, image.width)
    return Page(image.number, *size, words)


def _read_turned(engine: Any, image: PageImage, turns: int) -> tuple[Word, ...]:
    import numpy as np  # noqa: PLC0415 - comes with the engine

    rgb = np.frombuffer(image.pixels, dtype=np.uint8).reshape(image.height, image.width, 3)
    pixels = np.ascontiguousarray(np.rot90(rgb, -turns)[:, :, ::-1])  # the engine takes blue first
    found = engine(pixels, use_cls=False)
    if found.txts is None or found.boxes is None:
        return ()
    height, width = pixels.shape[:2]
    lines = zip(found.txts[:WORDS_MAX], found.boxes[:WORDS_MAX], found.scores[:WORDS_MAX], strict=True)
    words = (_word(text, corners, score, width, height) for text, corners, score in lines)
    return tuple(word for word in words if word is not None)


def _word(text: str, corners: Any, score: float, width: int, height: int) -> Word | None:
    """A line with the upright box around its four corners, inside the page; None if nothing is left of it."""
    xs, ys = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    box = Box(max(0, int(min(xs))), max(0, int(min(ys))), min(width, int(max(xs)) + 1), min(height, int(max(ys)) + 1))
    clean = " ".join(text.split())
    if not clean or box.width <= 0 or box.height <= 0:
        return None
    return Word(clean, box, min(1.0, max(0.0, float(score))))
