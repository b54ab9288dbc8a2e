"""What the organization taught about vendors: names sealed, found by a blind index of their key."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.adapters.postgres.records.vendors import PostgresVendors
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import VendorRuleId
from plutopixie.domain.vendor_rules import RULES_MAX, Assignment, VendorRule, rule_key

_SQL: Final = queries.load("vendor_rules")
_THING: Final = "vendor rule"


@frozen
class PostgresVendorRules:
    """`ports.outbound.records.VendorRules`."""

    _bound: Bound
    _vendors: PostgresVendors

    def add(self, rule: VendorRule) -> None:
        """A new rule."""
        self._bound.run(_SQL["add_rule"], **self._parameters(rule))

    def put(self, rule: VendorRule, limit: int = RULES_MAX) -> None:
        """Keep what a rule assigns, in the rule of that name or as a new one."""
        self._bound.run(_SQL["put_rule"], limit=limit, **self._parameters(rule))

    def get(self, id: VendorRuleId) -> VendorRule:
        """A rule."""
        row = self._bound.row(_SQL["get_rule"], id=id)
        if row is None:
            raise NotFoundError(_THING)
        return self._rule(row)

    def find(self, name: str) -> VendorRule | None:
        """The rule for exactly that name."""
        row = self._bound.row(_SQL["find_rule"], read_as_index=self._index(name))
        return None if row is None else self._rule(row)

    def save(self, rule: VendorRule) -> None:
        """Write a changed rule."""
        self._bound.save(_THING, _SQL["save_rule"], _SQL["get_rule"], **self._parameters(rule))

    def remove(self, id: VendorRuleId) -> None:
        """Forget a rule."""
        if not self._bound.run(_SQL["remove_rule"], id=id):
            raise NotFoundError(_THING)

    def list(self) -> tuple[VendorRule, ...]:
        """All rules, by name."""
        rules = map(self._rule, self._bound.rows(_SQL["list_rules"]))
        return tuple(sorted(rules, key=lambda rule: (rule.read_as.casefold(), rule.id)))

    def _index(self, name: str) -> bytes:
        return self._bound.index("vendor rule", rule_key(name))

    def _parameters(self, rule: VendorRule) -> dict[str, Any]:
        return {
            "id": rule.id,
            "read_as": self._bound.seal("vendor_rule", "read_as", rule.id, rule.read_as),
            "read_as_index": self._index(rule.read_as),
            "vendor": rule.assigned.vendor.id,
            "category": rule.assigned.category,
            "brand": rule.assigned.brand,
            "version": rule.version,
        }

    def _rule(self, row: Row) -> VendorRule:
        vendor = self._vendors.opened(row["vendor_id"], row["vendor_name"])
        return VendorRule(
            id=row["id"],
            read_as=self._bound.open("vendor_rule", "read_as", row["id"], row["read_as"]),
            assigned=Assignment(vendor, row["category_id"], row["brand_id"]),
            version=row["version"],
        )
