"""Categories, brands, tags and custom fields as they are shown."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag


@frozen
class EntryBody:
    """A category, brand or tag. An archived one stays on past expenses and can't be given to new ones."""

    id: UUID
    name: str
    archived: bool
    version: int

    @classmethod
    def of(cls, one: Category | Brand | Tag) -> EntryBody:
        """The entry as it is shown."""
        return cls(one.id, one.name, one.archived, one.version)


@frozen
class EntriesBody:
    """All entries by name, archived ones too."""

    items: tuple[EntryBody, ...]


@frozen
class CustomFieldBody:
    """A field that the organization added to its expenses; `choices` for the kind choice."""

    id: UUID
    name: str
    kind: FieldKind
    choices: tuple[str, ...]
    archived: bool
    version: int

    @classmethod
    def of(cls, one: CustomField) -> CustomFieldBody:
        """The field as it is shown."""
        return cls(one.id, one.name, one.kind, one.choices, one.archived, one.version)


@frozen
class CustomFieldsBody:
    """All custom fields by name, archived ones too."""

    items: tuple[CustomFieldBody, ...]
