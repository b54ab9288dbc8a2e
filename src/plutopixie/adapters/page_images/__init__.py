"""Page images by Pillow (JPEG, PNG, WebP, HEIC, TIFF) and pdfium (PDF), and the text layer of PDFs that have one.

Limits hold before anything is decoded: pixels from the header, pages from the count, and a raster size for PDF pages
that no page can exceed, however large it says it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from plutopixie.adapters.page_images import pdf, pictures
from plutopixie.adapters.page_images.pdf_text import PdfText
from plutopixie.domain.documents import Document, MediaType
from plutopixie.ports.outbound.page_images import PageImage

__all__ = ["DecodedPages", "PdfText"]


@frozen
class DecodedPages:
    """`ports.outbound.page_images.PageImages` for every kind of document that is taken."""

    def pages(self, document: Document) -> Iterator[PageImage]:
        """The pages, one after the other; raises UnreadableDocumentError."""
        decode = pdf.pages if document.media_type is MediaType.PDF else pictures.pages
        return decode(document)
