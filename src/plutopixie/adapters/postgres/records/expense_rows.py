"""Expenses as parameters of a statement, and rows as expenses: the only place that knows both shapes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.adapters.postgres.records.vendors import PostgresVendors
from plutopixie.domain import listing, splits
from plutopixie.domain.catalog import FieldValue, plain
from plutopixie.domain.currencies import currency
from plutopixie.domain.exchange import Conversion, Rate, RateSource
from plutopixie.domain.expenses import Change, Details, Expense, FieldChange, Kind, Move, State
from plutopixie.domain.ids import CustomFieldId, ExpenseId
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.splits import Split

_TEXT: Final = "text"
_NUMBER: Final = "number"
_DATE: Final = "date"


def parameters(bound: Bound, expense: Expense, change: Change) -> dict[str, Any]:
    """Everything that `add_expense` and `save_expense` take."""
    details = expense.details
    return {
        "id": expense.id,
        "recorded_by": expense.recorded_by,
        "state": expense.state.value,
        "kind": details.kind.value,
        "date": details.date,
        "amount_minor": details.amount.minor,
        "currency": details.amount.currency.code,
        "vendor": details.vendor.id,
        "category": details.category,
        "brand": details.brand,
        "tax_minor": None if details.tax is None else details.tax.minor,
        "parts": len(details.splits),
        "created_at": expense.created_at,
        "changed_at": expense.changed_at,
        "version": expense.version,
        "tags": list(details.tags),
        **_notes(bound, expense.id, details.notes),
        **_payment(bound, expense.id, details.payment),
        **_conversion(details.conversion),
        **_splits(details),
        **_fields(bound, expense.id, details.custom_fields),
        **_change(bound, expense.id, change),
    }


def _notes(bound: Bound, id: ExpenseId, notes: str) -> dict[str, Any]:
    return {
        "notes": bound.seal("expense", "notes", id, notes) if notes else None,
        "words": [word_index(bound, word) for word in sorted(listing.words(notes))],
    }


def word_index(bound: Bound, word: str) -> bytes:
    """The blind index under which a word of notes is found."""
    return bound.index("expense word", word)


def _payment(bound: Bound, id: ExpenseId, payment: PaymentMethod | None) -> dict[str, Any]:
    last4 = payment.last4 if payment else None
    return {
        "payment_kind": payment.kind.value if payment else None,
        "last4": None if last4 is None else bound.seal("expense", "last4", id, last4),
        "last4_index": None if last4 is None else last4_index(bound, last4),
    }


def last4_index(bound: Bound, last4: str) -> bytes:
    """The blind index under which the last four digits are found."""
    return bound.index("expense last4", last4)


def _conversion(conversion: Conversion | None) -> dict[str, Any]:
    rate = conversion.rate if conversion else None
    return {
        "rate_base": rate.base.code if rate else None,
        "rate_quote": rate.quote.code if rate else None,
        "rate_value": format(rate.value, "f") if rate else None,
        "rate_day": rate.day if rate else None,
        "rate_source": rate.source.value if rate else None,
        "home_minor": conversion.result.minor if conversion else None,
        "home_currency": conversion.result.currency.code if conversion else None,
    }


def _splits(details: Details) -> dict[str, Any]:
    """The parts; each with its share of the converted amount, so that sums at home need no arithmetic in SQL."""
    homes: Iterable[int | None] = (
        [part.amount.minor for part in splits.rescaled(details.conversion.result, details.splits)]
        if details.conversion
        else [None] * len(details.splits)
    )
    return {
        "split_amounts": [part.amount.minor for part in details.splits],
        "split_homes": list(homes),
        "split_categories": [part.category for part in details.splits],
        "split_brands": [part.brand for part in details.splits],
    }


def _fields(bound: Bound, id: ExpenseId, values: Mapping[CustomFieldId, FieldValue]) -> dict[str, Any]:
    return {
        "fields": list(values),
        "shapes": [_shape(value) for value in values.values()],
        "values": [
            bound.seal("expense_field", "value", f"{id} {field}", plain(value)) for field, value in values.items()
        ],
    }


def _shape(value: FieldValue) -> str:
    if isinstance(value, date):
        return _DATE
    return _NUMBER if isinstance(value, Decimal) else _TEXT


def _change(bound: Bound, id: ExpenseId, change: Change) -> dict[str, Any]:
    told = [[entry.field, entry.before, entry.after] for entry in change.fields]
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return {
        "change_version": change.version,
        "move": change.move.value,
        "by": change.by,
        "at": change.at,
        "change": bound.seal("expense_change", "fields", f"{id} {change.version}", content),
    }


def change(bound: Bound, id: ExpenseId, row: Row) -> Change:
    """An entry of the history."""
    told = json.loads(bound.open("expense_change", "fields", f"{id} {row['version']}", row["fields"]))
    return Change(
        version=row["version"],
        move=Move(row["move"]),
        by=row["by"],
        at=row["at"],
        fields=tuple(FieldChange(field, before, after) for field, before, after in told),
    )


def expense(bound: Bound, vendors: PostgresVendors, row: Row) -> Expense:
    """The expense of a row of `shown`."""
    amount = Money(row["amount_minor"], currency(row["currency"]))
    details = Details(
        date=row["date"],
        amount=amount,
        vendor=vendors.opened(row["vendor_id"], row["vendor_name"]),
        kind=Kind(row["kind"]),
        category=row["category_id"],
        brand=row["brand_id"],
        tags=frozenset(row["tags"]),
        custom_fields=_field_values(bound, row),
        notes="" if row["notes"] is None else bound.open("expense", "notes", row["id"], row["notes"]),
        payment=_payment_method(bound, row),
        tax=None if row["tax_minor"] is None else Money(row["tax_minor"], amount.currency),
        splits=_parts(row, amount),
        conversion=_converted(row),
    )
    return Expense(
        row["id"],
        row["recorded_by"],
        details,
        State(row["state"]),
        row["created_at"],
        row["changed_at"],
        row["version"],
    )


def _field_values(bound: Bound, row: Row) -> dict[CustomFieldId, FieldValue]:
    return {
        field: _value(shape, bound.open("expense_field", "value", f"{row['id']} {field}", content))
        for field, shape, content in zip(row["fields"] or (), row["shapes"] or (), row["contents"] or (), strict=True)
    }


def _value(shape: str, content: str) -> FieldValue:
    if shape == _DATE:
        return date.fromisoformat(content)
    return Decimal(content) if shape == _NUMBER else content


def _payment_method(bound: Bound, row: Row) -> PaymentMethod | None:
    if row["payment_kind"] is None:
        return None
    last4 = None if row["last4"] is None else bound.open("expense", "last4", row["id"], row["last4"])
    return PaymentMethod(PaymentKind(row["payment_kind"]), last4)


def _parts(row: Row, amount: Money) -> tuple[Split, ...]:
    return tuple(
        Split(Money(minor, amount.currency), category, brand)
        for minor, category, brand in zip(
            row["split_amounts"] or (), row["split_categories"] or (), row["split_brands"] or (), strict=True
        )
    )


def _converted(row: Row) -> Conversion | None:
    if row["rate_value"] is None:
        return None
    rate = Rate(
        base=currency(row["rate_base"]),
        quote=currency(row["rate_quote"]),
        value=Decimal(row["rate_value"]),
        day=row["rate_day"],
        source=RateSource(row["rate_source"]),
    )
    return Conversion(rate, Money(row["home_minor"], currency(row["home_currency"])))
