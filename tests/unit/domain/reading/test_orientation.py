"""Which way up a page is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plutopixie.domain.reading.orientation import Reading, looks_upright, upright
from plutopixie.domain.reading.words import Box, Word

ROWS = tuple(Word("twelve letters", Box(10, 30 * row, 150, 30 * row + 20), 0.95) for row in range(5))
UNSURE_ROWS = tuple(Word(word.text, word.box, 0.4) for word in ROWS)
COLUMNS = tuple(Word("twelve letters", Box(30 * column, 10, 30 * column + 20, 150), 0.95) for column in range(5))
UNSURE_COLUMNS = tuple(Word(word.text, word.box, 0.4) for word in COLUMNS)


def _page(readings: dict[int, Reading], asked: list[int]) -> Callable[[int], Reading]:
    def read(turns: int) -> Reading:
        asked.append(turns)
        return readings[turns]

    return read


def test_an_upright_page_is_read_once() -> None:
    """Rows that were read with confidence settle the direction at once."""
    asked: list[int] = []

    assert upright(_page({0: ROWS}, asked)) == (0, ROWS)
    assert asked == [0]


def test_a_blank_page_is_read_once() -> None:
    """Where nothing is found, no other direction is tried."""
    asked: list[int] = []

    assert upright(_page({0: ()}, asked)) == (0, ())
    assert asked == [0]


@pytest.mark.parametrize(
    ("as_it_is", "turns"),
    [(COLUMNS, 3), (UNSURE_COLUMNS, 1), (UNSURE_ROWS, 2)],
    ids=["columns that read well", "columns that read badly", "rows that read badly"],
)
def test_the_likely_direction_is_tried_first(as_it_is: Reading, turns: int) -> None:
    """What the first reading looks like says how the page was turned, and the second reading ends the search."""
    asked: list[int] = []

    assert upright(_page({0: as_it_is, turns: ROWS}, asked)) == (turns, ROWS)
    assert asked == [0, turns]


def test_the_most_certain_text_wins() -> None:
    """When no direction looks upright, the one with the most certain letters is taken; among equals the first."""
    faint = tuple(Word(word.text, word.box, 0.7) for word in ROWS)

    assert upright(_page({0: UNSURE_ROWS, 1: faint, 2: UNSURE_ROWS, 3: ()}, [])) == (1, faint)
    assert upright(_page(dict.fromkeys(range(4), UNSURE_ROWS), [])) == (0, UNSURE_ROWS)


def test_an_engine_may_be_less_sure() -> None:
    """How much confidence upright text needs is the engine's to say."""
    assert not looks_upright(UNSURE_ROWS)
    assert looks_upright(UNSURE_ROWS * 4, sure=0.3)


def test_a_few_letters_settle_nothing() -> None:
    """Less text than a short row says nothing about the direction, however sure it is."""
    assert not looks_upright(ROWS[:1])
