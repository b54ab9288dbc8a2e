"""Expenses with their history, and the reports over them."""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import evolve, frozen

from plutopixie.adapters.memory.books import Books
from plutopixie.adapters.memory.desk import Desk, obtain, require_known, require_new, require_next
from plutopixie.domain.currencies import Currency
from plutopixie.domain.expenses import PRESENT, Change, Details, Expense
from plutopixie.domain.ids import ExpenseId, MemberId, VendorId
from plutopixie.domain.listing import Cursor, Filter, Page, Sort, matches, sort_key
from plutopixie.domain.money import Money
from plutopixie.domain.reports import Dimension, Period, Report, fold, postings

ALIKE_MAX: Final = 10


@frozen
class MemoryExpenses:
    """`ports.outbound.records.Expenses` over the desk."""

    _desk: Desk

    def add(self, expense: Expense, change: Change) -> None:
        """A new expense and the first entry of its history."""
        books = self._desk.books
        require_new(books.expenses, expense.id, "expense")
        require_known(books.accounts.keys() | books.former.keys(), expense.recorded_by, "recorded_by")
        books.expenses[expense.id] = _settled(books, expense)
        books.history[expense.id] = (change,)

    def get(self, id: ExpenseId, *, lock: bool = False) -> Expense:  # noqa: ARG002 - the unit holds all locks
        """An expense in whatever state."""
        return obtain(self._desk.books.expenses, id, "expense")

    def save(self, expense: Expense, change: Change) -> None:
        """Write a changed expense and the entry that says what changed."""
        books = self._desk.books
        require_next(self.get(expense.id), expense, "expense")
        books.expenses[expense.id] = _settled(books, expense)
        books.history[expense.id] += (change,)

    def page(self, wanted: Filter, sort: Sort, after: Cursor | None, limit: int) -> Page:
        """Up to `limit` expenses that the filter lets through, after the cursor, in the sort's order."""
        places = sorted(
            ((self._cursor(expense, sort), expense) for expense in self._matching(wanted)),
            key=lambda place: _rank(place[0]),
            reverse=sort.descending,
        )
        if after is not None:
            places = [place for place in places if _lies_beyond(place[0], after, sort)]
        shown = places[:limit]
        following = shown[-1][0] if len(places) > limit else None
        return Page(tuple(expense for _, expense in shown), following)

    def ids(self, wanted: Filter, limit: int) -> tuple[ExpenseId, ...]:
        """Up to `limit` ids of expenses that the filter lets through, ascending."""
        return tuple(sorted(expense.id for expense in self._matching(wanted))[:limit])

    def history(self, id: ExpenseId) -> tuple[Change, ...]:
        """All changes of the expense, oldest first."""
        return self._desk.books.history.get(id, ())

    def alike(self, vendor: VendorId, day: date, amount: Money) -> tuple[tuple[ExpenseId, MemberId], ...]:
        """Up to 10 present expenses of that vendor, date and amount, oldest first."""
        found = (
            (expense.id, expense.recorded_by)
            for expense in self._desk.books.expenses.values()
            if expense.state in PRESENT
            and expense.details.vendor.id == vendor
            and expense.details.date == day
            and expense.details.amount == amount
        )
        return tuple(sorted(found)[:ALIKE_MAX])

    def _matching(self, wanted: Filter) -> list[Expense]:
        return [expense for expense in self._desk.books.expenses.values() if matches(expense, wanted)]

    def _cursor(self, expense: Expense, sort: Sort) -> Cursor:
        home = obtain(self._desk.books.organization, None, "organization").home_currency
        return Cursor(sort_key(expense, sort.by, home), expense.id)


@frozen
class MemoryReports:
    """`ports.outbound.records.Reports` over the desk: the domain's own fold."""

    _desk: Desk

    def totals(self, dimension: Dimension, period: Period, member: MemberId | None, home: Currency) -> Report:
        """The report of the period over one member's expenses or all."""
        counted = [
            posting
            for expense in self._desk.books.expenses.values()
            if period.first <= expense.details.date <= period.last and member in {None, expense.recorded_by}
            for posting in postings(expense, dimension, home)
        ]
        return fold(counted, dimension, period, home)


def _rank(cursor: Cursor) -> tuple[object, ...]:
    return (cursor.key, cursor.id)


def _lies_beyond(place: Cursor, after: Cursor, sort: Sort) -> bool:
    ahead, behind = (place, after) if sort.descending else (after, place)
    return (ahead.key, ahead.id) < (behind.key, behind.id)


def _settled(books: Books, expense: Expense) -> Expense:
    """The expense under its vendor's kept spelling; raises InvalidValueError for a reference to nothing."""
    _require_references(books, expense.details)
    known = books.vendors[expense.details.vendor.id]
    return evolve(expense, details=evolve(expense.details, vendor=known))


def _require_references(books: Books, details: Details) -> None:
    require_known(books.vendors, details.vendor.id, "vendor")
    require_known(books.categories, details.category, "category")
    require_known(books.brands, details.brand, "brand")
    for tag in details.tags:
        require_known(books.tags, tag, "tags")
    for custom_field in details.custom_fields:
        require_known(books.custom_fields, custom_field, "custom_fields")
    for place, part in enumerate(details.splits):
        require_known(books.categories, part.category, f"splits[{place}].category")
        require_known(books.brands, part.brand, f"splits[{place}].brand")
