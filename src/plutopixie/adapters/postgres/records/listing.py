"""Lists of expenses as SQL: named pieces put together, never text from outside.

Names of vendors are sealed, so sorting by vendor sorts the opened names here and hands SQL the place of each; a term of
a search becomes the ids of the vendors whose names contain it, and the blind index of the word.
"""

from __future__ import annotations

import bisect
from typing import Any, Final
from uuid import UUID

from psycopg import sql

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records.bound import Bound
from plutopixie.adapters.postgres.records.expense_rows import last4_index, word_index
from plutopixie.adapters.postgres.records.vendors import PostgresVendors
from plutopixie.domain.listing import Cursor, Filter, Sort, SortField

_SQL: Final = queries.load("listing")
_EXPENSES: Final = queries.load("expenses")
_LEAST_ID: Final = UUID(int=0)
_GREATEST_ID: Final = UUID(int=2**128 - 1)
_NOTHING: Final = sql.SQL("")

Composed = tuple[sql.Composed, dict[str, Any]]


def page(  # noqa: PLR0913, PLR0917 - what a page is made of
    bound: Bound, vendors: PostgresVendors, wanted: Filter, sort: Sort, after: Cursor | None, limit: int
) -> Composed:
    """The statement of a page, and one expense more, with its parameters."""
    conditions, parameters = _conditions(bound, vendors, wanted)
    key = sql.SQL(_SQL[f"key_{sort.by.value}"])
    beside: sql.Composable = _NOTHING
    if sort.by is SortField.AMOUNT:
        beside = sql.SQL(_SQL["beside_amount"])
    elif sort.by is SortField.VENDOR:
        beside = sql.SQL(_SQL["beside_vendor"])
        after = _place(vendors, sort, after, parameters)
    if after is not None:
        conditions.append(_beyond(sort, key))
        parameters |= {"after_id": after.id, "after_key": after.key}
    picked = sql.SQL(_EXPENSES["picked_page"]).format(
        key=key,
        beside=beside,
        conditions=_all_of(conditions),
        order=sql.SQL(_SQL["downwards" if sort.descending else "upwards"]).format(key=key),
    )
    order = sql.SQL(_SQL["shown_downwards" if sort.descending else "shown_upwards"])
    return sql.SQL(_EXPENSES["shown"]).format(picked=picked, order=order), parameters | {"limit": limit + 1}


def ids(bound: Bound, vendors: PostgresVendors, wanted: Filter, limit: int) -> Composed:
    """The statement of the ids that a filter lets through, with its parameters."""
    conditions, parameters = _conditions(bound, vendors, wanted)
    return sql.SQL(_EXPENSES["picked_ids"]).format(conditions=_all_of(conditions)), parameters | {"limit": limit}


def one() -> sql.Composed:
    """The statement of the one expense of an id."""
    return sql.SQL(_EXPENSES["shown"]).format(
        picked=sql.SQL(_EXPENSES["picked_one"]), order=sql.SQL(_SQL["shown_upwards"])
    )


def _all_of(conditions: list[sql.Composable]) -> sql.Composed:
    return sql.SQL(" AND ").join(conditions)


def _conditions(bound: Bound, vendors: PostgresVendors, wanted: Filter) -> tuple[list[sql.Composable], dict[str, Any]]:
    stated = {"states": [state.value for state in wanted.states], **_stated(bound, vendors, wanted)}
    present = {name: value for name, value in stated.items() if value is not None}
    conditions: list[sql.Composable] = [sql.SQL(_SQL[_BLOCK.get(name, name)]) for name in present]
    found = vendors.containing(wanted.terms) if wanted.terms else {}
    for place, term in enumerate(wanted.terms):
        names = {"vendors": f"term_vendors_{place}", "word": f"term_word_{place}"}
        conditions.append(
            sql.SQL(_SQL["term"]).format(**{name: sql.Placeholder(parameter) for name, parameter in names.items()})
        )
        present[names["vendors"]] = list(found[term])
        present[names["word"]] = word_index(bound, term)
    return conditions, present


#: Parameters that are not called as the piece that takes them.
_BLOCK: Final = {"vendor_index": "vendor", "last4_index": "last4"}


def _stated(bound: Bound, vendors: PostgresVendors, wanted: Filter) -> dict[str, Any]:
    return {
        "date_from": wanted.date_from,
        "date_to": wanted.date_to,
        "category": wanted.category,
        "brand": wanted.brand,
        "tag": wanted.tag,
        "member": wanted.member,
        "vendor_index": None if wanted.vendor is None else vendors.name_index(wanted.vendor),
        "payment": None if wanted.payment is None else wanted.payment.value,
        "last4_index": None if wanted.last4 is None else last4_index(bound, wanted.last4),
        "currency": None if wanted.currency is None else wanted.currency.code,
        "amount_min": None if wanted.amount_min is None else wanted.amount_min.minor,
        "amount_max": None if wanted.amount_max is None else wanted.amount_max.minor,
    }


def _beyond(sort: Sort, key: sql.SQL) -> sql.Composed:
    block = _SQL["after_descending" if sort.descending else "after_ascending"]
    return sql.SQL(block).format(key=key, place=sql.SQL(_SQL[f"place_{sort.by.value}"]))


def _place(vendors: PostgresVendors, sort: Sort, after: Cursor | None, parameters: dict[str, Any]) -> Cursor | None:
    """Number the vendors by name, and say where among them the cursor stands, even if its vendor is gone."""
    known = vendors.by_key()
    parameters["vendor_ids"] = [vendor.id for _, vendor in known]
    parameters["vendor_places"] = list(range(len(known)))
    if after is None:
        return None
    keys = [key for key, _ in known]
    place = bisect.bisect_left(keys, str(after.key))
    if place < len(keys) and keys[place] == after.key:
        return Cursor(place, after.id)
    return _between(place, sort)


def _between(place: int, sort: Sort) -> Cursor:
    """The gap before a place: everything from there on lies above it, everything before there below."""
    return Cursor(place, _LEAST_ID) if sort.descending else Cursor(place - 1, _GREATEST_ID)
