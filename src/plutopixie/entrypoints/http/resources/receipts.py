"""Receipts: uploaded, looked at, read again, confirmed into expenses."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from attrs import field, frozen

from plutopixie.domain.documents import MediaType
from plutopixie.domain.ids import ReceiptId
from plutopixie.domain.listing import PAGE_DEFAULT
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Content, Nothing
from plutopixie.entrypoints.http.bodies import Upload
from plutopixie.entrypoints.http.parameters import address, after, cursor_after, page_limit
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.expenses import ExpenseBody
from plutopixie.entrypoints.http.views.receipts import ReceiptBody, ReceiptsBody, ReceiptSummaryBody
from plutopixie.ports.inbound.receipts import ReceiptView
from plutopixie.ports.inbound.statements import ExpenseChanges

PATH: Final = "/v1/receipts"
_ORDER: Final = "receipts"
_FILE_HEADERS: Final = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}


@frozen
class ReceiptPageParameters:
    """Up to `limit` (1 to 200) receipts, from `cursor` on."""

    limit: int = PAGE_DEFAULT
    cursor: str | None = field(default=None, repr=False)

    def after(self) -> ReceiptId | None:
        """The receipt after which the page begins; raises MalformedRequestError."""
        found = after(self.cursor, _ORDER)
        return None if found is None else ReceiptId(found)


def _answer(view: ReceiptView, location: str | None = None) -> Answer[ReceiptBody]:
    return Answer(ReceiptBody.of(view), version=view.receipt.version, location=location)


def _list(call: Call[Nothing, ReceiptPageParameters]) -> Answer[ReceiptsBody]:
    limit = page_limit(call.query.limit)
    found, following = call.use_cases.receipts.list(call.actor, call.query.after(), limit)
    cursor = cursor_after(following, _ORDER)
    body = ReceiptsBody(tuple(map(ReceiptSummaryBody.of, found)), cursor)
    return Answer(body, following=cursor and address(call.path, {**call.parameters, "cursor": cursor}))


def _upload(call: Call[Upload, Nothing]) -> Answer[ReceiptBody]:
    view = call.use_cases.receipts.upload(call.actor, call.body.content, call.body.name, call.request)
    return _answer(view, f"{PATH}/{view.receipt.id}")


def _get(call: Call[Nothing, Nothing]) -> Answer[ReceiptBody]:
    return _answer(call.use_cases.receipts.get(call.actor, ReceiptId(call.id)))


def _file(call: Call[Nothing, Nothing]) -> Answer[Content]:
    stored, content = call.use_cases.receipts.file(call.actor, ReceiptId(call.id))
    name = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.name, safe='')}"}
    return Answer(Content(stored.media_type.value, content), headers={**_FILE_HEADERS, **name})


def _retry(call: Call[Nothing, Nothing]) -> Answer[ReceiptBody]:
    return _answer(call.use_cases.receipts.retry(call.actor, ReceiptId(call.id)))


def _confirm(call: Call[ExpenseChanges, Nothing]) -> Answer[ExpenseBody]:
    view = call.use_cases.receipts.confirm(call.actor, ReceiptId(call.id), call.body, call.request)
    return Answer(ExpenseBody.of(view), version=view.expense.version, location=f"/v1/expenses/{view.expense.id}")


_SEE: Final = Permission.SEE_RECEIPTS
_CHANGE: Final = Permission.CHANGE_RECEIPTS

ROUTES: Final[tuple[AnyRoute, ...]] = (
    route("GET", PATH, "List receipts, the latest first", _list, _SEE, ReceiptsBody, query=ReceiptPageParameters),
    route(
        "POST",
        PATH,
        "Upload a receipt to be read: the file itself, or the part `file` of a form",
        _upload,
        _CHANGE,
        ReceiptBody,
        body=Upload,
        status=202,
        heeds=Precondition.KEY,
        throttled=True,
    ),
    route("GET", f"{PATH}/{{id}}", "Show a receipt and what was read from it", _get, _SEE, ReceiptBody),
    route(
        "GET",
        f"{PATH}/{{id}}/file",
        "Fetch the kept file: as it was uploaded, or painted over",
        _file,
        _SEE,
        Content,
        media_types=tuple(MediaType),
    ),
    route("POST", f"{PATH}/{{id}}/retry", "Have a receipt read once more", _retry, _CHANGE, ReceiptBody, status=202),
    route(
        "POST",
        f"{PATH}/{{id}}/expense",
        "Make a recorded expense of a receipt: what was read, with corrections",
        _confirm,
        _CHANGE,
        ExpenseBody,
        body=ExpenseChanges,
        status=201,
        heeds=Precondition.KEY,
        body_optional=True,
    ),
)
