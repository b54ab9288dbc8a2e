"""Rows are rebuilt from geometry alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plutopixie.domain.reading.rows import COLUMN, WORD_CHARS_MAX, clean, rebuild
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

LAYOUT = [f"A fairly long item number {at}" if at % 2 else ("Item", f"{at}.00") for at in range(20)]


@pytest.mark.parametrize("slope", [0.0, 0.12, -0.12])
def test_rows_follow_the_slope_of_the_page(document: Callable[..., RecognizedText], slope: float) -> None:
    """A page askew gives the same rows as an upright one."""
    upright = [row.text for row in rebuild(document(LAYOUT).pages[0])]

    assert upright == [row.text for row in rebuild(document(LAYOUT, slope=slope).pages[0])]


def test_words_and_lines_give_the_same_rows(document: Callable[..., RecognizedText]) -> None:
    """An engine that gives words and one that gives lines lead to the same text."""
    lines = [row.text for row in rebuild(document(LAYOUT).pages[0])]

    assert lines == [row.text for row in rebuild(document(LAYOUT, lines=False).pages[0])]


def test_a_wide_gap_is_a_column() -> None:
    """Pieces far apart are parted by the column mark, near ones by one space."""
    words = (
        Word("NET", Box(0, 0, 30, 20), 1.0),
        Word("TOTAL", Box(38, 1, 90, 21), 1.0),
        Word("9.00", Box(300, 0, 340, 20), 1.0),
    )
    (row,) = rebuild(Page(1, 400, 100, words))

    assert f"NET TOTAL{COLUMN}9.00" == row.text


def test_a_part_of_a_line_has_its_share_of_the_box() -> None:
    """The place of characters inside a long piece is measured inside that piece's box."""
    (row,) = rebuild(Page(1, 400, 100, (Word("TOTAL 9.00", Box(0, 0, 100, 20), 1.0),)))

    assert Box(60, 0, 100, 20) == row.place(6, 10).box


def test_text_is_unified_and_bounded() -> None:
    """Full-width characters become plain, control characters vanish, length is bounded."""
    assert clean("\uff34\uff2f\uff34\uff21\uff2c\x00\n 9") == "TOTAL 9"
    assert len(clean("x" * 10_000)) == WORD_CHARS_MAX


def test_an_empty_page_has_no_rows() -> None:
    """No words, or only blank ones, make no rows."""
    assert rebuild(Page(1, 10, 10, (Word("  ", Box(0, 0, 5, 5), 1.0),))) == ()
