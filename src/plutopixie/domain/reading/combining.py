"""Two readings of one page made into one: what one way of looking misses or misreads, another may get right.

The laws:

- Where both readings have one word in one place, the surer one stands.
- Where they part the line differently, the first reading stands.
- What only the second one has is added if it is sure enough, and lies over nothing that the first one read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from plutopixie.domain.reading.words import Box, Word

#: The part of the smaller box that the other covers when both show the same word, and when they touch at all.
SAME: Final = 0.5
TOUCHING: Final = 0.1
#: How sure the second reading is at least of what only it has.
ADDED_CONFIDENCE: Final = 0.6

_SHELF: Final = 64  # pixels; words are looked up by height


def combined(first: Sequence[Word], second: Sequence[Word]) -> tuple[Word, ...]:
    """The words of both readings, the first one's in their order and then what the second one adds."""
    theirs, ours = _Shelves(second), _Shelves(first)
    words: list[Word] = []
    settled: set[int] = set()
    for word in first:
        same = theirs.over(word.box, SAME)
        settled.update(same)
        alone = len(same) == 1 and len(ours.over(second[same[0]].box, SAME)) == 1
        words.append(max(word, second[same[0]], key=lambda one: one.confidence) if alone else word)
    added = (word for place, word in enumerate(second) if place not in settled and word.confidence > ADDED_CONFIDENCE)
    return (*words, *(word for word in added if not ours.over(word.box, TOUCHING)))


class _Shelves:
    """Words by their height on the page, so that neighbours are found without looking at all."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._shelves: dict[int, list[int]] = defaultdict(list)
        for place, word in enumerate(words):
            for shelf in _shelves(word.box):
                self._shelves[shelf].append(place)

    def over(self, box: Box, least: float) -> list[int]:
        """The places of the words of which more than that part is shared with a box, in their order."""
        near: Iterable[int] = {place for shelf in _shelves(box) for place in self._shelves.get(shelf, ())}
        return sorted(place for place in near if _shared(self._words[place].box, box) > least)


def _shelves(box: Box) -> range:
    return range(box.top // _SHELF, box.bottom // _SHELF + 1)


def _shared(one: Box, other: Box) -> float:
    """The part of the smaller box that both cover."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min(one.width * one.height, other.width * other.height)
    return width * height / smaller if width > 0 and height > 0 and smaller > 0 else 0.0
