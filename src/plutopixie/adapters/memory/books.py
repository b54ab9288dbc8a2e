"""What one organization keeps, as plain dictionaries of immutable values."""

from __future__ import annotations

from datetime import datetime

from attrs import Factory, define, fields, frozen

from plutopixie.domain.api_keys import ApiKey
from plutopixie.domain.audit import AuditEntry
from plutopixie.domain.catalog import Brand, Category, CustomField, Tag
from plutopixie.domain.expenses import Change, Expense
from plutopixie.domain.ids import (
    ApiKeyId,
    BrandId,
    CategoryId,
    CodeId,
    CustomFieldId,
    EntryId,
    ExpenseId,
    InvitationId,
    MemberId,
    MessageId,
    ReceiptId,
    SessionId,
    TagId,
    VendorId,
    VendorRuleId,
)
from plutopixie.domain.members import Invitation, Member
from plutopixie.domain.one_time_codes import Code
from plutopixie.domain.organization import Organization
from plutopixie.domain.receipts import Receipt
from plutopixie.domain.second_factor import SecondFactor
from plutopixie.domain.sessions import Session
from plutopixie.domain.vendor_rules import VendorRule
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.outbound.outbox import Message
from plutopixie.ports.outbound.records import Answered


@frozen
class Account:
    """A present member with the hash of their password."""

    member: Member
    password_hash: str


@frozen
class KeptInvitation:
    """An open invitation with the digest of its secret."""

    invitation: Invitation
    secret_digest: bytes


@frozen
class KeptCode:
    """A one-time code with the digest of its secret."""

    code: Code
    secret_digest: bytes


@frozen
class KeptKey:
    """An API key with the digest of its secret."""

    key: ApiKey
    secret_digest: bytes


@frozen
class Request:
    """A request that carried an idempotency key."""

    answered: Answered
    begun_at: datetime


@define
class Books:
    """Everything one organization keeps. `former` holds the ids of members who left; `messages` wait for the relay."""

    organization: dict[None, Organization] = Factory(dict)
    accounts: dict[MemberId, Account] = Factory(dict)
    former: dict[MemberId, None] = Factory(dict)
    invitations: dict[InvitationId, KeptInvitation] = Factory(dict)
    sessions: dict[SessionId, Session] = Factory(dict)
    codes: dict[CodeId, KeptCode] = Factory(dict)
    second_factors: dict[MemberId, SecondFactor] = Factory(dict)
    api_keys: dict[ApiKeyId, KeptKey] = Factory(dict)
    categories: dict[CategoryId, Category] = Factory(dict)
    brands: dict[BrandId, Brand] = Factory(dict)
    tags: dict[TagId, Tag] = Factory(dict)
    custom_fields: dict[CustomFieldId, CustomField] = Factory(dict)
    vendors: dict[VendorId, Vendor] = Factory(dict)
    vendor_rules: dict[VendorRuleId, VendorRule] = Factory(dict)
    expenses: dict[ExpenseId, Expense] = Factory(dict)
    history: dict[ExpenseId, tuple[Change, ...]] = Factory(dict)
    receipts: dict[ReceiptId, Receipt] = Factory(dict)
    requests: dict[tuple[MemberId, str], Request] = Factory(dict)
    audit: dict[EntryId, AuditEntry] = Factory(dict)
    messages: dict[MessageId, Message] = Factory(dict)

    def copy(self) -> Books:
        """Books of their own with the same content: the values are immutable, so only the dictionaries are new."""
        return Books(**{field.name: dict(getattr(self, field.name)) for field in fields(Books)})
