"""Expenses and their life.

Laws:

1. An expense is a draft until a person confirms it; then it is recorded. Only recorded expenses count in reports.
2. Correcting never changes the state. Deleting can be undone until the retention policy purges it.
3. A purchase is zero or more; a refund is less than zero, and is said to be one.
4. Every change raises the version by one and leaves an entry in the history.
5. An amount in the home currency is what its rate makes of the expense's amount.
6. A move that the table below does not hold raises IllegalMoveError and changes nothing.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from attrs import evolve, field, frozen

from plutopixie.domain import splits as splitting
from plutopixie.domain import text
from plutopixie.domain.catalog import FieldValue, plain
from plutopixie.domain.currencies import Currency
from plutopixie.domain.errors import IllegalMoveError, InvalidValueError
from plutopixie.domain.exchange import Conversion, convert
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, ExpenseId, MemberId, TagId
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentMethod
from plutopixie.domain.splits import Split
from plutopixie.domain.vendors import Vendor

NOTES_LENGTH_MAX: Final = 4_000
TAGS_MAX: Final = 20
FIELDS_MAX: Final = 50
EARLIEST: Final = date(1970, 1, 1)
AHEAD_MAX: Final = timedelta(days=31)


class State(enum.StrEnum):
    """Where an expense stands in its life."""

    DRAFT = "draft"
    RECORDED = "recorded"
    DELETED_DRAFT = "deleted-draft"
    DELETED = "deleted"


class Move(enum.StrEnum):
    """What a person can do to an expense."""

    CREATE = "create"
    CONFIRM = "confirm"
    CORRECT = "correct"
    DELETE = "delete"
    RESTORE = "restore"


TABLE: Final[Mapping[State, Mapping[Move, State]]] = {
    State.DRAFT: {Move.CORRECT: State.DRAFT, Move.CONFIRM: State.RECORDED, Move.DELETE: State.DELETED_DRAFT},
    State.RECORDED: {Move.CORRECT: State.RECORDED, Move.DELETE: State.DELETED},
    State.DELETED_DRAFT: {Move.RESTORE: State.DRAFT},
    State.DELETED: {Move.RESTORE: State.RECORDED},
}
PRESENT: Final = frozenset({State.DRAFT, State.RECORDED})


def next_state(state: State, move: Move) -> State:
    """The state after the move; raises IllegalMoveError if the table has none."""
    try:
        return TABLE[state][move]
    except KeyError:
        raise IllegalMoveError("expense", state.value, move.value) from None


class Kind(enum.StrEnum):
    """Money spent, or money that came back."""

    PURCHASE = "purchase"
    REFUND = "refund"


@frozen
class Details:
    """What an expense says: everything a person may correct. Sound by construction, or InvalidValueError."""

    date: date
    amount: Money
    vendor: Vendor
    kind: Kind = Kind.PURCHASE
    category: CategoryId | None = None
    brand: BrandId | None = None
    tags: frozenset[TagId] = frozenset()
    custom_fields: Mapping[CustomFieldId, FieldValue] = field(factory=dict, hash=False)
    notes: str = ""
    payment: PaymentMethod | None = None
    tax: Money | None = None
    splits: tuple[Split, ...] = ()
    conversion: Conversion | None = None

    def __attrs_post_init__(self) -> None:
        _require_sign(self.kind, self.amount)
        splitting.require_sound(self.amount, self.splits)
        if self.tax is not None and (
            self.tax.currency != self.amount.currency
            or self.tax.minor * self.amount.minor < 0
            or abs(self.tax.minor) > abs(self.amount.minor)
        ):
            raise InvalidValueError("tax", "must be part of the amount: same currency and sign, and no more than it")
        if len(self.tags) > TAGS_MAX:
            raise InvalidValueError("tags", f"take up to {TAGS_MAX} tags")
        if len(self.custom_fields) > FIELDS_MAX:
            raise InvalidValueError("custom_fields", f"take up to {FIELDS_MAX} fields")
        _require_fitting(self.conversion, self.amount)


def _require_sign(kind: Kind, amount: Money) -> None:
    if kind is Kind.PURCHASE and amount.minor < 0:
        raise InvalidValueError("amount", 'is negative; a refund is recorded with "kind": "refund"')
    if kind is Kind.REFUND and amount.minor >= 0:
        raise InvalidValueError("amount", "of a refund must be negative")


def _require_fitting(conversion: Conversion | None, amount: Money) -> None:
    if conversion is None:
        return
    rate = conversion.rate
    if rate is None or {rate.base, rate.quote} != {amount.currency, conversion.result.currency}:
        raise InvalidValueError("rate", "is for other currencies than the amount and the home currency")
    if convert(amount, rate) != conversion.result:
        raise InvalidValueError("rate", "does not lead from the amount to the amount in the home currency")


def expense_notes(value: str, field_name: str = "notes") -> str:
    """Clean notes of up to 4,000 characters; raises InvalidValueError."""
    return text.note(value, field=field_name, max_length=NOTES_LENGTH_MAX)


def require_plausible_date(day: date, today: date, field_name: str = "date") -> None:
    """An expense happened between 1970 and a month from today; raises InvalidValueError for other dates."""
    if day < EARLIEST:
        raise InvalidValueError(field_name, f"is before {EARLIEST.isoformat()}; check the year")
    if day > today + AHEAD_MAX:
        raise InvalidValueError(field_name, f"lies more than {AHEAD_MAX.days} days ahead; check the year")


@frozen
class Expense:
    """An expense of an organization, at one version of its life."""

    id: ExpenseId
    recorded_by: MemberId
    details: Details
    state: State
    created_at: datetime
    changed_at: datetime
    version: int = 1


def in_home(details: Details, home: Currency) -> Money | None:
    """The amount in the home currency; None while no rate to it is known, never a silent 1:1."""
    if details.amount.currency == home:
        return details.amount
    if details.conversion is not None and details.conversion.result.currency == home:
        return details.conversion.result
    return None


@frozen
class FieldChange:
    """One field before and after, as text; None where it was or became empty."""

    field: str
    before: str | None
    after: str | None


@frozen
class Change:
    """An entry of an expense's history: who did what when, and to which version it led."""

    version: int
    move: Move
    by: MemberId
    at: datetime
    fields: tuple[FieldChange, ...] = ()


