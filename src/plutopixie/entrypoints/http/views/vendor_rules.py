"""Vendor rules as they are shown, and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.vendor_rules import VendorRule
from plutopixie.entrypoints.http.csv_text import lines, neutral
from plutopixie.ports.inbound.vendor_rules import NamedRules

COLUMNS: Final = ("read_as", "vendor", "category", "brand", "id")


@frozen
class VendorRuleBody:
    """A rule: receipts whose vendor is read as `read_as` are suggested this vendor, category and brand."""

    id: UUID
    read_as: str
    vendor: str
    category: UUID | None
    brand: UUID | None
    version: int

    @classmethod
    def of(cls, one: VendorRule) -> VendorRuleBody:
        """The rule as it is shown."""
        said = one.assigned
        return cls(one.id, one.read_as, said.vendor.name, said.category, said.brand, one.version)


@frozen
class VendorRulesBody:
    """All rules, by the name as read."""

    items: tuple[VendorRuleBody, ...]


def csv_file(named: NamedRules) -> bytes:
    """All rules as CSV, names in place of ids; no cell begins like a formula."""
    return lines([COLUMNS, *(_cells(rule, named) for rule in named.rules)])


def _cells(rule: VendorRule, named: NamedRules) -> Sequence[str]:
    said = rule.assigned
    category = named.categories.get(said.category, "") if said.category else ""
    brand = named.brands.get(said.brand, "") if said.brand else ""
    return (*map(neutral, (rule.read_as, said.vendor.name, category, brand)), str(rule.id))
