"""Nobody notices what others do, over memory; and the machine that says so finds each leak that is planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pytest
from attrs import define, evolve, frozen
from hypothesis import Phase, settings

from plutopixie.adapters.memory import MemoryDirectory, MemoryOutboxFeed, MemoryUnits, Store
from plutopixie.adapters.memory.books import Account, Books
from plutopixie.adapters.memory.catalog import MemoryEntries, MemoryVendors
from plutopixie.adapters.memory.expenses import MemoryExpenses
from plutopixie.adapters.memory.people import MemoryMembers
from plutopixie.adapters.memory.receipts import MemoryReceipts
from plutopixie.adapters.memory.requests import MemoryRequests
from plutopixie.adapters.memory.unit import MemoryUnit
from plutopixie.domain.catalog import Brand, Category
from plutopixie.domain.errors import InvalidValueError, NotPermittedError
from plutopixie.domain.expenses import Expense
from plutopixie.domain.ids import BrandId, CategoryId, ExpenseId, MemberId, OrganizationId
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts.noninterference import (
    ORDINARY,
    OURS,
    TABLE,
    Done,
    Installation,
    MakeInstallation,
    Shown,
    Step,
    Turns,
    prove_noninterference,
)
from plutopixie.ports.outbound.directory import Membership
from plutopixie.ports.outbound.outbox import Message
from plutopixie.ports.outbound.records import Answered
from plutopixie.ports.outbound.units import Unit
from tour import Tour
from two_worlds import PATIENCE, in_memory, proven, through_use_cases, world

STORIES: Final = 500
#: As many stories as ordinarily; the shortest one is not looked for.
QUICK: Final = settings(ORDINARY, phases=[Phase.generate], database=None)


@pytest.mark.promise("P7.1", "P7.2")
@pytest.mark.asvs("V8.4.1")
@pytest.mark.timeout(PATIENCE)
def test_nobody_notices_what_others_do() -> None:
    """In 500 stories of 40 steps, our side is shown to the last bit what it is shown without the others."""
    tally = proven(in_memory, in_memory, STORIES)

    assert sum(tally.accepted.values()) > 0.6 * sum(tally.taken.values())
    assert len(tally.never_accepted(OURS, frozenset(TABLE))) < len(TABLE) / 4


def test_every_step_can_succeed() -> None:
    """No step of the table is always refused: in a tour through all of them, each succeeds."""
    assert Tour(in_memory).run() == set(TABLE)


Leak = Callable[[MemoryUnit, Store, OrganizationId], dict[str, Any]]


@frozen
class LeakyUnits:
    """Units over a store, some of whose records are replaced by leaky ones."""

    store: Store
    leak: Leak

    def __call__(self, organization: OrganizationId) -> AbstractContextManager[Unit]:
        """A leaky unit of that organization."""
        return self._work(organization)

    @contextmanager
    def _work(self, organization: OrganizationId) -> Iterator[Unit]:
        with MemoryUnits(self.store)(organization) as unit:
            assert isinstance(unit, MemoryUnit)
            yield evolve(unit, **self.leak(unit, self.store, organization))


def leaky(leak: Leak) -> MakeInstallation:
    """Worlds over leaky units."""

    def make(turns: Turns) -> Installation:
        store = Store()
        built = world(LeakyUnits(store, leak), MemoryDirectory(store), turns)
        return through_use_cases(built, MemoryOutboxFeed(store), turns)

    return make


def others(store: Store, organization: OrganizationId) -> list[Books]:
    """What other organizations keep."""
    return [books for owner, books in store.everything().items() if owner != organization]


def shared_vendors(unit: MemoryUnit, store: Store, organization: OrganizationId) -> dict[str, Any]:
    """The names of vendors are everybody's."""

    class Vendors(MemoryVendors):
        def list(self) -> tuple[Vendor, ...]:
            foreign = (vendor for books in others(store, organization) for vendor in books.vendors.values())
            return (*super().list(), *foreign)

    return {"vendors": Vendors(unit.vendors._desk)}


def shared_keys() -> Leak:
    """Idempotency keys are everybody's."""
    known: dict[tuple[int, str], tuple[OrganizationId, Answered]] = {}

    def leak(unit: MemoryUnit, store: Store, organization: OrganizationId) -> dict[str, Any]:
        class Requests(MemoryRequests):
            def begin(self, member: MemberId, key: str, digest: bytes, at: datetime) -> Answered | None:
                owner, answered = known.setdefault((id(store), key), (organization, Answered(digest, None)))
                return super().begin(member, key, digest, at) if owner == organization else answered

        return {"requests": Requests(unit.requests._desk)}

    return leak


def shared_limit(unit: MemoryUnit, store: Store, organization: OrganizationId) -> dict[str, Any]:
    """All organizations together have three brands at most."""

    class Brands(MemoryEntries[Brand, BrandId]):
        def add(self, entry: Brand) -> None:
            if sum(len(books.brands) for books in others(store, organization)) + len(self.list()) >= 3:
                raise InvalidValueError("", "there are enough of these")
            super().add(entry)

    return {"brands": Brands(unit.brands._desk, "brand", lambda books: books.brands, lambda one: one.id)}


def shared_order(unit: MemoryUnit, store: Store, organization: OrganizationId) -> dict[str, Any]:
    """Categories stand in the order of how many organizations use them."""

    class Categories(MemoryEntries[Category, CategoryId]):
        def list(self) -> tuple[Category, ...]:
            used = Counter(one.name for books in others(store, organization) for one in books.categories.values())
            return tuple(sorted(super().list(), key=lambda one: -used[one.name]))

    desk = unit.categories._desk
    return {"categories": Categories(desk, "category", lambda books: books.categories, lambda one: one.id)}


