"""Fingerprints of pictures: whether two photographs show the same receipt.

The laws:

- A fingerprint is made of the part of the page where text stands, the right way up, so that framing and background do
  not count; of coarse light and dark alone, so that focus, light and compression hardly do.
- It is 64 bits of a discrete cosine transform, each saying whether a frequency is above the median (a perceptual hash
  as of Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010).
- Two receipts of one shop look alike too. So likeness is a reason to look at what was read: only what does not
  contradict is the same receipt.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from statistics import median
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.words import Box, Word

#: Bits in which two pictures of one receipt differ at most. Measured on 120 receipts and pictures of them that were
#: turned, tilted, blurred and shaded (docs/reading.md).
DISTANCE_MAX: Final = 18
#: With fewer words the place of the text says nothing about what is framed.
WORDS_MIN: Final = 4

_GRID: Final = 32
_SAMPLES: Final = 4
_BITS_A_SIDE: Final = 8


@frozen
class Raster:
    """Pixels as rows of 8-bit red, green, blue from the top left, and by how many clockwise quarters they are turned.

    `turns` is how often the picture was turned before it was read: boxes of words are in pixels of the turned picture.
    """

    width: int
    height: int
    pixels: bytes
    turns: int = 0


def fingerprint(raster: Raster, words: Sequence[Word]) -> int | None:
    """64 bits that stay nearly the same when the same receipt is photographed again; None if too little text is on it.

    Args:
        raster: the page as it was decoded.
        words: what was read on it, with boxes in pixels of the turned page.
    """
    if len(words) < WORDS_MIN:
        return None
    frequencies = _frequencies(_lightness(raster, _hull(words)))
    middle = median(frequencies)
    return sum((one > middle) << place for place, one in enumerate(frequencies))


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two fingerprints differ."""
    return (one ^ other).bit_count()


def _hull(words: Sequence[Word]) -> Box:
    hull = words[0].box
    for word in words[1:]:
        hull = hull.union(word.box)
    return hull


def _lightness(raster: Raster, box: Box) -> list[list[float]]:
    """The average lightness of each cell of a grid over the box, from samples that are spread over the cell."""
    steps = _GRID * _SAMPLES
    xs = [box.left + box.width * (2 * step + 1) // (2 * steps) for step in range(steps)]
    ys = [box.top + box.height * (2 * step + 1) // (2 * steps) for step in range(steps)]
    return [
        [
            _cell(raster, xs[column : column + _SAMPLES], ys[row : row + _SAMPLES])
            for column in range(0, steps, _SAMPLES)
        ]
        for row in range(0, steps, _SAMPLES)
    ]


def _cell(raster: Raster, xs: Sequence[int], ys: Sequence[int]) -> float:
    pixels, total = raster.pixels, 0
    for y in ys:
        for x in xs:
            at = _offset(raster, x, y)
            total += pixels[at] + pixels[at + 1] + pixels[at + 2]
    return total / (3 * len(xs) * len(ys))


def _offset(raster: Raster, x: int, y: int) -> int:
    """Where the pixel at x, y of the turned page stands among the bytes; what lies outside is moved to the edge."""
    width, height = raster.width, raster.height
    column, row = (
        (x, y),
        (y, height - 1 - x),
        (width - 1 - x, height - 1 - y),
        (width - 1 - y, x),
    )[raster.turns % 4]
    return 3 * (min(max(row, 0), height - 1) * width + min(max(column, 0), width - 1))


def _frequencies(grid: Sequence[Sequence[float]]) -> list[float]:
    """The lowest frequencies of the grid in both directions, without the average and the plain gradients."""
    waves = _waves()
    by_row = [[sum(map(_times, wave, line)) for wave in waves] for line in grid]
    columns = list(zip(*by_row, strict=True))
    return [sum(map(_times, wave, column)) for wave in waves for column in columns]


def _times(one: float, other: float) -> float:
    return one * other


@cache
def _waves() -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple(math.cos(math.pi * (2 * place + 1) * frequency / (2 * _GRID)) for place in range(_GRID))
        for frequency in range(1, _BITS_A_SIDE + 1)
    )
