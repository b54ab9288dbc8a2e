"""What people teach by correcting, and what is suggested of it: within one organization, never against their word."""

from __future__ import annotations

from typing import Any

import pytest

from plutopixie.domain.errors import AlreadyExistsError, InvalidValueError, NotFoundError, NotPermittedError
from plutopixie.domain.ids import ReceiptId
from plutopixie.domain.members import Role
from plutopixie.domain.suggestions import Ground
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.inbound.expenses import ExpenseView
from plutopixie.ports.inbound.statements import ExpenseChanges, ExpenseStatement, StatedSplit
from plutopixie.ports.inbound.vendor_rules import NewVendorRule, VendorRuleChanges

LINES = ["GARDENIA BAKERIES LTD", "Date: 02/14/2026", "TOTAL $12.50"]


def photo(mark: bytes = b"") -> bytes:
    """The bytes of a JPEG file, as far as recognizing it goes."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + mark.ljust(64, b"\0") + b"\xff\xd9"


def read_receipt(house: Any, actor: Any, lines: list[str] | None = None) -> ReceiptId:
    """A receipt of the actor that was read."""
    house.engine.lines[:] = lines or LINES
    id: ReceiptId = house.receipts.upload(actor, photo(str(fresh_id()).encode())).receipt.id
    house.read_all()
    return id


def confirmed(house: Any, actor: Any, **said: Any) -> ExpenseView:
    """A new receipt of the same vendor, confirmed with these corrections."""
    view: ExpenseView = house.receipts.confirm(actor, read_receipt(house, actor), ExpenseChanges(**said))
    return view


def test_a_correction_is_remembered(house: Any) -> None:
    """Vendor, category and brand as corrected once are suggested for the next receipt, and confirmed without a word."""
    actor = house.found()
    groceries, cafe = house.categories.add(actor, "Groceries"), house.brands.add(actor, "Cafe")
    confirmed(house, actor, vendor="Gardenia", category=groceries.id, brand=cafe.id)

    shown = house.receipts.get(actor, read_receipt(house, actor)).suggestion
    details = confirmed(house, actor).expense.details

    (rule,) = house.vendor_rules.list(actor)
    assert (rule.read_as, rule.assigned.vendor.name) == ("GARDENIA BAKERIES LTD", "Gardenia")
    assert (shown.vendor.value, shown.category.value, shown.brand.value) == ("Gardenia", groceries.id, cafe.id)
    assert (shown.rule, shown.category.ground) == (rule.id, Ground.RULE)
    assert (details.vendor.name, details.category, details.brand) == ("Gardenia", groceries.id, cafe.id)


def test_confirming_teaches_nothing(house: Any) -> None:
    """A receipt that is confirmed as it was read and suggested leaves no rule."""
    actor = house.found()
    confirmed(house, actor)
    assert house.vendor_rules.list(actor) == ()


def test_the_latest_word_counts(house: Any) -> None:
    """Another correction changes the rule; a corrected expense of a receipt counts like a corrected receipt."""
    actor = house.found()
    first, second, third = (house.categories.add(actor, name) for name in ("First", "Second", "Third"))
    confirmed(house, actor, category=first.id)
    confirmed(house, actor, category=second.id)
    assert [rule.assigned.category for rule in house.vendor_rules.list(actor)] == [second.id]

    expense = confirmed(house, actor).expense
    house.expenses.correct(actor, expense.id, ExpenseChanges(category=third.id))
    assert [rule.assigned.category for rule in house.vendor_rules.list(actor)] == [third.id]

    house.expenses.correct_many(actor, (expense.id,), ExpenseChanges(category=first.id))
    assert [rule.assigned.category for rule in house.vendor_rules.list(actor)] == [first.id]


def test_only_vendor_category_and_brand_teach(house: Any) -> None:
    """A correction of anything else, or of an expense without a receipt, leaves no rule."""
    actor = house.found()
    category = house.categories.add(actor, "Groceries")
    house.expenses.correct(actor, confirmed(house, actor).expense.id, ExpenseChanges(notes="for the team"))
    bare = house.expenses.record(actor, ExpenseStatement(date="2026-02-14", amount="1.00", vendor="Gardenia")).expense
    house.expenses.correct(actor, bare.id, ExpenseChanges(category=category.id))
    assert house.vendor_rules.list(actor) == ()


def test_a_divided_expense_says_nothing_of_the_whole(house: Any) -> None:
    """Parts with categories of their own neither take nor teach a category for the vendor."""
    actor = house.found()
    one, two = house.categories.add(actor, "One"), house.categories.add(actor, "Two")
    confirmed(house, actor, category=one.id)
    parts = (StatedSplit("6.25", one.id), StatedSplit("6.25", two.id))
    details = confirmed(house, actor, splits=parts).expense.details

    assert details.category is None
    assert [rule.assigned.category for rule in house.vendor_rules.list(actor)] == [one.id]


@pytest.mark.promise("P7.1")
@pytest.mark.promise("P4.2")
def test_nobody_else_learns_of_it(house: Any) -> None:
    """What one organization taught is suggested to no other."""
    actor, stranger = house.found(), house.found("Elsewhere", "elsewhere@example.org")
    confirmed(house, actor, vendor="Gardenia")

    assert house.vendor_rules.list(stranger) == ()
    shown = house.receipts.get(stranger, read_receipt(house, stranger)).suggestion
    assert shown.vendor is None


def test_duplicates_are_seen_through_a_rule(house: Any) -> None:
    """An expense of the vendor that is meant is pointed out, though the receipt names it otherwise."""
    actor = house.found()
    expense = confirmed(house, actor, vendor="Gardenia").expense

    resembles = house.receipts.get(actor, read_receipt(house, actor)).resembles
    assert [one.expense for one in resembles] == [expense.id]


def test_rules_are_managed_by_hand(house: Any) -> None:
    """A rule is stated, changed, emptied and forgotten; a name has one, and recorded expenses stay as they are."""
    actor = house.found()
    travel = house.categories.add(actor, "Fairs")
    recorded = confirmed(house, actor).expense
    rule = house.vendor_rules.add(actor, NewVendorRule("Gardenia Bakeries Ltd", "Gardenia", travel.id))

    with pytest.raises(AlreadyExistsError):
        house.vendor_rules.add(actor, NewVendorRule("GARDENIA-BAKERIES LTD", "Another"))
    changed = house.vendor_rules.change(actor, rule.id, VendorRuleChanges(category=None, vendor="Bakery"), 1)
    assert (changed.assigned.vendor.name, changed.assigned.category, changed.version) == ("Bakery", None, 2)
    assert house.vendor_rules.get(actor, rule.id) == changed
    assert house.expenses.get(actor, recorded.id).expense == recorded
    house.vendor_rules.remove(actor, rule.id)
    with pytest.raises(NotFoundError):
        house.vendor_rules.get(actor, rule.id)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"read_as": "..."}, "read_as"),
        ({"vendor": ""}, "vendor"),
        ({"category": fresh_id()}, "category"),
        ({"brand": fresh_id()}, "brand"),
    ],
)
def test_a_bad_rule_is_refused(house: Any, said: dict[str, Any], field: str) -> None:
    """A rule that breaks a law is refused by the name of its field, and nothing is kept."""
    actor = house.found()
    with pytest.raises(InvalidValueError) as caught:
        house.vendor_rules.add(actor, NewVendorRule(**{"read_as": "Shop", "vendor": "Shop", **said}))
    assert caught.value.field == field
    assert house.vendor_rules.list(actor) == ()


@pytest.mark.promise("P6.4")
def test_a_member_uses_rules_and_does_not_see_them(house: Any) -> None:
    """A member is suggested what others taught, and teaches; the list of rules is for admins and the owner."""
    owner = house.found()
    member = house.join(owner, "member@example.org", Role.MEMBER)
    confirmed(house, owner, vendor="Gardenia")

    shown = house.receipts.get(member, read_receipt(house, member)).suggestion
    assert shown.vendor.value == "Gardenia"
    with pytest.raises(NotPermittedError):
        house.vendor_rules.list(member)
    confirmed(house, member, vendor="Bakery")
    assert [rule.assigned.vendor.name for rule in house.vendor_rules.list(owner)] == ["Bakery"]
