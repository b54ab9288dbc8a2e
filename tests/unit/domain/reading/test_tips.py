"""A tip is what the guest added, not what the bill suggests."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from plutopixie.domain.reading.extraction import Extraction

Reader = Callable[..., Extraction]
Rows = list[str | tuple[str, str]]

BILL: Rows = [("Soup", "8.00"), ("Sandwich", "12.00"), ("Subtotal", "20.00"), ("Tax", "1.65")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([*BILL, ("Tip", "4.00"), ("Total", "25.65")], "4.00"),
        ([*BILL, ("Gratuity 18%", "3.60"), ("Total Due", "25.25")], "3.60"),
        ([("Steak", "84.00"), ("Subtotal", "84.00"), ("Auto Gratuity 18%", "15.12"), ("Total", "99.12")], "15.12"),
        ([("Amount", "20.00"), ("Tip", "3.00"), ("Total", "23.00"), "VISA XXXX4242"], "3.00"),
        ([("Summe", "20,00"), ("Trinkgeld", "2,00"), ("Gesamtbetrag EUR", "22,00")], "2.00"),
        ([*BILL, ("Tip", "0.00"), ("Total", "21.65")], None),
        ([*BILL, ("Total", "21.65"), "Tip: ________", "Total: ________"], None),
        ([*BILL, ("Total", "21.65"), "Tip", "VISA XXXX4242"], None),
        ([*BILL, ("Total", "21.65"), "Suggested Tip", ("18%", "3.60"), ("20%", "4.00"), ("22%", "4.40")], None),
        ([*BILL, ("Total", "21.65"), ("18% Tip", "3.60"), ("20% Tip", "4.00")], None),
        ([*BILL, ("Total", "21.65"), "Tip guide: 15% 3.00  18% 3.60  20% 4.00"], None),
        ([*BILL, ("Total", "21.65"), ("Tip", "99.00")], None),
        ([("TIP TOP BREAD", "3.00"), ("TOTAL", "3.00")], None),
    ],
)
def test_a_tip_is_told_from_a_suggestion(read: Reader, rows: Rows, expected: str | None) -> None:
    """A printed tip is read; blanks, tables of suggestions and sums beyond the total are none."""
    tip = read(["The Grill Inc", *rows]).tip

    assert (None if tip is None else f"{tip.value:f}") == expected


def test_arithmetic_confirms_a_tip(read: Reader) -> None:
    """A tip that makes the total with the other sums is given with more confidence."""
    proven = read(["The Grill Inc", *BILL, ("Tip", "4.00"), ("Total", "25.65")]).tip
    alone = read(["The Grill Inc", *BILL, ("Tip", "4.00"), ("Total", "40.00")]).tip

    assert proven is not None
    assert alone is not None
    assert proven.confidence > alone.confidence
    assert proven.value == alone.value == Decimal("4.00")


def test_a_vendor_named_example_suggests_no_tip(read: Reader) -> None:
    """Words of suggestion without a tip hide no tax."""
    rows: Rows = ["Example Software, Inc", ("Subtotal", "20.00"), ("Tax 8%", "1.60"), ("Total", "21.60")]
    tax = read(rows).tax

    assert tax is not None
    assert tax.value == Decimal("1.60")
