"""Where lines of text are on a page: the detection model, and the quadrangles around what it marks.

The laws:

- The model looks at a small copy of the page: it needs letters of about ten pixels, and its time grows with the
  pixels. Lines are cut out of the page itself.
- A page is looked at by its shorter side, not by its area: a strip of paper is as legible as its beginning. A strip is
  looked at tile by tile, so that its length costs time and no memory. Where tiles overlap, a line belongs to the tile
  that holds its middle.
- Letters that come out too small (a receipt on a wide table) get a second look: at the part of the page with text in
  it, as large as they need and the limit allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import cv2
import numpy as np
from rapidocr.ch_ppocr_det.utils import DBPostProcess

from plutopixie.adapters.rapid_ocr.models import computed

#: Pixels that the model looks at for a page of ordinary shape. Measured: more of them find no more.
LOOK_PIXELS: Final = 900_000
#: The same for the second look.
SECOND_LOOK_PIXELS: Final = 2_000_000
#: The memory of a look at more than this is not kept.
KEPT_PIXELS: Final = 1_000_000
#: A page longer than this many times its width is looked at in tiles of that shape.
TILE_SHAPE: Final = 2.5
TILE_LENGTH_MIN: Final = 1_000
#: How much of a tile lies also on the next one, in tiles.
TILE_OVERLAP: Final = 0.1
#: Lines lower than this many of the model's pixels are missed or torn; a second look makes them as high as that.
LINE_HEIGHT_MIN: Final = 13.0
LINE_HEIGHT_WANTED: Final = 22.0
#: What counts as low: a third of the lines are lower. Small print is missed first, so the middle says too little.
LOW: Final = 33.0
#: Fewer lines than this may mean that the others were too small to be seen.
LINES_FEW: Final = 8
#: How far beyond the lines that were seen the second look goes, as a part of the longer side around them.
MARGIN: Final = 0.2
#: A page smaller than this a side is looked at enlarged, by no more than that factor.
SIDE_MIN: Final = 480
ENLARGED_MAX: Final = 2.0
LINES_MAX: Final = 5_000

_STEP: Final = 32  # pixels; the model halves its input five times
_GROWTH_MIN: Final = 1.15  # a second look that shows the page hardly larger is not worth its time

_MARKED: Final = DBPostProcess(
    thresh=0.3, box_thresh=0.5, max_candidates=1_000, unclip_ratio=1.6, use_dilation=True, score_mode="fast"
)


def find_lines(session: Any, rgb: Any) -> list[Any]:
    """The lines of a page from top to bottom, each as its four corners clockwise from the first letter's top left.

    Args:
        session: the detection model.
        rgb: the page, an array of height, width and 3 bytes.
    """
    scale = _scale(rgb, LOOK_PIXELS)
    lines = _looked_at(session, rgb, scale)
    lines = _second_look(session, rgb, scale, lines) or lines
    return sorted(lines, key=lambda corners: (float(corners[:, 1].mean()), float(corners[:, 0].min())))[:LINES_MAX]


def _second_look(session: Any, rgb: Any, scale: float, lines: list[Any]) -> list[Any]:
    """The lines seen at a larger scale; none if the first look was good enough."""
    few = len(lines) < LINES_FEW
    height = float(np.percentile([_height(corners) for corners in lines], LOW)) * scale if lines else 0.0
    if scale >= 1 or (height >= LINE_HEIGHT_MIN and not few):
        return []
    left, top, right, bottom = _hull([] if few else lines, rgb)
    part = rgb[top:bottom, left:right]
    wanted = 1.0 if few else scale * LINE_HEIGHT_WANTED / height
    larger = min(1.0, wanted, _scale(part, SECOND_LOOK_PIXELS))
    if larger < scale * _GROWTH_MIN:
        return []
    origin = np.array([left, top], dtype=np.float32)
    return [corners + origin for corners in _looked_at(session, part, larger)]


def _height(corners: Any) -> float:
    """The shorter side of a line."""
    return float(min(np.linalg.norm(corners[0] - corners[3]), np.linalg.norm(corners[0] - corners[1])))


def _hull(lines: list[Any], rgb: Any) -> tuple[int, int, int, int]:
    """The part of the page that holds all lines, with a margin; the whole page if there are none."""
    height, width = rgb.shape[:2]
    if not lines:
        return 0, 0, width, height
    corners = np.concatenate(lines)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    margin = MARGIN * max(right - left, bottom - top)
    return (
        max(0, int(left - margin)),
        max(0, int(top - margin)),
        min(width, int(right + margin)),
        min(height, int(bottom + margin)),
    )


def _scale(rgb: Any, pixels: int) -> float:
    """The factor by which a page is made smaller, or a tiny one larger, for the model."""
    shorter, longer = sorted(rgb.shape[:2])
    shrunk = (pixels / (shorter * min(longer, TILE_SHAPE * shorter))) ** 0.5
    return float(min(shrunk, max(1.0, min(ENLARGED_MAX, SIDE_MIN / shorter))))


def _looked_at(session: Any, rgb: Any, scale: float) -> list[Any]:
    along = 0 if rgb.shape[0] >= rgb.shape[1] else 1  # the array's axis along which the page is longer
    lines = []
    for start, end, first, last in _tiles(rgb.shape[along], rgb.shape[1 - along]):
        tile = rgb[start:end] if along == 0 else rgb[:, start:end]
        offset = np.array([0, start] if along == 0 else [start, 0], dtype=np.float32)
        moved = [corners + offset for corners in _marked(session, tile, scale)]
        lines += [corners for corners in moved if first <= corners[:, 1 - along].mean() < last]
    return lines


def _tiles(length: int, breadth: int) -> Iterator[tuple[int, int, float, float]]:
    """Where each tile begins and ends along the page, and from where to where the lines on it are its own."""
    size = int(max(TILE_SHAPE * breadth, TILE_LENGTH_MIN))
    step = int(size * (1 - TILE_OVERLAP))
    starts = [0, *range(step, length - (size - step), step)]
    for place, start in enumerate(starts):
        end = length if place + 1 == len(starts) else start + size
        first = 0.0 if place == 0 else start + (size - step) / 2
        last = float("inf") if place + 1 == len(starts) else end - (size - step) / 2
        yield start, end, first, last


def _marked(session: Any, tile: Any, scale: float) -> list[Any]:
    height, width = tile.shape[:2]
    size = tuple(max(_STEP, round(side * scale / _STEP) * _STEP) for side in (width, height))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(tile, size, interpolation=method)[:, :, ::-1]  # the model takes blue first
    values = small.astype(np.float32).transpose(2, 0, 1)[np.newaxis] / 127.5 - 1.0
    marks = computed(session, np.ascontiguousarray(values), give_back=size[0] * size[1] > KEPT_PIXELS)
    corners, _ = _MARKED(marks, (height, width))
    return [np.asarray(four, dtype=np.float32) for four in corners]
