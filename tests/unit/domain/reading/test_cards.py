"""Only the last four digits of the paying card are read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.cards import is_card_number
from plutopixie.domain.reading.extraction import Extraction

Reader = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("row", "last4"),
    [
        ("VISA ************4242", "4242"),
        ("Mastercard XXXX XXXX XXXX 4444", "4444"),
        ("**** 1234", "1234"),
        ("XXXXXXXXXXXX1234", "1234"),
        ("MASTER XXXXXXXXXXXX9113:", "9113"),
        ("VISA 1234", "1234"),
        ("VISA REFUND *1234", "1234"),
        ("Mastercard ...4821", "4821"),
        ("VISA x0095", "0095"),
        ("Card ending in 9876", "9876"),
        ("AMEX ENDING 1005", "1005"),
        ("Debit 411111XXXXXX1111", "1111"),
        ("VISA 4111 1111 1111 1111", "1111"),
        ("Nr. ############9165 0000 MasterCard", "9165"),
        ("MASTERCARD \u00d7\u00d7\u00d7\u00d76765", "6765"),
        ("VISA \u00d77852", "7852"),
        ("Mastercard **** **** **** i280", "1280"),
    ],
)
def test_last_four_are_read_from_many_prints(read: Reader, row: str, last4: str) -> None:
    """Masked, ending in, after the brand, and full numbers."""
    card = read(["Shop Inc", ("TOTAL", "12.00"), row]).last4

    assert card is not None
    assert last4 == card.value


@pytest.mark.parametrize(
    "row",
    [
        "4006381333931",
        "TEL 0123 4567",
        "Member card **** 1234",
        "TOTAL ........ 1234",
        "INV XX 20240115",
        "XXXXXXXXXXXX1L03",
        "VISA XXXXXXXXSALE",
    ],
)
def test_other_numbers_are_no_cards(read: Reader, row: str) -> None:
    """Barcodes, telephones, loyalty cards and leaders are not payment cards."""
    assert read(["Shop Inc", row]).last4 is None


@given(st.integers(min_value=0, max_value=10**13 - 1), st.sampled_from(["", " ", "-"]))
def test_check_digit_decides(body: int, gap: str) -> None:
    """Exactly one last digit makes a number with a card's prefix and length valid."""
    head = f"41{body:013d}"
    numbers = [f"{head}{digit}" for digit in range(10)]

    assert sum(is_card_number(gap.join(number[at : at + 4] for at in range(0, 16, 4))) for number in numbers) == 1
