"""All suites over units of work, in one class: what a database adapter proves first."""

from __future__ import annotations

from plutopixie.ports.contracts.api_keys import ApiKeysContract
from plutopixie.ports.contracts.audit import AuditLogContract
from plutopixie.ports.contracts.catalog import EntriesContract, VendorsContract
from plutopixie.ports.contracts.codes import CodesContract
from plutopixie.ports.contracts.concurrency import ConcurrencyContract
from plutopixie.ports.contracts.expenses import ExpensesContract
from plutopixie.ports.contracts.listing import ListingContract
from plutopixie.ports.contracts.people import (
    InvitationsContract,
    MembersContract,
    OrganizationRecordContract,
    SessionsContract,
)
from plutopixie.ports.contracts.receipts import ReceiptsContract
from plutopixie.ports.contracts.reports import ReportsContract
from plutopixie.ports.contracts.requests import RequestsContract
from plutopixie.ports.contracts.second_factors import SecondFactorsContract
from plutopixie.ports.contracts.units import IsolationContract, UnitContract
from plutopixie.ports.contracts.vendor_rules import VendorRulesContract

__all__ = [
    "ApiKeysContract",
    "AuditLogContract",
    "CodesContract",
    "ConcurrencyContract",
    "EntriesContract",
    "ExpensesContract",
    "InvitationsContract",
    "IsolationContract",
    "ListingContract",
    "MembersContract",
    "OrganizationRecordContract",
    "ReceiptsContract",
    "ReportsContract",
    "RequestsContract",
    "SecondFactorsContract",
    "SessionsContract",
    "UnitContract",
    "VendorRulesContract",
    "VendorsContract",
]
