"""The unit of work: the only door to an organization's records.

A unit is opened for one organization and sees nothing else; the records inside take no organization argument, so a
query without an organization cannot be written. It commits when its block ends cleanly and rolls back when the block
raises; it can be entered once, and neither it nor its records can be used outside the block. What belongs to another
organization looks exactly like what does not exist.

When a write raises, let the error leave the block: whether the unit could go on is left open. A unit that raises wrote
nothing, with one exception that no database can rule out: when it is lost during the commit itself, nobody knows if the
commit happened. So a request is repeated under the same key, and a message may be worked on twice.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from plutopixie.domain.catalog import Brand, Category, Tag
from plutopixie.domain.errors import OurError, WorldError
from plutopixie.domain.ids import BrandId, CategoryId, OrganizationId, TagId
from plutopixie.ports.outbound.outbox import Outbox
from plutopixie.ports.outbound.records import (
    ApiKeys,
    AuditLog,
    Codes,
    CustomFields,
    Entries,
    Expenses,
    Invitations,
    Members,
    OrganizationRecord,
    Receipts,
    Reports,
    Requests,
    SecondFactors,
    Sessions,
    VendorRules,
    Vendors,
)


class RecordsUnavailableError(WorldError):
    """The database did not answer in time; try again in a moment."""

    code = "records-unavailable"


class UnitEndedError(OurError):
    """A unit of work was entered twice, or used outside its block; open a new one."""

    code = "unit-ended"


class Unit(Protocol):
    """Everything one organization keeps, inside one transaction."""

    @property
    def organization(self) -> OrganizationRecord:
        """The organization itself."""
        ...

    @property
    def members(self) -> Members:
        """Its members and their password hashes."""
        ...

    @property
    def invitations(self) -> Invitations:
        """Open invitations."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        ...

    @property
    def codes(self) -> Codes:
        """What its members prove their addresses with."""
        ...

    @property
    def second_factors(self) -> SecondFactors:
        """What its members prove themselves with beside the password."""
        ...

    @property
    def api_keys(self) -> ApiKeys:
        """What its members' programs prove themselves with."""
        ...

    @property
    def categories(self) -> Entries[Category, CategoryId]:
        """Its categories."""
        ...

    @property
    def brands(self) -> Entries[Brand, BrandId]:
        """Its brands."""
        ...

    @property
    def tags(self) -> Entries[Tag, TagId]:
        """Its tags."""
        ...

    @property
    def custom_fields(self) -> CustomFields:
        """Its custom fields."""
        ...

    @property
    def vendors(self) -> Vendors:
        """Whom it paid."""
        ...

    @property
    def vendor_rules(self) -> VendorRules:
        """What it taught about vendors as they are read."""
        ...

    @property
    def expenses(self) -> Expenses:
        """Its expenses and their history."""
        ...

    @property
    def receipts(self) -> Receipts:
        """Its receipts."""
        ...

    @property
    def reports(self) -> Reports:
        """Totals over its expenses."""
        ...

    @property
    def requests(self) -> Requests:
        """Requests that must not be carried out twice."""
        ...

    @property
    def audit(self) -> AuditLog:
        """Who did what to it."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Work to be done after the commit."""
        ...


class OpenUnit(Protocol):
    """Opens units of work."""

    def __call__(self, organization: OrganizationId) -> AbstractContextManager[Unit]:
        """A unit of that organization; raises RecordsUnavailableError when the database does not answer."""
        ...
