"""Expenses as CSV (RFC 4180): UTF-8, a header line, lines ended by CR LF, one line an expense.

A split expense stays one line, so that the column `amount` adds up; its parts stand in the column `splits` as
`Travel: 40.00; Meals / North: 60.00`. Names stand in place of ids. Spreadsheet programs run what begins like a formula:
such text gets an apostrophe in front, while amounts and rates stay plain numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

from plutopixie.domain.catalog import FieldValue, plain
from plutopixie.domain.expenses import in_home
from plutopixie.domain.ids import CustomFieldId
from plutopixie.domain.money import Money
from plutopixie.domain.splits import Split
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
#: What spreadsheet programs take for the beginning of a formula, in half and full width, and what they skip before it.
_FORMULA: Final = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_SKIPPED: Final = " \u00a0\u200b\ufeff\u3000'\""


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet program takes for a formula."""
    begins = text.lstrip(_SKIPPED)[:1]
    return f"'{text}" if begins in _FORMULA and begins else text


def chunks(export: ExpenseExport) -> Iterator[bytes]:
    """The file, piece by piece."""
    fields = sorted(export.names.custom_fields.items(), key=lambda item: (item[1].casefold(), item[0]))
    ids = [id for id, _ in fields]
    yield _lines([[*COLUMNS, *(neutral(name) for _, name in fields)]])
    rows = (_row(view, export.names, ids) for view in export.rows)
    while batch := list(islice(rows, _ROWS_A_CHUNK)):
        yield _lines(batch)


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")


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
