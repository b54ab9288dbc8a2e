"""Masking of recognized words, where one number may stand in several, and what to paint over on the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.account_numbers.invoices import mask_invoice
from plutopixie.domain.account_numbers.masking import mask
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.orientation import turned_back
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

#: Two pieces stand in one row if they share this much of the smaller one's height, apart if the gap is wider than that.
_ROW_SHARE: Final = 0.5
_ROW_GAP: Final = 1.5
_COLUMN_GAP: Final = 3.0  # heights of the smaller piece
#: How far painting goes beyond a box (a share of its height), and beyond the hidden part of a piece (in characters).
_MARGIN: Final = 0.1
_LETTER_MARGIN: Final = 1.0
_NARROW: Final = frozenset(" .,:;'`|!iIljtf()[]-")
_WIDE: Final = frozenset("MWmw%@\u2022")
_COLUMN_BREAK: Final = "   \x1f   "  # longer than a separator can be


def mask_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of one page with full account numbers hidden, also where a number stands in several words of a row.

    Boxes, confidence and order stay. Words are read three times: in rows and in columns, as they stand on the page, and
    in the given order.
    """
    masked = words
    for arranged in (_in_rows, _in_columns, _in_order):
        masked = _masked_together(masked, arranged(masked))
    return masked


def mask_recognized(text: RecognizedText) -> RecognizedText:
    """Everything recognized, with full account numbers hidden on every page, and in `text` as a whole."""
    pages = tuple(evolve(page, words=mask_words(page.words)) for page in text.pages)
    words = tuple(word for page in pages for word in page.words)
    masked = iter(_masked_together(words, _in_order(words)))
    hidden = tuple(evolve(page, words=tuple(next(masked) for _ in page.words)) for page in pages)
    return evolve(text, pages=hidden, invoice=mask_invoice(text.invoice))


def sensitive_boxes(words: tuple[Word, ...]) -> tuple[Box, ...]:
    """What to paint over on a page, in its pixels: where the digits stand that `mask_words` hides.

    Give the words as they were recognized, before masking. If only a part of a piece is hidden, its place is measured
    by its share of characters, with a margin for letters that are wider or narrower than others; so the painting may
    cover some of its neighbours, and of the last four digits.
    """
    return tuple(
        _hidden_box(word.box, before, after.text)
        for word, after in zip(words, mask_words(words), strict=True)
        if (before := word.text) != after.text
    )


def sensitive_places(text: RecognizedText) -> tuple[Place, ...]:
    """What to paint over in a document, in pixels of its page images: as `sensitive_boxes`, before the engine's turns.

    A small margin makes sure that no edge of a digit looks out.
    """
    masked = mask_recognized(text)
    return tuple(
        Place(page.number, turned_back(_with_margin(_hidden_box(word.box, word.text, after.text), page), page))
        for page, masked_page in zip(text.pages, masked.pages, strict=True)
        for word, after in zip(page.words, masked_page.words, strict=True)
        if word.text != after.text
    )


def _with_margin(box: Box, page: Page) -> Box:
    margin = 1 + int(_MARGIN * min(box.width, box.height))
    return Box(
        max(0, box.left - margin),
        max(0, box.top - margin),
        min(page.width, box.right + margin),
        min(page.height, box.bottom + margin),
    )


def _hidden_box(box: Box, before: str, after: str) -> Box:
    """Where the hidden part of a piece stands, whether all characters are as wide as each other or as in most fonts."""
    changed = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    first, end = changed[0], changed[-1] + 1
    widths = [_width(character) for character in before]
    left = min(first / len(before), sum(widths[:first]) / sum(widths))
    right = max(end / len(before), sum(widths[:end]) / sum(widths))
    margin = _LETTER_MARGIN * box.width / len(before)
    start, stop = int(left * box.width - margin), int(right * box.width + margin) + 1
    return Box(max(box.left, box.left + start), box.top, min(box.right, box.left + stop), box.bottom)


