"""Rows: what stands side by side on a page, rebuilt from geometry alone.

The laws:

- The order in which an engine hands its pieces over means nothing; only their boxes count.
- A piece may be a word or a whole line. Both kinds end in the same rows.
- A page may be photographed askew. Its slope is estimated from the pieces themselves, and a row follows the slope;
  beyond that, a row is followed from piece to piece, so that curled paper still reads.
- Papers that lie side by side share no row (`columns`).
- A wide gap is a column: in a row's text it shows as `COLUMN`, everything narrower as one space.
- What stands up or down the page, as notes in a margin do, is in no row with others.
- What an engine hands over is bounded before anything is computed from it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from statistics import median
from typing import Final

from attrs import define, field, frozen

from plutopixie.domain.reading.columns import papers
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box, Page, Word

WORDS_MAX: Final = 20_000
WORD_CHARS_MAX: Final = 200
PAGE_CHARS_MAX: Final = 100_000
ROW_CHARS_MAX: Final = 2_000

#: What stands in a row's text where a column begins.
COLUMN: Final = "  "

_COLUMN_GAP: Final = 2.0  # in heights of the smaller neighbour
_ROW_REACH: Final = 0.55  # how far two neighbours' middles may lie apart, in heights of the smaller one
_SPECK: Final = 0.35  # of the usual height
_SPECK_CHARS: Final = 2
_STANDING: Final = 2.0  # of its width
_STANDING_CHARS: Final = 4
_SLOPE_SAMPLE: Final = 600
_SLOPE_PIECES_MIN: Final = 5
_SLOPE_MIN: Final = 0.03
_SLOPE_MAX: Final = 0.45
#: A slope from here on is refined: an error of a tenth moves the far end of a row by its height.
_STEEP: Final = 0.12
_REFINED: Final = 33  # parts of it


@frozen
class Piece:
    """A recognized piece with clean text: NFKC, no control characters, single spaces, bounded length."""

    text: str
    box: Box
    confidence: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.box.top + self.box.bottom) / 2


# eq=False: rows are compared by identity; two equal-looking rows on a page are two rows.
@define(eq=False, slots=False)
class Row:
    """Pieces that stand side by side, left to right, with their text and where each piece begins in it."""

    page: int
    frame: Box
    pieces: tuple[Piece, ...]
    text: str = field(init=False)
    _starts: tuple[int, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.text, self._starts = _joined(self.pieces)

    @cached_property
    def box(self) -> Box:
        """The smallest box that holds the whole row."""
        return _hull(piece.box for piece in self.pieces)

    @cached_property
    def height(self) -> int:
        """The usual height of its pieces."""
        return int(median(piece.box.height for piece in self.pieces))

    @cached_property
    def confidence(self) -> float:
        """How sure the engine was of the row: its least sure piece."""
        return min(piece.confidence for piece in self.pieces)

    def sureness(self, start: int, end: int) -> float:
        """How sure the engine was of the characters from start to end."""
        return min((piece.confidence for piece, _, _ in self._between(start, end)), default=self.confidence)

    def place(self, start: int, end: int) -> Place:
        """Where the characters from start to end stand; a part of a piece is its share of the piece."""
        parts = [_share(piece, low, high) for piece, low, high in self._between(start, end)]
        return Place(self.page, _clipped(_hull(parts) if parts else self.box, self.frame))

    def _between(self, start: int, end: int) -> list[tuple[Piece, int, int]]:
        found = []
        for piece, begin in zip(self.pieces, self._starts, strict=True):
            low, high = max(start, begin) - begin, min(end, begin + len(piece.text)) - begin
            if low < high:
                found.append((piece, low, high))
        return found


def rebuild(page: Page) -> tuple[Row, ...]:
    """The rows of a page from top to bottom; of papers that lie side by side, the left one's first."""
    pieces = _pieces(page.words)
    if not pieces:
        return ()
    slope = _slope(pieces)
    frame = Box(0, 0, max(0, page.width), max(0, page.height))
    lying = [piece for piece in pieces if not _is_standing(piece)]
    rows = [Row(page.number, frame, (piece,)) for piece in pieces if _is_standing(piece)]
    for paper in _papers(lying, slope, max(1.0, _usual_height(pieces))):
        chained = _chained([lying[place] for place in paper], slope)
        found = [Row(page.number, frame, tuple(group)) for group in chained]
        rows += sorted(found, key=lambda row: (_level(row, slope), row.box.left, row.text))
    return tuple(rows)


