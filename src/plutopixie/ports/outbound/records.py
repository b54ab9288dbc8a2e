"""Records of one organization, as a unit of work offers them.

Common laws: `get` raises NotFoundError for what is missing or belongs to another organization; `add` raises
AlreadyExistsError for what is there; `save` writes a thing whose version is one more than the stored one, and raises
StaleVersionError if somebody else was faster; a reference to what does not exist here raises InvalidValueError naming
the field. Lists are in the order their docstring says; "oldest" and "latest" go by the id, which begins with the time
it was made.

Errors call things organization, member, invitation, session, API key, second factor, code, category, brand, tag, custom
field, vendor, expense, receipt, request and entry (of the audit log). AlreadyExistsError names the field `id`, `name`,
`email` or, for an invitation, `secret`. InvalidValueError names the attribute that refers to nothing: `member`,
`invited_by`, `recorded_by`, `uploaded_by`, `author`, `vendor`, `category`, `brand`, `tags`, `custom_fields`, `splits`
(which part may follow, as in `splits[2].category`) or `expense`, and `organization` for what is added before the
organization is founded. A former member can be referred to by `recorded_by`, `uploaded_by` and `author`, and by nothing
else; their id is never another's. When one call breaks several rules, which of them is reported is left open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol, TypeVar

from attrs import frozen

from plutopixie.domain.api_keys import ApiKey
from plutopixie.domain.audit import AuditEntry
from plutopixie.domain.catalog import CustomField
from plutopixie.domain.currencies import Currency
from plutopixie.domain.expenses import Change, Expense
from plutopixie.domain.ids import (
    ApiKeyId,
    CodeId,
    CustomFieldId,
    EntryId,
    ExpenseId,
    InvitationId,
    MemberId,
    ReceiptId,
    SessionId,
    VendorId,
    VendorRuleId,
)
from plutopixie.domain.listing import Cursor, Filter, Page, Sort
from plutopixie.domain.members import Invitation, Member
from plutopixie.domain.money import Money
from plutopixie.domain.one_time_codes import Code, Purpose
from plutopixie.domain.organization import Organization
from plutopixie.domain.receipts import Receipt
from plutopixie.domain.reports import Dimension, Period, Report
from plutopixie.domain.second_factor import SecondFactor
from plutopixie.domain.sessions import Session
from plutopixie.domain.vendor_rules import RULES_MAX, VendorRule
from plutopixie.domain.vendors import Vendor

Entry = TypeVar("Entry")
EntryId_contra = TypeVar("EntryId_contra", contravariant=True)


class OrganizationRecord(Protocol):
    """The organization of the unit."""

    def add(self, organization: Organization) -> None:
        """Found it; raises InvalidValueError naming `id` unless that is the unit's organization."""
        ...

    def get(self) -> Organization:
        """The organization; raises NotFoundError before it is founded."""
        ...

    def save(self, organization: Organization) -> None:
        """Write a changed organization."""
        ...


@frozen
class Standing:
    """A member, whether a second factor of theirs counts, and whether the organization requires one of its admins."""

    member: Member
    second_factor: bool
    second_factor_required: bool


class Members(Protocol):
    """The people of the organization. An email address occurs once, in its canonical form."""

    def add(self, member: Member, password_hash: str) -> None:
        """A new member, who can be found in the directory from the commit on."""
        ...

    def get(self, id: MemberId, *, lock: bool = False) -> Member:
        """A member; with `lock`, other units that lock it wait until this one ends."""
        ...

    def save(self, member: Member) -> None:
        """Write a changed member; a changed address is found in the directory from the commit on."""
        ...

    def remove(self, id: MemberId) -> None:
        """Erase what proves a member (sessions, keys, factor, codes), invitations sent, name, address, and origins.

        From then on there is no such member, and the address is free. What they recorded stays under the bare id, of a
        "former member", and can still be changed by others.
        """
        ...

    def list(self) -> tuple[Member, ...]:
        """All present members, in the order they joined."""
        ...

    def password_hash(self, id: MemberId) -> str:
        """The hash of the member's password."""
        ...

    def set_password_hash(self, id: MemberId, password_hash: str) -> None:
        """Replace the hash of the member's password."""
        ...

    def signed_in(self, session: SessionId, at: datetime) -> Standing | None:
        """The standing of the member whose living session this is; None if it ended or is not there."""
        ...

    def standing(self, id: MemberId) -> Standing:
        """A member, and what their second factor means here."""
        ...


