"""The PostgreSQL adapter keeps every promise of its ports."""

from __future__ import annotations

import os
from typing import Final

import pytest
from hypothesis import settings

from plutopixie.adapters.memory import MemoryDirectory, MemoryUnits, Store
from plutopixie.adapters.postgres import Connected
from plutopixie.ports.contracts.directory import DirectoryContract
from plutopixie.ports.contracts.equivalence import MODEST, World, prove_agreement
from plutopixie.ports.contracts.outbox import OutboxContract
from plutopixie.ports.contracts.records import (
    ApiKeysContract,
    AuditLogContract,
    CodesContract,
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
    SecondFactorsContract,
    SessionsContract,
    UnitContract,
    VendorRulesContract,
    VendorsContract,
)
from plutopixie.ports.contracts.throttles import ThrottlesContract
from plutopixie.ports.outbound.directory import Directory
from plutopixie.ports.outbound.outbox import OutboxFeed
from plutopixie.ports.outbound.throttles import Throttles
from plutopixie.ports.outbound.units import OpenUnit

#: How many stories the two adapters are told; `make prove` tells ten times as many.
EXAMPLES: Final = 25 * int(os.environ.get("PLUTOPIXIE_TEST_PROVE", "1"))


class OverPostgres:
    """The hook of every suite over units."""

    @pytest.fixture
    def open_unit(self, connected: Connected) -> OpenUnit:
        """Units over the database of this module."""
        return connected.open_unit


class TestApiKeys(OverPostgres, ApiKeysContract):
    """What programs prove themselves with."""


class TestSecondFactors(OverPostgres, SecondFactorsContract):
    """What people prove themselves with beside the password."""


class TestCodes(OverPostgres, CodesContract):
    """What people prove their addresses with."""


class TestAuditLog(OverPostgres, AuditLogContract):
    """Who did what."""


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


class TestVendorRules(OverPostgres, VendorRulesContract):
    """What it taught about vendors."""


class TestUnits(OverPostgres, UnitContract):
    """Commit and rollback."""


class TestVendors(OverPostgres, VendorsContract):
    """Vendors."""


class TestDirectory(OverPostgres, DirectoryContract):
    """Look-ups before an organization is known."""

    @pytest.fixture
    def directory(self, connected: Connected) -> Directory:
        """The directory of this module's database."""
        return connected.directory


class TestThrottles(OverPostgres, ThrottlesContract):
    """Buckets of attempts."""

    @pytest.fixture
    def throttles(self, connected: Connected) -> Throttles:
        """The buckets of this module's database."""
        return connected.throttles


class TestOutbox(OverPostgres, OutboxContract):
    """The outbox and its reading end."""

    @pytest.fixture
    def feed(self, connected: Connected) -> OutboxFeed:
        """The reading end over this module's database."""
        return connected.outbox_feed


# The pools draw their pauses from the same random numbers, in threads of their own; Hypothesis takes that for ours.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@pytest.mark.promise("P7.1")
def test_agrees_with_memory(connected: Connected) -> None:
    """Whatever happens, PostgreSQL shows what the in-memory twin shows, to each of two organizations."""

    def in_memory() -> World:
        store = Store()
        return World(MemoryUnits(store), MemoryDirectory(store))

    chosen = settings(MODEST, max_examples=EXAMPLES)
    prove_agreement(in_memory, lambda: World(connected.open_unit, connected.directory), chosen=chosen)
