"""The kind of payment is what the receipt says was handed over or charged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading.extraction import Extraction

Reader = Callable[..., Extraction]
Rows = list[str | tuple[str, str]]
CARD, CASH, BANK, OTHER = PaymentKind.CARD, PaymentKind.CASH, PaymentKind.BANK, PaymentKind.OTHER


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("CASH", "20.00"), ("CHANGE", "8.00")], CASH),
        ([("Cash tendered", "12.00")], CASH),
        ([("Gegeben BAR", "20,00"), ("Rückgeld", "8,00")], CASH),
        (["VISA XXXXXXXXXXXX1234", "Auth Code 081233", "Approved"], CARD),
        ([("DEBIT", "12.00"), "Card # ************7788"], CARD),
        ([("Mastercard", "12.00")], CARD),
        (["Paid with Apple Pay"], CARD),
        (["Contactless", "AID: A0000000031010", ("AMOUNT", "12.00")], CARD),
        ([("girocard", "12,00")], CARD),
        ([("CASH", "0.00"), ("CREDIT CARD", "12.00")], CARD),
        ([("Gift Card", "12.00"), "Gift card balance 3.00"], OTHER),
        ([("PayPal", "12.00")], OTHER),
        (["Paid by bank transfer"], BANK),
        ([("EC LASTSCHRIFT", "12,00")], BANK),
        (["Your cashier was Kim", "NO CASH REFUNDS"], None),
        (["Member card ****5521", "Collect points with our loyalty card"], None),
        (["We accept Visa, Mastercard and cash"], None),
        (["CASH SALES", "CASH RECEIPT"], None),
        ([("Visa xxxx6963", "12.00"), "Take our survey", "and enter to win a $500 gift card"], CARD),
        ([("CASH", "6.00"), ("VISA", "6.00")], None),
        ([], None),
    ],
)
def test_the_kind_goes_by_what_was_paid(read: Reader, rows: Rows, expected: PaymentKind | None) -> None:
    """Tender lines and card slips count, words in passing do not, and two kinds told alike give none."""
    payment = read(["Some Shop Ltd", ("Things", "12.00"), ("TOTAL", "12.00"), *rows]).payment

    assert (payment and payment.value) == expected
    assert payment is None or payment.place is not None


def test_a_member_card_does_not_pay(read: Reader) -> None:
    """Cash was handed over, whatever card gathered the points."""
    extraction = read(
        ["Some Shop Ltd", ("TOTAL", "12.00"), ("CASH", "20.00"), ("CHANGE", "8.00"), "MEMBER CARD ****5521"]
    )

    assert extraction.payment is not None
    assert (extraction.payment.value, extraction.last4) == (CASH, None)
