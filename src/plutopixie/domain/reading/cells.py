"""Cells: the parts of a row that stand apart from each other, with where they begin and end.

A typed page sets things side by side that do not belong together: the seller's address beside the invoice's data, two
addresses, the columns of a table. Within a column, what stands below something belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import COLUMN, Row
from plutopixie.domain.reading.words import Box

#: How far left edges of one column may differ, and how far apart the lines of one block stand, in heights of a row.
EDGE_MAX: Final = 1.5
LINE_GAP_MAX: Final = 2.0


@frozen(eq=False)
class Cell:
    """A part of a row without a wide gap in it: its text, its place in the row's text, and its box."""

    text: str
    row: Row
    index: int
    start: int
    end: int
    box: Box

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.row.page, self.box)


def cells_of(rows: Sequence[Row]) -> tuple[Cell, ...]:
    """The cells of all rows, from top to bottom and left to right."""
    return tuple(cell for index, row in enumerate(rows) for cell in _split(row, index))


def below(cell: Cell, cells: Sequence[Cell], lines_max: int, gap_max: float = LINE_GAP_MAX) -> Iterator[Cell]:
    """The cells of the same column that follow below, until a wide gap ends the block."""
    last = cell
    count = 0
    for other in cells:
        if other.index <= last.index or other.row.page != cell.row.page or not is_aligned(cell, other):
            continue
        if other.box.top - last.box.bottom > gap_max * max(1, cell.row.height) or count >= lines_max:
            return
        yield other
        last = other
        count += 1


def is_aligned(one: Cell, other: Cell) -> bool:
    """Whether two cells begin at the same edge; a block may be set in a little under its heading."""
    reach = EDGE_MAX * max(1, one.row.height, other.row.height)
    return abs(one.box.left - other.box.left) <= reach


def _split(row: Row, index: int) -> Iterator[Cell]:
    start = 0
    for text in row.text.split(COLUMN):
        end = start + len(text)
        if text.strip():
            yield Cell(text.strip(), row, index, start, end, row.place(start, end).box)
        start = end + len(COLUMN)
