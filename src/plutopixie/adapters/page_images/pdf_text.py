"""The text layer of a PDF: what a program wrote is read as it stands, and never recognized from a picture of it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

import pypdfium2 as pdfium
from attrs import frozen

from plutopixie.adapters.page_images.pdf import opened, scale_of
from plutopixie.domain.documents import Document, MediaType, Unreadable, UnreadableDocumentError
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.ports.outbound.text_reader import TextReader

#: Fewer letters and digits than this are a stamp or a page number over a scanned picture, not the document's text.
LETTERS_MIN: Final = 40
#: A layer in which fewer of the marks are letters, digits or usual signs comes from a font without a proper encoding.
SOUND_SHARE_MIN: Final = 0.8
PIECES_MAX: Final = 20_000


@frozen
class PdfText:
    """Reads PDFs with a text layer from it; everything else goes to the engine behind."""

    engine: TextReader

    def read(self, document: Document) -> RecognizedText:
        """The words of every page; raises what the engine raises, and UnreadableDocumentError."""
        if document.media_type is MediaType.PDF:
            pages = _layer(document)
            if _is_text("".join(word.text for page in pages for word in page.words)):
                return RecognizedText(pages, "pdf-text", version("pypdfium2"))
        return self.engine.read(document)


def _is_text(text: str) -> bool:
    marks = [mark for mark in text if not mark.isspace()]
    letters = sum(mark.isalnum() for mark in marks)
    sound = sum(mark.isprintable() and not 0xE000 <= ord(mark) <= 0xF8FF and mark != "\ufffd" for mark in marks)  # noqa: PLR2004 - private use area
    return letters >= LETTERS_MIN and sound >= SOUND_SHARE_MIN * len(marks)


def _layer(document: Document) -> tuple[Page, ...]:
    with opened(document) as held:
        try:
            return tuple(_page(held[place], place + 1) for place in range(len(held)))
        except pdfium.PdfiumError:
            raise UnreadableDocumentError(Unreadable.DAMAGED) from None


def _page(page: Any, number: int) -> Page:
    width, height = page.get_size()
    scale = scale_of(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if page.get_rotation():  # the layer's boxes are those of the page before it was turned
        return Page(number, *size, ())
    layer = page.get_textpage()
    words = []
    for place in range(min(layer.count_rects(), PIECES_MAX)):
        left, bottom, right, top = layer.get_rect(place)
        text = layer.get_text_bounded(left, bottom, right, top).strip()
        box = _box(left * scale, (height - top) * scale, right * scale, (height - bottom) * scale, size)
        if text and box is not None:
            words.append(Word(" ".join(text.split()), box, 1.0))
    return Page(number, *size, tuple(words))


def _box(left: float, top: float, right: float, bottom: float, size: tuple[int, int]) -> Box | None:
    """The box inside the page, or None for text that stands outside of it."""
    width, height = size
    inside = Box(max(0, int(left)), max(0, int(top)), min(width, int(right) + 1), min(height, int(bottom) + 1))
    return inside if inside.width > 0 and inside.height > 0 else None
