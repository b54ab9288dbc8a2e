"""Fingerprints: nearly the same for pictures of one receipt, far apart for others, however the picture is turned."""

from __future__ import annotations

import io
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageFilter

from plutopixie.domain.reading.fingerprints import DISTANCE_MAX, WORDS_MIN, Raster, distance, fingerprint
from plutopixie.domain.reading.words import Box, Word

SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("*.jpg"))


def words(box: Box) -> list[Word]:
    """Words whose hull is the box."""
    return [Word("a", box, 1.0)] * WORDS_MIN


def printed(picture: Image.Image, box: Box | None = None, turns: int = 0) -> int:
    """The fingerprint of a picture; of the whole of it unless a box is named."""
    rgb = picture.convert("RGB")
    whole = Box(0, 0, *(rgb.size if turns % 2 == 0 else rgb.size[::-1]))
    found = fingerprint(Raster(*rgb.size, rgb.tobytes(), turns), words(box or whole))
    assert found is not None
    return found


def photographed(picture: Image.Image) -> Image.Image:
    """The same paper: a little askew, darker, out of focus, saved with loss."""
    worse = ImageEnhance.Brightness(picture.convert("L")).enhance(0.8).rotate(1.0, fillcolor=200)
    kept = io.BytesIO()
    worse.filter(ImageFilter.GaussianBlur(1.5)).save(kept, "JPEG", quality=40)
    return Image.open(kept)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_same_paper_is_recognized(path: Path) -> None:
    """A worse picture of the same receipt has nearly the same fingerprint."""
    picture = Image.open(path)
    assert distance(printed(picture), printed(photographed(picture))) <= DISTANCE_MAX


@pytest.mark.parametrize(("one", "other"), list(combinations(SAMPLES, 2)), ids=lambda path: path.stem)
def test_another_paper_is_told_apart(one: Path, other: Path) -> None:
    """Pictures of two receipts have fingerprints that are far apart."""
    assert distance(printed(Image.open(one)), printed(photographed(Image.open(other)))) > DISTANCE_MAX


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_the_way_up_does_not_count(turns: int) -> None:
    """A picture that lies on its side or its head has the fingerprint of the upright one, once its turn is known."""
    upright = Image.open(SAMPLES[0])
    lying = upright.rotate(90 * turns, expand=True)  # counter-clockwise, so that so many clockwise turns bring it back
    assert printed(lying, turns=turns) == printed(upright)


def test_framing_does_not_count() -> None:
    """Background around the text changes nothing."""
    picture = Image.open(SAMPLES[0]).convert("RGB")
    table = Image.new("RGB", (picture.width + 300, picture.height + 200), (40, 30, 20))
    table.paste(picture, (200, 150))
    box = Box(200, 150, 200 + picture.width, 150 + picture.height)
    assert printed(table, box) == printed(picture)


def test_little_text_has_no_fingerprint() -> None:
    """Where hardly anything was read, nothing can be said."""
    assert fingerprint(Raster(8, 8, bytes(192)), words(Box(0, 0, 8, 8))[1:]) is None


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 3), st.tuples(*[st.integers(-9, 20)] * 4), st.randoms())
def test_every_picture_and_place_is_taken(
    width: int, height: int, turns: int, place: tuple[int, ...], random: Random
) -> None:
    """Whatever the size, the turn and the boxes, even outside of the page, the answer is 64 bits."""
    pixels = random.randbytes(3 * width * height)
    left, top, wide, high = place
    box = Box(left, top, left + abs(wide), top + abs(high))
    found = fingerprint(Raster(width, height, pixels, turns), words(box))
    assert found is not None
    assert 0 <= found < 2**64
