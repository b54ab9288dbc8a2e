"""What an organization taught: rules answer to names as read, are learned from corrections, and only suggest."""

from __future__ import annotations

from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import BrandId, CategoryId, VendorId, VendorRuleId
from plutopixie.domain.vendor_rules import Assignment, VendorRule, answering, changed, learned, read_name, rule_key
from plutopixie.domain.vendors import Vendor

SHOP = Vendor(VendorId(UUID(int=1)), "Gardenia")
OTHER = Vendor(VendorId(UUID(int=2)), "Somebody Else")
GROCERIES, TRAVEL = CategoryId(UUID(int=3)), CategoryId(UUID(int=4))
CAFE = BrandId(UUID(int=5))
USUAL = Assignment(SHOP, GROCERIES, CAFE)
ID = VendorRuleId(UUID(int=6))

names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30)
assignments = st.builds(
    Assignment,
    st.sampled_from([SHOP, OTHER]),
    st.sampled_from([None, GROCERIES, TRAVEL]),
    st.sampled_from([None, CAFE]),
)


def rule(read_as: str, assigned: Assignment = USUAL, id_: int = 6) -> VendorRule:
    """A rule for a name."""
    return VendorRule(VendorRuleId(UUID(int=id_)), read_as, assigned)


@given(names, st.sampled_from(["{}", " {} ", "{}.", "-{}", "{}!"]))
def test_spaces_case_and_punctuation_never_count(name: str, around: str) -> None:
    """A rule answers to its name however it is spaced, cased and punctuated."""
    one = rule(name)
    assert answering(around.format(name), [one]) == one
    assert answering(" ".join(name), [one]) == one


def test_a_slip_in_a_long_name_is_forgiven() -> None:
    """One wrong letter in a long name still finds its rule; in a short one it does not."""
    long, short = rule("GARDENIA BAKERIES (KL) SDN BHD"), rule("ALDI", id_=7)
    assert answering("GARDENIA BAKER1ES (KL) SDN BHD", [short, long]) == long
    assert answering("ALDO", [short, long]) is None


def test_a_name_between_two_rules_means_neither() -> None:
    """A slip that fits two rules suggests nothing; the exact name always wins."""
    one, two = rule("BLUE HARBOR CAFE NO 1"), rule("BLUE HARBOR CAFE NO 2", id_=7)
    assert answering("BLUE HARBOR CAFE NO 3", [one, two]) is None
    assert answering("BLUE HARBOR CAFE NO 2", [one, two]) == two


@pytest.mark.promise("P4.2")
@given(names, assignments, assignments)
def test_only_a_correction_teaches(read_as: str, said: Assignment, suggested: Assignment) -> None:
    """A rule is learned exactly when vendor, category or brand differ from what was suggested."""
    taught = learned(ID, read_as, said, suggested)
    if (said.vendor, said.category, said.brand) == (suggested.vendor, suggested.category, suggested.brand):
        assert taught is None
    else:
        assert taught is not None
        assert taught.assigned == said
        assert rule_key(taught.read_as) == rule_key(read_as)


def test_confirming_the_name_as_read_teaches_nothing() -> None:
    """Where nothing was suggested, the vendor as read without category and brand is no correction."""
    assert learned(ID, "gardenia", Assignment(SHOP), None) is None
    assert learned(ID, "gardenia", Assignment(SHOP, GROCERIES), None) == rule("gardenia", Assignment(SHOP, GROCERIES))
    assert learned(ID, "G4RDENIA", Assignment(SHOP), None) == rule("G4RDENIA", Assignment(SHOP))
    assert learned(ID, " .-. ", Assignment(SHOP, GROCERIES), None) is None


@given(assignments)
def test_a_change_counts_versions(assigned: Assignment) -> None:
    """A changed rule is the next version under the same id, and keeps its name unless another is stated."""
    before = rule("GARDENIA")
    assert changed(before, assigned) == evolve(before, assigned=assigned, version=2)
    assert changed(before, assigned, "Gardenla").read_as == "Gardenla"


@pytest.mark.promise("P4.4")
@pytest.mark.parametrize("name", ["", "...", "x" * 161])
def test_a_name_that_recognizes_nothing_is_refused(name: str) -> None:
    """A name needs a letter or digit and an end; a card number in it is masked."""
    with pytest.raises(InvalidValueError) as caught:
        read_name(name)
    assert caught.value.field == "read_as"
    assert "4111111111111111" not in read_name("Card 4111 1111 1111 1111").replace(" ", "")
