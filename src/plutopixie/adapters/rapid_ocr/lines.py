"""From a line with its corners to words with upright boxes.

A level line is one piece. A slanted one is taken apart into its words, because the upright box around a long slanted
line covers its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from plutopixie.adapters.rapid_ocr.recognition import Spelled
from plutopixie.domain.reading.words import Box, Word

#: How far a line may sink or rise for each pixel along, and still count as level.
LEVEL: Final = 0.03


def words(spelled: Spelled, corners: Any, size: tuple[int, int]) -> Iterator[Word]:
    """The pieces of a line.

    Args:
        spelled: what it says.
        corners: its four corners in pixels of the page, clockwise from the top left.
        size: the page's width and height in pixels; boxes end there.
    """
    parts = _parts(spelled) if _is_slanted(corners) else [(spelled.text, 0.0, 1.0)]
    for text, start, end in parts:
        clean = " ".join(text.split())
        box = _box(corners, start, end, size)
        if clean and box.width > 0 and box.height > 0:
            yield Word(clean, box, min(1.0, max(0.0, spelled.confidence)))


def _is_slanted(corners: Any) -> bool:
    along, across = corners[1] - corners[0]
    return bool(LEVEL * abs(along) < abs(across) < abs(along))


def _parts(spelled: Spelled) -> Iterator[tuple[str, float, float]]:
    """The words of a line, each with where it begins and ends: half-way to the nearest characters of its neighbours."""
    text, middles = spelled.text, spelled.middles
    start = 0
    while start < len(text):
        end = text.find(" ", start)
        end = len(text) if end < 0 else end
        if end > start:
            left = 0.0 if start == 0 else (middles[start - 1] + middles[start]) / 2
            right = 1.0 if end == len(text) else (middles[end - 1] + middles[end]) / 2
            yield text[start:end], left, right
        start = end + 1


def _box(corners: Any, start: float, end: float, size: tuple[int, int]) -> Box:
    """The upright box around the part of a line from start to end."""
    top_left, top_right, bottom_right, bottom_left = corners
    top, bottom = top_right - top_left, bottom_right - bottom_left
    ends = [top_left + start * top, top_left + end * top, bottom_left + start * bottom, bottom_left + end * bottom]
    xs, ys = [float(x) for x, _ in ends], [float(y) for _, y in ends]
    return Box(
        max(0, int(min(xs))), max(0, int(min(ys))), min(size[0], int(max(xs)) + 1), min(size[1], int(max(ys)) + 1)
    )
