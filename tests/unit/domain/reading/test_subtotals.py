"""The subtotal is the printed sum before tax and tip."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plutopixie.domain.reading.extraction import Extraction

Reader = Callable[..., Extraction]
Rows = list[str | tuple[str, str]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Subtotal", "15.50"), ("Sales Tax", "1.28"), ("Total", "16.78")], "15.50"),
        ([("Sub Total", "15.50"), ("Tax", "1.28"), ("Tip", "3.00"), ("Total", "19.78")], "15.50"),
        ([("Total excl. VAT", "10.00"), ("VAT", "2.00"), ("Amount due", "12.00")], "10.00"),
        ([("Zwischensumme", "10,00"), ("Gesamtbetrag EUR", "10,00")], "10.00"),
        ([("Return subtotal", "-29.99"), ("Tax", "-2.47"), ("Refund total", "-32.46")], "-29.99"),
        ([("Total", "12.00")], None),
        ([("Total (incl. GST)", "12.00"), ("Rounding", "0.00"), ("Net", "12.00")], None),
        ([("Subtotal", ""), ("Total", "12.00")], None),
        ([("Total", "12.00"), "GST SUMMARY", ("Net total", "11.32")], None),
        ([("Subtotal", "4.26"), ("Subtotal", "14.40"), ("GST", "0.86"), ("Total", "19.52")], None),
        ([("Subtotal", "4.26"), ("Subtotal", "18.66"), ("GST", "0.86"), ("Total", "19.52")], "18.66"),
    ],
)
def test_the_subtotal_is_told_from_other_sums(read: Reader, rows: Rows, expected: str | None) -> None:
    """It goes by its name; the sums of parts and tables of tax are none, unless arithmetic proves one."""
    named = [row if isinstance(row, str) or row[1] else row[0] for row in rows]
    subtotal = read(["Some Shop Ltd", ("Things", "1.00"), *named]).subtotal

    assert (None if subtotal is None else f"{subtotal.value:f}") == expected


def test_arithmetic_confirms_a_subtotal(read: Reader) -> None:
    """A subtotal that makes the total with the tax is given with more confidence."""
    proven = read(["Some Shop Ltd", ("Subtotal", "15.50"), ("Tax", "1.28"), ("Total", "16.78")]).subtotal
    alone = read(["Some Shop Ltd", ("Subtotal", "15.50"), ("Tax", "1.28"), ("Total", "17.99")]).subtotal

    assert proven is not None
    assert alone is not None
    assert proven.confidence > alone.confidence
