"""Arithmetic over printed amounts points at the total, whatever stands around it."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.amounts import POINT
from plutopixie.domain.reading.entries import NOTHING_UNREAD, entries_of, unread_in
from plutopixie.domain.reading.proofs import Proofs, differ_in_one_digit, proofs_of
from plutopixie.domain.reading.rows import rebuild

from .conftest import Layout, page_of

cents = st.integers(min_value=1, max_value=99_999).map(lambda amount: Decimal(amount) / 100)


def proven(*rows: str | tuple[str, str]) -> Proofs:
    """What arithmetic says of a page with these rows."""
    layout: Layout = ["Some Shop", *rows]
    lines = rebuild(page_of(layout))
    entries = entries_of(lines, POINT)
    return proofs_of(entries, unread_in(lines, entries).totals)


def row(label: str, amount: Decimal) -> tuple[str, str]:
    """A label with its amount in the right column."""
    return label, f"{amount:.2f}"


@given(cents, cents)
def test_cash_less_change_was_paid(paid: Decimal, change: Decimal) -> None:
    """What was handed over less what was given back."""
    assert paid in proven(row("Cash", paid + change), row("Change", change)).tendered


@given(cents, cents)
def test_net_and_tax_make_the_total(net: Decimal, tax: Decimal) -> None:
    """A net sum with its tax."""
    assert net + tax in proven(row("Total before tax", net), row("VAT", tax)).built


@given(cents, cents, cents)
def test_subtotal_with_its_parts_makes_the_total(subtotal: Decimal, tax: Decimal, tip: Decimal) -> None:
    """A subtotal with tax and tip, in whichever order they stand."""
    total = subtotal + tax + tip

    assert total in proven(row("Subtotal", subtotal), row("Tax", tax), row("Tip", tip)).built
    assert total in proven(row("Subtotal", subtotal), row("Tip", tip), row("Tax", tax)).built


@given(st.lists(cents, min_size=2, max_size=8))
def test_items_add_up(prices: list[Decimal]) -> None:
    """The prices of all items above the first sum."""
    items = [row(f"Item {letter}", price) for letter, price in zip("ABCDEFGH", prices, strict=False)]

    assert {sum(prices)} == proven(*items, row("Total", Decimal(1))).all_summed


@given(cents)
def test_one_item_proves_nothing(price: Decimal) -> None:
    """Every price would be its own proof; only where the total can't be read does one item count."""
    assert not proven(row("Bread", price), row("Total", price)).summed
    assert {price} == proven(row("Bread", price), "TOTAL AMOUNT", row("Cash", price)).summed


@given(cents, cents)
def test_a_discount_is_taken_off_whatever_its_sign(first: Decimal, second: Decimal) -> None:
    """A discount printed positive or negative lowers the sum of the items."""
    items = (row("Item A", first + second), row("Item B", second))
    total = row("Total", Decimal(1))

    assert {first + second} == proven(*items, row("Discount", second), total).all_summed
    assert {first + second} == proven(*items, row("Discount", -second), total).all_summed


@given(cents, cents)
def test_a_tip_between_two_totals_extends_the_first(bill: Decimal, tip: Decimal) -> None:
    """The second total was paid; the first is what it was built on."""
    found = proven(row("Bill total", bill), row("Tip", tip), row("Amount paid", bill + tip))

    assert bill + tip in found.extended
    assert bill in found.bases


@given(st.decimals(min_value=0, max_value=9999, places=2))
def test_no_value_differs_from_itself_in_one_digit(value: Decimal) -> None:
    """A value is no misreading of itself, and what differs by one digit does so both ways."""
    changed = Decimal(str(value)[:-1] + str((int(str(value)[-1]) + 1) % 10))

    assert not differ_in_one_digit(value, value)
    assert differ_in_one_digit(value, changed)
    assert differ_in_one_digit(changed, value)


def test_nothing_is_proven_of_nothing() -> None:
    """A page without amounts has no proofs."""
    assert not proofs_of((), NOTHING_UNREAD.totals).hold(Decimal(0))
