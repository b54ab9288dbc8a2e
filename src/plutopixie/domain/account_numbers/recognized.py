"""Masking of recognized words, where one number may stand in several, and what to paint over on the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.account_numbers.masking import mask
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box, RecognizedText, Word

#: Two pieces stand in one row if they share this much of the smaller one's height, apart if the gap is wider than that.
_ROW_SHARE: Final = 0.5
_COLUMN_GAP: Final = 3.0  # heights of the smaller piece
_COLUMN_BREAK: Final = "   \x1f   "  # longer than a separator can be


def mask_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of one page with full account numbers hidden, also where a number stands in several words of a row.

    Boxes, confidence and order stay. Words are read twice: in rows, as they stand on the page, and in the given order.
    """
    by_rows = _masked_together(words, _in_rows(words))
    return _masked_together(by_rows, _in_order(by_rows))


def mask_recognized(text: RecognizedText) -> RecognizedText:
    """Everything recognized, with full account numbers hidden on every page, and in `text` as a whole."""
    pages = tuple(evolve(page, words=mask_words(page.words)) for page in text.pages)
    words = tuple(word for page in pages for word in page.words)
    masked = iter(_masked_together(words, _in_order(words)))
    return evolve(text, pages=tuple(evolve(page, words=tuple(next(masked) for _ in page.words)) for page in pages))


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
    """What to paint over in a document, page by page; otherwise as `sensitive_boxes`."""
    masked = mask_recognized(text)
    return tuple(
        Place(page.number, _hidden_box(word.box, word.text, after.text))
        for page, masked_page in zip(text.pages, masked.pages, strict=True)
        for word, after in zip(page.words, masked_page.words, strict=True)
        if word.text != after.text
    )


def _hidden_box(box: Box, before: str, after: str) -> Box:
    changed = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    width = box.width / len(before)
    margin = width / 2 if all(not character.isalpha() for character in before) else 2 * width
    left = box.left + int(changed[0] * width - margin)
    right = box.left + int((changed[-1] + 1) * width + margin) + 1
    return Box(max(box.left, left), box.top, min(box.right, right), box.bottom)


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
