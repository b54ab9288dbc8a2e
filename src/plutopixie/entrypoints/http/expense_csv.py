"""Expenses as CSV: a header line, then one line an expense.

A split expense stays one line, so that the column `amount` adds up; its parts stand in the column `splits` as
`Travel: 40.00; Meals / North: 60.00`. Names stand in place of ids; amounts and rates stay plain numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

from plutopixie.domain.catalog import FieldValue, plain
from plutopixie.domain.expenses import in_home
from plutopixie.domain.ids import CustomFieldId
from plutopixie.domain.money import Money
from plutopixie.domain.splits import Split
from plutopixie.entrypoints.http.csv_text import lines, neutral
from plutopixie.ports.inbound.expenses import ExpenseExport, ExpenseView, Names

Key = TypeVar("Key")

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
COLUMNS: Final = (
    "date",
    "amount",
    "currency",
    "home_amount",
    "home_currency",
    "rate",
    "rate_date",
    "vendor",
    "kind",
    "category",
    "brand",
    "tags",
    "notes",
    "payment_method",
    "last4",
    "tax",
    "splits",
    "state",
    "recorded_by",
    "receipts",
    "id",
)
FORMER_MEMBER: Final = "former member"
_ROWS_A_CHUNK: Final = 100


def chunks(export: ExpenseExport) -> Iterator[bytes]:
    """The file, piece by piece."""
    fields = sorted(export.names.custom_fields.items(), key=lambda item: (item[1].casefold(), item[0]))
    ids = [id for id, _ in fields]
    yield lines([[*COLUMNS, *(neutral(name) for _, name in fields)]])
    rows = (_row(view, export.names, ids) for view in export.rows)
    while batch := list(islice(rows, _ROWS_A_CHUNK)):
        yield lines(batch)


def _row(view: ExpenseView, names: Names, fields: Sequence[CustomFieldId]) -> list[str]:
    expense, details = view.expense, view.expense.details
    home = in_home(details, view.home)
    rate = details.conversion.rate if details.conversion else None
    tags = sorted((_name(names.tags, tag) for tag in details.tags), key=str.casefold)
    return [
        details.date.isoformat(),
        details.amount.decimal(),
        details.amount.currency.code,
        _decimal(home),
        view.home.code,
        f"{rate.value:f}" if rate else "",
        rate.day.isoformat() if rate else "",
        neutral(details.vendor.name),
        details.kind.value,
        neutral(_name(names.categories, details.category)),
        neutral(_name(names.brands, details.brand)),
        neutral("; ".join(tags)),
        neutral(details.notes),
        details.payment.kind.value if details.payment else "",
        (details.payment.last4 or "") if details.payment else "",
        _decimal(details.tax),
        neutral("; ".join(_part(part, names) for part in details.splits)),
        expense.state.value,
        neutral(names.members.get(expense.recorded_by, FORMER_MEMBER)),
        " ".join(map(str, view.receipts)),
        str(expense.id),
        *(_value(details.custom_fields.get(id)) for id in fields),
    ]


def _name(names: Mapping[Key, str], id: Key | None) -> str:
    return "" if id is None else names.get(id, "")


def _decimal(money: Money | None) -> str:
    return "" if money is None else money.decimal()


def _part(part: Split, names: Names) -> str:
    both = (_name(names.categories, part.category), _name(names.brands, part.brand))
    return f"{' / '.join(filter(None, both))}: {part.amount.decimal()}"


def _value(value: FieldValue | None) -> str:
    if value is None:
        return ""
    return neutral(value) if isinstance(value, str) else plain(value)
