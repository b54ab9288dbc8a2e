"""The pictures on a typed page: a letterhead, a scanned slip, a stamp. What is written in them is on the page, too.

They are cut out of the drawn page and read by the engine, with the boxes of their words put back where they stand.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from attrs import evolve, frozen
from PIL import Image
from pypdfium2 import raw

from plutopixie.adapters.page_images.pdf import alone, drawn, sheet
from plutopixie.adapters.page_images.pdf_words import Frame
from plutopixie.domain.documents import Document, MediaType, ReaderUnavailableError
from plutopixie.domain.reading.words import Box, Word
from plutopixie.ports.outbound.text_reader import TextReader

#: Smaller pictures are symbols and ornaments. In shares of the page's height and area.
HEIGHT_MIN: Final = 0.012
AREA_MIN: Final = 0.002
#: Pictures behind the text are its background; reading them again would double it.
TEXT_OVER_MAX: Final = 2
#: So many pictures of a page are read, the largest first, on so many pages.
PICTURES_MAX: Final = 4
PAGES_MAX: Final = 3
SURE_MIN: Final = 0.6

_OBJECTS_MAX: Final = 2_000
_DEPTH_MAX: Final = 3
_MARGIN: Final = 20  # white paper around a cutting, in pixels: engines lose letters at an edge


@frozen
class Pictures:
    """What the engine reads in the pictures of an open PDF's pages."""

    engine: TextReader
    held: Any

    def words(self, place: int, frame: Frame, typed: Sequence[Word]) -> tuple[Word, ...]:
        """The words in the pictures of a page, in pixels of the whole page."""
        boxes = alone(partial(_worth_reading, self.held, place, frame, typed))
        if not boxes:
            return ()
        image = alone(partial(drawn, self.held, place))
        page = Image.frombytes("RGB", (image.width, image.height), image.pixels)
        return tuple(word for box in boxes for word in self._read(page, box))

    def _read(self, page: Image.Image, box: Box) -> Iterator[Word]:
        cutting = Image.new("RGB", (box.width + 2 * _MARGIN, box.height + 2 * _MARGIN), "white")
        cutting.paste(page.crop((box.left, box.top, box.right, box.bottom)), (_MARGIN, _MARGIN))
        try:
            read = self.engine.read(Document(_png(cutting), MediaType.PNG))
        except ReaderUnavailableError:  # no engine is installed: what is typed is read all the same
            return
        for seen in read.pages:
            if (seen.width, seen.height) == cutting.size:  # else it was read turned, and its places are not the page's
                yield from (_moved(word, box) for word in seen.words if word.confidence >= SURE_MIN)


def _worth_reading(held: Any, place: int, frame: Frame, typed: Sequence[Word]) -> list[Box]:
    boxes = []
    for number, thing in enumerate(sheet(held, place).get_objects([raw.FPDF_PAGEOBJ_IMAGE], _DEPTH_MAX)):
        if number >= _OBJECTS_MAX:
            break
        box = frame.box(*frame.edges(*thing.get_bounds()))
        if box and _is_legible(box, frame) and sum(_holds(box, word.box) for word in typed) <= TEXT_OVER_MAX:
            boxes.append(box)
    return sorted(dict.fromkeys(boxes), key=lambda box: -box.width * box.height)[:PICTURES_MAX]


def _is_legible(box: Box, frame: Frame) -> bool:
    return box.height >= HEIGHT_MIN * frame.height and box.width * box.height >= AREA_MIN * frame.width * frame.height


def _holds(box: Box, other: Box) -> bool:
    across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    return box.left < across < box.right and box.top < down < box.bottom


def _png(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "PNG", compress_level=1)
    return content.getvalue()


def _moved(word: Word, box: Box) -> Word:
    seen, across, down = word.box, box.left - _MARGIN, box.top - _MARGIN
    moved = Box(seen.left + across, seen.top + down, seen.right + across, seen.bottom + down)
    return evolve(word, box=moved)
