"""Categories, brands, tags, custom fields and vendors."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from plutopixie.adapters.memory.books import Books
from plutopixie.adapters.memory.desk import Desk, Versioned, obtain, require_new, require_next
from plutopixie.domain.catalog import Brand, Category, CustomField, Tag, name_key
from plutopixie.domain.errors import AlreadyExistsError
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, TagId
from plutopixie.domain.vendors import Vendor, vendor_key


class Named(Versioned, Protocol):
    """What every entry of the catalog has beside its id."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...


EntryId = TypeVar("EntryId", bound=Hashable)
EntryType = TypeVar("EntryType", bound=Named)


@frozen
class MemoryEntries(Generic[EntryType, EntryId]):
    """`ports.outbound.records.Entries` over one table of the desk."""

    _desk: Desk
    _thing: str
    _table: Callable[[Books], dict[EntryId, EntryType]]
    _id: Callable[[EntryType], EntryId]

    def add(self, entry: EntryType) -> None:
        """A new entry."""
        self._desk.require_founded()
        require_new(self._entries, self._id(entry), self._thing)
        self._require_free_name(entry)
        self._entries[self._id(entry)] = entry

    def get(self, id: EntryId) -> EntryType:
        """An entry."""
        return obtain(self._entries, id, self._thing)

    def save(self, entry: EntryType) -> None:
        """Write a changed entry."""
        require_next(self.get(self._id(entry)), entry, self._thing)
        self._require_free_name(entry)
        self._entries[self._id(entry)] = entry

    def list(self) -> tuple[EntryType, ...]:
        """All entries, by name regardless of case."""
        return tuple(sorted(self._entries.values(), key=lambda entry: name_key(entry.name)))

    @property
    def _entries(self) -> dict[EntryId, EntryType]:
        return self._table(self._desk.books)

    def _require_free_name(self, wanted: EntryType) -> None:
        for id_, entry in self._entries.items():
            if name_key(entry.name) == name_key(wanted.name) and id_ != self._id(wanted):
                raise AlreadyExistsError(self._thing, "name")


def categories(desk: Desk) -> MemoryEntries[Category, CategoryId]:
    """The categories on the desk."""
    return MemoryEntries(desk, "category", lambda books: books.categories, lambda entry: entry.id)


def brands(desk: Desk) -> MemoryEntries[Brand, BrandId]:
    """The brands on the desk."""
    return MemoryEntries(desk, "brand", lambda books: books.brands, lambda entry: entry.id)


def tags(desk: Desk) -> MemoryEntries[Tag, TagId]:
    """The tags on the desk."""
    return MemoryEntries(desk, "tag", lambda books: books.tags, lambda entry: entry.id)


def custom_fields(desk: Desk) -> MemoryEntries[CustomField, CustomFieldId]:
    """The custom fields on the desk; they are kept by the same laws."""
    return MemoryEntries(desk, "custom field", lambda books: books.custom_fields, lambda entry: entry.id)


@frozen
class MemoryVendors:
    """`ports.outbound.records.Vendors` over the desk."""

    _desk: Desk

    def obtain(self, vendor: Vendor) -> Vendor:
        """The known vendor of that name, or this one, now known."""
        known = self.find(vendor.name)
        if known is not None:
            return known
        self._desk.require_founded()
        require_new(self._desk.books.vendors, vendor.id, "vendor")
        self._desk.books.vendors[vendor.id] = vendor
        return vendor

    def find(self, name: str) -> Vendor | None:
        """The vendor of that name, if known."""
        wanted = vendor_key(name)
        return next((known for known in self.list() if vendor_key(known.name) == wanted), None)

    def list(self) -> tuple[Vendor, ...]:
        """All vendors, by name regardless of case."""
        return tuple(sorted(self._desk.books.vendors.values(), key=lambda vendor: vendor_key(vendor.name)))
