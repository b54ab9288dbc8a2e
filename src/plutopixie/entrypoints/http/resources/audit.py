"""The audit log: read and taken away by the owner."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from plutopixie.domain.ids import EntryId
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http import expense_csv
from plutopixie.entrypoints.http.answers import Answer, Nothing, Stream
from plutopixie.entrypoints.http.parameters import address, after, cursor_after, page_limit
from plutopixie.entrypoints.http.routing import AnyRoute, Call, route
from plutopixie.entrypoints.http.views.audit import AuditBody, AuditEntryBody, csv_chunks
from plutopixie.ports.inbound.auditing import PAGE_DEFAULT

PATH: Final = "/v1/audit"
_ORDER: Final = "audit"


@frozen
class AuditParameters:
    """Up to `limit` (1 to 200) entries, from `cursor` on."""

    limit: int = PAGE_DEFAULT
    cursor: str | None = field(default=None, repr=False)

    def after(self) -> EntryId | None:
        """The entry after which the page begins; raises MalformedRequestError."""
        found = after(self.cursor, _ORDER)
        return None if found is None else EntryId(found)


def _list(call: Call[Nothing, AuditParameters]) -> Answer[AuditBody]:
    page = call.use_cases.audit_trail.page(call.actor, call.query.after(), page_limit(call.query.limit))
    cursor = cursor_after(page.following, _ORDER)
    body = AuditBody(tuple(AuditEntryBody.of(entry, page.names) for entry in page.entries), cursor)
    return Answer(body, following=cursor and address(call.path, {**call.parameters, "cursor": cursor}))


def _export(call: Call[Nothing, Nothing]) -> Answer[Stream]:
    disposition = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    chunks = csv_chunks(call.use_cases.audit_trail.export(call.actor))
    return Answer(Stream(expense_csv.MEDIA_TYPE, chunks), headers=disposition)


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route("GET", PATH, "Read the audit log", _list, Permission.SEE_AUDIT, AuditBody, query=AuditParameters),
    route(
        "GET",
        f"{PATH}.csv",
        "Take the audit log away as CSV",
        _export,
        Permission.SEE_AUDIT,
        Stream,
        media_types=("text/csv",),
        throttled=True,
    ),
)