class Invitations(Protocol):
    """Open invitations, found by the SHA-256 of their secret."""

    def add(self, invitation: Invitation, secret_digest: bytes) -> None:
        """A new invitation."""
        ...

    def take(self, secret_digest: bytes) -> Invitation:
        """The invitation of that secret, removed: it can be used once. Raises NotFoundError."""
        ...

    def list(self) -> tuple[Invitation, ...]:
        """All invitations, oldest first."""
        ...

    def remove(self, id: InvitationId) -> None:
        """Withdraw an invitation; raises NotFoundError."""
        ...


class Sessions(Protocol):
    """Who is signed in, and for a while who was."""

    def add(self, session: Session) -> None:
        """A new session."""
        ...

    def get(self, id: SessionId, *, lock: bool = False) -> Session:
        """A session; with `lock`, other units that lock it wait until this one ends."""
        ...

    def save(self, session: Session) -> None:
        """Write a changed session."""
        ...

    def of_member(self, member: MemberId, at: datetime) -> tuple[Session, ...]:
        """The member's living sessions, the latest first."""
        ...

    def revoke_all(self, member: MemberId, at: datetime, *, but: SessionId | None = None) -> None:
        """End every session of the member but one."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget sessions that were revoked or expired before that moment; returns how many."""
        ...


class Codes(Protocol):
    """One-time codes, found by their id and the SHA-256 of their secret."""

    def add(self, code: Code, secret_digest: bytes) -> None:
        """A new code in place of the member's earlier one of the same purpose."""
        ...

    def get(self, id: CodeId) -> Code:
        """A code."""
        ...

    def find(self, id: CodeId, secret_digest: bytes, *, lock: bool = False) -> Code:
        """The code of that id and secret; with `lock`, other units that lock it wait until this one ends."""
        ...

    def save(self, code: Code) -> None:
        """Write a code that was used."""
        ...

    def sent(self, id: CodeId, at: datetime) -> None:
        """Note that a code was sent; one that is not there any more is no error."""
        ...

    def of_member(self, member: MemberId) -> tuple[Code, ...]:
        """All codes of a member, in whatever state, oldest first."""
        ...

    def remove_all(self, member: MemberId, purposes: Collection[Purpose]) -> None:
        """Forget a member's codes of these purposes."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget codes that expired before that moment; returns how many."""
        ...


class SecondFactors(Protocol):
    """What members prove themselves with beside the password; one a member."""

    def get(self, member: MemberId, *, lock: bool = False) -> SecondFactor | None:
        """A member's factor, if there is one; with `lock`, other units that lock it wait until this one ends."""
        ...

    def put(self, factor: SecondFactor) -> None:
        """Keep a member's factor in place of what was there."""
        ...

    def remove(self, member: MemberId) -> None:
        """Forget a member's factor; raises NotFoundError."""
        ...


class ApiKeys(Protocol):
    """Keys of the members' programs, found by their id and the SHA-256 of their secret."""

    def add(self, key: ApiKey, secret_digest: bytes) -> None:
        """A new key."""
        ...

    def presented(self, id: ApiKeyId, secret_digest: bytes, at: datetime) -> ApiKey | None:
        """The key of that id and secret if it lives; its use is noted, to the minute."""
        ...

    def of_member(self, member: MemberId) -> tuple[ApiKey, ...]:
        """All keys of a member, ended ones too, oldest first."""
        ...

    def remove(self, member: MemberId, id: ApiKeyId) -> None:
        """Revoke a key of that member; raises NotFoundError."""
        ...

    def remove_all(self, member: MemberId) -> None:
        """Revoke every key of that member."""
        ...


