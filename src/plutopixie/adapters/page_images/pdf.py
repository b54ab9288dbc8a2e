"""PDF pages through pdfium, which is not thread-safe: one lock around every call into it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, TypeVar

import pypdfium2 as pdfium
from pypdfium2 import raw

from plutopixie.domain.documents import (
    PAGES_MAX,
    Document,
    Unreadable,
    UnreadableDocumentError,
    require_decodable,
)
from plutopixie.ports.outbound.page_images import PageImage

#: A PDF measures in points, 72 an inch. 300 dots an inch show small print; no page is drawn with more pixels than this.
SCALE: Final = 300 / 72
RASTER_PIXELS_MAX: Final = 12_000_000

_PICTURES_MAX: Final = 2_000
_PICTURE_DEPTH_MAX: Final = 3
_LOCKED: Final = {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
_LOCK: Final = threading.RLock()

T = TypeVar("T")


@contextmanager
def opened(document: Document) -> Iterator[Any]:
    """The document by pdfium, with no more pages than are read; raises UnreadableDocumentError."""
    held = alone(partial(_open, document.content))
    try:
        alone(held.init_forms)
        count = alone(partial(len, held))
        if not 0 < count <= PAGES_MAX:
            raise UnreadableDocumentError(Unreadable.TOO_MANY_PAGES if count else Unreadable.DAMAGED)
        yield held
    finally:
        alone(held.close)


def alone(call: Callable[[], T]) -> T:
    """What a call into pdfium returns, made while no other thread is in it; raises UnreadableDocumentError."""
    with _LOCK:
        try:
            return call()
        except (pdfium.PdfiumError, ValueError, MemoryError):
            raise UnreadableDocumentError(Unreadable.DAMAGED) from None


def pages(document: Document) -> Iterator[PageImage]:
    """Every page, drawn one after the other; raises UnreadableDocumentError."""
    with opened(document) as held:
        pixels = 0
        for place in range(alone(partial(len, held))):
            pixels = alone(partial(_require_decodable_pictures, held, place, pixels))
            yield alone(partial(drawn, held, place))


def sheet(held: Any, place: int) -> Any:
    """The page as a viewer shows it: what was filled into forms and noted on it is part of what it says."""
    page = held[place]
    if (
        not raw.FPDFPage_GetAnnotCount(page)
        or raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS
    ):
        return page
    page.close()  # a page that was loaded before does not show what became part of it
    return held[place]


def scale_of(width: float, height: float) -> float:
    """Pixels a point for a page of that many points: `SCALE`, or less for a page that would have too many pixels."""
    if not (width > 0 and height > 0):
        raise UnreadableDocumentError(Unreadable.DAMAGED)
    return float(min(SCALE, (RASTER_PIXELS_MAX / (width * height)) ** 0.5))


def _open(content: bytes) -> Any:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as problem:
        locked = getattr(problem, "err_code", None) in _LOCKED
        raise UnreadableDocumentError(Unreadable.ENCRYPTED if locked else Unreadable.DAMAGED) from None


def _require_decodable_pictures(held: Any, place: int, before: int) -> int:
    """A small page may hold a picture that is a bomb: its header is asked before pdfium decodes it."""
    pixels = before
    for number, picture in enumerate(sheet(held, place).get_objects([raw.FPDF_PAGEOBJ_IMAGE], _PICTURE_DEPTH_MAX)):
        if number >= _PICTURES_MAX:
            break
        width, height = picture.get_px_size()
        pixels = require_decodable(width, height, pixels)
    return pixels


def drawn(held: Any, place: int) -> PageImage:
    """The page as a picture, at `SCALE` or what its size allows."""
    page = sheet(held, place)
    bitmap = page.render(scale=scale_of(*page.get_size()), rev_byteorder=True)
    picture = bitmap.to_pil().convert("RGB")
    return PageImage(place + 1, picture.width, picture.height, picture.tobytes())
