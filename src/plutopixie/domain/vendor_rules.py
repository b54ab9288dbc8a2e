"""What an organization taught: which vendor, category and brand belong to a vendor as it is read from receipts.

Laws:

1. A rule answers to a name as it was read. Spaces, case and punctuation never count, for engines lose them; a slip of a
   letter or two in a long name does not count either, as long as no other rule is meant as well.
2. A rule is learned from what a person stated against what was suggested. Confirming a suggestion teaches nothing.
3. The latest word counts: a name has one rule, and a later correction changes it.
4. A rule suggests. What was recorded before it stays as it was.
5. Rules belong to their organization: nobody else's suggestions come from them (P4.2), and they go where its data go.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from attrs import evolve, field, frozen

from plutopixie.domain.account_numbers import mask
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import BrandId, CategoryId, VendorRuleId
from plutopixie.domain.vendors import NAME_LENGTH_MAX, Vendor, vendor_key, vendor_name

RULES_MAX: Final = 2_000
#: Names of fewer letters and digits must be read exactly: a slip in a short name is another name.
NEAR_LENGTH_MIN: Final = 8
NEAR_RATIO_MIN: Final = 0.9


@frozen
class Assignment:
    """What belongs to a vendor as it is read: its name as the organization writes it, and what it is paid for."""

    vendor: Vendor
    category: CategoryId | None = None
    brand: BrandId | None = None


@frozen
class VendorRule:
    """What is suggested for receipts whose vendor is read as `read_as`."""

    id: VendorRuleId
    read_as: str
    assigned: Assignment
    version: int = field(default=1, kw_only=True)


def read_name(value: str, field_name: str = "read_as") -> str:
    """A name as it is read from receipts, clean; raises InvalidValueError naming the field."""
    name = vendor_name(mask(value[: 2 * NAME_LENGTH_MAX]).text, field_name)
    if not rule_key(name):
        raise InvalidValueError(field_name, "holds no letter or digit, so no receipt can be recognized by it")
    return name


def rule_key(name: str) -> str:
    """What makes two names read the same: letters and digits, regardless of case and of how Unicode composes them."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(character for character in composed if character.isalnum())


def answering(name: str, rules: Iterable[VendorRule]) -> VendorRule | None:
    """The rule that answers to a name as it was read (law 1), or None."""
    wanted = rule_key(name)
    near: list[VendorRule] = []
    for rule in rules:
        key = rule_key(rule.read_as)
        if key == wanted:
            return rule
        if _is_near(key, wanted):
            near.append(rule)
    return near[0] if len(near) == 1 else None


def learned(id: VendorRuleId, read_as: str, said: Assignment, suggested: Assignment | None) -> VendorRule | None:
    """The rule that a person's word makes; None if it teaches nothing (law 2).

    Args:
        id: what the rule is called, if the name has none yet.
        read_as: the vendor as it was read from the receipt.
        said: what the person confirmed.
        suggested: what was suggested; None if nothing was but the name as it was read.
    """
    if not rule_key(read_as):
        return None
    before = suggested or Assignment(evolve(said.vendor, name=read_as))
    return None if _same(said, before) else VendorRule(id, read_name(read_as), said)


def changed(rule: VendorRule, assigned: Assignment, read_as: str | None = None) -> VendorRule:
    """The rule with another assignment, perhaps for another name as it is read."""
    name = rule.read_as if read_as is None else read_name(read_as)
    return evolve(rule, read_as=name, assigned=assigned, version=rule.version + 1)


def _same(one: Assignment, other: Assignment) -> bool:
    named = vendor_key(one.vendor.name) == vendor_key(other.vendor.name)
    return named and (one.category, one.brand) == (other.category, other.brand)


def _is_near(key: str, wanted: str) -> bool:
    if min(len(key), len(wanted)) < NEAR_LENGTH_MIN:
        return False
    matcher = SequenceMatcher(None, key, wanted, autojunk=False)
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # the cheap bounds first
    return all(ratio() >= NEAR_RATIO_MIN for ratio in ratios)
