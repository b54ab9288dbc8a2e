"""The text layer of a PDF: what a program wrote is read as it stands, and never recognized from a picture of it.

Each page is judged by itself: in a scan of which one page was typed, the others go to the engine. Text that is there
but not drawn is what some scanner guessed, or what somebody wants a machine to read and no person: it is not read.
"""

from __future__ import annotations

import ctypes
from functools import partial
from importlib.metadata import version
from typing import Any, Final

from attrs import evolve, frozen
from pypdfium2 import raw

from plutopixie.adapters.page_images.pdf import alone, opened, scale_of
from plutopixie.adapters.page_images.pdf_invoice import invoice_in
from plutopixie.domain.documents import Document, MediaType
from plutopixie.domain.reading.e_invoice import EInvoice, UnreadableInvoice
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.ports.outbound.text_reader import TextReader

ENGINE: Final = "pdf-text"
#: Fewer letters and digits than this are a stamp or a page number over a scanned picture, not the page's text.
LETTERS_MIN: Final = 40
#: Pages of which pictures cover more than this are scans, unless they hold as much text as a letter does.
SCAN_COVER_MIN: Final = 0.7
SCAN_LETTERS_MIN: Final = 400
#: A layer in which fewer of the marks are letters, digits or usual signs comes from a font without a proper encoding.
SOUND_SHARE_MIN: Final = 0.8
PIECES_MAX: Final = 20_000

_OBJECTS_MAX: Final = 20_000
_DEPTH_MAX: Final = 3
_DRAWN: Final = (raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE)
_INVISIBLE: Final = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_PRIVATE_USE: Final = range(0xE000, 0xF900)


@frozen
class PdfText:
    """`ports.outbound.text_reader.TextReader` for PDFs with a text layer; everything else goes to the engine behind."""

    engine: TextReader

    def read(self, document: Document) -> RecognizedText:
        """The words of every page; raises what the engine raises, and UnreadableDocumentError."""
        if document.media_type is not MediaType.PDF:
            return self.engine.read(document)
        layers, invoice = _layers(document)
        if all(layer.is_read for layer in layers) and any(layer.page.words for layer in layers):
            return RecognizedText(tuple(layer.page for layer in layers), ENGINE, version("pypdfium2"), invoice)
        seen = self.engine.read(document)
        typed = {layer.page.number: layer.page for layer in layers if layer.page.words and layer.is_read}
        return evolve(seen, pages=tuple(typed.get(page.number, page) for page in seen.pages), invoice=invoice)


@frozen
class _Layer:
    """A page's text layer, and whether it says all that is to be read on the page."""

    page: Page
    is_read: bool


def _layers(document: Document) -> tuple[tuple[_Layer, ...], EInvoice | UnreadableInvoice | None]:
    with opened(document) as held:
        layers = tuple(alone(partial(_layer, held, place)) for place in range(alone(partial(len, held))))
        return layers, invoice_in(held)


def _layer(held: Any, place: int) -> _Layer:
    page = held[place]
    width, height = page.get_size()
    scale = scale_of(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    words = _words(page, size)
    sheet = Page(place + 1, *size, words)
    cover, visible = _drawn(page, width * height)
    if not words and not cover:
        return _Layer(sheet, is_read=_is_blank(page))
    text = "".join(word.text for word in words)
    needed = SCAN_LETTERS_MIN if cover > SCAN_COVER_MIN else LETTERS_MIN
    return _Layer(sheet, is_read=visible and _is_sound(text) and sum(mark.isalnum() for mark in text) >= needed)


def _words(page: Any, size: tuple[int, int]) -> tuple[Word, ...]:
    layer = page.get_textpage()
    words = []
    for place in range(min(layer.count_rects(), PIECES_MAX)):
        left, bottom, right, top = layer.get_rect(place)
        text = " ".join(layer.get_text_bounded(left, bottom, right, top).split())
        box = _box(page, (left, top), (right, bottom), size)
        if text and box is not None:
            words.append(Word(text, box, 1.0))
    return tuple(words)


def _box(page: Any, one: tuple[float, float], other: tuple[float, float], size: tuple[int, int]) -> Box | None:
    """The box on the page as it is shown, turned and cut; None for text that stands outside of it."""
    (x1, y1), (x2, y2) = (_shown(page, corner, size) for corner in (one, other))
    left, top, right, bottom = min(x1, x2), min(y1, y2), max(x1, x2) + 1, max(y1, y2) + 1
    inside = Box(max(0, left), max(0, top), min(size[0], right), min(size[1], bottom))
    return inside if inside.width > 0 and inside.height > 0 else None


def _shown(page: Any, point: tuple[float, float], size: tuple[int, int]) -> tuple[int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, *point, x, y)
    return x.value, y.value


def _drawn(page: Any, area: float) -> tuple[float, bool]:
    """The share of the page that pictures cover, and whether most pieces of text are drawn at all."""
    covered, hidden, texts = 0.0, 0, 0
    for number, thing in enumerate(page.get_objects(_DRAWN, _DEPTH_MAX)):
        if number >= _OBJECTS_MAX:
            break
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        else:
            texts += 1
            hidden += raw.FPDFTextObj_GetTextRenderMode(thing) in _INVISIBLE
    return min(1.0, covered / area), 2 * hidden <= texts


def _is_blank(page: Any) -> bool:
    return not any(True for _ in page.get_objects(max_depth=1))


def _is_sound(text: str) -> bool:
    marks = [mark for mark in text if not mark.isspace()]
    sound = sum(mark.isprintable() and mark != "\ufffd" and ord(mark) not in _PRIVATE_USE for mark in marks)
    return sound >= SOUND_SHARE_MIN * len(marks)
