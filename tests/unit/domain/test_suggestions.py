"""What is suggested for a receipt, and on what ground."""

from __future__ import annotations

from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.catalog import Brand, Category
from plutopixie.domain.ids import BrandId, CategoryId, VendorId, VendorRuleId
from plutopixie.domain.suggestions import Ground, Known, Suggestion, suggestion
from plutopixie.domain.trades import Trade, category_for, trade_of
from plutopixie.domain.vendor_rules import Assignment, VendorRule
from plutopixie.domain.vendors import Vendor

MEALS = Category(CategoryId(UUID(int=1)), "Meals & Entertainment")
TRAVEL = Category(CategoryId(UUID(int=2)), "Travel")
NORTH = Brand(BrandId(UUID(int=3)), "North")
SHOP = Vendor(VendorId(UUID(int=4)), "Harbor Grill")
RULE = VendorRule(VendorRuleId(UUID(int=5)), "HARB0R GRILL", Assignment(SHOP, TRAVEL.id, NORTH.id))
DINNER = "Server: Table 4\n2 x Espresso 6.00\nTip\nTotal 20.00"


def known(*rules: VendorRule, categories: tuple[Category, ...] = (MEALS, TRAVEL)) -> Known:
    """An organization with these rules and categories."""
    return Known(rules, categories, (NORTH,))


def test_a_rule_comes_first() -> None:
    """A taught vendor, category and brand are suggested before the trade is asked, and the rule is named."""
    found = suggestion("Harb0r Grill", DINNER, known(RULE))
    assert found.vendor is not None
    assert (found.vendor.value, found.vendor.ground) == ("Harbor Grill", Ground.RULE)
    assert found.category is not None
    assert found.category.value == TRAVEL.id
    assert found.brand is not None
    assert found.brand.value == NORTH.id
    assert found.rule == RULE.id


def test_a_rule_that_assigns_nothing_suggests_nothing() -> None:
    """Whoever said "no category" is not asked again by the trade."""
    bare = evolve(RULE, assigned=Assignment(SHOP))
    assert suggestion("HARB0R GRILL", DINNER, known(bare)).category is None


def test_a_near_name_is_less_sure() -> None:
    """A rule that answers to nearly the name is suggested with less confidence than one that answers to it."""
    exact, near = (suggestion(name, "", known(RULE)).vendor for name in ("HARB0R GRILL", "HARB0R GRlLL"))
    assert exact is not None
    assert near is not None
    assert near.confidence < exact.confidence


def test_the_trade_suggests_a_category_of_ones_own() -> None:
    """Without a rule, the words of the receipt lead to the organization's own category of that kind."""
    found = suggestion("Harbor Grill", DINNER, known())
    assert found.category is not None
    assert (found.category.value, found.category.ground) == (MEALS.id, Ground.TRADE)
    assert found.vendor is None
    assert found.rule is None


def test_nothing_archived_is_suggested() -> None:
    """An archived category is suggested neither by a rule nor by a trade."""
    archived = (evolve(MEALS, archived=True), evolve(TRAVEL, archived=True))
    assert suggestion("Harbor Grill", DINNER, known(categories=archived)) == Suggestion()
    found = suggestion("HARB0R GRILL", DINNER, known(RULE, categories=archived))
    assert found.vendor is not None
    assert found.category is None


@pytest.mark.parametrize(
    ("vendor", "text", "trade"),
    [
        ("Hotel Adler", "Übernachtung 2 Nächte\nZimmer 12", Trade.LODGING),
        ("Quick Fuel 12", "Pump 3\nUnleaded 10.412 gal", Trade.FUEL),
        ("City Taxi", "Trip fare 12.00\nTolls 2.00", Trade.TRANSPORT),
        ("Papeterie du Nord", "Toner 1", Trade.OFFICE_SUPPLIES),
        ("Sunny Supermarket", "Milk 1.00\nBread 2.00\nEggs 3.00", Trade.GROCERIES),
        ("Acme", "Total 12.00", None),
    ],
)
def test_words_show_the_trade(vendor: str, text: str, trade: Trade | None) -> None:
    """The words of vendor and text show from what kind of business a receipt comes, or nothing is said."""
    judged = trade_of(vendor, text)
    assert (judged.trade if judged else None) is trade


@given(st.text(max_size=200), st.text(max_size=500))
def test_any_text_is_judged_or_not(vendor: str, text: str) -> None:
    """Whatever stands in a document, the judgement is a trade with a confidence from 0 to 1, or None."""
    judged = trade_of(vendor, text)
    assert judged is None or 0.0 <= judged.confidence <= 1.0


def test_every_trade_has_names_for_its_category() -> None:
    """An organization with a category of a fitting name gets it for every trade; one without gets none."""
    for trade in Trade:
        everything = [Category(CategoryId(UUID(int=10 + at)), name) for at, name in enumerate(_NAMES)]
        assert category_for(trade, everything) is not None
        assert category_for(trade, [Category(CategoryId(UUID(int=9)), "Miscellaneous")]) is None


_NAMES = (
    "Meals", "Groceries", "Fuel", "Lodging", "Taxi", "Flights", "Parking", "Office", "Hardware", "Medical", "Postage",
    "Telephone", "Software", "Printing", "Books", "Utilities", "Clothing", "Insurance",
)  # fmt: skip
