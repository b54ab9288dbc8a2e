"""Where boxes lie on the page image before the engine turned it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.orientation import turned_back
from plutopixie.domain.reading.words import Box, Page
from plutopixie.ports.contracts.drawn import Bitmap

INK = 7


def inked(width: int, height: int, box: Box) -> Bitmap:
    """A picture that is white but for the box."""
    return Bitmap(
        tuple(
            bytes(INK if box.left <= x < box.right and box.top <= y < box.bottom else 255 for x in range(width))
            for y in range(height)
        )
    )


@given(st.integers(2, 12), st.integers(2, 12), st.integers(0, 3), st.data())
@pytest.mark.promise("P4.5")
def test_a_box_covers_the_same_ink(width: int, height: int, turns: int, data: st.DataObject) -> None:
    """What a box covers on the turned page, its counterpart covers on the page image, and nothing else."""
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    right, bottom = data.draw(st.integers(left + 1, width)), data.draw(st.integers(top + 1, height))
    box = Box(left, top, right, bottom)
    image = inked(width, height, box).turned(-turns)

    found = turned_back(box, Page(1, width, height, (), turns))

    assert image == inked(*image.size, found)
    assert image.turned(turns) == inked(width, height, box)