def create(
    id: ExpenseId,
    details: Details,
    *,
    by: MemberId,
    at: datetime,
    draft: bool = False,
) -> tuple[Expense, Change]:
    """A new expense and the first entry of its history."""
    state = State.DRAFT if draft else State.RECORDED
    expense = Expense(id, by, details, state, at, at)
    return expense, Change(1, Move.CREATE, by, at, _difference({}, _facts(details)))


def confirm(expense: Expense, *, by: MemberId, at: datetime) -> tuple[Expense, Change]:
    """A draft becomes recorded."""
    return _moved(expense, Move.CONFIRM, expense.details, by, at)


def correct(expense: Expense, details: Details, *, by: MemberId, at: datetime) -> tuple[Expense, Change]:
    """The expense says something else; its state stays."""
    return _moved(expense, Move.CORRECT, details, by, at)


def delete(expense: Expense, *, by: MemberId, at: datetime) -> tuple[Expense, Change]:
    """The expense leaves every list and report; `restore` brings it back until it is purged."""
    return _moved(expense, Move.DELETE, expense.details, by, at)


def restore(expense: Expense, *, by: MemberId, at: datetime) -> tuple[Expense, Change]:
    """A deleted expense comes back as it was."""
    return _moved(expense, Move.RESTORE, expense.details, by, at)


def _moved(expense: Expense, move: Move, details: Details, by: MemberId, at: datetime) -> tuple[Expense, Change]:
    state = next_state(expense.state, move)
    version = expense.version + 1
    changes = _difference(_facts(expense.details), _facts(details))
    moved = evolve(expense, details=details, state=state, changed_at=at, version=version)
    return moved, Change(version, move, by, at, changes)


def _facts(details: Details) -> dict[str, str]:
    """Every field that says something, as text. Amounts carry their currency."""
    facts = {
        "date": details.date.isoformat(),
        "amount": _amount(details.amount),
        "vendor": details.vendor.name,
        "kind": details.kind.value,
        "category": _text(details.category),
        "brand": _text(details.brand),
        "tags": ",".join(sorted(str(tag) for tag in details.tags)),
        "notes": details.notes,
        "payment_method": _payment(details.payment),
        "tax": _amount(details.tax),
        "rate": _rate(details.conversion),
    }
    facts.update({f"custom_fields.{key}": plain(value) for key, value in details.custom_fields.items()})
    facts.update({f"splits[{place}]": _part(part) for place, part in enumerate(details.splits)})
    return {name: value for name, value in facts.items() if value}


def _difference(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    names = [*before, *(name for name in after if name not in before)]
    return tuple(
        FieldChange(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _amount(money: Money | None) -> str:
    return "" if money is None else f"{money} {money.currency.code}"


def _payment(method: PaymentMethod | None) -> str:
    return "" if method is None else " ".join(filter(None, (method.kind.value, method.last4)))


def _rate(conversion: Conversion | None) -> str:
    rate = conversion.rate if conversion else None
    if rate is None:
        return ""
    return f"{rate.value} {rate.base.code}/{rate.quote.code} {rate.day.isoformat()} {rate.source.value}"


def _part(part: Split) -> str:
    return " ".join(filter(None, (_amount(part.amount), _text(part.category), _text(part.brand))))
