"""Suggestions: what a person will probably state beside what a receipt says, and on what grounds.

The laws:

- A rule that the organization's own people taught comes before anything else; where it assigns nothing, nothing is
  suggested, for that is what they said.
- Without a rule, a category is suggested from the trade that the document shows.
- What is archived is never suggested. Nothing is suggested below `CONFIDENCE_MIN`.
- What is suggested is what confirming without further words means, so it is always shown before.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from attrs import frozen

from plutopixie.domain.catalog import Brand, Category
from plutopixie.domain.ids import BrandId, CategoryId, VendorRuleId
from plutopixie.domain.trades import category_for, trade_of
from plutopixie.domain.vendor_rules import VendorRule, answering, rule_key

T = TypeVar("T")

CONFIDENCE_MIN: Final = 0.5
#: A rule is a person's word; one that answers to nearly the name may be meant for another vendor.
_TAUGHT: Final = 0.99
_NEARLY_TAUGHT: Final = 0.9


class Ground(enum.StrEnum):
    """Why something is suggested."""

    RULE = "rule"
    TRADE = "trade"


@frozen
class Suggested(Generic[T]):
    """What is suggested, how sure that is (0 to 1), and why."""

    value: T
    confidence: float
    ground: Ground


@frozen
class Suggestion:
    """What is suggested for a receipt; None where nothing is. `rule` is the rule that it comes from, if one does."""

    vendor: Suggested[str] | None = None
    category: Suggested[CategoryId] | None = None
    brand: Suggested[BrandId] | None = None
    rule: VendorRuleId | None = None


@frozen
class Known:
    """What the organization has to suggest from."""

    rules: Sequence[VendorRule]
    categories: Sequence[Category]
    brands: Sequence[Brand]


def suggestion(vendor: str | None, text: str, known: Known) -> Suggestion:
    """What to suggest for a receipt.

    Args:
        vendor: the vendor as it was read; None if it was not.
        text: the recognized text.
        known: the organization's rules, categories and brands.
    """
    rule = answering(vendor, known.rules) if vendor and rule_key(vendor) else None
    if rule is not None and vendor is not None:
        return _by_rule(rule, vendor, known)
    judged = trade_of(vendor, text)
    category = category_for(judged.trade, known.categories) if judged else None
    if judged is None or category is None or judged.confidence < CONFIDENCE_MIN:
        return Suggestion()
    return Suggestion(category=Suggested(category.id, judged.confidence, Ground.TRADE))


def _by_rule(rule: VendorRule, vendor: str, known: Known) -> Suggestion:
    sure = _TAUGHT if rule_key(rule.read_as) == rule_key(vendor) else _NEARLY_TAUGHT
    assigned = rule.assigned
    return Suggestion(
        Suggested(assigned.vendor.name, sure, Ground.RULE),
        _in_use(assigned.category, known.categories, sure),
        _in_use(assigned.brand, known.brands, sure),
        rule.id,
    )


Id = TypeVar("Id", CategoryId, BrandId)


def _in_use(id: Id | None, entries: Iterable[Category | Brand], sure: float) -> Suggested[Id] | None:
    if id is None or not any(entry.id == id and not entry.archived for entry in entries):
        return None
    return Suggested(id, sure, Ground.RULE)
