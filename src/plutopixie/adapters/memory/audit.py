"""The audit log."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from plutopixie.adapters.memory.desk import Desk, require_known, require_new
from plutopixie.domain.audit import AuditEntry
from plutopixie.domain.ids import EntryId
from plutopixie.domain.origins import UNKNOWN


@frozen
class MemoryAuditLog:
    """`ports.outbound.records.AuditLog` over the desk."""

    _desk: Desk

    def add(self, entry: AuditEntry) -> None:
        """Note an entry."""
        books = self._desk.books
        self._desk.require_founded()
        require_new(books.audit, entry.id, "entry")
        require_known(books.accounts.keys() | books.former.keys(), entry.author.member, "author")
        books.audit[entry.id] = without_origin(entry) if entry.author.member in books.former else entry

    def page(self, after: EntryId | None, limit: int) -> tuple[AuditEntry, ...]:
        """Up to `limit` entries with an id below `after`, the latest first."""
        kept = self._desk.books.audit
        ids = (id for id in sorted(kept, reverse=True) if after is None or id < after)
        return tuple(kept[id] for id in ids)[:limit]

    def forget_origins(self, before: datetime) -> int:
        """Forget where entries noted before that moment came from; returns of how many."""
        kept = self._desk.books.audit
        old = [entry for entry in kept.values() if entry.at < before and entry.author.origin != UNKNOWN]
        kept.update((entry.id, without_origin(entry)) for entry in old)
        return len(old)


def without_origin(entry: AuditEntry) -> AuditEntry:
    """The entry without where it came from."""
    return evolve(entry, author=evolve(entry.author, origin=UNKNOWN))
