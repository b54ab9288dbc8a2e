"""The in-memory records keep every promise of the ports."""

from __future__ import annotations

import pytest

from plutopixie.adapters.memory import MemoryUnits, Store
from plutopixie.ports.contracts import records
from plutopixie.ports.outbound.units import OpenUnit


class InMemory:
    """The hook of the suites."""

    @pytest.fixture
    def open_unit(self) -> OpenUnit:
        """Units over a store of their own."""
        return MemoryUnits(Store())


class TestOrganization(InMemory, records.OrganizationRecordContract):
    """The organization."""


class TestMembers(InMemory, records.MembersContract):
    """Its members."""


class TestInvitations(InMemory, records.InvitationsContract):
    """Open invitations."""


class TestSessions(InMemory, records.SessionsContract):
    """Who is signed in."""


class TestEntries(InMemory, records.EntriesContract):
    """Categories, brands, tags and custom fields."""


class TestVendorRules(InMemory, records.VendorRulesContract):
    """What it taught about vendors."""


class TestVendors(InMemory, records.VendorsContract):
    """Whom it paid."""


class TestExpenses(InMemory, records.ExpensesContract):
    """Expenses and their history."""


class TestListing(InMemory, records.ListingContract):
    """Lists of expenses."""


class TestReports(InMemory, records.ReportsContract):
    """Totals."""


class TestReceipts(InMemory, records.ReceiptsContract):
    """Receipts."""


class TestRequests(InMemory, records.RequestsContract):
    """Requests with idempotency keys."""


class TestApiKeys(InMemory, records.ApiKeysContract):
    """What programs prove themselves with."""


class TestSecondFactors(InMemory, records.SecondFactorsContract):
    """What people prove themselves with beside the password."""


class TestCodes(InMemory, records.CodesContract):
    """What people prove their addresses with."""


class TestAuditLog(InMemory, records.AuditLogContract):
    """Who did what."""


class TestUnit(InMemory, records.UnitContract):
    """Commit and rollback."""


class TestIsolation(InMemory, records.IsolationContract):
    """One organization and another."""


class TestConcurrency(InMemory, records.ConcurrencyContract):
    """Several units at once."""