def _width(character: str) -> float:
    """How wide a character is in most fonts, in widths of a digit."""
    if character in _NARROW:
        return 0.5
    return 1.5 if character in _WIDE else 1.0


@frozen
class _Piece:
    """A word's place in the joined text: which word, and what stands before it."""

    word: int
    before: str


def _masked_together(words: tuple[Word, ...], pieces: Sequence[_Piece]) -> tuple[Word, ...]:
    joined = mask("".join(piece.before + words[piece.word].text for piece in pieces)).text
    masked = list(words)
    place = 0
    for piece in pieces:
        word = words[piece.word]
        place += len(piece.before)
        text = joined[place : place + len(word.text)]
        place += len(word.text)
        if text != word.text:
            masked[piece.word] = evolve(word, text=text)
    return tuple(masked)


def _in_order(words: Sequence[Word]) -> list[_Piece]:
    return [_Piece(place, "\n" if place else "") for place in range(len(words))]


def _in_rows(words: Sequence[Word]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for row in _rows(words):
        pieces.append(_Piece(row[0], "\n" if pieces else ""))
        pieces.extend(_Piece(right, _between(words[left].box, words[right].box)) for left, right in pairwise(row))
    return pieces


def _in_columns(words: Sequence[Word]) -> list[_Piece]:
    """Stretches of rows that stand below one another: where a number goes on that did not fit into its row."""
    pieces: list[_Piece] = []
    for column in _columns(words):
        for number, stretch in enumerate(column):
            before = "\n" if number else _COLUMN_BREAK
            pieces.append(_Piece(stretch[0], before))
            pieces.extend(_Piece(right, " ") for right in stretch[1:])
    return pieces


def _columns(words: Sequence[Word]) -> list[list[list[int]]]:
    """Each stretch goes to the column whose last one stands right above it, or begins one."""
    columns: list[list[list[int]]] = []
    open_columns: list[list[list[int]]] = []
    for row in _rows(words):
        begun = []
        for stretch in _stretches(words, row):
            above = next((one for one in open_columns if _stand_below(words, one[-1], stretch)), None)
            if above is None:
                above = []
                columns.append(above)
            else:
                open_columns.remove(above)
            above.append(stretch)
            begun.append(above)
        open_columns = begun
    return columns


def _stretches(words: Sequence[Word], row: Sequence[int]) -> list[list[int]]:
    """A row, cut where columns part."""
    stretches = [[row[0]]]
    for left, right in pairwise(row):
        if _between(words[left].box, words[right].box) == _COLUMN_BREAK:
            stretches.append([])
        stretches[-1].append(right)
    return stretches


def _stand_below(words: Sequence[Word], upper: Sequence[int], lower: Sequence[int]) -> bool:
    """Whether two stretches share a part of their width, with no more than an empty row between."""
    one = words[upper[0]].box.union(words[upper[-1]].box)
    other = words[lower[0]].box.union(words[lower[-1]].box)
    near = other.top - one.bottom <= _ROW_GAP * max(1, min(one.height, other.height))
    return near and min(one.right, other.right) > max(one.left, other.left)


def _between(left: Box, right: Box) -> str:
    height = max(1, min(left.height, right.height))
    return _COLUMN_BREAK if right.left - left.right > _COLUMN_GAP * height else " "


def _rows(words: Sequence[Word]) -> list[list[int]]:
    """The places of words that stand side by side, from left to right; rows from top to bottom."""
    rows: list[list[int]] = []
    for place in sorted(range(len(words)), key=lambda place: (words[place].box.top + words[place].box.bottom, place)):
        if rows and _side_by_side(words[rows[-1][-1]].box, words[place].box):
            rows[-1].append(place)
        else:
            rows.append([place])
    return [sorted(row, key=lambda place: (words[place].box.left, place)) for row in rows]


def _side_by_side(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _ROW_SHARE * max(1, min(one.height, other.height))
