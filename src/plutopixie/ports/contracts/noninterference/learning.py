"""What can be learned from what a use case returned: ids by kind, secrets, and where the next page begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from attrs import evolve

from plutopixie.domain.api_keys import ApiKey
from plutopixie.domain.catalog import Brand, Category, CustomField, Tag
from plutopixie.domain.expenses import Expense
from plutopixie.domain.members import Invitation, Member
from plutopixie.domain.organization import Organization
from plutopixie.domain.receipts import Receipt
from plutopixie.domain.sessions import Session
from plutopixie.domain.vendor_rules import VendorRule
from plutopixie.ports.contracts.noninterference.installation import Learned
from plutopixie.ports.inbound.api_keys import Issued
from plutopixie.ports.inbound.auditing import AuditPage
from plutopixie.ports.inbound.expenses import ExpensePage, ExpenseView
from plutopixie.ports.inbound.members import Invited
from plutopixie.ports.inbound.own_account import HeldAboutMe
from plutopixie.ports.inbound.receipts import ReceiptView
from plutopixie.ports.inbound.second_factors import Prepared
from plutopixie.ports.inbound.signing_in import SignedIn

#: What things of each class are called where their ids are drawn from.
KINDS: Final[dict[type, str]] = {
    Organization: "organizations",
    Member: "members",
    Session: "sessions",
    Invitation: "invitations",
    Category: "categories",
    Brand: "brands",
    Tag: "tags",
    CustomField: "custom-fields",
    Expense: "expenses",
    Receipt: "receipts",
    ApiKey: "api-keys",
    VendorRule: "vendor-rules",
}


def learned(result: object) -> Learned:
    """What whoever is shown this can use."""
    return evolve(_beside_ids(result), ids=tuple(_ids(result)))


def _beside_ids(result: object) -> Learned:
    found = Learned()
    match result:
        case SignedIn():
            found = Learned(token=result.access_token, refresh_token=result.refresh_token)
        case Invited():
            found = Learned(invitation=result.secret)
        case Issued():
            found = Learned(token=result.secret)
        case Prepared():
            found = Learned(device=result.secret)
        case ExpensePage() | AuditPage():
            found = Learned(following=result.following)
        case (str(), *_):
            found = Learned(recovery_codes=tuple(map(str, result)))
        case (tuple(), following):  # a page of receipts
            found = Learned(following=following)
    return found


def _ids(result: object) -> Iterator[tuple[str, UUID]]:
    kind = KINDS.get(type(result))
    if kind is not None:
        yield kind, result.id  # type: ignore[attr-defined]  # every class of the table has one
        return
    for one in _inside(result):
        yield from _ids(one)


def _inside(result: object) -> tuple[object, ...]:
    inside: tuple[object, ...] = result if isinstance(result, tuple) else ()
    match result:
        case SignedIn():
            inside = (result.organization, result.member)
        case HeldAboutMe():
            inside = (result.organization, result.member, *result.sessions)
        case Invited():
            inside = (result.invitation,)
        case Issued():
            inside = (result.key,)
        case ExpensePage():
            inside = result.views
        case ExpenseView():
            inside = (result.expense,)
        case ReceiptView():
            inside = (result.receipt,)
    return inside
