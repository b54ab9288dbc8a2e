"""Expenses: recorded, found, corrected, confirmed, deleted, brought back, exported."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.ids import ExpenseId
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http import expense_csv
from plutopixie.entrypoints.http.answers import Answer, Nothing, Stream
from plutopixie.entrypoints.http.parameters import address
from plutopixie.entrypoints.http.resources.expense_parameters import (
    ExpensePageParameters,
    ExpenseParameters,
    write_cursor,
)
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.expenses import BulkBody, ChangeBody, ExpenseBody, ExpensesBody, HistoryBody
from plutopixie.ports.inbound.expenses import ExpenseView
from plutopixie.ports.inbound.statements import ExpenseChanges, ExpenseStatement

PATH: Final = "/v1/expenses"


@frozen
class NewExpense(ExpenseStatement):
    """A new expense. Amounts are decimal texts such as `12.50`; the date is YYYY-MM-DD.

    `currency` is an ISO 4217 code, the home currency if left out. `rate` is how many units of the home currency one
    unit of `currency` was worth; left out, the European Central Bank's rate of the day is used where there is one. A
    `draft` does not count until it is confirmed.
    """

    draft: bool = False


@frozen
class BulkEdit:
    """The same changes to many expenses, all or none."""

    ids: tuple[UUID, ...]
    changes: ExpenseChanges


@frozen
class BulkChoice:
    """Many expenses, all or none."""

    ids: tuple[UUID, ...]


def _answer(view: ExpenseView, location: str | None = None) -> Answer[ExpenseBody]:
    return Answer(ExpenseBody.of(view), version=view.expense.version, location=location)


def _list(call: Call[Nothing, ExpensePageParameters]) -> Answer[ExpensesBody]:
    asked, sort = call.query, call.query.order()
    page = call.use_cases.expenses.page(call.actor, asked.wanted(), sort, asked.after(), asked.size())
    cursor = None if page.following is None else write_cursor(page.following, sort)
    body = ExpensesBody(tuple(map(ExpenseBody.of, page.views)), cursor)
    return Answer(body, following=cursor and address(call.path, {**call.parameters, "cursor": cursor}))


def _record(call: Call[NewExpense, Nothing]) -> Answer[ExpenseBody]:
    view = call.use_cases.expenses.record(call.actor, call.body, call.request, draft=call.body.draft)
    return _answer(view, f"{PATH}/{view.expense.id}")


def _get(call: Call[Nothing, Nothing]) -> Answer[ExpenseBody]:
    return _answer(call.use_cases.expenses.get(call.actor, ExpenseId(call.id)))


def _correct(call: Call[ExpenseChanges, Nothing]) -> Answer[ExpenseBody]:
    return _answer(call.use_cases.expenses.correct(call.actor, ExpenseId(call.id), call.body, call.expected))


def _delete(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.expenses.delete(call.actor, ExpenseId(call.id), call.expected)
    return Answer(Nothing())


def _confirm(call: Call[Nothing, Nothing]) -> Answer[ExpenseBody]:
    return _answer(call.use_cases.expenses.confirm(call.actor, ExpenseId(call.id), call.expected))


def _restore(call: Call[Nothing, Nothing]) -> Answer[ExpenseBody]:
    return _answer(call.use_cases.expenses.restore(call.actor, ExpenseId(call.id), call.expected))


def _history(call: Call[Nothing, Nothing]) -> Answer[HistoryBody]:
    changes = call.use_cases.expenses.history(call.actor, ExpenseId(call.id))
    return Answer(HistoryBody(tuple(map(ChangeBody.of, changes))))


def _edit_many(call: Call[BulkEdit, Nothing]) -> Answer[BulkBody]:
    ids, changes = tuple(map(ExpenseId, call.body.ids)), call.body.changes
    return Answer(BulkBody(call.use_cases.expenses.correct_many(call.actor, ids, changes, call.request)))


def _delete_many(call: Call[BulkChoice, Nothing]) -> Answer[BulkBody]:
    ids = tuple(map(ExpenseId, call.body.ids))
    return Answer(BulkBody(call.use_cases.expenses.delete_many(call.actor, ids, call.request)))


def _restore_many(call: Call[BulkChoice, Nothing]) -> Answer[BulkBody]:
    ids = tuple(map(ExpenseId, call.body.ids))
    return Answer(BulkBody(call.use_cases.expenses.restore_many(call.actor, ids, call.request)))


def _export(call: Call[Nothing, ExpenseParameters]) -> Answer[Stream]:
    export = call.use_cases.expenses.export(call.actor, call.query.wanted(), call.query.order())
    disposition = {"Content-Disposition": 'attachment; filename="expenses.csv"'}
    return Answer(Stream(expense_csv.MEDIA_TYPE, expense_csv.chunks(export)), headers=disposition)


_SEE: Final = Permission.SEE_EXPENSES
_CHANGE: Final = Permission.CHANGE_EXPENSES
_VERSION: Final = Precondition.VERSION

ROUTES: Final[tuple[AnyRoute, ...]] = (
    route("GET", PATH, "Find expenses", _list, _SEE, ExpensesBody, query=ExpensePageParameters),
    route(
        "POST",
        PATH,
        "Record an expense",
        _record,
        _CHANGE,
        ExpenseBody,
        body=NewExpense,
        status=201,
        heeds=Precondition.KEY,
    ),
    route("GET", f"{PATH}/{{id}}", "Show an expense", _get, _SEE, ExpenseBody),
    route(
        "PATCH",
        f"{PATH}/{{id}}",
        "Correct an expense; what is left out stays, null empties a field",
        _correct,
        _CHANGE,
        ExpenseBody,
        body=ExpenseChanges,
        heeds=_VERSION,
    ),
    route("DELETE", f"{PATH}/{{id}}", "Delete an expense", _delete, _CHANGE, Nothing, status=204, heeds=_VERSION),
    route("POST", f"{PATH}/{{id}}/confirm", "Confirm a draft", _confirm, _CHANGE, ExpenseBody, heeds=_VERSION),
    route(
        "POST", f"{PATH}/{{id}}/restore", "Bring a deleted expense back", _restore, _CHANGE, ExpenseBody, heeds=_VERSION
    ),
    route("GET", f"{PATH}/{{id}}/history", "List every change of an expense", _history, _SEE, HistoryBody),
    route(
        "POST",
        f"{PATH}/bulk-edit",
        "Apply the same changes to many expenses, all or none",
        _edit_many,
        _CHANGE,
        BulkBody,
        body=BulkEdit,
        heeds=Precondition.KEY,
    ),
    route(
        "POST",
        f"{PATH}/bulk-delete",
        "Delete many expenses, all or none",
        _delete_many,
        _CHANGE,
        BulkBody,
        body=BulkChoice,
        heeds=Precondition.KEY,
    ),
    route(
        "POST",
        f"{PATH}/bulk-restore",
        "Bring many deleted expenses back, all or none",
        _restore_many,
        _CHANGE,
        BulkBody,
        body=BulkChoice,
        heeds=Precondition.KEY,
    ),
    route(
        "GET",
        f"{PATH}.csv",
        "Export expenses as CSV: everything the filter says",
        _export,
        Permission.EXPORT_EXPENSES,
        Stream,
        query=ExpenseParameters,
        media_types=("text/csv",),
        throttled=True,
    ),
)
