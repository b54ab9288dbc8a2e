"""What is sealed, and bound to its place: shown with a sealing that can be seen through only by its own kind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

import pytest
from attrs import evolve, frozen
from psycopg import sql

from plutopixie.adapters.postgres import Connected, Place, Unsealed, connect
from plutopixie.domain import receipts
from plutopixie.domain.expenses import correct
from plutopixie.domain.ids import OrganizationId, VendorId
from plutopixie.domain.listing import Filter, Sort, SortField
from plutopixie.domain.payment import PaymentKind, PaymentMethod
from plutopixie.domain.reading.extraction import Extraction, Found
from plutopixie.domain.receipts import Reading
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.samples import HASH, NOW, Office, a_member, digest, founded, fresh_id, later
from plutopixie.ports.contracts.vendor_rules import a_rule

from .conftest import Database

CANARY: Final = "canary8f3a"


class MovedError(Exception):
    """A value was opened at another place than it was sealed for."""


@frozen
class Veil:
    """Turns every bit over and writes the place in front: no protection, but nothing plain either."""

    def seal(self, place: Place, content: bytes) -> bytes:
        """The place's digest and the turned content."""
        return hashlib.sha256(repr(place).encode()).digest() + bytes(byte ^ 0xFF for byte in content)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """The content, if this is its place."""
        if sealed[:32] != hashlib.sha256(repr(place).encode()).digest():
            raise MovedError
        return bytes(byte ^ 0xFF for byte in sealed[32:])

    def index(self, organization: OrganizationId | None, purpose: str, text: str) -> bytes:
        """Another index than the unsealed one."""
        return Unsealed().index(organization, f"veiled {purpose}", text)


@pytest.fixture(scope="module")
def veiled(database: Database) -> Iterator[Connected]:
    """Ports that seal with the veil."""
    with connect(database.addresses, Veil()) as connected:
        yield connected


@pytest.fixture(scope="module")
def office(veiled: Connected) -> Office:
    """An organization whose every text that is to be sealed holds the canary."""
    office = founded(veiled.open_unit)
    vendor = Vendor(VendorId(fresh_id()), f"{CANARY} vendor")
    with office.unit() as unit:
        unit.members.add(a_member(f"{CANARY} name", email=f"{CANARY}-address@example.com"), HASH)
        unit.vendors.obtain(vendor)
        expense, change = office.recorded(
            vendor=vendor,
            notes=f"{CANARY} note",
            payment=PaymentMethod(PaymentKind.CARD, "4711"),
            custom_fields={office.custom_field.id: f"{CANARY} value"},
        )
        unit.expenses.add(expense, change)
        unit.expenses.save(*correct(expense, evolve(expense.details, notes="x"), by=office.owner.id, at=later(1)))
        receipt = receipts.start(office.a_receipt(), NOW, receipts.WAIT_MAX)
        receipt = evolve(receipt, file=evolve(receipt.file, name=f"{CANARY}.jpg"))
        found = Extraction(vendor=Found(f"{CANARY} extraction", 1.0))
        unit.vendor_rules.add(a_rule(office, f"{CANARY} as read"))
        unit.receipts.add(receipts.finish(receipt, Reading(found, f"{CANARY} text", "engine", "1")))
    return office


@pytest.mark.promise("P6.1")
def test_nothing_that_is_sealed_stands_in_any_table(database: Database, office: Office) -> None:
    """The whole database, searched as text and as bytes, holds none of the texts that are to be sealed."""
    assert office.organization.name
    with database.superuser() as conn:
        tables = conn.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname IN ('plutopixie', 'directory', 'queue', 'operation', 'dramatiq') AND c.relkind = 'r'"
        ).fetchall()
        content = "\n".join(
            str(row)
            for table in tables
            for row in conn.execute(sql.SQL("SELECT t::text FROM {} t").format(_identifier(table))).fetchall()
        )

    assert office.organization.name in content
    assert CANARY not in content
    assert CANARY.encode().hex() not in content
    assert b"4711".hex() not in content


def test_what_is_sealed_reads_back(veiled: Connected, office: Office) -> None:
    """Through the records, everything is there: found by name, word, digits and address, and sorted by name."""
    with office.unit() as unit:
        (expense,) = unit.expenses.page(Filter(vendor=f"{CANARY} VENDOR"), Sort(SortField.VENDOR), None, 10).expenses
        assert expense.details.custom_fields == {office.custom_field.id: f"{CANARY} value"}
        assert unit.expenses.page(Filter(last4="4711"), Sort(), None, 10).expenses == (expense,)
        assert unit.expenses.page(Filter(terms=("nary8f3a", "x")), Sort(), None, 10).expenses == (expense,)
        assert unit.expenses.history(expense.id)[1].fields[0].before == f"{CANARY} note"
        (receipt,) = unit.receipts.list(None, None, 10)
        assert (receipt.file.name, receipt.reading and receipt.reading.text) == (f"{CANARY}.jpg", f"{CANARY} text")
        (member,) = (member for member in unit.members.list() if member.name == f"{CANARY} name")
    (membership,) = veiled.directory.memberships(f"{CANARY}-address@example.com")
    assert membership.member == member.id


def test_a_value_that_was_moved_does_not_open(database: Database, veiled: Connected, office: Office) -> None:
    """A sealed value that somebody copied to another row is not taken for that row's."""
    other = founded(veiled.open_unit)
    with database.superuser() as conn:
        conn.execute(
            "UPDATE plutopixie.vendor SET name = (SELECT name FROM plutopixie.vendor WHERE id = %s) WHERE id = %s",
            (office.vendor.id, other.vendor.id),
        )

    with other.unit() as unit, pytest.raises(MovedError):
        unit.vendors.list()


def test_the_same_text_has_another_index_elsewhere(database: Database, veiled: Connected) -> None:
    """Two organizations that paid the same vendor can't be told by comparing indexes."""
    one, other = founded(veiled.open_unit), founded(veiled.open_unit)
    assert one.vendor.name == other.vendor.name
    with database.superuser() as conn:
        indexes = conn.execute(
            "SELECT name_index FROM plutopixie.vendor WHERE id = ANY (%s)", ([one.vendor.id, other.vendor.id],)
        ).fetchall()

    assert len(set(indexes)) == 2
    assert digest(1) not in indexes


def _identifier(name: str) -> sql.Identifier:
    return sql.Identifier(*name.replace('"', "").split("."))
