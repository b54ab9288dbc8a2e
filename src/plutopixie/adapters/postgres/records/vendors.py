"""Whom the organization paid.

Names are sealed, so SQL can neither sort nor search them: the vendors of the organization are opened here and looked at
in Python, once in a unit. Exact names need no opening: they have a blind index.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from attrs import field, frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.ids import VendorId
from plutopixie.domain.vendors import Vendor, vendor_key
from plutopixie.ports.outbound.units import RecordsUnavailableError

_SQL: Final = queries.load("vendors")
_TRIES: Final = 3


@frozen
class PostgresVendors:
    """`ports.outbound.records.Vendors`."""

    _bound: Bound
    _opened: dict[UUID, Vendor] = field(factory=dict, init=False)

    def obtain(self, vendor: Vendor) -> Vendor:
        """The vendor of that name: the known one, or this one, now known."""
        sealed = self._bound.seal("vendor", "name", vendor.id, vendor.name)
        for _ in range(_TRIES):  # a statement does not see what another transaction has committed since it began
            row = self._bound.row(
                _SQL["obtain_vendor"], id=vendor.id, name=sealed, name_index=self.name_index(vendor.name)
            )
            if row is not None:
                return self._vendor(row)
        raise RecordsUnavailableError

    def find(self, name: str) -> Vendor | None:
        """The vendor of that name, if known."""
        row = self._bound.row(_SQL["find_vendor"], name_index=self.name_index(name))
        return None if row is None else self._vendor(row)

    def list(self) -> tuple[Vendor, ...]:
        """All vendors, by name regardless of case."""
        return tuple(vendor for _, vendor in self.by_key())

    def by_key(self) -> tuple[tuple[str, Vendor], ...]:
        """All vendors with what their names are compared by, in that order."""
        vendors = map(self._vendor, self._bound.rows(_SQL["list_vendors"]))
        return tuple(sorted(((vendor_key(vendor.name), vendor) for vendor in vendors), key=lambda pair: pair[0]))

    def containing(self, terms: tuple[str, ...]) -> Mapping[str, tuple[VendorId, ...]]:
        """For each term, the vendors whose name contains it."""
        known = self.by_key()
        return {term: tuple(vendor.id for key, vendor in known if term in key) for term in terms}

    def name_index(self, name: str) -> bytes:
        """The blind index under which a name is found."""
        return self._bound.index("vendor name", vendor_key(name))

    def opened(self, id: VendorId, sealed: bytes) -> Vendor:
        """The vendor of a row that holds its sealed name; opened once in a unit."""
        known = self._opened.get(id)
        if known is None:
            known = self._opened[id] = Vendor(id, self._bound.open("vendor", "name", id, sealed))
        return known

    def _vendor(self, row: Row) -> Vendor:
        return self.opened(row["id"], row["name"])
