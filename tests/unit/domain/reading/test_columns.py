"""Papers that lie side by side share no row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.words import Box, Page, Word

_ITEMS = ("Coffee", "Bread", "Butter", "Honey", "Apples", "Cheese", "Noodles", "Vinegar", "Pepper", "Oranges")


def receipt(name: str, left: int, top: int, rows: int = 10) -> list[Word]:
    """Items at the left, prices at the right, 400 pixels across."""
    words = [Word(name, Box(left + 100, top, left + 300, top + 24), 0.9)]
    for row, item in enumerate(_ITEMS[:rows], 1):
        height = top + 40 * row
        words += [
            Word(f"{name} {item}", Box(left, height, left + 220, height + 24), 0.9),
            Word(f"{row}.50", Box(left + 340, height, left + 400, height + 24), 0.9),
        ]
    return words


def texts(words: list[Word]) -> list[str]:
    """The rows of a page with these words."""
    return [row.text for row in rebuild(Page(1, 2_000, 2_000, tuple(words)))]


@given(st.integers(0, 60), st.integers(70, 900))
def test_two_receipts_in_one_picture(lower: int, apart: int) -> None:
    """However they lie beside each other, the rows of the left one come first, and none runs into the other."""
    left, right = receipt("NORTH", 10, 20), receipt("SOUTH", 410 + apart, 20 + lower)

    assert texts(left + right) == texts(left) + texts(right)
    assert texts(right + left) == texts(left) + texts(right)


@given(st.integers(60, 900))
def test_a_receipt_with_its_prices_far_away_is_one(apart: int) -> None:
    """A column of figures stays with its rows, however wide the gap."""
    words = receipt("NORTH", 10, 20)
    moved = [
        Word(one.text, Box(one.box.left + apart, one.box.top, one.box.right + apart, one.box.bottom), one.confidence)
        if one.box.left == 350
        else one
        for one in words
    ]

    assert texts(moved) == texts(words)


def test_a_letter_with_a_narrow_column_is_one() -> None:
    """A few words beside a full page are a column of it."""
    page = [*receipt("NORTH", 10, 20), *receipt("SOUTH", 600, 20, rows=4)]

    assert any("NORTH" in row and "SOUTH" in row for row in texts(page))


def test_what_crosses_the_gutter_joins() -> None:
    """A line that runs over both halves shows that they are one page."""
    page = [*receipt("NORTH", 10, 20), *receipt("SOUTH", 600, 20), Word("x" * 30, Box(10, 600, 1_000, 624), 0.9)]

    assert any("NORTH" in row and "SOUTH" in row for row in texts(page))
