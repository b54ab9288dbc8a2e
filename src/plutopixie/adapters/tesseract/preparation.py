"""What makes a photograph easier to read: turned level, lit evenly, and as large as the engine likes print.

Everything here takes and gives gray pictures. `Level` remembers how a page was turned, so that boxes can be told in
pixels of the page as it was.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final, Self

from attrs import frozen
from PIL import Image, ImageFilter, ImageMath

from plutopixie.domain.reading.words import Box

#: Degrees by which a page may lie askew, the steps in which that is looked for, and what counts as level.
TILT_MAX: Final = 20
COARSE: Final = 2.0
FINE: Final = 0.5
LEVEL: Final = 1.0
#: By how much rows must stand out more after a turn than before it.
GAIN_MIN: Final = 1.15
#: The longest side of the copy on which the tilt is looked for, in pixels.
LOOKED_AT: Final = 500

#: Paper is looked for on a copy of so many pixels a side. It is at least so much brighter than the ground, and covers
#: no more than this part of the page; else nothing would be won by cutting it out.
THUMBNAIL: Final = 128
GROUND_MIN: Final = 80
PAPER_MAX: Final = 0.75
#: On how many sides there is ground: a shadow lies on one or two.
SIDES_MIN: Final = 3
#: Tesseract takes no picture longer than 32,767 pixels.
LENGTH_MAX: Final = 30_000

_EDGE: Final = 2  # pixels of the copy that are kept around the paper
_WHITE: Final = 255
_SHADE: Final = 8  # the light of a page is taken from a copy smaller by this factor
_SHADE_BLUR: Final = 4


@frozen
class Level:
    """The paper on a page, turned level: by so many degrees counter-clockwise."""

    picture: Image.Image
    degrees: float
    paper: Box
    size: tuple[int, int]

    @classmethod
    def of(cls, page: Image.Image) -> Self:
        """The paper on the page, turned if it lies askew."""
        paper = paper_on(page)
        whole = paper == Box(0, 0, *page.size)
        cut = page if whole else page.crop((paper.left, paper.top, paper.right, paper.bottom))
        degrees = tilt(cut)
        if abs(degrees) < LEVEL:
            return cls(cut, 0.0, paper, page.size)
        turned = cut.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=_WHITE)
        return cls(turned, degrees, paper, page.size)

    def on_page(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The upright box, in pixels of the page, around a rectangle in pixels of the level picture."""
        corners = [self._on_page(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        width, height = self.size
        return Box(
            max(0, math.floor(min(xs))),
            max(0, math.floor(min(ys))),
            min(width, math.ceil(max(xs))),
            min(height, math.ceil(max(ys))),
        )

    def _on_page(self, x: float, y: float) -> tuple[float, float]:
        across, down = x - self.picture.width / 2, y - self.picture.height / 2
        sine, cosine = math.sin(math.radians(self.degrees)), math.cos(math.radians(self.degrees))
        return (
            (self.paper.left + self.paper.right) / 2 + cosine * across - sine * down,
            (self.paper.top + self.paper.bottom) / 2 + sine * across + cosine * down,
        )


def paper_on(page: Image.Image) -> Box:
    """Where bright paper lies on a dark ground; the whole page if nothing stands out."""
    width, height = page.size
    small = page.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX).filter(ImageFilter.MedianFilter(5))
    shades = small.tobytes()
    dark, bright = min(shades), max(shades)
    bounds = small.point(lambda value: _WHITE if value > (dark + bright) / 2 else 0).getbbox()
    if bounds is None or bright - dark < GROUND_MIN:
        return Box(0, 0, width, height)
    left, top = max(0, bounds[0] - _EDGE), max(0, bounds[1] - _EDGE)
    right, bottom = min(THUMBNAIL, bounds[2] + _EDGE), min(THUMBNAIL, bounds[3] + _EDGE)
    sides = sum((left > 0, top > 0, right < THUMBNAIL, bottom < THUMBNAIL))
    if sides < SIDES_MIN or (right - left) * (bottom - top) > PAPER_MAX * THUMBNAIL**2:
        return Box(0, 0, width, height)
    across, down = width / THUMBNAIL, height / THUMBNAIL
    return Box(int(left * across), int(top * down), math.ceil(right * across), math.ceil(bottom * down))


def tilt(page: Image.Image) -> float:
    """The degrees by which a page must be turned counter-clockwise so that its rows stand out most; 0 if in doubt."""
    factor = LOOKED_AT / max(page.size)
    size = (max(1, round(page.width * factor)), max(1, round(page.height * factor)))
    small = evenly_lit(page.resize(size, Image.Resampling.BOX) if factor < 1 else page)
    steps = [COARSE * step for step in range(-int(TILT_MAX / COARSE), int(TILT_MAX / COARSE) + 1)]
    rough = max(steps, key=lambda degrees: _distinct(small, degrees))
    near = [rough + FINE * step for step in range(-3, 4)]
    best = max(near, key=lambda degrees: _distinct(small, degrees))
    return best if _distinct(small, best) > GAIN_MIN * _distinct(small, 0.0) else 0.0


def _distinct(page: Image.Image, degrees: float) -> float:
    """How much the rows of a turned page differ from the next ones: print and gaps are apart when it is level."""
    turned = page.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=_WHITE) if degrees else page
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return float(sum((one - other) ** 2 for one, other in pairwise(rows)))


def evenly_lit(page: Image.Image) -> Image.Image:
    """The page as if no shadow lay on it: each pixel compared with the paper around it."""
    small = page.resize((max(1, page.width // _SHADE), max(1, page.height // _SHADE)), Image.Resampling.BOX)
    light = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(_SHADE_BLUR))
    paper = light.resize(page.size, Image.Resampling.BILINEAR).point(lambda value: max(1, value))
    lit = ImageMath.lambda_eval(
        lambda given: given["convert"](given["min"](given["page"] * _WHITE / given["paper"], _WHITE), "L"),
        page=page,
        paper=paper,
    )
    return lit if isinstance(lit, Image.Image) else page


def sized(page: Image.Image, width: int) -> Image.Image:
    """The page at that width, or less if it would become too long."""
    factor = min(width / page.width, LENGTH_MAX / page.height)
    size = (max(1, round(page.width * factor)), max(1, round(page.height * factor)))
    return page.resize(size, Image.Resampling.BOX if factor < 1 else Image.Resampling.LANCZOS)
