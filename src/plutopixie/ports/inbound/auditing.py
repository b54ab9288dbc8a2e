"""The audit log of an organization: what use cases note in it, and how its owner reads it (P4.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.audit import Action, AuditEntry, Author
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import EntryId, MemberId
from plutopixie.domain.permissions import Permission
from plutopixie.domain.throttling import Limit
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.units import OpenUnit, Unit

PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 200
ROWS_A_UNIT: Final = 500


@frozen
class Notary:
    """Notes in the audit log, inside the unit whose change it is about: both are committed, or neither."""

    clock: Clock
    identities: Identities

    def note(
        self, unit: Unit, author: Author, action: Action, subject: UUID | None = None, detail: str | None = None
    ) -> None:
        """Note what was done; `subject` is the id of what it was done to, `detail` a word such as the new role."""
        unit.audit.add(AuditEntry(EntryId(self.identities.new()), self.clock.now(), author, action, subject, detail))


@frozen
class AuditPage:
    """Entries, the latest first, the names of the members in them, and after which entry the next page begins."""

    entries: tuple[AuditEntry, ...]
    names: Mapping[MemberId, str]
    following: EntryId | None


@frozen
class AuditTrail:
    """Shows the audit log to the owner."""

    open_unit: OpenUnit
    guard: Guard
    notary: Notary
    clock: Clock

    def page(self, actor: Actor, after: EntryId | None = None, limit: int = PAGE_DEFAULT) -> AuditPage:
        """A page of up to 200 entries below `after`."""
        if not 1 <= limit <= PAGE_MAX:
            raise InvalidValueError("limit", f"is from 1 to {PAGE_MAX}")
        return self._page(actor, after, limit)

    def export(self, actor: Actor) -> Iterator[AuditPage]:
        """The whole log, batch by batch, the latest first; that it was taken away is noted. Raises ThrottledError."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_AUDIT, self.clock.now())
            self.guard.spend_of(Limit.EXPORT, actor)
            self.notary.note(unit, actor.author, Action.AUDIT_EXPORTED)
        return self._pages(actor)

    def _pages(self, actor: Actor) -> Iterator[AuditPage]:
        after: EntryId | None = None
        while True:
            page = self._page(actor, after, ROWS_A_UNIT)
            yield page
            if page.following is None:
                return
            after = page.following

    def _page(self, actor: Actor, after: EntryId | None, limit: int) -> AuditPage:
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_AUDIT, self.clock.now())
            found = unit.audit.page(after, limit + 1)
            names = {member.id: member.name for member in unit.members.list()}
        entries = found[:limit]
        return AuditPage(entries, names, entries[-1].id if len(found) > limit else None)
