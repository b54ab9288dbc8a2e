"""Everything the service can do: what an entrypoint is handed and what the composition root fills."""

from __future__ import annotations

from attrs import frozen

from plutopixie.domain.catalog import Brand, Category, Tag
from plutopixie.domain.ids import BrandId, CategoryId, TagId
from plutopixie.ports.inbound.access import Access
from plutopixie.ports.inbound.api_keys import ApiKeys
from plutopixie.ports.inbound.auditing import AuditTrail
from plutopixie.ports.inbound.catalog import EntryBook, Settings
from plutopixie.ports.inbound.confirming import Confirming
from plutopixie.ports.inbound.expenses import Expenses
from plutopixie.ports.inbound.members import Members
from plutopixie.ports.inbound.own_account import OwnAccount
from plutopixie.ports.inbound.receipts import Receipts
from plutopixie.ports.inbound.reports import Reports
from plutopixie.ports.inbound.second_factors import SecondFactors
from plutopixie.ports.inbound.signing_in import SigningIn
from plutopixie.ports.inbound.signing_up import SigningUp
from plutopixie.ports.inbound.vendor_rules import VendorRules


@frozen
class UseCases:
    """The use cases, one field a capability."""

    access: Access
    signing_in: SigningIn
    signing_up: SigningUp
    members: Members
    own_account: OwnAccount
    confirming: Confirming
    second_factors: SecondFactors
    api_keys: ApiKeys
    categories: EntryBook[Category, CategoryId]
    brands: EntryBook[Brand, BrandId]
    tags: EntryBook[Tag, TagId]
    settings: Settings
    vendor_rules: VendorRules
    expenses: Expenses
    receipts: Receipts
    reports: Reports
    audit_trail: AuditTrail
