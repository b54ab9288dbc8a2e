"""The organization's rules about vendors as they are read: seen, stated, changed and forgotten by hand."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from attrs import frozen

from plutopixie.domain import vendor_rules as rules
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import BrandId, CategoryId, VendorId, VendorRuleId
from plutopixie.domain.permissions import Permission
from plutopixie.domain.vendor_rules import Assignment, VendorRule
from plutopixie.domain.vendors import Vendor, vendor_name
from plutopixie.domain.versions import require_version
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.repetition import RequestKey, once
from plutopixie.ports.inbound.statements import UNSET, LeftOut, usable
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.units import OpenUnit, Unit


@frozen
class NewVendorRule:
    """A rule as stated: the vendor as it is read, its name as it should be, and what such expenses are for."""

    read_as: str
    vendor: str
    category: UUID | None = None
    brand: UUID | None = None


@frozen
class VendorRuleChanges:
    """What to change about a rule; a field that is left out stays, null empties it."""

    read_as: str | LeftOut = UNSET
    vendor: str | LeftOut = UNSET
    category: UUID | LeftOut | None = UNSET
    brand: UUID | LeftOut | None = UNSET


@frozen
class NamedRules:
    """Rules, and the names behind the ids that they hold; archived entries keep theirs."""

    rules: tuple[VendorRule, ...]
    categories: Mapping[CategoryId, str]
    brands: Mapping[BrandId, str]


@frozen
class VendorRules:
    """The use cases over vendor rules: of admins and the owner, for a rule tells what others spent."""

    open_unit: OpenUnit
    clock: Clock
    identities: Identities

    def list(self, actor: Actor) -> tuple[VendorRule, ...]:
        """All rules, by the name as read."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_VENDOR_RULES, self.clock.now())
            return unit.vendor_rules.list()

    def named(self, actor: Actor) -> NamedRules:
        """All rules with the names behind their ids, to take away."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_VENDOR_RULES, self.clock.now())
            return NamedRules(
                unit.vendor_rules.list(),
                {one.id: one.name for one in unit.categories.list()},
                {one.id: one.name for one in unit.brands.list()},
            )

    def get(self, actor: Actor, id: VendorRuleId) -> VendorRule:
        """One rule; raises NotFoundError."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_VENDOR_RULES, self.clock.now())
            return unit.vendor_rules.get(id)

    def add(self, actor: Actor, new: NewVendorRule, request: RequestKey | None = None) -> VendorRule:
        """A new rule.

        Raises:
            InvalidValueError: a field breaks a rule or names what is not there, or there is no room for more.
            AlreadyExistsError: the name has a rule.
        """
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.MANAGE_VENDOR_RULES, self.clock.now()).member

            def effect() -> VendorRuleId:
                _require_room(unit)
                assigned = self._assigned(unit, new.vendor, new.category, new.brand)
                id = VendorRuleId(self.identities.new())
                unit.vendor_rules.add(VendorRule(id, rules.read_name(new.read_as), assigned))
                return id

            return unit.vendor_rules.get(VendorRuleId(UUID(once(unit, member.id, request, self.clock.now(), effect))))

    def change(
        self, actor: Actor, id: VendorRuleId, changes: VendorRuleChanges, expected: int | None = None
    ) -> VendorRule:
        """Change a rule; `expected` is the version it was seen at. Recorded expenses stay as they are."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.MANAGE_VENDOR_RULES, self.clock.now())
            present = unit.vendor_rules.get(id)
            require_version("vendor rule", present.version, expected)
            before = present.assigned
            kept = frozenset(reference for reference in (before.category, before.brand) if reference is not None)
            assigned = self._assigned(
                unit,
                before.vendor.name if changes.vendor is UNSET else changes.vendor,
                before.category if changes.category is UNSET else changes.category,
                before.brand if changes.brand is UNSET else changes.brand,
                kept,
            )
            changed = rules.changed(present, assigned, None if changes.read_as is UNSET else changes.read_as)
            unit.vendor_rules.save(changed)
            return changed

    def remove(self, actor: Actor, id: VendorRuleId) -> None:
        """Forget a rule; raises NotFoundError."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.MANAGE_VENDOR_RULES, self.clock.now())
            unit.vendor_rules.remove(id)

    def _assigned(
        self, unit: Unit, vendor: str, category: UUID | None, brand: UUID | None, kept: frozenset[UUID] = frozenset()
    ) -> Assignment:
        return Assignment(
            unit.vendors.obtain(Vendor(VendorId(self.identities.new()), vendor_name(vendor))),
            None if category is None else usable(unit.categories, CategoryId(category), "category", kept),
            None if brand is None else usable(unit.brands, BrandId(brand), "brand", kept),
        )


def _require_room(unit: Unit) -> None:
    if len(unit.vendor_rules.list()) >= rules.RULES_MAX:
        raise InvalidValueError("", f"an organization has up to {rules.RULES_MAX:,} vendor rules; change one instead")