def _papers(pieces: Sequence[Piece], slope: float, unit: float) -> list[list[int]]:
    """The places of the pieces on each paper. What a program typed is one sheet: only pictures show several."""
    if all(piece.confidence == 1.0 for piece in pieces):
        return [list(range(len(pieces)))]
    return papers(pieces, slope, unit)


def clean(text: str) -> str:
    """Text with compatible characters unified, control characters dropped and spaces single."""
    unified = unicodedata.normalize("NFKC", text[:WORD_CHARS_MAX])
    shown = "".join(char if char.isprintable() else " " for char in unified)
    return " ".join(shown.split())[:WORD_CHARS_MAX]


def _pieces(words: Sequence[Word]) -> list[Piece]:
    pieces = [
        Piece(text, _upright(word.box), word.confidence) for word in words[:WORDS_MAX] if (text := clean(word.text))
    ]
    usual = _usual_height(pieces) if pieces else 0
    pieces = sorted((piece for piece in pieces if not _is_speck(piece, usual)), key=_reading_key)
    length = 0
    for count, piece in enumerate(pieces):
        length += len(piece.text)
        if length > PAGE_CHARS_MAX:
            return pieces[:count]
    return pieces


def _is_speck(piece: Piece, usual: float) -> bool:
    """Whether a piece is dirt on the paper: far smaller than print, and hardly a character."""
    return len(piece.text) <= _SPECK_CHARS and piece.text not in "-." and piece.box.height < _SPECK * usual


def _is_standing(piece: Piece) -> bool:
    """Whether a piece runs up or down: far taller than wide, though it has several characters."""
    return len(piece.text) >= _STANDING_CHARS and piece.box.height > _STANDING * piece.box.width


def _reading_key(piece: Piece) -> tuple[int, int, int, int, str, float]:
    box = piece.box
    return (box.left, box.top, box.right, box.bottom, piece.text, piece.confidence)


def _upright(box: Box) -> Box:
    return Box(min(box.left, box.right), min(box.top, box.bottom), max(box.left, box.right), max(box.top, box.bottom))


