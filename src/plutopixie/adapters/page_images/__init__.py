"""Page images by Pillow (JPEG, PNG, WebP, HEIC, TIFF) and pdfium (PDF), and the text layer of PDFs that have one.

Limits hold before anything is decoded: pixels from the header, pages from the count, and a raster size for PDF pages
that no page can exceed, however large it says it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from attrs import frozen

from plutopixie.adapters.page_images import hidden_texts, painting, pdf, pictures
from plutopixie.adapters.page_images.pdf_text import PdfText
from plutopixie.domain.documents import Document, MediaType
from plutopixie.domain.reading.extraction import Place
from plutopixie.ports.outbound.page_images import PageImage, PageImages

__all__ = ["DecodedPages", "PaintedPages", "PdfText"]


@frozen
class DecodedPages:
    """`ports.outbound.page_images.PageImages` for every kind of document that is taken."""

    def pages(self, document: Document) -> Iterator[PageImage]:
        """The pages, one after the other; raises UnreadableDocumentError."""
        decode = pdf.pages if document.media_type is MediaType.PDF else pictures.pages
        return decode(document)


@frozen
class PaintedPages:
    """`ports.outbound.page_painter.PagePainter` that draws documents anew from the pixels of their pages.

    Attributes:
        page_images: what decodes the pages, the same as for reading.
    """

    page_images: PageImages

    def hidden_texts(self, document: Document) -> tuple[str, ...]:
        """What the file says beside its page images; raises UnreadableDocumentError."""
        return hidden_texts.hidden_texts(document)

    def paint(self, document: Document, places: Collection[Place]) -> Document:
        """The document with the places painted over; raises UnreadableDocumentError."""
        return painting.paint(self.page_images, document, places)
