"""What a person states about an expense, in plain texts, and how the domain's details are made of it.

HTTP, forms and imports decode into these classes; one place checks them, so an error names the same field everywhere.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, TypeVar
from uuid import UUID

from attrs import evolve, field, fields, frozen

from plutopixie.domain import expenses
from plutopixie.domain.catalog import Brand, Category, FieldValue, Tag, calendar_date, plain
from plutopixie.domain.currencies import Currency, currency
from plutopixie.domain.errors import InvalidValueError, NotFoundError
from plutopixie.domain.exchange import Conversion, Rate, RateSource, convert_to
from plutopixie.domain.expenses import Details, Kind
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, TagId, VendorId
from plutopixie.domain.money import Money
from plutopixie.domain.organization import Organization
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.splits import PARTS_MAX, Split
from plutopixie.domain.vendors import Vendor, vendor_name
from plutopixie.ports.outbound.clock import Identities
from plutopixie.ports.outbound.rates import ExchangeRates
from plutopixie.ports.outbound.records import Entries
from plutopixie.ports.outbound.units import Unit


class Unset(enum.Enum):
    """The mark of a field that a change leaves as it is; None empties a field."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
LeftOut = Literal[Unset.UNSET]


@frozen
class StatedPayment:
    """How it was paid, and the last four digits of the card or account."""

    kind: PaymentKind
    last4: str | None = None


@frozen
class StatedSplit:
    """One part: a decimal amount in the currency of the expense, and a category or a brand."""

    amount: str
    category: UUID | None = None
    brand: UUID | None = None


@frozen
class ExpenseStatement:
    """A whole expense as stated. Amounts are decimal texts such as `12.50`; the date is YYYY-MM-DD.

    `currency` is an ISO 4217 code, the home currency if left out. `rate` is how many units of the home currency one
    unit of `currency` was worth; left out, the European Central Bank's rate of the day is used where there is one.
    """

    date: str
    amount: str
    vendor: str
    currency: str | None = None
    kind: Kind = Kind.PURCHASE
    category: UUID | None = None
    brand: UUID | None = None
    tags: tuple[UUID, ...] = ()
    custom_fields: Mapping[UUID, str] = field(factory=dict)
    notes: str = ""
    payment_method: StatedPayment | None = None
    tax: str | None = None
    splits: tuple[StatedSplit, ...] = ()
    rate: str | None = None


@frozen
class ExpenseChanges:
    """What to change about an expense; a field that is left out stays, null empties it."""

    date: str | LeftOut = UNSET
    amount: str | LeftOut = UNSET
    vendor: str | LeftOut = UNSET
    currency: str | LeftOut | None = UNSET
    kind: Kind | LeftOut = UNSET
    category: UUID | LeftOut | None = UNSET
    brand: UUID | LeftOut | None = UNSET
    tags: tuple[UUID, ...] | LeftOut = UNSET
    custom_fields: Mapping[UUID, str] | LeftOut = UNSET
    notes: str | LeftOut = UNSET
    payment_method: StatedPayment | LeftOut | None = UNSET
    tax: str | LeftOut | None = UNSET
    splits: tuple[StatedSplit, ...] | LeftOut = UNSET
    rate: str | LeftOut | None = UNSET

    def stated(self) -> dict[str, object]:
        """The fields that are stated, by name."""
        values = ((one.name, getattr(self, one.name)) for one in fields(type(self)))
        return {name: value for name, value in values if value is not UNSET}


def changed(statement: ExpenseStatement, changes: ExpenseChanges) -> ExpenseStatement:
    """The statement with the changes applied. A new amount or currency drops the division unless one is stated."""
    stated = changes.stated()
    if {"amount", "currency"} & stated.keys() and "splits" not in stated and statement.splits:
        stated["splits"] = ()
    return evolve(statement, **stated)  # type: ignore[arg-type]  # names and types are those of the same fields


def restated(details: Details) -> ExpenseStatement:
    """The statement that leads to these details."""
    payment = details.payment
    rate = details.conversion.rate if details.conversion else None
    typed = rate is not None and rate.source is RateSource.TYPED
    return ExpenseStatement(
        date=details.date.isoformat(),
        amount=details.amount.decimal(),
        vendor=details.vendor.name,
        currency=details.amount.currency.code,
        kind=details.kind,
        category=details.category,
        brand=details.brand,
        tags=tuple(details.tags),
        custom_fields={key: plain(value) for key, value in details.custom_fields.items()},
        notes=details.notes,
        payment_method=StatedPayment(payment.kind, payment.last4) if payment else None,
        tax=details.tax.decimal() if details.tax is not None else None,
        splits=tuple(StatedSplit(part.amount.decimal(), part.category, part.brand) for part in details.splits),
        rate=f"{rate.value:f}" if rate is not None and typed else None,
    )


Entry = TypeVar("Entry", Category, Brand, Tag)
EntryId = TypeVar("EntryId", CategoryId, BrandId, TagId)


