"""The unit of work over a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

from attrs import frozen

from plutopixie.adapters.memory import catalog
from plutopixie.adapters.memory.api_keys import MemoryApiKeys
from plutopixie.adapters.memory.audit import MemoryAuditLog
from plutopixie.adapters.memory.catalog import MemoryEntries, MemoryVendors
from plutopixie.adapters.memory.codes import MemoryCodes
from plutopixie.adapters.memory.desk import Desk
from plutopixie.adapters.memory.expenses import MemoryExpenses, MemoryReports
from plutopixie.adapters.memory.outbox import MemoryOutbox
from plutopixie.adapters.memory.people import MemoryInvitations, MemoryMembers, MemoryOrganization, MemorySessions
from plutopixie.adapters.memory.receipts import MemoryReceipts
from plutopixie.adapters.memory.requests import MemoryRequests
from plutopixie.adapters.memory.second_factors import MemorySecondFactors
from plutopixie.adapters.memory.store import Store
from plutopixie.adapters.memory.vendor_rules import MemoryVendorRules
from plutopixie.domain.catalog import Brand, Category, CustomField, Tag
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, OrganizationId, TagId
from plutopixie.ports.outbound.units import Unit, UnitEndedError


@frozen
class MemoryUnit:
    """`ports.outbound.units.Unit`: the records on one desk."""

    organization: MemoryOrganization
    members: MemoryMembers
    invitations: MemoryInvitations
    sessions: MemorySessions
    api_keys: MemoryApiKeys
    codes: MemoryCodes
    second_factors: MemorySecondFactors
    categories: MemoryEntries[Category, CategoryId]
    brands: MemoryEntries[Brand, BrandId]
    tags: MemoryEntries[Tag, TagId]
    custom_fields: MemoryEntries[CustomField, CustomFieldId]
    vendors: MemoryVendors
    vendor_rules: MemoryVendorRules
    expenses: MemoryExpenses
    receipts: MemoryReceipts
    reports: MemoryReports
    requests: MemoryRequests
    audit: MemoryAuditLog
    outbox: MemoryOutbox


def _unit(desk: Desk) -> MemoryUnit:
    return MemoryUnit(
        organization=MemoryOrganization(desk),
        members=MemoryMembers(desk),
        invitations=MemoryInvitations(desk),
        sessions=MemorySessions(desk),
        api_keys=MemoryApiKeys(desk),
        codes=MemoryCodes(desk),
        second_factors=MemorySecondFactors(desk),
        categories=catalog.categories(desk),
        brands=catalog.brands(desk),
        tags=catalog.tags(desk),
        custom_fields=catalog.custom_fields(desk),
        vendors=MemoryVendors(desk),
        vendor_rules=MemoryVendorRules(desk),
        expenses=MemoryExpenses(desk),
        receipts=MemoryReceipts(desk),
        reports=MemoryReports(desk),
        requests=MemoryRequests(desk),
        audit=MemoryAuditLog(desk),
        outbox=MemoryOutbox(desk),
    )


@frozen
class MemoryUnits:
    """`ports.outbound.units.OpenUnit` over a store."""

    _store: Store

    def __call__(self, organization: OrganizationId) -> AbstractContextManager[Unit]:
        """A unit of that organization."""
        return _Once(self._work(organization))

    @contextmanager
    def _work(self, organization: OrganizationId) -> Iterator[Unit]:
        with self._store.turn(organization):
            desk = Desk(organization, self._store.read(organization))
            try:
                yield _unit(desk)
                self._store.commit(organization, desk.books, desk.announced)
            finally:
                desk.clear()


class _Once(AbstractContextManager[Unit]):
    """The block of a unit, which can be entered once."""

    def __init__(self, work: AbstractContextManager[Unit]) -> None:
        self._work = work
        self._entered = False

    def __enter__(self) -> Unit:
        if self._entered:
            raise UnitEndedError
        self._entered = True
        return self._work.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._work.__exit__(kind, error, traceback)
