"""Query parameters of lists of expenses: the filter, the order, and where a page begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain.catalog import calendar_date
from plutopixie.domain.currencies import currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.expenses import PRESENT, State
from plutopixie.domain.ids import BrandId, CategoryId, ExpenseId, MemberId, TagId
from plutopixie.domain.listing import (
    PAGE_DEFAULT,
    UNCONVERTED_RANK,
    Cursor,
    Filter,
    Sort,
    SortField,
    SortKey,
    search_terms,
)
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.vendors import NAME_LENGTH_MAX, vendor_name
from plutopixie.entrypoints.http.encoding import opaque
from plutopixie.entrypoints.http.errors import MalformedRequestError
from plutopixie.entrypoints.http.parameters import cursor_document, cursor_id, page_limit, reading, wrong_cursor

#: Case folding makes a name up to three times as long.
_KEY_LENGTH_MAX: Final = 3 * NAME_LENGTH_MAX
_RANK_MAX: Final = -UNCONVERTED_RANK


@frozen
class ExpenseParameters:
    """Which expenses, in which order. Every parameter narrows the list; without any, it holds all but the deleted.

    `state` takes several, separated by commas. `date_from` and `date_to` are included. `amount_min` and `amount_max`
    need `currency` beside them. `search` finds words in notes and any part of a vendor's name. `sort` is date, amount,
    vendor or created, with a - before it for descending.
    """

    state: tuple[State, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    category: UUID | None = None
    brand: UUID | None = None
    tag: UUID | None = None
    member: UUID | None = None
    vendor: str | None = field(default=None, repr=False)
    payment_method: PaymentKind | None = None
    last4: str | None = field(default=None, repr=False)
    currency: str | None = None
    amount_min: str | None = None
    amount_max: str | None = None
    search: str | None = field(default=None, repr=False)
    sort: str = "-date"

    def wanted(self) -> Filter:
        """The filter they state; raises MalformedRequestError."""
        with reading():
            money_of = None if self.currency is None else currency(self.currency)
            return Filter(
                states=frozenset(self.state) or PRESENT,
                date_from=self.date_from,
                date_to=self.date_to,
                category=None if self.category is None else CategoryId(self.category),
                brand=None if self.brand is None else BrandId(self.brand),
                tag=None if self.tag is None else TagId(self.tag),
                member=None if self.member is None else MemberId(self.member),
                vendor=None if self.vendor is None else vendor_name(self.vendor),
                payment=self.payment_method,
                last4=self._last4(),
                currency=money_of,
                amount_min=self._bound("amount_min", self.amount_min),
                amount_max=self._bound("amount_max", self.amount_max),
                terms=() if self.search is None else search_terms(self.search),
            )

    def _last4(self) -> str | None:
        try:
            return PaymentMethod(PaymentKind.OTHER, self.last4).last4
        except InvalidValueError as refused:
            raise InvalidValueError("last4", refused.problem) from None

    def _bound(self, name: str, stated: str | None) -> Money | None:
        if stated is None:
            return None
        if self.currency is None:
            raise InvalidValueError(name, "needs the parameter currency beside it")
        return Money.parse(stated, currency(self.currency), name)

    def order(self) -> Sort:
        """The order they state; raises MalformedRequestError."""
        name = self.sort.removeprefix("-")
        if name not in set(SortField):
            raise MalformedRequestError.at("sort", f"is one of {', '.join(SortField)}, with a - before it or not")
        return Sort(SortField(name), self.sort.startswith("-"))


@frozen
class ExpensePageParameters(ExpenseParameters):
    """The same, a page at a time: up to `limit` (1 to 200) expenses, from `cursor` on."""

    limit: int = PAGE_DEFAULT
    cursor: str | None = field(default=None, repr=False)

    def size(self) -> int:
        """The number of expenses on a page; raises MalformedRequestError."""
        return page_limit(self.limit)

    def after(self) -> Cursor | None:
        """Where the page begins; raises MalformedRequestError for a cursor of another order."""
        return None if self.cursor is None else read_cursor(self.cursor, self.order())


def write_cursor(cursor: Cursor, sort: Sort) -> str:
    """The cursor as text, bound to the order it was made in."""
    key = cursor.key.isoformat() if isinstance(cursor.key, date) else cursor.key
    return opaque({"order": _order(sort), "key": key, "id": str(cursor.id)})


def read_cursor(text: str, sort: Sort) -> Cursor:
    """The cursor behind the text; raises MalformedRequestError for one that this order never made."""
    document = cursor_document(text)
    found = cursor_id(document, _order(sort))
    return Cursor(_key(document, sort.by), ExpenseId(found))


def _order(sort: Sort) -> str:
    return f"-{sort.by}" if sort.descending else sort.by.value


def _key(document: Mapping[str, Any], by: SortField) -> SortKey:
    key = document.get("key")
    match by:
        case SortField.DATE if isinstance(key, str):
            try:
                return calendar_date(key, "cursor")
            except InvalidValueError:
                raise wrong_cursor() from None
        case SortField.AMOUNT if type(key) is int and abs(key) <= _RANK_MAX:
            return key
        case SortField.VENDOR if isinstance(key, str) and len(key) <= _KEY_LENGTH_MAX:
            return key
        case SortField.CREATED if key == "":
            return ""
        case _:
            raise wrong_cursor()
