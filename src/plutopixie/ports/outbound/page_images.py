"""Page images: a document as upright pictures, decoded within limits, for engines that look at pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from attrs import field, frozen

from plutopixie.domain.documents import Document
from plutopixie.domain.reading.fingerprints import Raster, fingerprint
from plutopixie.domain.reading.words import Page, Word


@frozen
class PageImage:
    """One page: its number from 1, its size, and its pixels as rows of 8-bit red, green, blue from the top left."""

    number: int
    width: int
    height: int
    pixels: bytes = field(repr=False)


def page_of(image: PageImage, turns: int, words: tuple[Word, ...]) -> Page:
    """The page as it was read: after so many clockwise quarter turns, with boxes in pixels of the turned picture."""
    size = (image.width, image.height) if turns % 2 == 0 else (image.height, image.width)
    printed = fingerprint(Raster(image.width, image.height, image.pixels, turns), words)
    return Page(image.number, *size, words, turns, printed)


class PageImages(Protocol):
    """Decodes documents."""

    def pages(self, document: Document) -> Iterator[PageImage]:
        """The pages, upright as far as the file says, one after the other so that one at a time is in memory.

        Raises:
            UnreadableDocumentError: damaged, encrypted, or over the limits of pixels or pages.
        """
        ...
