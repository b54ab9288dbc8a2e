"""Rules about vendors as they are read."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from plutopixie.domain.ids import BrandId, CategoryId, VendorId, VendorRuleId
from plutopixie.domain.vendor_rules import Assignment, VendorRule
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused, stale, taken
from plutopixie.ports.contracts.samples import Office, fresh_id


def a_rule(office: Office, read_as: str = "C0RNER SH0P") -> VendorRule:
    """A rule of the office that assigns one of everything."""
    assigned = Assignment(office.vendor, office.category.id, office.brand.id)
    return VendorRule(VendorRuleId(fresh_id()), read_as, assigned)


class VendorRulesContract(OverUnits):
    """What `VendorRules` promises."""

    def test_reads_back_as_added(self, office: Office) -> None:
        """A rule reads back as added, by its id, by its name and in the list."""
        rule = a_rule(office, "Größe 大小 GmbH")
        bare = VendorRule(VendorRuleId(fresh_id()), "Bare", Assignment(office.vendor))
        with office.unit() as unit:
            unit.vendor_rules.add(rule)
            unit.vendor_rules.add(bare)

        with office.unit() as unit:
            assert unit.vendor_rules.get(rule.id) == rule
            assert unit.vendor_rules.find(rule.read_as) == rule
            assert unit.vendor_rules.list() == (bare, rule)

    @pytest.mark.parametrize("name", ["corner shop", "COR NER-SHOP.", " Corner  Shop "])
    def test_is_found_however_the_name_is_spaced(self, office: Office, name: str) -> None:
        """Spaces, case and punctuation of the name as read never count."""
        rule = a_rule(office, "Corner Shop")
        with office.unit() as unit:
            unit.vendor_rules.add(rule)
            assert unit.vendor_rules.find(name) == rule
            assert unit.vendor_rules.find("Corner Ship") is None

    def test_a_name_has_one_rule(self, office: Office) -> None:
        """A second rule for a name is refused, added or renamed to it."""
        rule, other = a_rule(office, "Corner Shop"), a_rule(office, "Other")
        with office.unit() as unit:
            unit.vendor_rules.add(rule)
            unit.vendor_rules.add(other)
        with taken("vendor rule", "read_as"), office.unit() as unit:
            unit.vendor_rules.add(a_rule(office, "CORNER-SHOP"))
        with taken("vendor rule", "read_as"), office.unit() as unit:
            unit.vendor_rules.save(evolve(other, read_as="corner shop", version=2))

    def test_the_latest_word_counts(self, office: Office) -> None:
        """What is put goes into the rule of that name, which keeps its id and spelling; else it is a new rule."""
        rule, said = a_rule(office, "Corner Shop"), Assignment(office.vendor, None, office.brand.id)
        with office.unit() as unit:
            unit.vendor_rules.put(rule)
            unit.vendor_rules.put(VendorRule(VendorRuleId(fresh_id()), "CORNERSHOP", said))

        with office.unit() as unit:
            assert unit.vendor_rules.list() == (evolve(rule, assigned=said, version=2),)

    def test_a_full_book_takes_no_new_rule(self, office: Office) -> None:
        """Beyond the limit nothing new is learned, and nothing fails; what is there still changes."""
        rule, said = a_rule(office, "First"), Assignment(office.vendor)
        with office.unit() as unit:
            unit.vendor_rules.put(rule, limit=1)
            unit.vendor_rules.put(a_rule(office, "Second"), limit=1)
            unit.vendor_rules.put(VendorRule(VendorRuleId(fresh_id()), "first", said), limit=1)
            assert unit.vendor_rules.list() == (evolve(rule, assigned=said, version=2),)

    def test_saves_one_version_after_the_other(self, office: Office) -> None:
        """A change is saved if nobody was faster."""
        rule = a_rule(office)
        changed = evolve(rule, read_as="Renamed", assigned=Assignment(office.vendor), version=2)
        with office.unit() as unit:
            unit.vendor_rules.add(rule)
            unit.vendor_rules.save(changed)
        with office.unit() as unit:
            assert unit.vendor_rules.get(rule.id) == changed
        with stale("vendor rule", 2), office.unit() as unit:
            unit.vendor_rules.save(evolve(rule, version=2))

    def test_is_forgotten_once(self, office: Office) -> None:
        """A rule that is removed is gone; an unknown one is missing everywhere."""
        rule = a_rule(office)
        with office.unit() as unit:
            unit.vendor_rules.add(rule)
            unit.vendor_rules.remove(rule.id)
            assert unit.vendor_rules.list() == ()
        with office.unit() as unit, missing("vendor rule"):
            unit.vendor_rules.get(rule.id)
        with office.unit() as unit, missing("vendor rule"):
            unit.vendor_rules.remove(rule.id)
        with missing("vendor rule"), office.unit() as unit:
            unit.vendor_rules.save(evolve(rule, version=2))

    @pytest.mark.parametrize("field", ["vendor", "category", "brand"])
    @pytest.mark.promise("P7.2")
    def test_refers_to_what_is_its_own(self, office: Office, rival: Office, field: str) -> None:
        """A vendor, category or brand that is not there, or another organization's, is refused."""
        theirs = {"vendor": rival.vendor, "category": rival.category.id, "brand": rival.brand.id}[field]
        unknown = {
            "vendor": Vendor(VendorId(fresh_id()), "Nowhere"),
            "category": CategoryId(fresh_id()),
            "brand": BrandId(fresh_id()),
        }[field]
        rule = a_rule(office)
        for wrong in (theirs, unknown):
            change: dict[str, Any] = {field: wrong}
            assigned = evolve(rule.assigned, **change)
            with refused(field), office.unit() as unit:
                unit.vendor_rules.add(evolve(rule, assigned=assigned))
            with refused(field), office.unit() as unit:
                unit.vendor_rules.put(evolve(rule, assigned=assigned))
