"""Categories, brands, tags, custom fields and vendors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from attrs import evolve

from plutopixie.domain.catalog import Brand, Category, CustomField, FieldKind, Tag
from plutopixie.domain.ids import VendorId
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.foundation import OverUnits, missing, stale, taken
from plutopixie.ports.contracts.samples import Office, fresh_id
from plutopixie.ports.outbound.units import Unit

#: Each kind: what errors call it, where a unit keeps it, and how one is made.
KINDS: Final[tuple[tuple[str, str, Callable[..., Any]], ...]] = (
    ("category", "categories", Category),
    ("brand", "brands", Brand),
    ("tag", "tags", Tag),
    ("custom field", "custom_fields", lambda id_, name: CustomField(id_, name, FieldKind.NUMBER)),
)


class EntriesContract(OverUnits):
    """What `Entries` and `CustomFields` promise, for each kind."""

    @pytest.fixture(params=KINDS, ids=[kind[1] for kind in KINDS])
    def kind(self, request: pytest.FixtureRequest) -> tuple[str, str, Callable[..., Any]]:
        """One of the four kinds."""
        chosen: tuple[str, str, Callable[..., Any]] = request.param
        return chosen

    def test_reads_back_as_added(self, office: Office, kind: Any) -> None:
        """An entry reads back as added."""
        _, where, make = kind
        entry = make(fresh_id(), "Größe 大小")
        with office.unit() as unit:
            _entries(unit, where).add(entry)

        with office.unit() as unit:
            assert _entries(unit, where).get(entry.id) == entry

    def test_an_unknown_entry_is_missing(self, office: Office, kind: Any) -> None:
        """Look-up and change of an unknown entry find nothing."""
        thing, where, make = kind
        with office.unit() as unit, missing(thing):
            _entries(unit, where).get(fresh_id())
        with missing(thing), office.unit() as unit:
            _entries(unit, where).save(evolve(make(fresh_id(), "None"), version=2))

    def test_an_id_is_taken_once(self, office: Office, kind: Any) -> None:
        """A second entry with the same id is refused."""
        thing, where, make = kind
        id_ = fresh_id()
        with office.unit() as unit:
            _entries(unit, where).add(make(id_, "One"))

        with taken(thing, "id"), office.unit() as unit:
            _entries(unit, where).add(make(id_, "Two"))

    def test_a_name_is_taken_once_regardless_of_case(self, office: Office, kind: Any) -> None:
        """A second entry with the same name is refused, also in other letters: `STRASSE` is `Straße`."""
        thing, where, make = kind
        with office.unit() as unit:
            _entries(unit, where).add(make(fresh_id(), "Straße"))

        for name in ("Straße", "STRASSE", "strasse"):
            with taken(thing, "name"), office.unit() as unit:
                _entries(unit, where).add(make(fresh_id(), name))

    def test_a_changed_name_must_be_free(self, office: Office, kind: Any) -> None:
        """An entry can change the case of its own name but not take another one's."""
        thing, where, make = kind
        mine = make(fresh_id(), "mine")
        with office.unit() as unit:
            _entries(unit, where).add(mine)
            _entries(unit, where).add(make(fresh_id(), "Theirs"))

        with taken(thing, "name"), office.unit() as unit:
            _entries(unit, where).save(evolve(mine, name="THEIRS", version=2))
        with office.unit() as unit:
            _entries(unit, where).save(evolve(mine, name="MINE", archived=True, version=2))

        with office.unit() as unit:
            assert _entries(unit, where).get(mine.id) == evolve(mine, name="MINE", archived=True, version=2)

    def test_a_given_up_name_is_free(self, office: Office, kind: Any) -> None:
        """A name that an entry gave up can be taken by another."""
        _, where, make = kind
        first = make(fresh_id(), "Wanted")
        with office.unit() as unit:
            _entries(unit, where).add(first)

        with office.unit() as unit:
            _entries(unit, where).save(evolve(first, name="Other", version=2))
            _entries(unit, where).add(make(fresh_id(), "wanted"))

    def test_refuses_a_stale_version(self, office: Office, kind: Any) -> None:
        """A save that does not follow the stored version is refused."""
        thing, where, make = kind
        entry = make(fresh_id(), "One")
        with office.unit() as unit:
            _entries(unit, where).add(entry)

        for version in (1, 3):
            with stale(thing, 1), office.unit() as unit:
                _entries(unit, where).save(evolve(entry, version=version))

    def test_lists_by_name_regardless_of_case(self, office: Office, kind: Any) -> None:
        """The list holds all entries, archived ones too, by name regardless of case, in the order of characters."""
        _, where, make = kind
        names = ["apple", "Banana", "banana split", "cherry", "Éclair", "zebra", "Zoo", "Ähre", "日本"]
        with office.unit() as unit:
            before = {entry.id for entry in _entries(unit, where).list()}
            for number, name in enumerate(sorted(names, key=hash)):
                _entries(unit, where).add(evolve(make(fresh_id(), name), archived=number % 2 == 0))

        with office.unit() as unit:
            shown = [entry.name for entry in _entries(unit, where).list() if entry.id not in before]
        assert shown == sorted(names, key=str.casefold)

    def test_a_choice_keeps_its_choices(self, office: Office) -> None:
        """The choices of a custom field read back in their order."""
        choices = ("zwei", "Eins", "drei")
        chosen = CustomField(office.custom_field.id, "Pick", FieldKind.CHOICE, choices, version=2)
        with office.unit() as unit:
            unit.custom_fields.save(chosen)

        with office.unit() as unit:
            assert unit.custom_fields.get(chosen.id) == chosen


class VendorsContract(OverUnits):
    """What `Vendors` promises."""

    def test_a_new_vendor_is_known_from_then_on(self, office: Office) -> None:
        """A vendor of a new name is kept with its id."""
        vendor = Vendor(VendorId(fresh_id()), "Müller & Söhne")
        with office.unit() as unit:
            assert unit.vendors.find("Müller & Söhne") is None
            assert unit.vendors.obtain(vendor) == vendor
            assert unit.vendors.find("Müller & Söhne") == vendor

        with office.unit() as unit:
            assert unit.vendors.find("müller  & SÖHNE") == vendor

    def test_a_known_name_gives_the_known_vendor(self, office: Office) -> None:
        """Another case or spacing of a known name gives the known vendor, spelled as before."""
        for name in ("Corner Café", "CORNER CAFÉ", "corner  café"):
            with office.unit() as unit:
                assert unit.vendors.obtain(Vendor(VendorId(fresh_id()), name)) == office.vendor

        with office.unit() as unit:
            assert unit.vendors.list() == (office.vendor,)

    def test_an_id_is_taken_once(self, office: Office) -> None:
        """A second name for the same id is refused."""
        with taken("vendor", "id"), office.unit() as unit:
            unit.vendors.obtain(Vendor(office.vendor.id, "Another"))

    def test_lists_by_name_regardless_of_case(self, office: Office) -> None:
        """The list holds all vendors, by name regardless of case."""
        with office.unit() as unit:
            for name in ("zoo", "Apple", "banana", "Ähre"):
                unit.vendors.obtain(Vendor(VendorId(fresh_id()), name))

        with office.unit() as unit:
            assert [vendor.name for vendor in unit.vendors.list()] == ["Apple", "banana", "Corner Café", "zoo", "Ähre"]


def _entries(unit: Unit, where: str) -> Any:
    return getattr(unit, where)
