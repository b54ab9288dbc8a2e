"""What the organization taught about vendors."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from plutopixie.adapters.memory.desk import Desk, obtain, require_known, require_new, require_next
from plutopixie.domain.errors import AlreadyExistsError
from plutopixie.domain.ids import VendorRuleId
from plutopixie.domain.vendor_rules import RULES_MAX, Assignment, VendorRule, rule_key

_THING: Final = "vendor rule"


@frozen
class MemoryVendorRules:
    """`ports.outbound.records.VendorRules` over the desk."""

    _desk: Desk

    def add(self, rule: VendorRule) -> None:
        """A new rule."""
        require_new(self._rules, rule.id, _THING)
        self._require_free_name(rule)
        self._require_known(rule.assigned)
        self._rules[rule.id] = rule

    def put(self, rule: VendorRule, limit: int = RULES_MAX) -> None:
        """Keep what a rule assigns, in the rule of that name or as a new one."""
        self._require_known(rule.assigned)
        known = self.find(rule.read_as)
        if known is not None:
            self._rules[known.id] = evolve(known, assigned=rule.assigned, version=known.version + 1)
        elif len(self._rules) < limit:
            require_new(self._rules, rule.id, _THING)
            self._rules[rule.id] = rule

    def get(self, id: VendorRuleId) -> VendorRule:
        """A rule."""
        return obtain(self._rules, id, _THING)

    def find(self, name: str) -> VendorRule | None:
        """The rule for exactly that name."""
        wanted = rule_key(name)
        return next((rule for rule in self._rules.values() if rule_key(rule.read_as) == wanted), None)

    def save(self, rule: VendorRule) -> None:
        """Write a changed rule."""
        require_next(self.get(rule.id), rule, _THING)
        self._require_free_name(rule)
        self._require_known(rule.assigned)
        self._rules[rule.id] = rule

    def remove(self, id: VendorRuleId) -> None:
        """Forget a rule."""
        self.get(id)
        del self._rules[id]

    def list(self) -> tuple[VendorRule, ...]:
        """All rules, by name."""
        return tuple(sorted(self._rules.values(), key=lambda rule: (rule.read_as.casefold(), rule.id)))

    @property
    def _rules(self) -> dict[VendorRuleId, VendorRule]:
        return self._desk.books.vendor_rules

    def _require_free_name(self, wanted: VendorRule) -> None:
        known = self.find(wanted.read_as)
        if known is not None and known.id != wanted.id:
            raise AlreadyExistsError(_THING, "read_as")

    def _require_known(self, assigned: Assignment) -> None:
        books = self._desk.books
        require_known(books.vendors, assigned.vendor.id, "vendor")
        require_known(books.categories, assigned.category, "category")
        require_known(books.brands, assigned.brand, "brand")