class Entries(Protocol[Entry, EntryId_contra]):
    """Categories, brands or tags. A name occurs once per kind, regardless of case."""

    def add(self, entry: Entry) -> None:
        """A new entry."""
        ...

    def get(self, id: EntryId_contra) -> Entry:
        """An entry."""
        ...

    def save(self, entry: Entry) -> None:
        """Write a changed entry."""
        ...

    def list(self) -> tuple[Entry, ...]:
        """All entries, archived ones too, by name regardless of case."""
        ...


class CustomFields(Protocol):
    """Fields that the organization added to its expenses. A name occurs once, regardless of case."""

    def add(self, custom_field: CustomField) -> None:
        """A new field."""
        ...

    def get(self, id: CustomFieldId) -> CustomField:
        """A field."""
        ...

    def save(self, custom_field: CustomField) -> None:
        """Write a changed field."""
        ...

    def list(self) -> tuple[CustomField, ...]:
        """All fields, archived ones too, by name regardless of case."""
        ...


class VendorRules(Protocol):
    """What the organization taught about vendors. A name as read has one rule, as `rule_key` compares names."""

    def add(self, rule: VendorRule) -> None:
        """A new rule; raises AlreadyExistsError for a name that has one."""
        ...

    def put(self, rule: VendorRule, limit: int = RULES_MAX) -> None:
        """Keep what a rule assigns: in the rule of that name if there is one, which keeps its id, else as a new rule.

        Where there are `limit` rules already, no new one is kept.
        """
        ...

    def get(self, id: VendorRuleId) -> VendorRule:
        """A rule."""
        ...

    def find(self, name: str) -> VendorRule | None:
        """The rule for exactly that name, if there is one."""
        ...

    def save(self, rule: VendorRule) -> None:
        """Write a changed rule; raises AlreadyExistsError for a name that has another one."""
        ...

    def remove(self, id: VendorRuleId) -> None:
        """Forget a rule; raises NotFoundError."""
        ...

    def list(self) -> tuple[VendorRule, ...]:
        """All rules, by name regardless of case."""
        ...


class Vendors(Protocol):
    """Whom the organization paid. A name occurs once, as `vendor_key` compares names."""

    def obtain(self, vendor: Vendor) -> Vendor:
        """The vendor of that name: the known one with its own id and spelling, or this one, now known."""
        ...

    def find(self, name: str) -> Vendor | None:
        """The vendor of that name, if known."""
        ...

    def list(self) -> tuple[Vendor, ...]:
        """All vendors, by name regardless of case."""
        ...


class Expenses(Protocol):
    """Expenses with their history."""

    def add(self, expense: Expense, change: Change) -> None:
        """A new expense and the first entry of its history."""
        ...

    def get(self, id: ExpenseId, *, lock: bool = False) -> Expense:
        """An expense in whatever state; with `lock`, other units that lock it wait until this one ends."""
        ...

    def save(self, expense: Expense, change: Change) -> None:
        """Write a changed expense and the entry that says what changed."""
        ...

    def page(self, wanted: Filter, sort: Sort, after: Cursor | None, limit: int) -> Page:
        """Up to `limit` (1 to 1,000) expenses that the filter lets through, after the cursor, in the sort's order.

        A descending order is the ascending one read backwards, ids included. `following` is None on the last page.
        """
        ...

    def ids(self, wanted: Filter, limit: int) -> tuple[ExpenseId, ...]:
        """Up to `limit` ids of expenses that the filter lets through, ascending."""
        ...

    def history(self, id: ExpenseId) -> tuple[Change, ...]:
        """All changes of the expense, oldest first; empty for one that is not there."""
        ...

    def alike(self, vendor: VendorId, day: date, amount: Money) -> tuple[tuple[ExpenseId, MemberId], ...]:
        """Up to 10 present expenses of that vendor, date and amount, with who recorded them, oldest first."""
        ...


