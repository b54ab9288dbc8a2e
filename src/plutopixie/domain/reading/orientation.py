"""Which way up a page is: found by reading it, because receipts are photographed in every direction.

An engine reads the page as it is. If what it finds looks upright (boxes wider than high, read with confidence), that
is the reading. Otherwise the page is read in its other directions as well, the likely ones first, until one looks
upright. When none does, the reading with the most text that is certain wins. A page on which nothing is found at all is
blank in every direction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from plutopixie.domain.reading.words import Box, Page, Word

#: Below this many certain letters and digits a reading says nothing about the direction.
CERTAIN_MIN: Final = 30.0
#: What an engine that reads upright text is confident of at least, on average, unless the engine says otherwise.
UPRIGHT_CONFIDENCE: Final = 0.75
TALL: Final = 1.5
LONG_TEXT: Final = 4

Reading = tuple[Word, ...]


def upright(read: Callable[[int], Reading], sure: float = UPRIGHT_CONFIDENCE) -> tuple[int, Reading]:
    """The number of clockwise quarter turns that make the page upright, and its words then.

    Args:
        read: reads the page after that many clockwise quarter turns.
        sure: the confidence (0 to 1) of the average character that this engine only has in upright text.
    """
    as_it_is = read(0)
    if not as_it_is or looks_upright(as_it_is, sure):
        return 0, as_it_is
    readings = {0: as_it_is}
    for turns in _others(as_it_is, sure):
        readings[turns] = read(turns)
        if looks_upright(readings[turns], sure):
            return turns, readings[turns]
    best = max(readings, key=lambda turns: (_certain(readings[turns]), -turns))
    return best, readings[best]


def turned_back(box: Box, page: Page) -> Box:
    """Where a box of the page as it was read lies on the page image, before the engine turned it.

    A clockwise quarter turn brings the left edge to the top: what was `y` from the top is `y` from the right then.
    """
    width, height = page.width, page.height
    for _ in range(page.turns):
        box = Box(box.top, width - box.right, box.bottom, width - box.left)
        width, height = height, width
    return box


def looks_upright(reading: Reading, sure: float = UPRIGHT_CONFIDENCE) -> bool:
    """Whether there is enough text, it lies in rows, and it was read with confidence."""
    return _certain(reading) >= CERTAIN_MIN and not _is_tall(reading) and _confidence(reading) >= sure


def _others(reading: Reading, sure: float) -> tuple[int, ...]:
    """The directions worth trying, the likely ones first.

    Columns of text mean a quarter turn. Engines read a column from the bottom up: when that went well, it was right.
    """
    if _is_tall(reading):
        return (3, 1) if _confidence(reading) >= sure else (1, 3)
    return 2, 1, 3


def _is_tall(reading: Reading) -> bool:
    """Whether most pieces of several characters stand upright like columns."""
    pieces = [word for word in reading if len(word.text) >= LONG_TEXT]
    tall = sum(word.box.height > TALL * word.box.width for word in pieces)
    return 2 * tall > len(pieces)


def _confidence(reading: Reading) -> float:
    """The confidence of the average character."""
    characters = sum(len(word.text) for word in reading)
    return sum(word.confidence * len(word.text) for word in reading) / characters if characters else 0.0


def _certain(reading: Reading) -> float:
    """How many letters and digits were read for certain: squared, because half-sure letters are mostly wrong."""
    rows = (word for word in reading if not _is_column(word))
    return sum(word.confidence**2 * sum(mark.isalnum() for mark in word.text) for word in rows)


def _is_column(word: Word) -> bool:
    return len(word.text) >= LONG_TEXT and word.box.height > TALL * word.box.width
