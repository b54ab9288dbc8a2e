"""Text recognition by PP-OCR through rapidocr: a neural engine whose models lie inside its wheel.

Nothing is downloaded: the models are found on the disk or the engine is unavailable. They are loaded at the first use
and stay loaded. The engine itself uses every core, so one page is read at a time.
"""

from __future__ import annotations

import importlib.util
import logging
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable
from plutopixie.domain.reading.orientation import upright
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.ports.outbound.page_images import PageImage, PageImages

ENGINE: Final = "pp-ocr"
WORDS_MAX: Final = 5_000
#: What was read with less confidence than this is mostly not there.
CONFIDENCE_MIN: Final = 0.5
#: Pixels that the engine looks at: measured, more of them cost time and memory and read no better.
PIXELS_MAX: Final = 2_000_000

_MODELS: Final = {"Det.model_path": "PP-OCRv6_det_small.onnx", "Rec.model_path": "PP-OCRv6_rec_small.onnx"}
_NO_LIMIT: Final = 100_000  # pixels a side; what is larger was made smaller before


def is_installed() -> bool:
    """Whether the engine, its runtime and its models are there."""
    found = [importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime")]
    return all(found) and all(path.is_file() for path in _models().values())


@define(eq=False)
class RapidOcr:
    """`ports.outbound.text_reader.TextReader` by PP-OCR.

    Attributes:
        page_images: decodes documents.
        threads: how many threads the engine computes with; None for one a core.
    """

    page_images: PageImages
    threads: int | None = None
    _engine: Any = field(default=None, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def read(self, document: Document) -> RecognizedText:
        """The lines of every page; raises UnreadableDocumentError and ReaderUnavailableError."""
        with self._lock:
            engine = self._engine = self._engine or _loaded(self.threads)
            pages = tuple(_read_page(engine, image) for image in self.page_images.pages(document))
        return RecognizedText(pages, ENGINE, version("rapidocr"))


def _models() -> dict[str, Path]:
    """The files of the models, by the setting that names them; named outright, so that none is fetched."""
    spec = importlib.util.find_spec("rapidocr")
    folders = (spec.submodule_search_locations if spec else None) or []
    return {setting: Path(folder) / "models" / name for setting, name in _MODELS.items() for folder in folders}


def _loaded(threads: int | None) -> Any:
    if not is_installed():
        raise ReaderUnavailableError(
            Unavailable.NOT_INSTALLED, "The neural engine is not installed: pip install 'plutopixie[neural]'."
        )
    from rapidocr import RapidOCR  # noqa: PLC0415 - heavy, and an extra

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    settings = {
        "Global.log_level": "critical",
        "Global.max_side_len": _NO_LIMIT,
        "Global.text_score": 0.0,
        "Global.use_cls": False,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads or -1,
    }
    return RapidOCR(params=settings | {setting: str(path) for setting, path in _models().items()})


def _read_page(engine: Any, image: PageImage) -> Page:
    turns, words = upright(lambda turns: _read_turned(engine, image, turns))
    size = (image.width, image.height) if turns % 2 == 0 else (image.height, image.width)
    return Page(image.number, *size, tuple(word for word in words if word.confidence >= CONFIDENCE_MIN), turns)


def _read_turned(engine: Any, image: PageImage, turns: int) -> tuple[Word, ...]:
    import cv2  # noqa: PLC0415 - comes with the engine
    import numpy as np  # noqa: PLC0415 - same

    rgb = np.frombuffer(image.pixels, dtype=np.uint8).reshape(image.height, image.width, 3)
    turned = np.rot90(rgb, -turns)
    height, width = turned.shape[:2]
    factor = min(1.0, (PIXELS_MAX / (width * height)) ** 0.5)
    pixels: Any = np.ascontiguousarray(turned[:, :, ::-1])  # the engine takes blue first
    if factor < 1:
        pixels = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    found = engine(pixels, use_cls=False)
    if found.txts is None or found.boxes is None:
        return ()
    lines = zip(found.txts[:WORDS_MAX], found.boxes[:WORDS_MAX], found.scores[:WORDS_MAX], strict=True)
    words = (_word(text, corners / factor, score, width, height) for text, corners, score in lines)
    return tuple(word for word in words if word is not None)


def _word(text: str, corners: Any, score: float, width: int, height: int) -> Word | None:
    """A line with the upright box around its four corners, inside the page; None if nothing is left of it."""
    xs, ys = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    box = Box(max(0, int(min(xs))), max(0, int(min(ys))), min(width, int(max(xs)) + 1), min(height, int(max(ys)) + 1))
    clean = " ".join(text.split())
    if not clean or box.width <= 0 or box.height <= 0:
        return None
    return Word(clean, box, min(1.0, max(0.0, float(score))))
