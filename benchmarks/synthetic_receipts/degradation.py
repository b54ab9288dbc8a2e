"""What happens to a receipt before it is read: print that fades, folds, and the ways a scan or a photo goes wrong.

Damage never goes so far that a person could not read the receipt any more.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Grey = NDArray[np.float32]
_EDGE_PX: Final = 60


def degraded(rng: random.Random, image: Image.Image) -> Image.Image:
    """The receipt after two to four mishaps of print and paper, as a scan or as a photo; in 8-bit colour."""
    grey = np.asarray(image.convert("L"), np.float32)
    for step in rng.sample(_PAPER, rng.choice((1, 1, 2, 2))):
        grey = step(rng, grey)
    picture = _photo(rng, grey) if rng.random() < 0.65 else _scan(rng, grey)
    picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.1)))
    return _compressed(rng, _noisy(rng, picture))


def _faded(rng: random.Random, grey: Grey) -> Grey:
    """Thermal print that pales, more in one half than in the other."""
    strength = rng.uniform(0.2, 0.55)
    slope = np.linspace(rng.uniform(0.5, 1), rng.uniform(0.5, 1), grey.shape[0], dtype=np.float32)[:, None]
    return 255 - (255 - grey) * (1 - strength * slope)


def _streaked(rng: random.Random, grey: Grey) -> Grey:
    """Dots of the print head that print weakly: pale columns."""
    weak = np.ones(grey.shape[1], np.float32)
    for _ in range(rng.randrange(2, 7)):
        weak[rng.randrange(grey.shape[1]) :][: rng.randrange(1, 4)] = rng.uniform(0.3, 0.7)
    return np.asarray(255 - (255 - grey) * weak[None, :], np.float32)


def _folded(rng: random.Random, grey: Grey) -> Grey:
    """One to three folds across: a bright and a dark line, and one side darker than the other."""
    result = grey.copy()
    rows = np.arange(grey.shape[0], dtype=np.float32)
    for _ in range(rng.randrange(1, 4)):
        at, soft = rng.uniform(0.15, 0.85) * grey.shape[0], rng.uniform(20, 60)
        shade = rng.uniform(10, 35) * np.exp(-np.abs(rows - at) / soft) * np.where(rows > at, 1, -0.2)
        crease = rng.uniform(20, 60) * np.exp(-(((rows - at) / 1.5) ** 2))
        result = result - shade[:, None].astype(np.float32) - crease[:, None].astype(np.float32)
    return np.clip(result, 0, 255)


def _crumpled(rng: random.Random, grey: Grey) -> Grey:
    """Paper with soft bumps that shade it."""
    return np.clip(grey - rng.uniform(15, 40) * _clouds(rng, grey.shape, 12), 0, 255).astype(np.float32)


def _bled(rng: random.Random, grey: Grey) -> Grey:
    """Ink that spread: every stroke a little wider."""
    picture = Image.fromarray(grey.astype(np.uint8)).filter(ImageFilter.MinFilter(3))
    share = rng.uniform(0.3, 0.7)
    return grey * (1 - share) + np.asarray(picture, np.float32) * share


_PAPER: Final[tuple[Callable[[random.Random, Grey], Grey], ...]] = (_faded, _streaked, _folded, _crumpled, _bled)


def _photo(rng: random.Random, grey: Grey) -> Image.Image:
    """A photo: on a table, seen from aslant, in uneven light, with the shadow of a hand or a phone."""
    table = rng.randrange(40, 150)
    paper = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    width, height = paper.width + 2 * _EDGE_PX, paper.height + 2 * _EDGE_PX
    whole = Image.new("L", (width, height), table)
    whole.paste(paper, (_EDGE_PX, _EDGE_PX))
    whole = whole.rotate(rng.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True, fillcolor=table)
    whole = _slanted(rng, whole, table)
    light = _light(rng, (whole.height, whole.width))
    lit = np.clip(np.asarray(whole, np.float32) * light, 0, 255)
    tint = np.array([rng.uniform(0.94, 1), rng.uniform(0.92, 0.99), rng.uniform(0.8, 0.97)], np.float32)
    return Image.fromarray((lit[:, :, None] * tint).astype(np.uint8))


def _scan(rng: random.Random, grey: Grey) -> Image.Image:
    """A scan: slightly turned, a little too dark or too bright, with low contrast."""
    level, span = rng.uniform(0, 40), rng.uniform(0.65, 0.95)
    turned = Image.fromarray(np.clip(level + grey * span, 0, 255).astype(np.uint8))
    paper = int(min(255, level + 255 * span))
    return turned.rotate(rng.uniform(-2.5, 2.5), Image.Resampling.BICUBIC, expand=True, fillcolor=paper).convert("RGB")


def _slanted(rng: random.Random, image: Image.Image, fill: int) -> Image.Image:
    """The picture as seen from aslant: each corner moved by up to 3.5 per cent of the width."""
    reach = 0.035 * image.width
    corners = ((0, 0), (image.width, 0), (image.width, image.height), (0, image.height))
    moved = [(x + rng.uniform(-reach, reach), y + rng.uniform(-reach, reach)) for x, y in corners]
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, _perspective(corners, moved), Image.Resampling.BICUBIC, fillcolor=fill
    )


def _perspective(here: Any, there: Any) -> list[float]:
    """The eight coefficients that lead from one quadrilateral to the other."""
    rows, values = [], []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows, float), np.array(values, float))]


def _light(rng: random.Random, shape: tuple[int, int]) -> Grey:
    """How bright each place is: a slope, and often the soft edge of a shadow."""
    y, x = np.mgrid[0 : 1 : complex(0, shape[0]), 0 : 1 : complex(0, shape[1])].astype(np.float32)
    light = rng.uniform(0.78, 1.0) - rng.uniform(0, 0.25) * (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1))
    if rng.random() < 0.5:
        a, b, at = rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-0.3, 0.3)
        side = a * (x - 0.5) + b * (y - 0.5) - at
        light = light * (1 - rng.uniform(0.2, 0.45) / (1 + np.exp(-side * rng.uniform(20, 80))))
    return np.asarray(light, np.float32)


def _clouds(rng: random.Random, shape: tuple[int, int], cells: int) -> Grey:
    """Soft random bumps between 0 and 1."""
    small = _dice(rng).random((cells, cells)).astype(np.float32)
    picture = Image.fromarray((small * 255).astype(np.uint8)).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.asarray(np.asarray(picture, np.float32) / 255, np.float32)


def _noisy(rng: random.Random, image: Image.Image) -> Image.Image:
    """The grain of a sensor."""
    pixels = np.asarray(image, np.float32)
    grain = _dice(rng).normal(0, rng.uniform(2, 9), pixels.shape[:2]).astype(np.float32)
    return Image.fromarray(np.clip(pixels + grain[:, :, None], 0, 255).astype(np.uint8))


def _compressed(rng: random.Random, image: Image.Image) -> Image.Image:
    """What JPEG leaves of it."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=rng.randrange(40, 85))
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def _dice(rng: random.Random) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(rng.getrandbits(63)))