@frozen
class Stating:
    """Makes details of statements, inside the unit of the organization they belong to."""

    unit: Unit
    organization: Organization
    today: date
    identities: Identities
    rates: ExchangeRates

    def details(self, said: ExpenseStatement, before: Details | None = None) -> Details:
        """The details that the statement means.

        `before` is what the expense said until now: it may keep a category, brand or tag that was archived since.

        Raises:
            InvalidValueError: a field breaks a rule or names what is not there.
        """
        money_of = self._currency(said)
        day = calendar_date(said.date, "date")
        expenses.require_plausible_date(day, self.today)
        amount = Money.parse(said.amount, money_of)
        kept = _references(before)
        return Details(
            date=day,
            amount=amount,
            vendor=self._vendor(said.vendor, before),
            kind=said.kind,
            category=self._category(said.category, "category", kept),
            brand=self._brand(said.brand, "brand", kept),
            tags=self._tags(said.tags, kept),
            custom_fields=self._custom_fields(said.custom_fields),
            notes=expenses.expense_notes(said.notes) if said.notes else "",
            payment=PaymentMethod(said.payment_method.kind, said.payment_method.last4) if said.payment_method else None,
            tax=Money.parse(said.tax, money_of, "tax") if said.tax is not None else None,
            splits=self._splits(said.splits, money_of, kept),
            conversion=self._conversion(amount, day, said.rate),
        )

    def _currency(self, said: ExpenseStatement) -> Currency:
        return self.organization.home_currency if said.currency is None else currency(said.currency)

    def _vendor(self, name: str, before: Details | None) -> Vendor:
        clean = vendor_name(name)
        if before is not None and before.vendor.name == clean:
            return before.vendor
        return self.unit.vendors.obtain(Vendor(VendorId(self.identities.new()), clean))

    def _category(self, id: UUID | None, where: str, kept: frozenset[UUID]) -> CategoryId | None:
        return None if id is None else usable(self.unit.categories, CategoryId(id), where, kept)

    def _brand(self, id: UUID | None, where: str, kept: frozenset[UUID]) -> BrandId | None:
        return None if id is None else usable(self.unit.brands, BrandId(id), where, kept)

    def _tags(self, ids: tuple[UUID, ...], kept: frozenset[UUID]) -> frozenset[TagId]:
        if len(ids) > expenses.TAGS_MAX:
            raise InvalidValueError("tags", f"take up to {expenses.TAGS_MAX} tags")
        return frozenset(usable(self.unit.tags, TagId(id), f"tags[{place}]", kept) for place, id in enumerate(ids))

    def _custom_fields(self, said: Mapping[UUID, str]) -> dict[CustomFieldId, FieldValue]:
        if not said:
            return {}
        if len(said) > expenses.FIELDS_MAX:
            raise InvalidValueError("custom_fields", f"take up to {expenses.FIELDS_MAX} fields")
        known = {one.id: one for one in self.unit.custom_fields.list()}
        values = {}
        for id, value in said.items():
            custom_field = known.get(CustomFieldId(id))
            if custom_field is None:
                raise InvalidValueError(f"custom_fields.{id}", "is not a field of this organization")
            values[custom_field.id] = custom_field.parse(value)
        return values

    def _splits(self, said: tuple[StatedSplit, ...], money_of: Currency, kept: frozenset[UUID]) -> tuple[Split, ...]:
        if len(said) > PARTS_MAX:
            raise InvalidValueError("splits", f"take up to {PARTS_MAX} parts")
        return tuple(
            Split(
                Money.parse(part.amount, money_of, f"splits[{place}].amount"),
                self._category(part.category, f"splits[{place}].category", kept),
                self._brand(part.brand, f"splits[{place}].brand", kept),
            )
            for place, part in enumerate(said)
        )

    def _conversion(self, amount: Money, day: date, typed: str | None) -> Conversion | None:
        home = self.organization.home_currency
        if amount.currency == home:
            if typed is not None:
                raise InvalidValueError("rate", "is not needed: the amount is in the home currency")
            return None
        if typed is not None:
            return convert_to(amount, home, Rate.parse(typed, amount.currency, home, day, RateSource.TYPED))
        return convert_to(amount, home, self.rates.rate(amount.currency, home, day))


def _references(before: Details | None) -> frozenset[UUID]:
    if before is None:
        return frozenset()
    parts = [reference for part in before.splits for reference in (part.category, part.brand)]
    named = (before.category, before.brand, *before.tags, *parts)
    return frozenset(reference for reference in named if reference is not None)


def usable(entries: Entries[Entry, EntryId], id: EntryId, where: str, kept: frozenset[UUID]) -> EntryId:
    """The id, if it is there and either in use or kept from before; raises InvalidValueError naming the field."""
    if id in kept:
        return id
    try:
        entry = entries.get(id)
    except NotFoundError:
        raise InvalidValueError(where, "is not there; list what there is and use its id") from None
    if entry.archived:
        raise InvalidValueError(where, "is archived; choose another or take it back into use")
    return id
