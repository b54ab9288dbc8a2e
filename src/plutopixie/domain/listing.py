"""Lists of expenses: what a filter lets through, in which order, and where the next page begins.

Laws:

1. A filter is the conjunction of what it states; what it leaves out filters nothing. There is no hidden window.
2. A search term is found in a vendor's name anywhere, and in notes as a whole word; every term must be found. A word
   is what stands between spaces, as it is or without the signs around it, and every run of letters and digits in it:
   `(o'neil's,` is found by itself, by `o'neil's`, by `o`, `neil` and `s`.
3. The order is total: equal keys are settled by the id, so that pages never skip or repeat an expense.
4. Amounts are compared in the home currency; an expense without a known rate sorts as the smallest.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from datetime import date
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain import text
from plutopixie.domain.currencies import Currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.expenses import PRESENT, Expense, State, in_home
from plutopixie.domain.ids import BrandId, CategoryId, MemberId, TagId
from plutopixie.domain.money import Money
from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.vendors import vendor_key

PAGE_MAX: Final = 200
PAGE_DEFAULT: Final = 50
SEARCH_LENGTH_MAX: Final = 200
TERMS_MAX: Final = 8
UNCONVERTED_RANK: Final = -(10**18)
_RUN: Final = re.compile(r"\w+")
_OF_WORDS: Final = frozenset("LMN")


@frozen
class Filter:
    """What an expense must be to be listed. `member` is also how a permission of scope own is applied."""

    states: frozenset[State] = PRESENT
    date_from: date | None = None
    date_to: date | None = None
    category: CategoryId | None = None
    brand: BrandId | None = None
    tag: TagId | None = None
    member: MemberId | None = None
    vendor: str | None = None
    payment: PaymentKind | None = None
    last4: str | None = None
    currency: Currency | None = None
    amount_min: Money | None = None
    amount_max: Money | None = None
    terms: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise InvalidValueError("date_to", "lies before date_from")
        for name, bound in (("amount_min", self.amount_min), ("amount_max", self.amount_max)):
            if bound is not None and bound.currency != self.currency:
                raise InvalidValueError(name, "needs the parameter currency beside it")


class SortField(enum.StrEnum):
    """By what a list is sorted."""

    DATE = "date"
    AMOUNT = "amount"
    VENDOR = "vendor"
    CREATED = "created"


@frozen
class Sort:
    """A field and a direction; the newest date first unless said otherwise."""

    by: SortField = SortField.DATE
    descending: bool = True


SortKey = date | int | str


@frozen
class Cursor:
    """The place after which the next page begins: the sort key and the id of the last expense seen."""

    key: SortKey
    id: UUID


@frozen
class Page:
    """Up to `limit` expenses in order, and where the next page begins if there is one."""

    expenses: tuple[Expense, ...]
    following: Cursor | None


def search_terms(value: str, field_name: str = "search") -> tuple[str, ...]:
    """The terms of what a person typed, ready to compare; raises InvalidValueError over the limits."""
    terms = text.line(value, field=field_name, max_length=SEARCH_LENGTH_MAX).casefold().split()
    if len(terms) > TERMS_MAX:
        raise InvalidValueError(field_name, f"takes up to {TERMS_MAX} words")
    return tuple(dict.fromkeys(terms))


def words(notes: str) -> frozenset[str]:
    """The words of notes, as a search finds them (law 2)."""
    folded = notes.casefold()
    whole = folded.split()
    return frozenset((*whole, *filter(None, map(_bare, whole)), *_RUN.findall(folded)))


def _bare(word: str) -> str:
    """The word without the signs around it. Accents and vowel signs belong to their letter and stay."""
    first, last = 0, len(word)
    while first < last and unicodedata.category(word[first])[0] not in _OF_WORDS:
        first += 1
    while last > first and unicodedata.category(word[last - 1])[0] not in _OF_WORDS:
        last -= 1
    return word[first:last]


def matches(expense: Expense, wanted: Filter) -> bool:
    """Whether the filter lets the expense through (laws 1 and 2)."""
    return _matches_details(expense, wanted) and _matches_search(expense, wanted.terms)


def _matches_details(expense: Expense, wanted: Filter) -> bool:
    details = expense.details
    payment = details.payment
    parts = details.splits
    return (
        expense.state in wanted.states
        and (wanted.member is None or expense.recorded_by == wanted.member)
        and (wanted.date_from is None or details.date >= wanted.date_from)
        and (wanted.date_to is None or details.date <= wanted.date_to)
        and (wanted.category is None or wanted.category in {details.category, *(part.category for part in parts)})
        and (wanted.brand is None or wanted.brand in {details.brand, *(part.brand for part in parts)})
        and (wanted.tag is None or wanted.tag in details.tags)
        and (wanted.vendor is None or vendor_key(details.vendor.name) == vendor_key(wanted.vendor))
        and (wanted.payment is None or (payment is not None and payment.kind is wanted.payment))
        and (wanted.last4 is None or (payment is not None and payment.last4 == wanted.last4))
        and (wanted.currency is None or details.amount.currency == wanted.currency)
        and (wanted.amount_min is None or details.amount.minor >= wanted.amount_min.minor)
        and (wanted.amount_max is None or details.amount.minor <= wanted.amount_max.minor)
    )


def _matches_search(expense: Expense, terms: tuple[str, ...]) -> bool:
    vendor = vendor_key(expense.details.vendor.name)
    noted = words(expense.details.notes)
    return all(term in vendor or term in noted for term in terms)


def sort_key(expense: Expense, by: SortField, home: Currency) -> SortKey:
    """What the expense is sorted by (laws 3 and 4); `created` is the id itself, which begins with the time."""
    if by is SortField.DATE:
        return expense.details.date
    if by is SortField.VENDOR:
        return vendor_key(expense.details.vendor.name)
    if by is SortField.AMOUNT:
        amount = in_home(expense.details, home)
        return UNCONVERTED_RANK if amount is None else amount.minor
    return ""
