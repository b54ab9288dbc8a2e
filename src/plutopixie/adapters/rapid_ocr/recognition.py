"""What a line says: cut out of the page, made level and 48 pixels high, and spelled by the recognition model.

The model gives, for each eighth column of pixels, how likely each character is there (connectionist temporal
classification): a character that repeats without a gap is one, and the class nought is a gap. Lines are computed one by
one at their own width, because a batch is as wide as its widest line and what is added costs as much as text.
"""

from __future__ import annotations

import math
from typing import Any, Final

import cv2
import numpy as np
from attrs import frozen

from plutopixie.adapters.rapid_ocr.models import Models, computed

HEIGHT: Final = 48
COLUMN: Final = 8  # pixels of width for each character that the model tells
WIDTH_MAX: Final = 3_200
#: Lines taller than wide by this factor stand upright, and are turned to be read from the bottom up.
UPRIGHT: Final = 1.5


@frozen
class Spelled:
    """A line's characters, where the middle of each stands (0 at the line's left end, 1 at its right), how sure."""

    text: str
    middles: tuple[float, ...]
    confidence: float


def read_line(models: Models, rgb: Any, corners: Any) -> Spelled:
    """What stands between four corners (clockwise from the top left) of a page of height, width and 3 bytes."""
    line = _level(rgb, corners)
    width = min(WIDTH_MAX, max(1, math.ceil(HEIGHT * line.shape[1] / line.shape[0])))
    method = cv2.INTER_AREA if line.shape[0] > HEIGHT else cv2.INTER_LINEAR
    values = np.zeros((1, 3, HEIGHT, math.ceil(width / COLUMN) * COLUMN), dtype=np.float32)
    resized = cv2.resize(line, (width, HEIGHT), interpolation=method)[:, :, ::-1]  # the model takes blue first
    values[0, :, :, :width] = resized.astype(np.float32).transpose(2, 0, 1) / 127.5 - 1.0
    return _spelled(computed(models.recognition, values)[0], models.characters, width)


def _spelled(likely: Any, characters: tuple[str, ...], width: int) -> Spelled:
    classes = likely.argmax(axis=1)
    begins = np.concatenate(([True], classes[1:] != classes[:-1])) & (classes != 0)
    places = np.flatnonzero(begins)
    if not len(places):
        return Spelled("", (), 0.0)
    middles = np.minimum(1.0, (places + 0.5) * COLUMN / width)
    sure = float(likely[places, classes[places]].mean())
    return Spelled("".join(characters[one] for one in classes[places]), tuple(map(float, middles)), sure)


def _level(rgb: Any, corners: Any) -> Any:
    """The quadrangle as an upright rectangle of its own size."""
    width = int(max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[2] - corners[3])))
    height = int(max(np.linalg.norm(corners[0] - corners[3]), np.linalg.norm(corners[1] - corners[2])))
    width, height = max(1, width), max(1, height)
    (left, top), (right, bottom) = np.floor(corners.min(axis=0)).astype(int), np.ceil(corners.max(axis=0)).astype(int)
    part = rgb[max(0, top) : bottom + 1, max(0, left) : right + 1]  # a view: the rest of the page is not looked at
    onto = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    origin = np.array([max(0, left), max(0, top)], dtype=np.float32)
    turn = cv2.getPerspectiveTransform((corners - origin).astype(np.float32), onto)
    line = cv2.warpPerspective(part, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.rot90(line) if height >= UPRIGHT * width else line
