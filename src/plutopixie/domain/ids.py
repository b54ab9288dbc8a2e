"""Identities: UUIDs of version 7 (RFC 9562) made by the ids port, so they sort by the time they were made."""

from __future__ import annotations

from typing import NewType
from uuid import UUID

OrganizationId = NewType("OrganizationId", UUID)
MemberId = NewType("MemberId", UUID)
SessionId = NewType("SessionId", UUID)
InvitationId = NewType("InvitationId", UUID)
CategoryId = NewType("CategoryId", UUID)
BrandId = NewType("BrandId", UUID)
TagId = NewType("TagId", UUID)
CustomFieldId = NewType("CustomFieldId", UUID)
VendorId = NewType("VendorId", UUID)
ExpenseId = NewType("ExpenseId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
MessageId = NewType("MessageId", UUID)
EntryId = NewType("EntryId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
CodeId = NewType("CodeId", UUID)
VendorRuleId = NewType("VendorRuleId", UUID)