def _slope(pieces: Sequence[Piece]) -> float:
    """How far a row sinks per pixel to the right.

    An upright box around a slanted line grows with the line's length: that gives the size of the slope. Its sign
    is the one under which rows and columns stand in order; where neither does better than no slope, there is none.
    """
    step = max(1, len(pieces) // _SLOPE_SAMPLE)
    sample = sorted(pieces[::step], key=lambda piece: piece.box.width)
    third = len(sample) // 3
    if third < _SLOPE_PIECES_MIN:
        return 0.0
    narrow, wide = sample[:third], sample[-third:]
    spread = _usual_width(wide) - _usual_width(narrow)
    growth = (_usual_height(wide) - _usual_height(narrow)) / spread if spread > 0 else 0.0
    if not _SLOPE_MIN <= growth <= _SLOPE_MAX:
        return 0.0
    unit = max(1.0, _usual_height(narrow) / 2)
    slopes = [0.0, *(sign * growth * near for near in (1.0, 0.9, 1.1, 0.8, 1.2) for sign in (1, -1))]
    rough = max(slopes, key=lambda slope: _order_under(sample, slope, unit))
    if abs(rough) < _STEEP:
        return rough
    near = [rough * (1 + part / _REFINED) for part in range(-_REFINED // 3, _REFINED // 3 + 1)]
    return max([rough, *near], key=lambda slope: _order_under(sample, slope, unit / 3))


def _usual_width(pieces: Sequence[Piece]) -> float:
    return median(piece.box.width for piece in pieces)


def _usual_height(pieces: Sequence[Piece]) -> float:
    return median(piece.box.height for piece in pieces)


def _order_under(pieces: Sequence[Piece], slope: float, unit: float) -> int:
    """How orderly the pieces stand if the page has this slope: middles in rows, left and right edges in columns."""
    middles = [piece.middle - slope * (piece.box.left + piece.box.right) / 2 for piece in pieces]
    lefts = [piece.box.left + slope * piece.middle for piece in pieces]
    rights = [piece.box.right + slope * piece.middle for piece in pieces]
    return sum(_stacking(values, unit) for values in (middles, lefts, rights))


def _stacking(values: Iterable[float], unit: float) -> int:
    levels: Counter[int] = Counter()
    for value in values:
        level = round(value / unit)
        levels[level] += 2
        levels[level - 1] += 1
        levels[level + 1] += 1
    return sum(count * count for count in levels.values())


@define
class _Chain:
    """A row in the making: its pieces so far, and the level and height of the last one."""

    pieces: list[Piece]
    level: float
    height: float


def _chained(pieces: Sequence[Piece], slope: float) -> list[list[Piece]]:
    """Pieces, left to right, each hung on the chain whose last piece lies on its level."""
    unit = max(1.0, _usual_height(pieces)) if pieces else 1.0
    chains: dict[int, list[_Chain]] = defaultdict(list)
    finished: list[_Chain] = []
    for piece in pieces:
        level = piece.middle - slope * (piece.box.left + piece.box.right) / 2
        height = _true_height(piece, slope)
        shelf = int(level // unit)
        near = [chain for at in (shelf - 1, shelf, shelf + 1) for chain in chains[at]]
        fitting = [chain for chain in near if _fits(chain, piece, level, height, unit)]
        if fitting:
            chain = min(fitting, key=lambda one: abs(one.level - level))
            chains[int(chain.level // unit)].remove(chain)
            chain.pieces.append(piece)
            chain.level, chain.height = level, height
        else:
            chain = _Chain([piece], level, height)
            finished.append(chain)
        chains[shelf].append(chain)
    return [chain.pieces for chain in finished]


def _fits(chain: _Chain, piece: Piece, level: float, height: float, unit: float) -> bool:
    last = chain.pieces[-1].box
    overlap = last.right - piece.box.left
    if overlap > 0.5 * max(1, min(last.width, piece.box.width)):
        return False
    return abs(chain.level - level) <= min(unit, _ROW_REACH * max(1.0, min(chain.height, height)))


def _true_height(piece: Piece, slope: float) -> float:
    """The height without what the slope adds to the upright box around a slanted line."""
    return max(piece.box.height - abs(slope) * piece.box.width, 0.4 * piece.box.height)


def _level(row: Row, slope: float) -> float:
    return sum(p.middle - slope * (p.box.left + p.box.right) / 2 for p in row.pieces) / len(row.pieces)


def _joined(pieces: Sequence[Piece]) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for index, piece in enumerate(pieces):
        if index:
            gap = COLUMN if _is_column(pieces[index - 1], piece) else " "
            parts.append(gap)
            length += len(gap)
        starts.append(length)
        parts.append(piece.text)
        length += len(piece.text)
    return "".join(parts)[:ROW_CHARS_MAX], tuple(starts)


def _is_column(before: Piece, after: Piece) -> bool:
    return after.box.left - before.box.right > _COLUMN_GAP * max(1, min(before.box.height, after.box.height))


def _share(piece: Piece, low: int, high: int) -> Box:
    box, length = piece.box, len(piece.text)
    return Box(box.left + box.width * low // length, box.top, box.left + -(-box.width * high // length), box.bottom)


def _hull(boxes: Iterable[Box]) -> Box:
    several = list(boxes)
    return Box(
        min(box.left for box in several),
        min(box.top for box in several),
        max(box.right for box in several),
        max(box.bottom for box in several),
    )


def _clipped(box: Box, frame: Box) -> Box:
    return Box(
        min(max(box.left, 0), frame.right),
        min(max(box.top, 0), frame.bottom),
        min(max(box.right, 0), frame.right),
        min(max(box.bottom, 0), frame.bottom),
    )
