"""Two readings of one page made into one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.combining import ADDED_CONFIDENCE, combined
from plutopixie.domain.reading.words import Box, Word


def word(text: str, left: int, top: int, confidence: float, width: int = 60) -> Word:
    """A word of ordinary height."""
    return Word(text, Box(left, top, left + width, top + 20), confidence)


#: Words that stand in cells of a grid, so that two of them share a place or nothing.
GRIDS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 40)), st.floats(0, 1, allow_nan=False), max_size=25
).map(lambda cells: [word(f"{x}.{y}", 100 * x, 30 * y, sure) for (x, y), sure in cells.items()])


def test_the_surer_word_stands() -> None:
    """One word in one place is taken from the reading that is surer of it."""
    first = [word("T0TAL", 0, 0, 0.4), word("12.50", 200, 0, 0.9)]
    second = [word("TOTAL", 2, 1, 0.8), word("12.60", 201, 0, 0.7)]

    assert [one.text for one in combined(first, second)] == ["TOTAL", "12.50"]


def test_a_line_that_is_parted_differently_stands_as_it_was_read_first() -> None:
    """Half a word, or two words in one, never stand beside the first reading's."""
    first = [word("GRAND TOTAL", 0, 0, 0.5, width=130)]
    second = [word("GRAND", 0, 0, 0.9, width=62), word("TOTAL", 68, 0, 0.9, width=62)]

    assert combined(first, second) == tuple(first)
    assert combined(second, first) == tuple(second)


def test_what_was_missed_is_added_if_it_is_sure() -> None:
    """A word that only the second reading has is added, but not a guess, and not over another word."""
    first = [word("TOTAL", 0, 0, 0.9)]
    second = [word("9.60", 200, 0, 0.8), word("~", 400, 0, 0.3), word("x", 20, 5, 0.9, width=200)]

    assert [one.text for one in combined(first, second)] == ["TOTAL", "9.60"]


@given(GRIDS, GRIDS)
def test_nothing_is_lost_or_doubled(first: list[Word], second: list[Word]) -> None:
    """Each place keeps its surest reading; every place of the first reading is kept, and sure ones of the second."""
    both = combined(first, second)

    ours, theirs = ({one.text: one.confidence for one in words} for words in (first, second))
    kept = ours.keys() | {text for text, sure in theirs.items() if sure > ADDED_CONFIDENCE}
    assert sorted(one.text for one in both) == sorted(kept)
    assert all(one.confidence == max(ours.get(one.text, 0), theirs.get(one.text, 0)) for one in both)


@given(GRIDS)
def test_a_reading_with_itself(words: list[Word]) -> None:
    """Two readings that agree are one; one that found nothing takes nothing away."""
    assert combined(words, words) == tuple(words)
    assert combined(words, []) == tuple(words)
