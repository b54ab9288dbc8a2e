"""Text recognition by PP-OCR: a neural engine whose models lie inside rapidocr's wheel.

Nothing is downloaded: the models are found on the disk or the engine is unavailable. They are loaded at the first use
and stay loaded. Lines are found on a small copy of the page and read from the page itself (`detection`,
`recognition`), several at once; one page is read at a time.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from typing import Final

from attrs import define, field

from plutopixie.adapters.rapid_ocr import models
from plutopixie.adapters.rapid_ocr.models import Models
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable
from plutopixie.domain.reading.orientation import upright
from plutopixie.domain.reading.words import Page, RecognizedText, Word
from plutopixie.ports.outbound.page_images import PageImage, PageImages, page_of

ENGINE: Final = "pp-ocr"
WORDS_MAX: Final = 5_000
#: What was read with less confidence than this is mostly not there.
CONFIDENCE_MIN: Final = 0.5
#: Measured on receipts: upright pages are read with a confidence of 0.93 and more, pages on their head with up to 0.78.
SURE: Final = 0.87

is_installed = models.is_installed


@define(eq=False)
class RapidOcr:
    """`ports.outbound.text_reader.TextReader` by PP-OCR.

    Attributes:
        page_images: decodes documents.
        threads: how many threads the engine computes with; None for one a core.
    """

    page_images: PageImages
    threads: int | None = None
    _models: Models | None = field(default=None, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def read(self, document: Document) -> RecognizedText:
        """The lines of every page; raises UnreadableDocumentError and ReaderUnavailableError."""
        count = self.threads or os.cpu_count() or 1
        with self._lock, ThreadPoolExecutor(count) as threads:
            self._models = self._models or _loaded(count)
            read = partial(_read_page, self._models, threads)
            pages = tuple(read(image) for image in self.page_images.pages(document))
        return RecognizedText(pages, ENGINE, version("rapidocr"))


def _loaded(threads: int) -> Models:
    if not is_installed():
        raise ReaderUnavailableError(
            Unavailable.NOT_INSTALLED, "The neural engine is not installed: pip install 'plutopixie[neural]'."
        )
    return models.load(threads)


def _read_page(loaded: Models, threads: ThreadPoolExecutor, image: PageImage) -> Page:
    turns, words = upright(lambda turns: _read_turned(loaded, threads, image, turns), SURE)
    return page_of(image, turns, tuple(word for word in words if word.confidence >= CONFIDENCE_MIN))


def _read_turned(loaded: Models, threads: ThreadPoolExecutor, image: PageImage, turns: int) -> tuple[Word, ...]:
    import numpy as np  # noqa: PLC0415 - comes with the engine

    from plutopixie.adapters.rapid_ocr import detection, lines, recognition  # noqa: PLC0415 - heavy, and an extra

    page = np.rot90(np.frombuffer(image.pixels, dtype=np.uint8).reshape(image.height, image.width, 3), -turns)
    found = detection.find_lines(loaded.detection, page)
    spelled = threads.map(partial(recognition.read_line, loaded, page), found)
    height, width = page.shape[:2]
    pieces = (
        word
        for line, corners in zip(spelled, found, strict=True)
        for word in lines.words(line, corners, (width, height))
    )
    return tuple(pieces)[:WORDS_MAX]