def telling_error(unit: MemoryUnit, store: Store, organization: OrganizationId) -> dict[str, Any]:
    """Somebody else's expense is forbidden, where one that never was is missing."""

    class Expenses(MemoryExpenses):
        def get(self, id: ExpenseId, *, lock: bool = False) -> Expense:
            if any(id in books.expenses for books in others(store, organization)):
                raise NotPermittedError("see expenses")
            return super().get(id, lock=lock)

    return {"expenses": Expenses(unit.expenses._desk)}


def shared_files(unit: MemoryUnit, store: Store, organization: OrganizationId) -> dict[str, Any]:
    """That a file was uploaded before is said whoever uploaded it."""

    class Receipts(MemoryReceipts):
        def with_file(self, digest: str) -> tuple[Any, ...]:
            foreign = (one for books in others(store, organization) for one in books.receipts.values())
            return (*super().with_file(digest), *(one for one in foreign if one.file.digest == digest))

    return {"receipts": Receipts(unit.receipts._desk)}


def shared_password(unit: MemoryUnit, store: Store, organization: OrganizationId) -> dict[str, Any]:
    """A password that is changed is changed in every organization that knows the address."""

    class Members(MemoryMembers):
        def set_password_hash(self, id: MemberId, password_hash: str) -> None:
            super().set_password_hash(id, password_hash)
            email = self.get(id).email
            for books in others(store, organization):
                same = [one.member for one in books.accounts.values() if one.member.email == email]
                books.accounts.update({member.id: Account(member, password_hash) for member in same})

    return {"members": Members(unit.members._desk)}


def first_membership(turns: Turns) -> Installation:
    """The directory knows one membership of an address."""

    class Directory(MemoryDirectory):
        def memberships(self, email: str, organization: OrganizationId | None = None) -> tuple[Membership, ...]:
            first = super().memberships(email)[:1]
            return tuple(one for one in first if organization in {None, one.organization})

    store = Store()
    built = world(MemoryUnits(store), Directory(store), turns)
    return through_use_cases(built, MemoryOutboxFeed(store), turns)


def forgetful_relay(turns: Turns) -> Installation:
    """The relay takes one message of a kind for all of them."""

    class Feed(MemoryOutboxFeed):
        def relay(self, send: Callable[[Message], None], limit: int) -> int:
            batch: list[Message] = []
            taken = super().relay(batch.append, limit)
            for message in {message.kind: message for message in batch}.values():
                send(message)
            return taken

    store = Store()
    return through_use_cases(world(MemoryUnits(store), MemoryDirectory(store), turns), Feed(store), turns)


@define
class CountedIds:
    """Ids in which it can be read how many there were before, whoever made them."""

    turns: Turns
    made: int = 0

    def new(self) -> UUID:
        """The next id."""
        self.made += 1
        return UUID(int=(self.turns.new().int >> 32 << 32) + self.made)

    def named(self, name: str) -> UUID:
        """The id of a name."""
        return self.turns.named(name)

    def secret(self) -> bytes:
        """A secret."""
        return self.turns.secret()


def counted_ids(turns: Turns) -> Installation:
    """Ids come from one counter."""
    store = Store()
    built = world(MemoryUnits(store), MemoryDirectory(store), turns, identities=CountedIds(turns))
    return through_use_cases(built, MemoryOutboxFeed(store), turns)


@define
class Counting:
    """An installation that tells with each answer how many there were."""

    inner: Installation
    answers: int = 0

    @property
    def takes(self) -> frozenset[str]:
        """What the inner one takes."""
        return self.inner.takes

    def carry_out(self, step: Step) -> Shown:
        """Take the step and count it."""
        self.answers += 1
        shown = self.inner.carry_out(step)
        return evolve(shown, answer=(self.answers, shown.answer))

    def work(self) -> tuple[Done, ...]:
        """Let the inner one work."""
        return self.inner.work()


LEAKS: Final[dict[str, MakeInstallation]] = {
    "shared vendors": leaky(shared_vendors),
    "shared idempotency keys": leaky(shared_keys()),
    "a shared limit": leaky(shared_limit),
    "a shared order": leaky(shared_order),
    "a telling error": leaky(telling_error),
    "shared files": leaky(shared_files),
    "a shared password": leaky(shared_password),
    "a directory of firsts": first_membership,
    "a forgetful relay": forgetful_relay,
    "ids that count": counted_ids,
    "answers that count": lambda turns: Counting(in_memory(turns)),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found(leak: str) -> None:
    """Whatever lets others be noticed is found within the ordinary number of stories."""
    with pytest.raises(AssertionError, match="others were noticed"):
        prove_noninterference(LEAKS[leak], LEAKS[leak], chosen=QUICK)


def test_the_shortest_story_is_told() -> None:
    """What is found is told step by step, with both answers side by side."""
    short = settings(ORDINARY, stateful_step_count=6, phases=[Phase.generate, Phase.shrink], database=None)
    with pytest.raises(AssertionError, match="others were noticed") as caught:
        prove_noninterference(leaky(shared_vendors), leaky(shared_vendors), chosen=short)

    told = "\n".join(caught.value.__notes__)
    assert 1 <= told.count("state.go_on(") <= 3
    naming = ("record an expense", "import expenses", "add a vendor rule")  # whatever names a vendor
    assert any(f"theirs: {step}" in told for step in naming)
    assert "\nshows " in told
    assert "\nalone " in told
