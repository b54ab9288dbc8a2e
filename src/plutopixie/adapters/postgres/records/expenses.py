"""Expenses with their history."""

from __future__ import annotations

from datetime import date
from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records import expense_rows, listing
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.adapters.postgres.records.vendors import PostgresVendors
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.expenses import Change, Expense
from plutopixie.domain.ids import ExpenseId, MemberId, VendorId
from plutopixie.domain.listing import Cursor, Filter, Page, Sort, SortField
from plutopixie.domain.money import Money
from plutopixie.domain.vendors import vendor_key

_SQL: Final = queries.load("expenses")
_ONE: Final = listing.one()


@frozen
class PostgresExpenses:
    """`ports.outbound.records.Expenses`: one statement for an expense with everything that belongs to it."""

    _bound: Bound
    _vendors: PostgresVendors

    def add(self, expense: Expense, change: Change) -> None:
        """A new expense and the first entry of its history."""
        self._bound.run(_SQL["add_expense"], **expense_rows.parameters(self._bound, expense, change))

    def get(self, id: ExpenseId, *, lock: bool = False) -> Expense:
        """An expense in whatever state."""
        if lock:
            self._bound.row(_SQL["lock_expense"], id=id)
        row = self._bound.row(_ONE, id=id)
        if row is None:
            raise NotFoundError("expense")
        return self._expense(row)

    def save(self, expense: Expense, change: Change) -> None:
        """Write a changed expense and the entry that says what changed."""
        self._bound.save(
            "expense",
            _SQL["save_expense"],
            _SQL["expense_version"],
            **expense_rows.parameters(self._bound, expense, change),
        )

    def page(self, wanted: Filter, sort: Sort, after: Cursor | None, limit: int) -> Page:
        """Up to `limit` expenses that the filter lets through, after the cursor, in the sort's order."""
        statement, parameters = listing.page(self._bound, self._vendors, wanted, sort, after, limit)
        rows = self._bound.rows(statement, **parameters)
        shown = tuple(map(self._expense, rows[:limit]))
        following = _cursor(shown[-1], sort, rows[limit - 1]) if len(rows) > limit else None
        return Page(shown, following)

    def ids(self, wanted: Filter, limit: int) -> tuple[ExpenseId, ...]:
        """Up to `limit` ids of expenses that the filter lets through, ascending."""
        statement, parameters = listing.ids(self._bound, self._vendors, wanted, limit)
        return tuple(row["id"] for row in self._bound.rows(statement, **parameters))

    def history(self, id: ExpenseId) -> tuple[Change, ...]:
        """All changes of the expense, oldest first."""
        return tuple(expense_rows.change(self._bound, id, row) for row in self._bound.rows(_SQL["history"], id=id))

    def alike(self, vendor: VendorId, day: date, amount: Money) -> tuple[tuple[ExpenseId, MemberId], ...]:
        """Up to 10 present expenses of that vendor, date and amount, oldest first."""
        rows = self._bound.rows(
            _SQL["alike"], vendor=vendor, date=day, amount_minor=amount.minor, currency=amount.currency.code
        )
        return tuple((row["id"], row["recorded_by"]) for row in rows)

    def _expense(self, row: Row) -> Expense:
        return expense_rows.expense(self._bound, self._vendors, row)


def _cursor(last: Expense, sort: Sort, row: Row) -> Cursor:
    """Where the next page begins; the key as the domain's `sort_key` says it."""
    if sort.by is SortField.VENDOR:
        return Cursor(vendor_key(last.details.vendor.name), last.id)
    return Cursor("" if sort.by is SortField.CREATED else row["key"], last.id)
