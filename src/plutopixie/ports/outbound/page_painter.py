"""Painting over: what a file must not show disappears from it for good."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from plutopixie.domain.documents import Document
from plutopixie.domain.reading.extraction import Place


class PagePainter(Protocol):
    """Looks through a document for what no reader sees, and draws it anew without what it must not show.

    Both raise UnreadableDocumentError when the document can't be decoded, and ReaderUnavailableError when the work was
    stopped; the document may be fine then.
    """

    def hidden_texts(self, document: Document) -> tuple[str, ...]:
        """What the file says beside the pictures of its pages: text layers, earlier versions, metadata, attachments.

        It is cut to a bounded length, and in no order.
        """
        ...

    def paint(self, document: Document, places: Collection[Place]) -> Document:
        """A document of the same kind and as many pages, with these places painted over, and nothing else in it.

        Only what the pages show goes on: no metadata, text layer, attachment, preview or earlier version.

        Args:
            document: as it was uploaded.
            places: boxes in pixels of the page images, as `ports.outbound.page_images.PageImages` decodes them.
        """
        ...


#: Makes a painter, there and when one is needed.
MakePainter = Callable[[], PagePainter]
