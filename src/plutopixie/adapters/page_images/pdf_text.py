"""The text layer of a PDF: what a program wrote is read as it stands, and never recognized from a picture of it.

Each page is judged by itself: in a scan of which one page was typed, the others go to the engine. Text that is there
but not drawn is what some scanner guessed, or what somebody wants a machine to read and no person: it is not read.
What a typed page shows in pictures is read by the engine, unless the document carries an e-invoice, which says it all.
"""

from __future__ import annotations

from functools import partial
from importlib.metadata import version
from typing import Any, Final

from attrs import evolve, frozen
from pypdfium2 import raw

from plutopixie.adapters.page_images.pdf import alone, opened, scale_of, sheet
from plutopixie.adapters.page_images.pdf_invoice import invoice_in
from plutopixie.adapters.page_images.pdf_pictures import PAGES_MAX, Pictures
from plutopixie.adapters.page_images.pdf_words import Frame, Written, written
from plutopixie.domain.documents import Document, MediaType
from plutopixie.domain.reading.e_invoice import EInvoice
from plutopixie.domain.reading.words import Page, RecognizedText
from plutopixie.ports.outbound.text_reader import TextReader

ENGINE: Final = "pdf-text"
#: Fewer letters and digits than this are a stamp or a page number over a scanned picture, not the page's text.
LETTERS_MIN: Final = 40
#: Pages of which pictures cover more than this are scans, unless they hold as much text as a letter does.
SCAN_COVER_MIN: Final = 0.7
SCAN_LETTERS_MIN: Final = 400
#: A layer in which fewer of the marks are letters, digits or usual signs comes from a font without a proper encoding.
SOUND_SHARE_MIN: Final = 0.8
#: A page of which more is hidden, or does not stand upright as it is shown, is left to the engine.
HIDDEN_MAX: Final = 0.5
TURNED_MAX: Final = 0.5

_OBJECTS_MAX: Final = 20_000
_DEPTH_MAX: Final = 3
_PRIVATE_USE: Final = range(0xE000, 0xF900)


@frozen
class PdfText:
    """`ports.outbound.text_reader.TextReader` for PDFs with a text layer; everything else goes to the engine behind."""

    engine: TextReader

    def read(self, document: Document) -> RecognizedText:
        """The words of every page; raises what the engine raises, and UnreadableDocumentError."""
        if document.media_type is not MediaType.PDF:
            return self.engine.read(document)
        with opened(document) as held:
            invoice = invoice_in(held, document)
            layers = [alone(partial(_layer, held, place)) for place in range(alone(partial(len, held)))]
            if not isinstance(invoice, EInvoice):
                layers = self._with_pictures(held, layers)
        if all(layer.is_read for layer in layers) and any(layer.page.words for layer in layers):
            return RecognizedText(tuple(layer.page for layer in layers), ENGINE, version("pypdfium2"), invoice)
        seen = self.engine.read(document)
        typed = {layer.page.number: layer.page for layer in layers if layer.page.words and layer.is_read}
        return evolve(seen, pages=tuple(typed.get(page.number, page) for page in seen.pages), invoice=invoice)

    def _with_pictures(self, held: Any, layers: list[_Layer]) -> list[_Layer]:
        """The same layers; those of the first typed pages also say what stands in their pictures."""
        pictures = Pictures(self.engine, held)
        typed = [place for place, layer in enumerate(layers) if layer.is_read and layer.page.words][:PAGES_MAX]
        read = list(layers)
        for place in typed:
            layer = layers[place]
            words = layer.page.words
            seen = pictures.words(place, layer.frame, words)
            read[place] = evolve(layer, page=evolve(layer.page, words=words + seen))
        return read


@frozen
class _Layer:
    """A page's text layer, how its points are shown, and whether it says all that is to be read on the page."""

    page: Page
    frame: Frame
    is_read: bool


def _layer(held: Any, place: int) -> _Layer:
    page = sheet(held, place)
    width, height = page.get_size()
    scale = scale_of(width, height)
    frame = Frame.of(page, (max(1, round(width * scale)), max(1, round(height * scale))))
    layer = written(page, frame)
    read = Page(place + 1, frame.width, frame.height, layer.words)
    cover = _covered(page) / (width * height)
    if not layer.words and not cover:
        return _Layer(read, frame, is_read=_is_blank(page))
    return _Layer(read, frame, is_read=_says_all(layer, cover))


def _says_all(layer: Written, cover: float) -> bool:
    text = "".join(word.text for word in layer.words)
    needed = SCAN_LETTERS_MIN if cover > SCAN_COVER_MIN else LETTERS_MIN
    shown = layer.hidden <= HIDDEN_MAX and layer.turned <= TURNED_MAX
    return shown and _is_sound(text) and sum(mark.isalnum() for mark in text) >= needed


def _covered(page: Any) -> float:
    """How much of the page pictures cover, in square points."""
    covered = 0.0
    for number, thing in enumerate(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], _DEPTH_MAX)):
        if number >= _OBJECTS_MAX:
            break
        left, bottom, right, top = thing.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return covered


def _is_blank(page: Any) -> bool:
    return not any(True for _ in page.get_objects(max_depth=1))


def _is_sound(text: str) -> bool:
    marks = [mark for mark in text if not mark.isspace()]
    sound = sum(mark.isprintable() and mark != "\ufffd" and ord(mark) not in _PRIVATE_USE for mark in marks)
    return sound >= SOUND_SHARE_MIN * len(marks)
