"""The characters of a PDF's page, put together to the pieces that were written side by side.

pdfium tells each character's place, direction and whether it is drawn. A piece goes on for as long as its characters
follow each other closely on one line; boxes are on the page as a viewer shows it, turned and cut.
"""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Iterator
from typing import Any, Final

from attrs import define, frozen
from pypdfium2 import raw

from plutopixie.domain.reading.words import Box, Word

CHARS_MAX: Final = 100_000
PIECES_MAX: Final = 20_000
#: A gap that is a space, one that ends a piece, and how far a character may begin before the last one, as the letters
#: of a ligature do not. In heights of the characters.
SPACE_MIN: Final = 0.2
GAP_MAX: Final = 0.9
STEP_MAX: Final = 0.2

_FINE: Final = 1 << 20  # pdfium maps to whole pixels; of a huge device they are exact enough
_INVISIBLE: Final = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_LINE_ENDS: Final = "\r\n"
_HYPHENS: Final = "\x02\ufffe"  # how pdfium marks a hyphen at the end of a line
_LEVEL: Final = 0.7


@frozen
class Written:
    """What is written on a page: its pieces, and the share of the characters that are not drawn or not upright."""

    words: tuple[Word, ...]
    hidden: float
    turned: float


@frozen
class Frame:
    """How points of a page come to pixels of its picture, which has this size."""

    width: int
    height: int
    _matrix: tuple[float, float, float, float, float, float]

    @classmethod
    def of(cls, page: Any, size: tuple[int, int]) -> Frame:
        """The frame of a page that is shown with that many pixels."""
        reach = max(page.get_size())
        origin, right, up = (_mapped(page, point) for point in ((0.0, 0.0), (reach, 0.0), (0.0, reach)))
        (a, c), (b, d) = (
            [(end - start) * pixels / reach for start, end, pixels in zip(origin, axis, size, strict=True)]
            for axis in (right, up)
        )
        return cls(*size, (a, b, origin[0] * size[0], c, d, origin[1] * size[1]))

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is shown, in pixels."""
        a, b, e, c, d, f = self._matrix
        return a * x + b * y + e, c * x + d * y + f

    def edges(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """The left, top, right and bottom of a rectangle as it is shown."""
        (x1, y1), (x2, y2) = self.shown(left, bottom), self.shown(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def direction(self, angle: float) -> float:
        """How far text runs to the right as it is shown: 1 for upright text, 0 up or down, -1 back.

        The angle is that of the text on the page, in radians and clockwise.
        """
        a, b, _, c, d, _ = self._matrix
        across, down = a * math.cos(angle) - b * math.sin(angle), c * math.cos(angle) - d * math.sin(angle)
        length = math.hypot(across, down)
        return across / length if length else 1.0

    def box(self, left: float, top: float, right: float, bottom: float) -> Box | None:
        """A box of whole pixels that lies on the picture; None for one outside of it."""
        inside = Box(
            max(0, math.floor(left)),
            max(0, math.floor(top)),
            min(self.width, math.ceil(right)),
            min(self.height, math.ceil(bottom)),
        )
        return inside if inside.width > 0 and inside.height > 0 else None


def written(page: Any, frame: Frame) -> Written:
    """What is written on a page; what is not drawn is left out."""
    pieces: list[_Piece] = []
    count = hidden = turned = 0
    for char in _chars(page, frame):
        if char is None:
            if pieces and pieces[-1].is_upright:
                pieces.append(_Piece())
            continue
        count += 1
        turned += not char.is_upright
        if char.is_hidden:
            hidden += 1
            continue
        if not pieces or not pieces[-1].takes(char):
            if len(pieces) >= PIECES_MAX:
                break
            pieces.append(_Piece())
        pieces[-1].add(char)
    words = (piece.word(frame) for piece in pieces)
    return Written(tuple(word for word in words if word), hidden / max(1, count), turned / max(1, count))


@frozen
class _Char:
    """A character: the edges of what is drawn of it, and where its share of the line begins and ends."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    begins: float
    ends: float
    is_upright: bool
    is_hidden: bool


@define
class _Piece:
    """Characters that follow each other; a space waits until one more character does."""

    text: str = ""
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    is_upright: bool = True
    _height: float = 0.0
    _begin: float = 0.0
    _end: float = 0.0

    def takes(self, char: _Char) -> bool:
        """Whether a character goes on with this piece."""
        if not self.text or char.text.isspace():
            return True
        if char.is_upright != self.is_upright:
            return False
        if not self.is_upright:
            across, down = self.right - self.left, max(self.top - char.bottom, char.top - self.bottom)
            return self.left - across < char.left < self.right + across and down <= 2 * across
        unit = max(1.0, self._height, char.bottom - char.top)
        gap = char.begins - self._end
        off = max(self.top, char.top) - min(self.bottom, char.bottom)
        follows = char.begins >= self._begin - STEP_MAX * unit
        return follows and gap <= GAP_MAX * unit and off <= STEP_MAX * unit

    def add(self, char: _Char) -> None:
        if char.text.isspace():
            self.text += " " if self.text and not self.text.endswith(" ") else ""
            return
        if self.is_upright and char.begins - self._end > SPACE_MIN * max(self._height, char.bottom - char.top):
            self.text += " " if self.text and not self.text.endswith(" ") else ""
        if not self.text:
            self.left, self.top, self.right, self.bottom = char.left, char.top, char.right, char.bottom
            self.is_upright = char.is_upright
        self.text += char.text
        self.left, self.top = min(self.left, char.left), min(self.top, char.top)
        self.right, self.bottom = max(self.right, char.right), max(self.bottom, char.bottom)
        self._height = max(self._height, char.bottom - char.top)
        self._begin, self._end = char.begins, max(char.ends, self._end) if self.text[:-1] else char.ends

    def word(self, frame: Frame) -> Word | None:
        """The piece as a word; None when nothing of it is on the page."""
        text = self.text.strip()
        box = frame.box(self.left, self.top, self.right, self.bottom) if text else None
        return Word(text, box, 1.0) if box else None


def _chars(page: Any, frame: Frame) -> Iterator[_Char | None]:
    """The characters in the order of the page's content; None where pdfium sees the end of a line."""
    layer = page.get_textpage()
    edges = tuple(ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    for place in range(min(layer.count_chars(), CHARS_MAX)):
        code = raw.FPDFText_GetUnicode(layer, place)
        text = chr(code) if 0 < code <= sys.maxunicode else ""
        if not text or text in _LINE_ENDS:
            yield None
            continue
        text = "-" if text in _HYPHENS else text
        if not raw.FPDFText_GetCharBox(layer, place, *edges):
            continue
        left, right, bottom, top = (edge.value for edge in edges)
        drawn = frame.edges(left, bottom, right, top)
        share = drawn
        if raw.FPDFText_GetLooseCharBox(layer, place, loose):
            share = frame.edges(loose.left, loose.bottom, loose.right, loose.top)
        upright = frame.direction(raw.FPDFText_GetCharAngle(layer, place)) > _LEVEL
        hidden = not text.isspace() and _is_hidden(layer, place)
        yield _Char(text, *drawn, share[0], share[2], upright, hidden)


def _is_hidden(layer: Any, place: int) -> bool:
    thing = raw.FPDFText_GetTextObject(layer, place)
    return bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) in _INVISIBLE


def _mapped(page: Any, point: tuple[float, float]) -> tuple[float, float]:
    """Where a point is shown, in shares of the picture's width and height."""
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, *point, x, y)
    return x.value / _FINE, y.value / _FINE
