"""The organization's catalog: its own settings, categories, brands, tags and custom fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from attrs import evolve, frozen

from plutopixie.domain import catalog as rules
from plutopixie.domain import organization as organizations
from plutopixie.domain.audit import Action
from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag
from plutopixie.domain.currencies import currency
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, TagId
from plutopixie.domain.organization import Organization
from plutopixie.domain.permissions import Permission
from plutopixie.domain.versions import require_version
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.repetition import RequestKey, once
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.records import Entries
from plutopixie.ports.outbound.units import OpenUnit, Unit

Entry = TypeVar("Entry", Category, Brand, Tag)
EntryId = TypeVar("EntryId", CategoryId, BrandId, TagId)


@frozen
class EntryBook(Generic[Entry, EntryId]):
    """Categories, brands or tags: the same use cases over one of the three."""

    open_unit: OpenUnit
    clock: Clock
    identities: Identities
    records: Callable[[Unit], Entries[Entry, EntryId]]
    make: Callable[[UUID, str], Entry]
    identify: Callable[[UUID], EntryId]

    def list(self, actor: Actor) -> tuple[Entry, ...]:
        """All entries by name, archived ones too."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_ORGANIZATION, self.clock.now())
            return self.records(unit).list()

    def get(self, actor: Actor, id: UUID) -> Entry:
        """One entry; raises NotFoundError."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_ORGANIZATION, self.clock.now())
            return self.records(unit).get(self.identify(id))

    def add(self, actor: Actor, name: str, request: RequestKey | None = None) -> Entry:
        """A new entry; raises AlreadyExistsError for a name that is there, regardless of case."""
        now = self.clock.now()
        entry = self.make(self.identities.new(), rules.entry_name(name))
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.MANAGE_CATALOG, now).member
            records = self.records(unit)

            def effect() -> UUID:
                _require_room(len(records.list()))
                records.add(entry)
                return entry.id

            done = once(unit, member.id, request, now, effect)
            return records.get(self.identify(UUID(done)))

    def change(
        self,
        actor: Actor,
        id: UUID,
        *,
        name: str | None = None,
        archived: bool | None = None,
        expected: int | None = None,
    ) -> Entry:
        """Rename an entry, archive it or take it back; what is None stays. `expected` is the version it was seen at."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.MANAGE_CATALOG, self.clock.now())
            records = self.records(unit)
            present = records.get(self.identify(id))
            require_version("entry", present.version, expected)
            changed = rules.changed(present, name=name, archived=archived)
            records.save(changed)
            return changed


def categories(open_unit: OpenUnit, clock: Clock, identities: Identities) -> EntryBook[Category, CategoryId]:
    """The use cases over categories."""
    return EntryBook(
        open_unit,
        clock,
        identities,
        lambda unit: unit.categories,
        lambda id, name: Category(CategoryId(id), name),
        CategoryId,
    )


def brands(open_unit: OpenUnit, clock: Clock, identities: Identities) -> EntryBook[Brand, BrandId]:
    """The use cases over brands."""
    return EntryBook(
        open_unit,
        clock,
        identities,
        lambda unit: unit.brands,
        lambda id, name: Brand(BrandId(id), name),
        BrandId,
    )


def tags(open_unit: OpenUnit, clock: Clock, identities: Identities) -> EntryBook[Tag, TagId]:
    """The use cases over tags."""
    return EntryBook(
        open_unit,
        clock,
        identities,
        lambda unit: unit.tags,
        lambda id, name: Tag(TagId(id), name),
        TagId,
    )


@frozen
class NewCustomField:
    """A field to be added: its name, its kind, and the choices of a field of the kind choice."""

    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()


@frozen
class Settings:
    """The organization's own settings and its custom fields."""

    open_unit: OpenUnit
    notary: Notary
    clock: Clock
    identities: Identities

    def organization(self, actor: Actor) -> Organization:
        """The organization."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_ORGANIZATION, self.clock.now())
            return unit.organization.get()

    def change_organization(
        self,
        actor: Actor,
        *,
        name: str | None = None,
        home_currency: str | None = None,
        time_zone: str | None = None,
        expected: int | None = None,
    ) -> Organization:
        """Change the settings; what is None stays. Expenses keep the conversion they were recorded with."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.CHANGE_ORGANIZATION, self.clock.now())
            present = unit.organization.get()
            require_version("organization", present.version, expected)
            changed = evolve(
                present,
                name=present.name if name is None else organizations.organization_name(name, "name"),
                home_currency=(
                    present.home_currency if home_currency is None else currency(home_currency, "home_currency")
                ),
                time_zone=present.time_zone if time_zone is None else organizations.time_zone(time_zone),
                version=present.version + 1,
            )
            unit.organization.save(changed)
            self.notary.note(unit, actor.author, Action.SETTINGS_CHANGED)
            return changed

    def custom_fields(self, actor: Actor) -> tuple[CustomField, ...]:
        """All custom fields by name, archived ones too."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_ORGANIZATION, self.clock.now())
            return unit.custom_fields.list()

    def custom_field(self, actor: Actor, id: CustomFieldId) -> CustomField:
        """One custom field; raises NotFoundError."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.SEE_ORGANIZATION, self.clock.now())
            return unit.custom_fields.get(id)

    def add_custom_field(self, actor: Actor, new: NewCustomField, request: RequestKey | None = None) -> CustomField:
        """A new custom field; raises AlreadyExistsError for a name that is there, regardless of case."""
        now = self.clock.now()
        choices = tuple(rules.entry_name(choice, f"choices[{place}]") for place, choice in enumerate(new.choices))
        added = CustomField(CustomFieldId(self.identities.new()), rules.entry_name(new.name), new.kind, choices)
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.MANAGE_CATALOG, now).member

            def effect() -> UUID:
                _require_room(len(unit.custom_fields.list()))
                unit.custom_fields.add(added)
                return added.id

            done = once(unit, member.id, request, now, effect)
            return unit.custom_fields.get(CustomFieldId(UUID(done)))

    def change_custom_field(
        self,
        actor: Actor,
        id: CustomFieldId,
        *,
        name: str | None = None,
        archived: bool | None = None,
        expected: int | None = None,
    ) -> CustomField:
        """Rename a custom field, archive it or take it back; its kind stays, so that kept values keep their meaning."""
        with self.open_unit(actor.organization) as unit:
            admit(unit, actor, Permission.MANAGE_CATALOG, self.clock.now())
            present = unit.custom_fields.get(id)
            require_version("custom field", present.version, expected)
            changed = evolve(
                present,
                name=present.name if name is None else rules.entry_name(name),
                archived=present.archived if archived is None else archived,
                version=present.version + 1,
            )
            unit.custom_fields.save(changed)
            return changed


def _require_room(present: int) -> None:
    if present >= rules.ENTRIES_MAX:
        raise InvalidValueError("", f"an organization has up to {rules.ENTRIES_MAX:,} of these; rename one instead")
