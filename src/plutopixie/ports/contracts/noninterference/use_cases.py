"""The use cases of an installation, named structurally, and how what a step says becomes their arguments."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from plutopixie.domain.api_keys import KeyScope
from plutopixie.domain.catalog import Brand, Category, FieldKind, Tag
from plutopixie.domain.currencies import currency
from plutopixie.domain.expenses import PRESENT, Kind, State
from plutopixie.domain.ids import BrandId, CategoryId, ExpenseId, MemberId, OrganizationId, TagId
from plutopixie.domain.listing import Filter, Sort, SortField, search_terms
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reports import Period
from plutopixie.domain.vendors import vendor_name
from plutopixie.ports.contracts.noninterference.installation import Step
from plutopixie.ports.contracts.noninterference.scene import UNKNOWN
from plutopixie.ports.inbound.access import Access, Actor
from plutopixie.ports.inbound.api_keys import ApiKeys, NewApiKey
from plutopixie.ports.inbound.auditing import AuditTrail
from plutopixie.ports.inbound.catalog import EntryBook, NewCustomField, Settings
from plutopixie.ports.inbound.confirming import Confirming
from plutopixie.ports.inbound.expenses import Expenses
from plutopixie.ports.inbound.members import Members
from plutopixie.ports.inbound.own_account import OwnAccount
from plutopixie.ports.inbound.receipts import Receipts
from plutopixie.ports.inbound.repetition import RequestKey
from plutopixie.ports.inbound.reports import Reports
from plutopixie.ports.inbound.second_factors import SecondFactors
from plutopixie.ports.inbound.second_step import SecondProof
from plutopixie.ports.inbound.signing_in import SigningIn
from plutopixie.ports.inbound.signing_up import SigningUp
from plutopixie.ports.inbound.statements import ExpenseChanges, ExpenseStatement, StatedPayment, StatedSplit
from plutopixie.ports.inbound.vendor_rules import VendorRules


class UseCases(Protocol):
    """Everything the service can do; `plutopixie.entrypoints.use_cases.UseCases` is one such."""

    @property
    def access(self) -> Access:
        """Who asks."""
        ...

    @property
    def signing_in(self) -> SigningIn:
        """Sessions."""
        ...

    @property
    def signing_up(self) -> SigningUp:
        """New organizations."""
        ...

    @property
    def members(self) -> Members:
        """Members and invitations."""
        ...

    @property
    def own_account(self) -> OwnAccount:
        """One's own account."""
        ...

    @property
    def confirming(self) -> Confirming:
        """What is confirmed by mail."""
        ...

    @property
    def second_factors(self) -> SecondFactors:
        """Second factors."""
        ...

    @property
    def api_keys(self) -> ApiKeys:
        """API keys."""
        ...

    @property
    def categories(self) -> EntryBook[Category, CategoryId]:
        """Categories."""
        ...

    @property
    def brands(self) -> EntryBook[Brand, BrandId]:
        """Brands."""
        ...

    @property
    def tags(self) -> EntryBook[Tag, TagId]:
        """Tags."""
        ...

    @property
    def settings(self) -> Settings:
        """The organization's settings and its custom fields."""
        ...

    @property
    def vendor_rules(self) -> VendorRules:
        """Vendor rules."""
        ...

    @property
    def expenses(self) -> Expenses:
        """Expenses."""
        ...

    @property
    def receipts(self) -> Receipts:
        """Receipts."""
        ...

    @property
    def reports(self) -> Reports:
        """Reports."""
        ...

    @property
    def audit_trail(self) -> AuditTrail:
        """The audit log."""
        ...


def who(use_cases: UseCases, step: Step) -> Actor:
    """Who takes the step; raises NotSignedInError."""
    return use_cases.access.actor(step.token or "")


def thing(step: Step) -> UUID:
    """The id of what the step is about."""
    return step.about or UNKNOWN[0]


def request(step: Step) -> RequestKey | None:
    """The idempotency key with a digest of what is asked, without what is secret."""
    if step.key is None:
        return None
    said = {name: value for name, value in step.said.items() if "password" not in name}
    return RequestKey(step.key, hashlib.sha256(repr((step.name, step.about, said, step.content)).encode()).digest())


def organization(step: Step) -> OrganizationId | None:
    """The organization that is named for signing in."""
    named = step.said.get("organization_id")
    return None if named is None else OrganizationId(named)


def proof(step: Step) -> SecondProof:
    """What is given beside the password."""
    return SecondProof(step.said.get("code"), step.said.get("recovery_code"))


def new_key(step: Step) -> NewApiKey:
    """The API key that is stated."""
    return NewApiKey(step.said["name"], tuple(map(KeyScope, step.said["scopes"])), step.said["password"])


def _decoded(said: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Callable[[Any], object]] = {
        "custom_fields": lambda fields: {UUID(id_): value for id_, value in fields.items()},
        "payment_method": lambda one: StatedPayment(PaymentKind(one["kind"]), one["last4"]),
        "splits": lambda parts: tuple(StatedSplit(**part) for part in parts),
        "kind": Kind,
    }
    return {name: read[name](value) if name in read else value for name, value in said.items()}


def statement(said: dict[str, Any]) -> ExpenseStatement:
    """The whole expense that is stated."""
    return ExpenseStatement(**_decoded({name: value for name, value in said.items() if name != "draft"}))


def changes(said: dict[str, Any]) -> ExpenseChanges:
    """The changes of an expense that are stated."""
    return ExpenseChanges(**_decoded(said))


def expense_ids(step: Step) -> tuple[ExpenseId, ...]:
    """The expenses that a step names."""
    return tuple(map(ExpenseId, step.said["ids"]))


def custom_field(step: Step) -> NewCustomField:
    """The custom field that is stated."""
    return NewCustomField(step.said["name"], FieldKind(step.said["kind"]), tuple(step.said.get("choices", ())))


_PLAIN: Final = {"category": CategoryId, "brand": BrandId, "tag": TagId, "member": MemberId}


def wanted(step: Step) -> Filter:
    """The filter that is stated."""
    said = dict(step.said)
    found: dict[str, Any] = {name: make(said[name]) for name, make in _PLAIN.items() if name in said}
    if "state" in said:
        found["states"] = frozenset(map(State, said["state"].split(",")))
    if "vendor" in said:
        found["vendor"] = vendor_name(said["vendor"])
    if "currency" in said:
        money_of = currency(said["currency"])
        found |= {"currency": money_of, "amount_min": Money.parse(said["amount_min"], money_of)}
    if "search" in said:
        found["terms"] = search_terms(said["search"])
    return Filter(**{"states": PRESENT, **found})


def order(step: Step) -> Sort:
    """The order that is stated."""
    stated: str = step.said["sort"]
    return Sort(SortField(stated.removeprefix("-")), stated.startswith("-"))


def period(step: Step) -> Period | None:
    """The period that is stated."""
    if "from" not in step.said:
        return None
    return Period(date.fromisoformat(step.said["from"]), date.fromisoformat(step.said["to"]))