class Receipts(Protocol):
    """Receipts with what was read from them."""

    def add(self, receipt: Receipt) -> None:
        """A new receipt."""
        ...

    def get(self, id: ReceiptId, *, lock: bool = False) -> Receipt:
        """A receipt; with `lock`, other units that lock it wait until this one ends."""
        ...

    def save(self, receipt: Receipt) -> None:
        """Write a changed receipt."""
        ...

    def list(self, member: MemberId | None, after: ReceiptId | None, limit: int) -> tuple[Receipt, ...]:
        """Up to `limit` receipts with an id below `after`, the latest first, of one member or all."""
        ...

    def with_file(self, digest: str) -> tuple[Receipt, ...]:
        """Up to 10 receipts that hold this very file, or held it before it was painted over, oldest first."""
        ...

    def pictured_alike(self, fingerprint: int) -> tuple[Receipt, ...]:
        """Up to 20 receipts whose pictures look like the one of that fingerprint, the most alike first."""
        ...

    def hold_file(self, digest: str) -> None:
        """Wait until no other unit holds the file under that digest, and hold it until this one ends.

        Who keeps or destroys a file for good holds it meanwhile, so that none is destroyed that is about to be used.
        """
        ...

    def files_in_use(self, digests: Collection[str]) -> frozenset[str]:
        """Those of the files under these digests that a receipt keeps; the others may be destroyed."""
        ...

    def of_expenses(self, expenses: Collection[ExpenseId]) -> Mapping[ExpenseId, tuple[ReceiptId, ...]]:
        """The receipts of each of the expenses that has any, oldest first."""
        ...

    def stopped(self, at: datetime, limit: int) -> tuple[ReceiptId, ...]:
        """Up to `limit` receipts that wait or are being read and are due at that moment (`due_at <= at`).

        The longest overdue first, those due at the same moment by id.
        """
        ...


class Reports(Protocol):
    """Totals over recorded expenses: what `plutopixie.domain.reports.fold` gives over their postings."""

    def totals(self, dimension: Dimension, period: Period, member: MemberId | None, home: Currency) -> Report:
        """The report of the period over one member's expenses or all."""
        ...


@frozen
class Answered:
    """A request that came before: the digest of what it asked, and its outcome (ids and counts, never content)."""

    digest: bytes
    outcome: str | None


class Requests(Protocol):
    """Requests that carry an idempotency key; a key belongs to one member."""

    def begin(self, member: MemberId, key: str, digest: bytes, at: datetime) -> Answered | None:
        """Claim the key: None if it is new, otherwise what came of the earlier request.

        A unit that claimed the same key and has not ended yet is waited for.
        """
        ...

    def complete(self, member: MemberId, key: str, outcome: str) -> None:
        """Keep the outcome of the request that claimed the key, in the same commit as its effect.

        Raises NotFoundError for a key that nobody claimed.
        """
        ...

    def forget(self, before: datetime) -> int:
        """Forget requests begun before that moment; returns how many."""
        ...


class AuditLog(Protocol):
    """Who did what: entries are added and never changed. Where somebody acted from is kept apart and forgotten."""

    def add(self, entry: AuditEntry) -> None:
        """Note an entry; its author may be a former member, who leaves no trace of where they were."""
        ...

    def page(self, after: EntryId | None, limit: int) -> tuple[AuditEntry, ...]:
        """Up to `limit` entries with an id below `after`, the latest first."""
        ...

    def forget_origins(self, before: datetime) -> int:
        """Forget where entries noted before that moment came from; returns of how many."""
        ...
