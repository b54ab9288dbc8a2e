"""Expenses as they are shown. Amounts and rates are decimal texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from attrs import frozen

from plutopixie.domain.catalog import plain
from plutopixie.domain.exchange import Rate, RateSource
from plutopixie.domain.expenses import Change, Details, Kind, Move, State, in_home
from plutopixie.domain.payment import PaymentKind
from plutopixie.ports.inbound.expenses import ExpenseView


@frozen
class RateBody:
    """The exchange rate an amount was converted at: units of `quote` for one unit of `base`, on a day, by a source."""

    base: str
    quote: str
    value: str
    day: date
    source: RateSource

    @classmethod
    def of(cls, one: Rate) -> RateBody:
        """The rate as it is shown."""
        return cls(one.base.code, one.quote.code, f"{one.value:f}", one.day, one.source)


@frozen
class PaymentBody:
    """How it was paid, and the last four digits of the card or account."""

    kind: PaymentKind
    last4: str | None


@frozen
class SplitBody:
    """One part of an expense."""

    amount: str
    category: UUID | None
    brand: UUID | None


@frozen
class ExpenseBody:
    """An expense. `home_amount` is what it counts for in the home currency, null while no rate is known.

    `alike` names other expenses of the same vendor, date and amount; it is filled where one expense is shown.
    """

    id: UUID
    state: State
    date: date
    amount: str
    currency: str
    home_amount: str | None
    home_currency: str
    rate: RateBody | None
    vendor: str
    vendor_id: UUID
    kind: Kind
    category: UUID | None
    brand: UUID | None
    tags: tuple[UUID, ...]
    custom_fields: Mapping[UUID, str]
    notes: str
    payment_method: PaymentBody | None
    tax: str | None
    splits: tuple[SplitBody, ...]
    recorded_by: UUID
    created_at: datetime
    changed_at: datetime
    receipts: tuple[UUID, ...]
    alike: tuple[UUID, ...]
    version: int

    @classmethod
    def of(cls, view: ExpenseView) -> ExpenseBody:
        """The expense as it is shown."""
        expense, details = view.expense, view.expense.details
        home = in_home(details, view.home)
        rate = details.conversion.rate if details.conversion else None
        return cls(
            id=expense.id,
            state=expense.state,
            date=details.date,
            amount=details.amount.decimal(),
            currency=details.amount.currency.code,
            home_amount=None if home is None else home.decimal(),
            home_currency=view.home.code,
            rate=RateBody.of(rate) if rate else None,
            vendor=details.vendor.name,
            vendor_id=details.vendor.id,
            kind=details.kind,
            category=details.category,
            brand=details.brand,
            tags=tuple(sorted(details.tags)),
            custom_fields={id: plain(value) for id, value in details.custom_fields.items()},
            notes=details.notes,
            payment_method=_payment(details),
            tax=None if details.tax is None else details.tax.decimal(),
            splits=tuple(SplitBody(part.amount.decimal(), part.category, part.brand) for part in details.splits),
            recorded_by=expense.recorded_by,
            created_at=expense.created_at,
            changed_at=expense.changed_at,
            receipts=tuple(view.receipts),
            alike=tuple(view.alike),
            version=expense.version,
        )


def _payment(details: Details) -> PaymentBody | None:
    return PaymentBody(details.payment.kind, details.payment.last4) if details.payment else None


@frozen
class ExpensesBody:
    """A page of expenses; `next_cursor` leads to the next one, null on the last."""

    items: tuple[ExpenseBody, ...]
    next_cursor: str | None


@frozen
class FieldChangeBody:
    """One field before and after; null where it was or became empty."""

    field: str
    before: str | None
    after: str | None


@frozen
class ChangeBody:
    """Who did what when, and to which version it led."""

    version: int
    move: Move
    by: UUID
    at: datetime
    fields: tuple[FieldChangeBody, ...]

    @classmethod
    def of(cls, one: Change) -> ChangeBody:
        """The change as it is shown."""
        fields = tuple(FieldChangeBody(each.field, each.before, each.after) for each in one.fields)
        return cls(one.version, one.move, one.by, one.at, fields)


@frozen
class HistoryBody:
    """Every change of an expense, oldest first."""

    items: tuple[ChangeBody, ...]


@frozen
class BulkBody:
    """How many expenses were changed."""

    changed: int
