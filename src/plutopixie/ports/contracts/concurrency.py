"""Several units at once, from several threads: nothing is lost, doubled, or seen half done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Final, TypeVar

import pytest
from attrs import evolve

from plutopixie.domain import expenses
from plutopixie.domain.catalog import Category
from plutopixie.domain.errors import AlreadyExistsError, NotFoundError, StaleVersionError
from plutopixie.domain.ids import CategoryId, InvitationId, VendorId
from plutopixie.domain.members import Invitation, Role
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.foundation import OverUnits
from plutopixie.ports.contracts.samples import HASH, NOW, Office, a_member, digest, fresh_id, later

Result = TypeVar("Result")
#: Threads at once: enough to collide, few enough for a small pool of connections.
THREADS: Final = 4
PATIENCE_SECONDS: Final = 30.0


class ConcurrencyContract(OverUnits):
    """What holds when units of one organization run at the same time. Your adapter must allow four at once."""

    def test_a_locked_thing_is_waited_for(self, office: Office) -> None:
        """Who locks what another unit holds gets it after that unit ended, as that unit left it."""
        expense = office.kept()
        moved, change = expenses.delete(expense, by=office.owner.id, at=later(1))
        held, go_on = Event(), Event()

        def first() -> None:
            with office.unit() as unit:
                unit.expenses.get(expense.id, lock=True)
                held.set()
                assert go_on.wait(PATIENCE_SECONDS)
                unit.expenses.save(moved, change)

        def second() -> object:
            with office.unit() as unit:
                return unit.expenses.get(expense.id, lock=True)

        with ThreadPoolExecutor(2) as threads:
            one = threads.submit(first)
            assert held.wait(PATIENCE_SECONDS)
            two = threads.submit(second)
            go_on.wait(0.2)
            assert not two.done()
            go_on.set()
            one.result(PATIENCE_SECONDS)

            assert two.result(PATIENCE_SECONDS) == moved

    def test_a_held_file_is_waited_for(self, office: Office) -> None:
        """Who holds a file that another unit holds gets it after that unit ended, and sees what that unit left."""
        receipt = office.a_receipt("kept")
        digests = [receipt.file.digest]
        held, go_on = Event(), Event()

        def first() -> None:
            with office.unit() as unit:
                unit.receipts.hold_file(receipt.file.digest)
                held.set()
                assert go_on.wait(PATIENCE_SECONDS)
                unit.receipts.add(receipt)

        def second() -> object:
            with office.unit() as unit:
                unit.receipts.hold_file(receipt.file.digest)
                return unit.receipts.files_in_use(digests)

        with ThreadPoolExecutor(2) as threads:
            one = threads.submit(first)
            assert held.wait(PATIENCE_SECONDS)
            two = threads.submit(second)
            go_on.wait(0.2)
            assert not two.done()
            go_on.set()
            one.result(PATIENCE_SECONDS)

            assert two.result(PATIENCE_SECONDS) == set(digests)

    def test_changes_under_a_lock_are_all_kept(self, office: Office) -> None:
        """Load with a lock, change, save: no change is lost, however many do it at once."""
        expense = office.kept()
        rounds = 5

        def change() -> None:
            for _ in range(rounds):
                with office.unit() as unit:
                    present = unit.expenses.get(expense.id, lock=True)
                    moved = expenses.correct(present, office.details(), by=office.owner.id, at=later(1))
                    unit.expenses.save(*moved)

        _all_at_once(change)

        with office.unit() as unit:
            assert unit.expenses.get(expense.id).version == 1 + THREADS * rounds
            history = [change.version for change in unit.expenses.history(expense.id)]
        assert history == list(range(1, 2 + THREADS * rounds))

    @pytest.mark.asvs("V2.3.4")
    def test_one_of_several_changes_of_one_version_wins(self, office: Office) -> None:
        """Of several changes made from the same version one is saved, the others are stale."""
        expense = office.kept()
        moved = expenses.delete(expense, by=office.owner.id, at=later(1))

        def change() -> bool:
            try:
                with office.unit() as unit:
                    unit.expenses.save(*moved)
            except StaleVersionError:
                return False
            return True

        assert sorted(_all_at_once(change)) == [False] * (THREADS - 1) + [True]

    def test_a_name_is_taken_by_one(self, office: Office) -> None:
        """Of several entries of one name one is added, the others find it there."""

        def add() -> str:
            try:
                with office.unit() as unit:
                    unit.categories.add(Category(CategoryId(fresh_id()), "Wanted"))
            except AlreadyExistsError as error:
                return error.field
            return "added"

        assert sorted(_all_at_once(add)) == ["added"] + ["name"] * (THREADS - 1)

    def test_an_address_is_taken_by_one(self, office: Office) -> None:
        """Of several members with one address one is added, the others find it there."""
        wanted = a_member()

        def add() -> str:
            try:
                with office.unit() as unit:
                    unit.members.add(evolve(a_member(), email=wanted.email), HASH)
            except AlreadyExistsError as error:
                return error.field
            return "added"

        assert sorted(_all_at_once(add)) == ["added"] + ["email"] * (THREADS - 1)

    def test_a_vendor_is_one(self, office: Office) -> None:
        """Who obtains one name at the same time obtains one vendor."""

        def obtain() -> Vendor:
            with office.unit() as unit:
                return unit.vendors.obtain(Vendor(VendorId(fresh_id()), "Wanted"))

        obtained = _all_at_once(obtain)

        with office.unit() as unit:
            assert set(obtained) == {unit.vendors.find("Wanted")}

    @pytest.mark.asvs("V2.3.4")
    def test_a_request_is_begun_once(self, office: Office) -> None:
        """Of several requests with one key one claims it; the others wait and are told what came of it."""

        def ask() -> str:
            with office.unit() as unit:
                earlier = unit.requests.begin(office.owner.id, "key", digest(1), NOW)
                if earlier is None:
                    unit.requests.complete(office.owner.id, "key", "done")
                    return "claimed"
                return earlier.outcome or "nothing"

        assert sorted(_all_at_once(ask)) == ["claimed"] + ["done"] * (THREADS - 1)

    def test_an_invitation_is_taken_by_one(self, office: Office) -> None:
        """Of several who use one secret at the same time one gets the invitation."""
        invitation = Invitation(InvitationId(fresh_id()), Role.MEMBER, office.owner.id, NOW, later(9))
        with office.unit() as unit:
            unit.invitations.add(invitation, digest("secret"))

        def take() -> bool:
            try:
                with office.unit() as unit:
                    unit.invitations.take(digest("secret"))
            except NotFoundError:
                return False
            return True

        assert sum(_all_at_once(take)) == 1

    def test_other_organizations_do_not_wait(self, office: Office, rival: Office) -> None:
        """A unit of one organization never waits for a unit of another."""
        with office.unit() as ours, rival.unit() as theirs:
            ours.members.get(office.owner.id, lock=True)
            theirs.members.get(rival.owner.id, lock=True)


def _all_at_once(work: Callable[[], Result]) -> list[Result]:
    barrier = Barrier(THREADS)

    def start() -> Result:
        barrier.wait(PATIENCE_SECONDS)
        return work()

    with ThreadPoolExecutor(THREADS) as threads:
        running = [threads.submit(start) for _ in range(THREADS)]
        return [one.result(PATIENCE_SECONDS) for one in running]
