"""Layouts made by hand: rows of text become words with boxes, as an engine would hand them over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from plutopixie.domain.reading.extraction import Extraction, ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

_CHAR, _HEIGHT, _PITCH, _COLUMN = 10, 20, 30, 400

#: A page: each row is a text, or a text and the text that stands in the right column.
Layout = Sequence[str | tuple[str, str]]


def page_of(layout: Layout, *, number: int = 1, lines: bool = True, slope: float = 0.0) -> Page:
    """A page with these rows, as whole lines or as single words, on paper that slopes."""
    words = []
    for index, row in enumerate(layout):
        top = 200 + index * _PITCH
        for left, text in zip((20, 20 + _COLUMN), (row,) if isinstance(row, str) else row, strict=False):
            for start, piece in [(0, text)] if lines else _split(text):
                at = 100 + left + start * _CHAR - round(slope * top)
                width = len(piece) * _CHAR
                middle = top + _HEIGHT // 2 + round(slope * (at + width / 2))
                half = (_HEIGHT + round(abs(slope) * width)) // 2
                words.append(Word(piece, Box(at, middle - half, at + width, middle + half), 0.95))
    return Page(number, 1000, 600 + len(layout) * _PITCH, tuple(words))


def document_of(*layouts: Layout, lines: bool = True, slope: float = 0.0) -> RecognizedText:
    """A document whose pages have these rows."""
    pages = tuple(
        page_of(layout, number=number, lines=lines, slope=slope) for number, layout in enumerate(layouts, start=1)
    )
    return RecognizedText(pages, "made by hand", "1")


def _split(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for word in text.split(" "):
        if word:
            found.append((at, word))
        at += len(word) + 1
    return found


@pytest.fixture
def context() -> ReadingContext:
    """A day in 2026 and an organization about which nothing else is known."""
    return ReadingContext(today=date(2026, 6, 15))


@pytest.fixture
def document() -> Callable[..., RecognizedText]:
    """The builder of documents."""
    return document_of


@pytest.fixture
def read(context: ReadingContext) -> Callable[..., Extraction]:
    """Read the receipt whose pages have these rows."""

    def reading(*layouts: Layout, lines: bool = True, slope: float = 0.0) -> Extraction:
        return extract(document_of(*layouts, lines=lines, slope=slope), context)

    return reading
