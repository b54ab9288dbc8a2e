"""Papers that lie side by side on one page: rows must not run from one into the next.

The laws:

- Only a gutter that no piece crosses from the top of the page to its bottom parts papers, and only if it is wide.
- A receipt's own columns are no papers: the right one holds figures. Each paper has words of its own, in many rows.
- Where in doubt, it is one paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from plutopixie.domain.reading.words import Box

#: The least width of a gutter, in usual heights of pieces.
GUTTER_MIN: Final = 2.0
#: What a paper has at least: pieces, rows, the part of its pieces that are words, and its part of all pieces: letters
#: have narrow columns at their side that are no papers.
PIECES_MIN: Final = 12
ROWS_MIN: Final = 8
WORDS_MIN: Final = 0.35
PART_MIN: Final = 0.3
_WORD_LETTERS: Final = 3


class Piece(Protocol):
    """What is parted: text with its place."""

    @property
    def text(self) -> str:
        """What it says."""
        ...

    @property
    def box(self) -> Box:
        """Where it stands."""
        ...


def papers(pieces: Sequence[Piece], slope: float, unit: float) -> list[list[int]]:
    """The places, among the pieces, of those on each paper, from left to right; one list if there is one paper.

    Args:
        pieces: what stands on the page.
        slope: how far a row sinks per pixel to the right.
        unit: the usual height of a piece in pixels.
    """
    spans = sorted((*_span(piece, slope), place) for place, piece in enumerate(pieces))
    found: list[list[int]] = [[]]
    reached = float("-inf")
    for left, right, place in spans:
        if found[-1] and left - reached >= GUTTER_MIN * unit:
            found.append([])
        found[-1].append(place)
        reached = max(reached, right)
    whole = [sorted(place for group in found for place in group)]
    joined = _joined(found, pieces, slope, unit)
    return joined if len(joined) > 1 else whole


def _joined(groups: list[list[int]], pieces: Sequence[Piece], slope: float, unit: float) -> list[list[int]]:
    """Groups of which each is a paper: a column of figures belongs to the paper on its left."""
    least = max(PIECES_MIN, PART_MIN * len(pieces))
    parted: list[list[int]] = []
    for group in groups:
        both = [*parted[-1:], group]
        if parted and not all(_is_paper([pieces[place] for place in one], least, slope, unit) for one in both):
            parted[-1] += group
        else:
            parted.append(list(group))
    return [sorted(paper) for paper in parted]


def _is_paper(pieces: Sequence[Piece], least: float, slope: float, unit: float) -> bool:
    if len(pieces) < least:
        return False
    words = sum(sum(mark.isalpha() for mark in piece.text) >= _WORD_LETTERS for piece in pieces)
    levels = {round(_level(piece, slope) / unit) for piece in pieces}
    return len(levels) >= ROWS_MIN and words >= WORDS_MIN * len(pieces)


def _level(piece: Piece, slope: float) -> float:
    box = piece.box
    return (box.top + box.bottom - slope * (box.left + box.right)) / 2


def _span(piece: Piece, slope: float) -> tuple[float, float]:
    """From where to where a piece reaches across, on a page turned level."""
    box = piece.box
    middle = (box.top + box.bottom) / 2
    return box.left + slope * middle, box.right + slope * middle
