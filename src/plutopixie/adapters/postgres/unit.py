"""The unit of work: one connection of the pool, one transaction, bound to one organization.

The binding is the first statement and lasts as long as the transaction, so that the next borrower of the connection
starts unbound. Beside the plain setting it shows the signed context that row security asks for. Whatever leaves the
block rolls everything back and goes on unchanged.
"""

from __future__ import annotations

import contextlib
import logging
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final

import psycopg
from attrs import field, frozen
from psycopg import pq

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import RecordsFaultError, translating
from plutopixie.adapters.postgres.limits import Limits
from plutopixie.adapters.postgres.pool import Connection, Pool
from plutopixie.adapters.postgres.records.api_keys import PostgresApiKeys
from plutopixie.adapters.postgres.records.audit import PostgresAuditLog
from plutopixie.adapters.postgres.records.bound import Bound
from plutopixie.adapters.postgres.records.catalog import PostgresCustomFields, PostgresEntries, brands, categories, tags
from plutopixie.adapters.postgres.records.codes import PostgresCodes
from plutopixie.adapters.postgres.records.expenses import PostgresExpenses
from plutopixie.adapters.postgres.records.invitations import PostgresInvitations
from plutopixie.adapters.postgres.records.members import PostgresMembers
from plutopixie.adapters.postgres.records.organization import PostgresOrganization
from plutopixie.adapters.postgres.records.outbox import PostgresOutbox
from plutopixie.adapters.postgres.records.receipts import PostgresReceipts
from plutopixie.adapters.postgres.records.reports import PostgresReports
from plutopixie.adapters.postgres.records.requests import PostgresRequests
from plutopixie.adapters.postgres.records.second_factors import PostgresSecondFactors
from plutopixie.adapters.postgres.records.sessions import PostgresSessions
from plutopixie.adapters.postgres.records.vendor_rules import PostgresVendorRules
from plutopixie.adapters.postgres.records.vendors import PostgresVendors
from plutopixie.adapters.postgres.sealing import Sealing
from plutopixie.adapters.postgres.signing import ContextSigner
from plutopixie.domain.catalog import Brand, Category, Tag
from plutopixie.domain.ids import BrandId, CategoryId, OrganizationId, TagId
from plutopixie.ports.outbound.units import Unit, UnitEndedError

_SQL: Final = queries.load("connections")
_log: Final = logging.getLogger(__name__)


@frozen
class PostgresUnit:
    """`ports.outbound.units.Unit`: the records of one organization over one transaction."""

    organization: PostgresOrganization
    members: PostgresMembers
    invitations: PostgresInvitations
    sessions: PostgresSessions
    api_keys: PostgresApiKeys
    codes: PostgresCodes
    second_factors: PostgresSecondFactors
    categories: PostgresEntries[Category, CategoryId]
    brands: PostgresEntries[Brand, BrandId]
    tags: PostgresEntries[Tag, TagId]
    custom_fields: PostgresCustomFields
    vendors: PostgresVendors
    vendor_rules: PostgresVendorRules
    expenses: PostgresExpenses
    receipts: PostgresReceipts
    reports: PostgresReports
    requests: PostgresRequests
    audit: PostgresAuditLog
    outbox: PostgresOutbox


@frozen
class PostgresUnits:
    """`ports.outbound.units.OpenUnit` over a pool of the application role."""

    pool: Pool
    sealing: Sealing
    signer: ContextSigner
    limits: Limits = field(factory=Limits)

    def __call__(self, organization: OrganizationId) -> AbstractContextManager[Unit]:
        """A unit of that organization."""
        return _Block(self, organization)


class _Block(AbstractContextManager[Unit]):
    """The block of a unit, which can be entered once."""

    def __init__(self, units: PostgresUnits, organization: OrganizationId) -> None:
        self._units = units
        self._organization = organization
        self._entered = False
        self._bound: Bound | None = None
        self._conn: Connection | None = None

    def __enter__(self) -> Unit:
        if self._entered:
            raise UnitEndedError
        self._entered = True
        with translating():
            conn = self._units.pool.getconn()
            try:
                conn.execute(_SQL["begin"])
                conn.execute(_SQL["bind"], self._binding(conn.info.backend_pid))
            except BaseException:
                self._give_back(conn)
                raise
        self._conn = conn
        self._bound = Bound(conn, self._organization, self._units.sealing)
        return _records(self._bound)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        conn, bound = self._conn, self._bound
        if conn is None or bound is None:  # pragma: no cover - the block was never entered
            raise UnitEndedError
        self._conn = self._bound = None
        bound.end()
        try:
            if error is None:
                _commit(conn)
            else:
                _roll_back(conn)
        finally:
            self._give_back(conn)

    def _binding(self, backend: int) -> dict[str, object]:
        units, organization = self._units, self._organization
        context = units.signer.sign(organization, backend)
        return {"organization": organization, "context": context, **units.limits.parameters()}

    def _give_back(self, conn: Connection) -> None:
        """The pool cleans the connection, rolls back what is still open, and throws away what is broken."""
        with contextlib.suppress(psycopg.Error):
            self._units.pool.putconn(conn)


def _commit(conn: Connection) -> None:
    """Commit; a transaction in which a statement failed would be rolled back in silence, so it raises instead."""
    if conn.info.transaction_status == pq.TransactionStatus.INERROR:
        raise RecordsFaultError(_IN_FAILED_TRANSACTION)
    with translating():
        conn.execute(_SQL["commit"])


def _roll_back(conn: Connection) -> None:
    """Roll back; if that fails, the connection is gone and the transaction with it, and the cause matters more."""
    try:
        conn.execute(_SQL["roll_back"])
    except Exception:  # noqa: BLE001 - nothing may mask the cause
        _log.warning("a rollback did not reach the database; the server ends the transaction by itself")


_IN_FAILED_TRANSACTION: Final = "25P02"


def _records(bound: Bound) -> PostgresUnit:
    vendors = PostgresVendors(bound)
    return PostgresUnit(
        organization=PostgresOrganization(bound),
        members=PostgresMembers(bound),
        invitations=PostgresInvitations(bound),
        sessions=PostgresSessions(bound),
        api_keys=PostgresApiKeys(bound),
        codes=PostgresCodes(bound),
        second_factors=PostgresSecondFactors(bound),
        categories=categories(bound),
        brands=brands(bound),
        tags=tags(bound),
        custom_fields=PostgresCustomFields(bound),
        vendors=vendors,
        vendor_rules=PostgresVendorRules(bound, vendors),
        expenses=PostgresExpenses(bound, vendors),
        receipts=PostgresReceipts(bound),
        reports=PostgresReports(bound),
        requests=PostgresRequests(bound),
        audit=PostgresAuditLog(bound),
        outbox=PostgresOutbox(bound),
    )
