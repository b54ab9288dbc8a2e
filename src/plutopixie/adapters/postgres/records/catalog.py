"""Categories, brands, tags and custom fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Generic, LiteralString, TypeVar
from uuid import UUID

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag, name_key
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, TagId

_SQL: Final = queries.load("catalog")

Entry = TypeVar("Entry", Category, Brand, Tag)
EntryId = TypeVar("EntryId", CategoryId, BrandId, TagId)


@frozen
class PostgresEntries(Generic[Entry, EntryId]):
    """`ports.outbound.records.Entries` over one of the three tables."""

    _bound: Bound
    _thing: str
    _kind: type[Entry]
    _blocks: Mapping[str, LiteralString]

    def add(self, entry: Entry) -> None:
        """A new entry."""
        self._bound.run(self._blocks["add"], **_parameters(entry))

    def get(self, id: EntryId) -> Entry:
        """An entry."""
        row = self._bound.row(self._blocks["get"], id=id)
        if row is None:
            raise NotFoundError(self._thing)
        return self._entry(row)

    def save(self, entry: Entry) -> None:
        """Write a changed entry."""
        self._bound.save(self._thing, self._blocks["save"], self._blocks["get"], **_parameters(entry))

    def list(self) -> tuple[Entry, ...]:
        """All entries, by name regardless of case."""
        return tuple(map(self._entry, self._bound.rows(self._blocks["list"])))

    def _entry(self, row: Row) -> Entry:
        return self._kind(id=row["id"], name=row["name"], archived=row["archived"], version=row["version"])


@frozen
class PostgresCustomFields:
    """`ports.outbound.records.CustomFields`."""

    _bound: Bound

    def add(self, custom_field: CustomField) -> None:
        """A new field."""
        self._bound.run(_SQL["add_custom_field"], **_custom_parameters(custom_field))

    def get(self, id: CustomFieldId) -> CustomField:
        """A field."""
        row = self._bound.row(_SQL["get_custom_field"], id=id)
        if row is None:
            raise NotFoundError(_CUSTOM_FIELD)
        return _custom_field(row)

    def save(self, custom_field: CustomField) -> None:
        """Write a changed field."""
        self._bound.save(
            _CUSTOM_FIELD, _SQL["save_custom_field"], _SQL["get_custom_field"], **_custom_parameters(custom_field)
        )

    def list(self) -> tuple[CustomField, ...]:
        """All fields, by name regardless of case."""
        return tuple(map(_custom_field, self._bound.rows(_SQL["list_custom_fields"])))


_CUSTOM_FIELD: Final = "custom field"


def categories(bound: Bound) -> PostgresEntries[Category, CategoryId]:
    """The categories."""
    return PostgresEntries(bound, "category", Category, _blocks("category"))


def brands(bound: Bound) -> PostgresEntries[Brand, BrandId]:
    """The brands."""
    return PostgresEntries(bound, "brand", Brand, _blocks("brand"))


def tags(bound: Bound) -> PostgresEntries[Tag, TagId]:
    """The tags."""
    return PostgresEntries(bound, "tag", Tag, _blocks("tag"))


def _blocks(thing: str) -> Mapping[str, LiteralString]:
    return {verb: _SQL[f"{verb}_{thing}"] for verb in ("add", "get", "save", "list")}


def _parameters(entry: Category | Brand | Tag | CustomField) -> dict[str, Any]:
    identity: UUID = entry.id
    return {
        "id": identity,
        "name": entry.name,
        "name_key": name_key(entry.name),
        "archived": entry.archived,
        "version": entry.version,
    }


def _custom_parameters(custom_field: CustomField) -> dict[str, Any]:
    return {
        **_parameters(custom_field),
        "kind": custom_field.kind.value,
        "choices": list(custom_field.choices),
    }


def _custom_field(row: Row) -> CustomField:
    return CustomField(
        id=row["id"],
        name=row["name"],
        kind=FieldKind(row["kind"]),
        choices=tuple(row["choices"]),
        archived=row["archived"],
        version=row["version"],
    )
