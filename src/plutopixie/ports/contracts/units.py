"""The unit of work: all or nothing, once, and one organization only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from attrs import evolve

from plutopixie.domain import expenses, sessions
from plutopixie.domain.catalog import Category
from plutopixie.domain.events import ExpenseRecorded
from plutopixie.domain.ids import CategoryId, ExpenseId, InvitationId, MessageId, SessionId, VendorId
from plutopixie.domain.listing import Filter, Sort
from plutopixie.domain.members import Invitation, Role
from plutopixie.domain.reports import Dimension, Period
from plutopixie.domain.splits import Split
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.foundation import OverUnits, missing, refused, taken
from plutopixie.ports.contracts.observation import add_everywhere, change_everywhere, observed, stocked
from plutopixie.ports.contracts.samples import (
    DAY,
    HASH,
    NOW,
    USD,
    Office,
    a_member,
    digest,
    fresh_id,
    later,
    usd,
)
from plutopixie.ports.outbound.units import Unit, UnitEndedError


class ThrownInTestError(Exception):
    """Stands for whatever may go wrong inside a block."""


class UnitContract(OverUnits):
    """What `OpenUnit` promises about commit and rollback."""

    def test_a_clean_block_commits(self, office: Office) -> None:
        """What a unit wrote is there for the next one."""
        with office.unit() as unit:
            unit.categories.add(Category(CategoryId(fresh_id()), "Books"))

        with office.unit() as unit:
            assert [category.name for category in unit.categories.list()] == ["Books", "Travel"]

    def test_a_unit_sees_its_own_writing(self, office: Office) -> None:
        """Inside the block, what was written reads back before the commit."""
        expense, change = office.recorded()
        with office.unit() as unit:
            unit.expenses.add(expense, change)

            assert unit.expenses.get(expense.id) == expense
            assert unit.expenses.page(Filter(), Sort(), None, 10).expenses == (expense,)

    @pytest.mark.parametrize("error", [ThrownInTestError, KeyboardInterrupt, GeneratorExit])
    @pytest.mark.asvs("V2.3.3")
    def test_a_raising_block_leaves_everything_as_it_was(self, office: Office, error: type[BaseException]) -> None:
        """Whatever leaves the block takes all of its writing along, in every record."""
        stock = stocked(office)
        before = observed(office)

        with pytest.raises(error), office.unit() as unit:  # noqa: PT012 - the block is the unit's
            add_everywhere(unit, office)
            change_everywhere(unit, office, stock)
            raise error

        assert observed(office) == before

    def test_the_cause_is_not_masked(self, office: Office) -> None:
        """The error that leaves the block is the very one that was raised inside."""
        cause = ThrownInTestError("the cause")

        with pytest.raises(ThrownInTestError) as caught, office.unit() as unit:  # noqa: PT012 - the block is the unit's
            unit.members.add(a_member(), HASH)
            raise cause

        assert caught.value is cause

    def test_a_failed_batch_writes_nothing(self, office: Office) -> None:
        """When the last write of several fails, none of them happened."""
        before = observed(office)

        with taken("category", "name"), office.unit() as unit:
            add_everywhere(unit, office)
            unit.categories.add(Category(CategoryId(fresh_id()), office.category.name))

        assert observed(office) == before

    def test_a_failed_write_writes_nothing(self, office: Office) -> None:
        """A write that fails at its last reference leaves no part of itself."""
        before = observed(office)
        good = tuple(Split(usd(125), office.category.id) for _ in range(9))
        expense, change = office.recorded(splits=(*good, Split(usd(125), CategoryId(fresh_id()))))

        with refused("splits"), office.unit() as unit:
            unit.expenses.add(expense, change)

        assert observed(office) == before

    def test_the_next_unit_works_after_a_failed_one(self, office: Office) -> None:
        """A rollback leaves nothing locked or broken behind."""
        with pytest.raises(ThrownInTestError), office.unit() as unit:  # noqa: PT012 - the block is the unit's
            unit.members.get(office.owner.id, lock=True)
            raise ThrownInTestError

        with office.unit() as unit:
            unit.members.get(office.owner.id, lock=True)

    def test_is_entered_once(self, office: Office) -> None:
        """A unit that ended cannot be entered again; nor one whose block still runs."""
        block = office.unit()
        with block, pytest.raises(UnitEndedError):
            block.__enter__()
        with pytest.raises(UnitEndedError):
            block.__enter__()

    def test_is_of_no_use_after_its_block(self, office: Office) -> None:
        """Records that outlive their unit refuse to work, reading and writing alike."""
        with office.unit() as unit:
            members, outbox = unit.members, unit.outbox

        with pytest.raises(UnitEndedError):
            members.list()
        with pytest.raises(UnitEndedError):
            members.add(a_member(), HASH)
        with pytest.raises(UnitEndedError):
            outbox.add(MessageId(fresh_id()), ExpenseRecorded(ExpenseId(fresh_id())))

    def test_a_unit_that_is_not_entered_does_nothing(self, office: Office) -> None:
        """Asking for a unit takes nothing that others would wait for."""
        blocks = [office.unit() for _ in range(50)]

        with office.unit() as unit:
            assert unit.organization.get() == office.organization
        assert len(blocks) == 50


class IsolationContract(OverUnits):
    """One organization never sees, changes, or learns of anything of another."""

    def test_nothing_of_another_is_observed(self, office: Office, rival: Office) -> None:
        """Whatever is written for one organization, every observation of the other stays the same."""
        before = observed(rival)

        stock = stocked(office)
        with office.unit() as unit:
            add_everywhere(unit, office)
            change_everywhere(unit, office, stock)

        assert observed(rival) == before

    def test_nothing_of_another_is_found_by_id(self, office: Office, rival: Office) -> None:
        """Every look-up with another organization's id finds what it finds for an id that never was."""
        expense = rival.kept()
        deleted = expenses.delete(expense, by=office.owner.id, at=later(1))
        receipt, session = rival.a_receipt(), sessions.opened(SessionId(fresh_id()), rival.owner.id, digest(1), NOW)
        invitation = Invitation(InvitationId(fresh_id()), Role.MEMBER, rival.owner.id, NOW, later(9))
        with rival.unit() as unit:
            unit.receipts.add(evolve(receipt, expense=expense.id))
            unit.sessions.add(session)
            unit.invitations.add(invitation, digest("theirs"))
            unit.requests.begin(rival.owner.id, "key", digest(1), NOW)

        looks: tuple[tuple[Callable[[Unit], object], str], ...] = (
            (lambda unit: unit.members.get(rival.owner.id), "member"),
            (lambda unit: unit.members.password_hash(rival.owner.id), "member"),
            (lambda unit: unit.members.set_password_hash(rival.owner.id, HASH), "member"),
            (lambda unit: unit.members.save(evolve(rival.owner, version=2)), "member"),
            (lambda unit: unit.members.remove(rival.owner.id), "member"),
            (lambda unit: unit.sessions.get(session.id), "session"),
            (lambda unit: unit.sessions.save(session), "session"),
            (lambda unit: unit.invitations.remove(invitation.id), "invitation"),
            (lambda unit: unit.invitations.take(digest("theirs")), "invitation"),
            (lambda unit: unit.categories.get(rival.category.id), "category"),
            (lambda unit: unit.categories.save(evolve(rival.category, version=2)), "category"),
            (lambda unit: unit.brands.get(rival.brand.id), "brand"),
            (lambda unit: unit.tags.get(rival.tag.id), "tag"),
            (lambda unit: unit.custom_fields.get(rival.custom_field.id), "custom field"),
            (lambda unit: unit.expenses.get(expense.id), "expense"),
            (lambda unit: unit.expenses.get(expense.id, lock=True), "expense"),
            (lambda unit: unit.expenses.save(*deleted), "expense"),
            (lambda unit: unit.receipts.get(receipt.id), "receipt"),
            (lambda unit: unit.receipts.save(evolve(receipt, version=2)), "receipt"),
            (lambda unit: unit.requests.complete(rival.owner.id, "key", "mine"), "request"),
        )
        for look, thing in looks:
            with missing(thing), office.unit() as unit:
                look(unit)

    def test_nothing_of_another_is_found_by_searching(self, office: Office, rival: Office) -> None:
        """Every list and search with another organization's ids is empty."""
        expense = rival.kept()
        receipt = evolve(rival.a_receipt(), expense=expense.id)
        session = sessions.opened(SessionId(fresh_id()), rival.owner.id, digest(1), NOW)
        with rival.unit() as unit:
            unit.vendors.obtain(Vendor(VendorId(fresh_id()), "Only Theirs"))
            unit.receipts.add(receipt)
            unit.sessions.add(session)

        with office.unit() as unit:
            assert unit.members.signed_in(session.id, NOW) is None
            assert unit.sessions.of_member(rival.owner.id, NOW) == ()
            assert unit.vendors.find("Only Theirs") is None
            assert unit.expenses.history(expense.id) == ()
            assert unit.expenses.alike(rival.vendor.id, DAY, usd(1250)) == ()
            assert unit.expenses.page(Filter(member=rival.owner.id), Sort(), None, 10).expenses == ()
            assert unit.expenses.ids(Filter(), 10) == ()
            assert unit.receipts.list(rival.owner.id, None, 10) == ()
            assert unit.receipts.with_file(receipt.file.digest) == ()
            assert dict(unit.receipts.of_expenses([expense.id])) == {}
            assert unit.receipts.stopped(later(10_000), 10) == ()
            assert unit.reports.totals(Dimension.MEMBER, Period(DAY, DAY), None, USD).lines == ()

    def test_nothing_of_another_is_referred_to(self, office: Office, rival: Office) -> None:
        """A reference to another organization's thing fails exactly as one to what never was."""
        foreign: Mapping[str, dict[str, Any]] = {
            "vendor": {"vendor": rival.vendor},
            "category": {"category": rival.category.id},
            "brand": {"brand": rival.brand.id},
            "tags": {"tags": frozenset({rival.tag.id})},
            "custom_fields": {"custom_fields": {rival.custom_field.id: "x"}},
            "splits": {"splits": (Split(usd(1250), rival.category.id),)},
            "recorded_by": {"by": rival.owner},
        }
        for field, changes in foreign.items():
            with refused(field), office.unit() as unit:
                unit.expenses.add(*office.recorded(**changes))
        theirs = rival.kept()
        with refused("expense"), office.unit() as unit:
            unit.receipts.add(evolve(office.a_receipt(), expense=theirs.id))
        with refused("uploaded_by"), office.unit() as unit:
            unit.receipts.add(evolve(office.a_receipt(), uploaded_by=rival.owner.id))
        with refused("member"), office.unit() as unit:
            unit.sessions.add(sessions.opened(SessionId(fresh_id()), rival.owner.id, digest(1), NOW))
        with refused("member"), office.unit() as unit:
            unit.requests.begin(rival.owner.id, "key", digest(1), NOW)

    def test_nothing_of_another_is_in_the_way(self, office: Office, rival: Office) -> None:
        """Ids, names, addresses, secrets and keys of another organization are free: nobody learns that they exist."""
        expense, change = rival.recorded()
        receipt = rival.a_receipt()
        invitation = Invitation(InvitationId(fresh_id()), Role.MEMBER, rival.owner.id, NOW, later(9))
        session = sessions.opened(SessionId(fresh_id()), rival.owner.id, digest(1), NOW)
        with rival.unit() as unit:
            unit.expenses.add(expense, change)
            unit.receipts.add(receipt)
            unit.invitations.add(invitation, digest("same"))
            unit.sessions.add(session)
            unit.requests.begin(rival.owner.id, "key", digest(1), NOW)

        with office.unit() as unit:
            unit.members.add(rival.owner, HASH)
            unit.categories.add(evolve(rival.category, name="Same id"))
            unit.categories.add(Category(CategoryId(fresh_id()), "Only theirs"))
            unit.vendors.obtain(Vendor(rival.vendor.id, "Another name"))
            unit.expenses.add(evolve(expense, details=office.details()), change)
            unit.receipts.add(receipt)
            unit.invitations.add(invitation, digest("same"))
            unit.sessions.add(session)
            assert unit.requests.begin(rival.owner.id, "key", digest(2), NOW) is None

        with rival.unit() as unit:
            assert unit.expenses.get(expense.id) == expense
            assert unit.vendors.list() == (rival.vendor,)
            assert unit.categories.list() == (rival.category,)
