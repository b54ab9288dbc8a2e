"""Payment methods: a kind, and four digits at most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.payment import PaymentKind, PaymentMethod

with_number = st.sampled_from([kind for kind in PaymentKind if kind is not PaymentKind.CASH])


@given(with_number, st.integers(0, 9999).map("{:04}".format))
def test_four_digits_are_taken(kind: PaymentKind, last4: str) -> None:
    """Every kind but cash takes any four digits, leading zeros too."""
    assert PaymentMethod(kind, last4).last4 == last4


@pytest.mark.promise("P4.4")
@given(with_number, st.text("0123456789\u0663\uff11 -x\n", max_size=20))
def test_nothing_but_four_digits_fits(kind: PaymentKind, text: str) -> None:
    """There is no way to keep more than four digits, or anything that is no ASCII digit."""
    if len(text) == 4 and text.isascii() and text.isdigit():
        return
    with pytest.raises(InvalidValueError) as refused:
        PaymentMethod(kind, text)

    assert refused.value.field == "payment_method.last4"
    assert len(text) < 4 or text not in str(refused.value)


@given(st.sampled_from(PaymentKind))
def test_digits_may_be_left_out(kind: PaymentKind) -> None:
    """A kind alone is a payment method."""
    assert PaymentMethod(kind).last4 is None


def test_cash_has_no_number() -> None:
    """Cash with digits is refused."""
    with pytest.raises(InvalidValueError, match="cash"):
        PaymentMethod(PaymentKind.CASH, "1234")
