"""The audit log: entries that the application may add and read, and where they came from in a table beside."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import dangling
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.adapters.postgres.records.origins import open_origin, sealed_origin
from plutopixie.domain.audit import Action, AuditEntry, Author, AuthorKind
from plutopixie.domain.ids import EntryId

_SQL: Final = queries.load("audit")
_TABLE: Final = "audit_origin"


@frozen
class PostgresAuditLog:
    """`ports.outbound.records.AuditLog`."""

    _bound: Bound

    def add(self, entry: AuditEntry) -> None:
        """Note an entry."""
        author = entry.author
        if not self._bound.run(
            _SQL["add_entry"],
            id=entry.id,
            at=entry.at,
            author_kind=author.kind.value,
            member=author.member,
            key=author.key,
            action=entry.action.value,
            subject=entry.subject,
            detail=entry.detail,
            **sealed_origin(self._bound, _TABLE, entry.id, author.origin),
        ):
            raise dangling("organization" if author.member is None else "author")

    def page(self, after: EntryId | None, limit: int) -> tuple[AuditEntry, ...]:
        """Up to `limit` entries with an id below `after`, the latest first."""
        return tuple(map(self._entry, self._bound.rows(_SQL["page_of_entries"], after=after, limit=limit)))

    def forget_origins(self, before: datetime) -> int:
        """Forget where entries noted before that moment came from; returns of how many."""
        return self._bound.run(_SQL["forget_origins"], before=before)

    def _entry(self, row: Row) -> AuditEntry:
        origin = open_origin(self._bound, _TABLE, row)
        return AuditEntry(
            id=row["id"],
            at=row["at"],
            author=Author(AuthorKind(row["author_kind"]), row["member_id"], row["key_id"], origin),
            action=Action(row["action"]),
            subject=row["subject"],
            detail=row["detail"],
        )
