"""The audit log."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from plutopixie.domain.audit import OPERATOR, Action, AuditEntry, Author, AuthorKind, by_member, nobody
from plutopixie.domain.ids import ApiKeyId, EntryId, MemberId
from plutopixie.domain.origins import UNKNOWN, Origin
from plutopixie.ports.contracts.foundation import OverUnits, refused, taken
from plutopixie.ports.contracts.samples import NOW, Office, a_member, fresh_id, joined, later

SOMEWHERE = Origin("203.0.113.7", "Firefox on Windows")


def an_entry(office: Office, author: Author | None = None) -> AuditEntry:
    """A new entry, by the owner unless by somebody else, not yet kept."""
    by = by_member(office.owner.id, SOMEWHERE) if author is None else author
    return AuditEntry(EntryId(fresh_id()), NOW, by, Action.ROLE_CHANGED, fresh_id(), "admin")


class AuditLogContract(OverUnits):
    """What `AuditLog` promises."""

    def test_reads_back_as_added(self, office: Office) -> None:
        """Entries of every kind of author, with and without facts, read back as added, the latest first."""
        key = Author(AuthorKind.KEY, office.owner.id, ApiKeyId(fresh_id()), SOMEWHERE)
        authors = (by_member(office.owner.id), key, OPERATOR, nobody(Origin("2001:db8::1", None)), nobody())
        entries = [an_entry(office), *(an_entry(office, author) for author in authors)]
        entries.append(AuditEntry(EntryId(fresh_id()), NOW, OPERATOR, Action.FOUNDED))
        with office.unit() as unit:
            for entry in entries:
                unit.audit.add(entry)

        with office.unit() as unit:
            assert unit.audit.page(None, 100) == tuple(reversed(entries))

    def test_pages_lead_through_the_whole_log(self, office: Office) -> None:
        """Pages below the last entry of the page before give every entry once; nothing is below the oldest."""
        entries = [an_entry(office) for _ in range(5)]
        with office.unit() as unit:
            for entry in entries:
                unit.audit.add(entry)

        with office.unit() as unit:
            first = unit.audit.page(None, 2)
            second = unit.audit.page(first[-1].id, 2)
            third = unit.audit.page(second[-1].id, 2)
            assert (*first, *second, *third) == tuple(reversed(entries))
            assert unit.audit.page(entries[0].id, 2) == ()

    def test_an_id_is_taken_once(self, office: Office) -> None:
        """A second entry with the same id is refused, and the first stays as it was."""
        entry = an_entry(office)
        with office.unit() as unit:
            unit.audit.add(entry)

        with taken("entry", "id"), office.unit() as unit:
            unit.audit.add(evolve(entry, action=Action.LEFT))
        with office.unit() as unit:
            assert unit.audit.page(None, 9) == (entry,)

    def test_an_author_belongs_here(self, office: Office, rival: Office) -> None:
        """An entry by somebody of nowhere, or of another organization, is refused."""
        for stranger in (MemberId(fresh_id()), rival.owner.id):
            with refused("author"), office.unit() as unit:
                unit.audit.add(an_entry(office, by_member(stranger)))

    def test_a_removed_author_stays_without_a_trace(self, office: Office) -> None:
        """When a member is removed their entries stay under the bare id, and where they acted from is forgotten."""
        ada = joined(office, a_member())
        hers, owners = an_entry(office, by_member(ada.id, SOMEWHERE)), an_entry(office)
        with office.unit() as unit:
            unit.audit.add(hers)
            unit.audit.add(owners)

        last = an_entry(office, by_member(ada.id, SOMEWHERE))
        with office.unit() as unit:
            unit.members.remove(ada.id)
            unit.audit.add(last)

        with office.unit() as unit:
            bare = by_member(ada.id)
            assert unit.audit.page(None, 9) == (evolve(last, author=bare), owners, evolve(hers, author=bare))

    def test_forgets_where_old_entries_came_from(self, office: Office) -> None:
        """Where entries came from is forgotten by age and counted; the entries stay."""
        old, plain, new = an_entry(office), an_entry(office, OPERATOR), evolve(an_entry(office), at=later(5))
        with office.unit() as unit:
            for entry in (old, plain, new):
                unit.audit.add(entry)

        with office.unit() as unit:
            assert unit.audit.forget_origins(NOW) == 0
            assert unit.audit.forget_origins(NOW + timedelta(minutes=5)) == 1
            assert unit.audit.forget_origins(NOW + timedelta(minutes=5)) == 0

        forgotten = evolve(old, author=evolve(old.author, origin=UNKNOWN))
        with office.unit() as unit:
            assert unit.audit.page(None, 9) == (new, plain, forgotten)
