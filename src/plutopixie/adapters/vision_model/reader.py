"""The reader: every page becomes a picture, a question, and words."""

from __future__ import annotations

import io
from typing import Final

from attrs import field, frozen
from PIL import Image

from plutopixie.adapters.vision_model import answers
from plutopixie.adapters.vision_model.connection import Resolve, ask, resolved
from plutopixie.adapters.vision_model.endpoint import Endpoint
from plutopixie.domain.documents import Document
from plutopixie.domain.reading.orientation import upright
from plutopixie.domain.reading.words import Page, RecognizedText, Word
from plutopixie.ports.outbound.page_images import PageImage, PageImages, page_of

ENGINE: Final = "vision"
#: Pixels of the picture that is sent, for a page of ordinary shape; a strip has more, up to the second figure.
PIXELS_WANTED: Final = 2_000_000
PIXELS_MAX: Final = 8_000_000
SHAPE: Final = 2.5
QUALITY: Final = 92
#: A model says nothing of the kind about text that lies on its head; what counts is that its boxes lie in rows.
SURE: Final = 0.5


@frozen
class VisionModel:
    """`ports.outbound.text_reader.TextReader` by a vision model behind an HTTP server.

    Attributes:
        page_images: decodes documents.
        endpoint: where the model is.
        resolve: the addresses of a host; the system's own by default.
    """

    page_images: PageImages
    endpoint: Endpoint
    resolve: Resolve = field(default=resolved)

    def read(self, document: Document) -> RecognizedText:
        """The lines of every page; raises UnreadableDocumentError and ReaderUnavailableError."""
        pages = tuple(self._page(image) for image in self.page_images.pages(document))
        return RecognizedText(pages, ENGINE, self.endpoint.model)

    def _page(self, image: PageImage) -> Page:
        whole = Image.frombytes("RGB", (image.width, image.height), image.pixels)
        turns, words = upright(lambda turns: self._turned(whole, turns), SURE)
        return page_of(image, turns, words)

    def _turned(self, whole: Image.Image, turns: int) -> tuple[Word, ...]:
        turned = whole.rotate(-90 * turns, expand=True) if turns else whole
        body = ask(self.endpoint, answers.question(self.endpoint.model, _jpeg(turned)), self.resolve)
        return answers.words(body, *turned.size)


def _jpeg(picture: Image.Image) -> bytes:
    shorter, longer = sorted(picture.size)
    ordinary = shorter * min(longer, SHAPE * shorter)
    factor = min(1.0, (PIXELS_WANTED / ordinary) ** 0.5, (PIXELS_MAX / (shorter * longer)) ** 0.5)
    size = (max(1, int(picture.width * factor)), max(1, int(picture.height * factor)))
    small = picture.resize(size, Image.Resampling.BOX) if factor < 1 else picture
    kept = io.BytesIO()
    small.save(kept, "JPEG", quality=QUALITY)
    return kept.getvalue()
