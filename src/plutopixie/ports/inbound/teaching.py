"""What an organization's people teach by correcting, and what is suggested from it: parts of other use cases.

What is taught is a rule among the organization's own records (P4.2): no model learns from it, and no other
organization's suggestions do.
"""

from __future__ import annotations

from attrs import evolve

from plutopixie.domain.expenses import Details, Expense
from plutopixie.domain.ids import VendorRuleId
from plutopixie.domain.receipts import Receipt
from plutopixie.domain.suggestions import Known, Suggestion, suggestion
from plutopixie.domain.vendor_rules import Assignment, learned
from plutopixie.ports.outbound.clock import Identities
from plutopixie.ports.outbound.units import Unit


def suggested(unit: Unit, receipt: Receipt) -> Suggestion:
    """What is suggested for a receipt; nothing for one that was not read."""
    if receipt.reading is None:
        return Suggestion()
    known = Known(unit.vendor_rules.list(), unit.categories.list(), unit.brands.list())
    return suggestion(read_vendor(receipt), receipt.reading.text, known)


def teach_by_confirming(
    unit: Unit, identities: Identities, receipt: Receipt, details: Details, shown: Suggestion
) -> None:
    """Learn from what a person confirmed of a receipt, against what was suggested."""
    before = Assignment(
        evolve(details.vendor, name=shown.vendor.value if shown.vendor else read_vendor(receipt) or ""),
        shown.category.value if shown.category else None,
        shown.brand.value if shown.brand else None,
    )
    _teach(unit, identities, receipt, _stated(details, before), before)


def teach_by_correcting(unit: Unit, identities: Identities, before: Expense, after: Expense) -> None:
    """Learn from a correction of an expense that was confirmed from a receipt."""
    earlier = _assignment(before.details)
    said = _stated(after.details, earlier)
    if said == earlier:
        return
    for id in unit.receipts.of_expenses([after.id]).get(after.id, ()):
        _teach(unit, identities, unit.receipts.get(id), said, earlier)


def read_vendor(receipt: Receipt) -> str | None:
    """The vendor as it was read, if it was."""
    found = receipt.reading.extraction.vendor if receipt.reading else None
    return found.value if found else None


def _teach(unit: Unit, identities: Identities, receipt: Receipt, said: Assignment, before: Assignment) -> None:
    read_as = read_vendor(receipt)
    if read_as is None:
        return
    rule = learned(VendorRuleId(identities.new()), read_as, said, before)
    if rule is not None:
        unit.vendor_rules.put(rule)


def _assignment(details: Details) -> Assignment:
    return Assignment(details.vendor, details.category, details.brand)


def _stated(details: Details, before: Assignment) -> Assignment:
    """What the details say of the vendor; a divided expense says nothing of what such expenses are for."""
    said = _assignment(details)
    return evolve(said, category=before.category, brand=before.brand) if details.splits else said
