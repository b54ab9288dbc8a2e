"""Plain sample things for the suites: a founded organization with one of everything, and makers of more.

Every id is fresh, so that suites over a shared database never meet each other's rows and nothing needs cleaning up.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Lock
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain import expenses, receipts
from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag
from plutopixie.domain.currencies import currency
from plutopixie.domain.documents import MediaType
from plutopixie.domain.expenses import Change, Details, Expense
from plutopixie.domain.ids import (
    BrandId,
    CategoryId,
    CustomFieldId,
    ExpenseId,
    MemberId,
    OrganizationId,
    ReceiptId,
    TagId,
    VendorId,
)
from plutopixie.domain.members import Member, Role
from plutopixie.domain.money import Money
from plutopixie.domain.organization import Organization
from plutopixie.domain.receipts import Receipt, StoredFile
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.outbound.units import OpenUnit, Unit

NOW: Final = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
DAY: Final = date(2026, 3, 1)
USD: Final = currency("USD")
EUR: Final = currency("EUR")
HASH: Final = "$2b$04$abcdefghijklmnopqrstuv0123456789ABCDEFGHIJKLMNOPQRSTU"

_serial: Final = count()
_latest: Final = [0]
_lock: Final = Lock()


def fresh_id() -> UUID:
    """An id that was never there before; rises within one process, as UUIDs of version 7 do."""
    with _lock:
        _latest[0] = max(time.time_ns() // 1_000_000, _latest[0])
        serial = next(_serial) % 4096
        if serial == 0:
            _latest[0] += 1
        milliseconds = _latest[0]
    return UUID(int=milliseconds << 80 | 7 << 76 | serial << 64 | 0b10 << 62 | secrets.randbits(62))


def digest(content: object) -> bytes:
    """A SHA-256 digest that stands for this content."""
    return hashlib.sha256(repr(content).encode()).digest()


def usd(minor: int) -> Money:
    """So many cents of a US dollar."""
    return Money(minor, USD)


def address() -> str:
    """An email address that nobody had before, in canonical form."""
    return f"person-{fresh_id().hex}@example.com"


def a_member(name: str = "Ada Example", role: Role = Role.MEMBER, email: str | None = None) -> Member:
    """A new member."""
    return Member(MemberId(fresh_id()), name, email or address(), role, NOW, "2026-01-01")


@frozen
class Office:
    """A founded organization with one of everything, and the way to its records."""

    open_unit: OpenUnit
    organization: Organization
    owner: Member
    category: Category
    brand: Brand
    tag: Tag
    custom_field: CustomField
    vendor: Vendor

    def unit(self) -> AbstractContextManager[Unit]:
        """A new unit of work of this organization."""
        return self.open_unit(self.organization.id)

    def details(self, **changes: Any) -> Details:
        """What a plain expense of this organization says."""
        facts: dict[str, Any] = {"date": DAY, "amount": usd(1250), "vendor": self.vendor}
        return Details(**facts | changes)

    def draft(self, **changes: Any) -> tuple[Expense, Change]:
        """A new expense that waits to be confirmed, recorded by the owner, not yet kept."""
        return self._expense(draft=True, **changes)

    def recorded(self, **changes: Any) -> tuple[Expense, Change]:
        """A new recorded expense of the owner, not yet kept."""
        return self._expense(draft=False, **changes)

    def kept(self, **changes: Any) -> Expense:
        """A new recorded expense of the owner, kept in a unit of its own."""
        expense, change = self.recorded(**changes)
        with self.unit() as unit:
            unit.expenses.add(expense, change)
        return expense

    def a_receipt(self, content: object = None) -> Receipt:
        """A new receipt that the owner uploaded, not yet kept."""
        id_ = ReceiptId(fresh_id())
        file = StoredFile(digest(content or id_).hex(), 1234, MediaType.JPEG, "receipt.jpg")
        return receipts.upload(id_, file, by=self.owner.id, at=NOW)

    def _expense(self, *, draft: bool, **changes: Any) -> tuple[Expense, Change]:
        by: Member = changes.pop("by", self.owner)
        return expenses.create(ExpenseId(fresh_id()), self.details(**changes), by=by.id, at=NOW, draft=draft)


def founded(open_unit: OpenUnit) -> Office:
    """An organization with home currency USD and one of everything, committed."""
    office = Office(
        open_unit=open_unit,
        organization=Organization(OrganizationId(fresh_id()), "Example Works", USD, "America/New_York", NOW),
        owner=a_member("Olga Owner", Role.OWNER),
        category=Category(CategoryId(fresh_id()), "Travel"),
        brand=Brand(BrandId(fresh_id()), "North"),
        tag=Tag(TagId(fresh_id()), "conference"),
        custom_field=CustomField(CustomFieldId(fresh_id()), "Project", FieldKind.TEXT),
        vendor=Vendor(VendorId(fresh_id()), "Corner Café"),
    )
    with office.unit() as unit:
        unit.organization.add(office.organization)
        unit.members.add(office.owner, HASH)
        unit.categories.add(office.category)
        unit.brands.add(office.brand)
        unit.tags.add(office.tag)
        unit.custom_fields.add(office.custom_field)
        unit.vendors.obtain(office.vendor)
    return office


def joined(office: Office, member: Member) -> Member:
    """The member, now kept."""
    with office.unit() as unit:
        unit.members.add(member, HASH)
    return member


def later(minutes: float) -> datetime:
    """So many minutes after NOW."""
    return NOW + timedelta(minutes=minutes)
