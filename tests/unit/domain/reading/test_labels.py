"""What the words beside an amount say it is."""

from __future__ import annotations

import pytest

from plutopixie.domain.reading.labels import Kind, kind_of


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("TOTAL", Kind.TOTAL),
        ("T0TAL:", Kind.TOTAL),
        ("Grand Total", Kind.GRAND),
        ("Total Payable:", Kind.GRAND),
        ("Sub-total", Kind.SUBTOTAL),
        ("Total 6% supplies (Inc. GST):", Kind.SUBTOTAL),
        ("Total 0% supplies:", Kind.SUBTOTAL),
        ("Total before tax", Kind.NET),
        ("Total quantity", Kind.COUNT),
        ("Sales tax 6.5%", Kind.TAX),
        ("MwSt 19%", Kind.TAX),
        ("Tip", Kind.TIP),
        ("Change due", Kind.CHANGE),
        ("Cash", Kind.CASH),
        ("VISA", Kind.CARD),
        ("You saved", Kind.SAVING),
        ("Rounding", Kind.ROUNDING),
        ("Coffee", Kind.OTHER),
    ],
)
def test_a_label_says_what_its_amount_is(label: str, kind: Kind) -> None:
    """Labels of receipts name the kind of amount, the exceptions before the rule."""
    assert kind_of(label) is kind
