"""Everything that can be observed of an organization through a unit, and writing that touches every record."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve, frozen

from plutopixie.domain import expenses, receipts, sessions
from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag
from plutopixie.domain.events import ExpenseRecorded
from plutopixie.domain.expenses import Expense, State
from plutopixie.domain.ids import (
    BrandId,
    CategoryId,
    CustomFieldId,
    InvitationId,
    MessageId,
    SessionId,
    TagId,
    VendorId,
)
from plutopixie.domain.listing import Filter, Sort
from plutopixie.domain.members import Invitation, Role
from plutopixie.domain.one_time_codes import Purpose
from plutopixie.domain.receipts import Receipt
from plutopixie.domain.reports import Dimension, Period
from plutopixie.domain.sessions import Session
from plutopixie.domain.vendor_rules import Assignment
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.api_keys import a_key
from plutopixie.ports.contracts.audit import an_entry
from plutopixie.ports.contracts.codes import a_code
from plutopixie.ports.contracts.samples import DAY, HASH, NOW, Office, a_member, digest, fresh_id, later
from plutopixie.ports.contracts.second_factors import a_factor
from plutopixie.ports.contracts.vendor_rules import a_rule
from plutopixie.ports.outbound.units import Unit

MANY = 1000
WHOLE_PERIOD = Period(DAY - timedelta(days=20_000), DAY + timedelta(days=20_000))


@frozen
class Stock:
    """One more kept thing of each kind that has a life of its own."""

    expense: Expense
    receipt: Receipt
    session: Session
    invitation: Invitation


def stocked(office: Office) -> Stock:
    """New things, kept in the office."""
    stock = Stock(
        office.kept(),
        office.a_receipt(),
        sessions.opened(SessionId(fresh_id()), office.owner.id, digest("good now"), NOW),
        Invitation(InvitationId(fresh_id()), Role.MEMBER, office.owner.id, NOW, later(60)),
    )
    with office.unit() as unit:
        unit.receipts.add(stock.receipt)
        unit.sessions.add(stock.session)
        unit.invitations.add(stock.invitation, digest(stock.invitation.id))
        unit.audit.add(an_entry(office))
        unit.api_keys.add(a_key(office), digest(fresh_id()))
        unit.vendor_rules.add(a_rule(office))
        unit.second_factors.put(a_factor(office.owner.id))
        unit.codes.add(a_code(office), digest(fresh_id()))
    return stock


def add_everywhere(unit: Unit, office: Office) -> None:
    """Add one new thing to every record."""
    expense, change = office.recorded()
    unit.members.add(a_member(), HASH)
    unit.categories.add(Category(CategoryId(fresh_id()), "New category"))
    unit.brands.add(Brand(BrandId(fresh_id()), "New brand"))
    unit.tags.add(Tag(TagId(fresh_id()), "new tag"))
    unit.custom_fields.add(CustomField(CustomFieldId(fresh_id()), "New field", FieldKind.DATE))
    unit.vendors.obtain(Vendor(VendorId(fresh_id()), "New vendor"))
    unit.vendor_rules.add(a_rule(office, "NEW READ"))
    unit.expenses.add(expense, change)
    unit.receipts.add(office.a_receipt())
    unit.sessions.add(sessions.opened(SessionId(fresh_id()), office.owner.id, digest("new"), NOW))
    unit.invitations.add(
        Invitation(InvitationId(fresh_id()), Role.ADMIN, office.owner.id, NOW, later(60)), digest(fresh_id())
    )
    unit.audit.add(an_entry(office))
    unit.api_keys.add(a_key(office), digest(fresh_id()))
    unit.outbox.add(MessageId(fresh_id()), ExpenseRecorded(expense.id))


def change_everywhere(unit: Unit, office: Office, stock: Stock) -> None:
    """Change or remove something in every record."""
    unit.organization.save(evolve(office.organization, name="Changed", version=2))
    unit.members.save(evolve(office.owner, name="Changed", version=2))
    unit.members.set_password_hash(office.owner.id, "changed")
    unit.categories.save(evolve(office.category, name="Changed", version=2))
    unit.brands.save(evolve(office.brand, name="Changed", version=2))
    unit.tags.save(evolve(office.tag, name="Changed", version=2))
    unit.custom_fields.save(evolve(office.custom_field, name="Changed", version=2))
    unit.vendor_rules.put(evolve(a_rule(office), assigned=Assignment(office.vendor)))
    unit.expenses.save(*expenses.delete(stock.expense, by=office.owner.id, at=later(1)))
    unit.receipts.save(receipts.attach(stock.receipt, stock.expense.id))
    unit.sessions.save(sessions.rotated(stock.session, digest("changed"), later(1)))
    unit.sessions.revoke_all(office.owner.id, later(1))
    unit.invitations.remove(stock.invitation.id)
    unit.audit.forget_origins(later(1))
    unit.api_keys.remove_all(office.owner.id)
    unit.codes.remove_all(office.owner.id, set(Purpose))
    unit.second_factors.put(evolve(a_factor(office.owner.id), confirmed_at=later(1)))


def observed(office: Office) -> dict[str, object]:
    """Everything that a fresh unit of the office shows."""
    with office.unit() as unit:
        return observation(unit)


def observation(unit: Unit) -> dict[str, object]:
    """Everything that the unit shows of a founded organization, by subject."""
    return _people(unit) | _catalog(unit) | _expenses(unit) | _receipts(unit) | _reports(unit)


def _people(unit: Unit) -> dict[str, object]:
    present = unit.members.list()
    return {
        "organization": unit.organization.get(),
        "members": present,
        "password hashes": [unit.members.password_hash(member.id) for member in present],
        "sessions": [unit.sessions.of_member(member.id, NOW) for member in present],
        "invitations": unit.invitations.list(),
        "codes": [unit.codes.of_member(member.id) for member in present],
        "second factors": [unit.second_factors.get(member.id) for member in present],
        "API keys": [unit.api_keys.of_member(member.id) for member in present],
        "audit log": unit.audit.page(None, MANY),
    }


def _catalog(unit: Unit) -> dict[str, object]:
    return {
        "categories": unit.categories.list(),
        "brands": unit.brands.list(),
        "tags": unit.tags.list(),
        "custom fields": unit.custom_fields.list(),
        "vendors": unit.vendors.list(),
        "vendor rules": unit.vendor_rules.list(),
    }


def _expenses(unit: Unit) -> dict[str, object]:
    everything = Filter(states=frozenset(State))
    ids = unit.expenses.ids(everything, MANY)
    return {
        "expenses": [unit.expenses.get(id_) for id_ in ids],
        "history": [unit.expenses.history(id_) for id_ in ids],
        "list": unit.expenses.page(everything, Sort(), None, MANY),
    }


def _receipts(unit: Unit) -> dict[str, object]:
    ids = unit.expenses.ids(Filter(states=frozenset(State)), MANY)
    return {
        "receipts": unit.receipts.list(None, None, MANY),
        "receipts of expenses": dict(unit.receipts.of_expenses(ids)),
        "stopped receipts": unit.receipts.stopped(later(1_000_000), MANY),
    }


def _reports(unit: Unit) -> dict[str, object]:
    home = unit.organization.get().home_currency
    return {
        f"report by {dimension}": unit.reports.totals(dimension, WHOLE_PERIOD, None, home) for dimension in Dimension
    }
