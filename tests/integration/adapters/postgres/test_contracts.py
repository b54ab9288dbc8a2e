"""The PostgreSQL adapter keeps every promise of its ports."""

from __future__ import annotations

import pytest

from plutopixie.adapters.postgres import Connected
from plutopixie.ports.contracts.records import (
    ConcurrencyContract,
    EntriesContract,
    ExpensesContract,
    InvitationsContract,
    IsolationContract,
    ListingContract,
    MembersContract,
    OrganizationRecordContract,
    ReceiptsContract,
    ReportsContract,
    RequestsContract,
    SessionsContract,
    UnitContract,
    VendorsContract,
)
from plutopixie.ports.outbound.units import OpenUnit


class OverPostgres:
    """The hook of every suite over units."""

    @pytest.fixture
    def open_unit(self, connected: Connected) -> OpenUnit:
        """Units over the database of this module."""
        return connected.open_unit


class TestConcurrency(OverPostgres, ConcurrencyContract):
    """Units that run at the same time."""


class TestEntries(OverPostgres, EntriesContract):
    """Categories, brands, tags and custom fields."""


class TestExpenses(OverPostgres, ExpensesContract):
    """Expenses and their history."""


class TestInvitations(OverPostgres, InvitationsContract):
    """Invitations."""


class TestIsolation(OverPostgres, IsolationContract):
    """One organization never learns of another."""


class TestListing(OverPostgres, ListingContract):
    """Filters, orders and pages."""


class TestMembers(OverPostgres, MembersContract):
    """Members."""


class TestOrganization(OverPostgres, OrganizationRecordContract):
    """The organization."""


class TestReceipts(OverPostgres, ReceiptsContract):
    """Receipts."""


class TestReports(OverPostgres, ReportsContract):
    """Reports."""


class TestRequests(OverPostgres, RequestsContract):
    """Idempotent requests."""


class TestSessions(OverPostgres, SessionsContract):
    """Sessions."""


class TestUnits(OverPostgres, UnitContract):
    """Commit and rollback."""


class TestVendors(OverPostgres, VendorsContract):
    """Vendors."""
