"""Expenses: recorded, found, corrected, confirmed, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from plutopixie.domain import expenses as rules
from plutopixie.domain.audit import Action
from plutopixie.domain.currencies import Currency
from plutopixie.domain.errors import InvalidValueError, NotFoundError, TooLargeError
from plutopixie.domain.events import ExpenseRecorded
from plutopixie.domain.expenses import Change, Details, Expense, State
from plutopixie.domain.ids import BrandId, CategoryId, CustomFieldId, ExpenseId, MemberId, MessageId, ReceiptId, TagId
from plutopixie.domain.listing import PAGE_DEFAULT, PAGE_MAX, Cursor, Filter, Sort
from plutopixie.domain.permissions import Permission, Sight
from plutopixie.domain.throttling import Limit
from plutopixie.domain.versions import require_version
from plutopixie.ports.inbound.access import Actor, admit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.inbound.repetition import RequestKey, once
from plutopixie.ports.inbound.statements import ExpenseChanges, ExpenseStatement, Stating, changed, restated
from plutopixie.ports.inbound.teaching import teach_by_correcting
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.rates import ExchangeRates
from plutopixie.ports.outbound.units import OpenUnit, Unit

BULK_MAX: Final = 1_000
ROWS_A_UNIT: Final = 500


@frozen
class ExpenseView:
    """An expense with the receipts that belong to it, and others that look like it: same vendor, date and amount.

    `home` is the organization's currency, in which the expense counts.
    """

    expense: Expense
    home: Currency
    receipts: tuple[ReceiptId, ...] = ()
    alike: tuple[ExpenseId, ...] = ()


@frozen
class ExpensePage:
    """A page of expenses with their receipts, and where the next page begins if there is one."""

    views: tuple[ExpenseView, ...]
    following: Cursor | None


@frozen
class Names:
    """The names behind the ids that expenses hold, for people to read; archived entries keep theirs."""

    custom_fields: Mapping[CustomFieldId, str]
    categories: Mapping[CategoryId, str]
    brands: Mapping[BrandId, str]
    tags: Mapping[TagId, str]
    members: Mapping[MemberId, str]


@frozen
class ExpenseExport:
    """Every expense that a filter lets through, read while it is iterated, and the names behind the ids."""

    names: Names
    rows: Iterator[ExpenseView]


@frozen
class Expenses:
    """The use cases over expenses. A member works on their own, an admin and the owner on everybody's."""

    open_unit: OpenUnit
    rates: ExchangeRates
    guard: Guard
    notary: Notary
    clock: Clock
    identities: Identities

    def record(
        self, actor: Actor, said: ExpenseStatement, request: RequestKey | None = None, *, draft: bool = False
    ) -> ExpenseView:
        """A new expense; as a draft it does not count until it is confirmed.

        Raises:
            InvalidValueError: a field breaks a rule or names what is not there.
            KeyReusedError: the idempotency key was used for another request.
        """
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            admitted = admit(unit, actor, Permission.CHANGE_EXPENSES, now)

            def effect() -> ExpenseId:
                return self.add(unit, self.stating(unit).details(said), admitted.member.id, now, draft=draft).id

            done = once(unit, admitted.member.id, request, now, effect)
            return _view(unit, unit.expenses.get(ExpenseId(UUID(done))), admitted.sight)

    def record_many(self, actor: Actor, said: tuple[ExpenseStatement, ...], request: RequestKey | None = None) -> int:
        """Record many expenses at once, all or none; returns how many. An error names the expense by its place."""
        if len(said) > BULK_MAX:
            raise TooLargeError("list of expenses", BULK_MAX, "expenses")
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            member = admit(unit, actor, Permission.CHANGE_EXPENSES, now).member
            stating = self.stating(unit)

            def effect() -> int:
                for place, one in enumerate(said):
                    try:
                        self.add(unit, stating.details(one), member.id, now)
                    except InvalidValueError as problem:
                        raise problem.within(f"expenses[{place}]") from None
                return len(said)

            return int(once(unit, member.id, request, now, effect))

    def add(self, unit: Unit, details: Details, by: MemberId, at: datetime, *, draft: bool = False) -> Expense:
        """Add an expense inside a unit that another use case opened."""
        expense, change = rules.create(ExpenseId(self.identities.new()), details, by=by, at=at, draft=draft)
        unit.expenses.add(expense, change)
        if expense.state is State.RECORDED:
            unit.outbox.add(MessageId(self.identities.new()), ExpenseRecorded(expense.id))
        return expense

    def stating(self, unit: Unit) -> Stating:
        """What turns statements into details inside this unit."""
        organization = unit.organization.get()
        today = self.clock.now().astimezone(organization.zone()).date()
        return Stating(unit, organization, today, self.identities, self.rates)

    def get(self, actor: Actor, id: ExpenseId) -> ExpenseView:
        """One present expense; raises NotFoundError for what is deleted, hidden or not there."""
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.SEE_EXPENSES, self.clock.now()).sight
            return _view(unit, _present(unit, id, sight), sight)

    def history(self, actor: Actor, id: ExpenseId) -> tuple[Change, ...]:
        """Every change of an expense, oldest first; of a deleted one too."""
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.SEE_EXPENSES, self.clock.now()).sight
            _seen(unit, id, sight)
            return unit.expenses.history(id)

    def page(
        self, actor: Actor, wanted: Filter, sort: Sort, after: Cursor | None = None, limit: int = PAGE_DEFAULT
    ) -> ExpensePage:
        """A page of up to 200 expenses that the filter lets through."""
        if not 1 <= limit <= PAGE_MAX:
            raise InvalidValueError("limit", f"is from 1 to {PAGE_MAX}")
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.SEE_EXPENSES, self.clock.now()).sight
            page = unit.expenses.page(within(wanted, sight), sort, after, limit)
            return ExpensePage(_listed(unit, page.expenses), page.following)

    def export(self, actor: Actor, wanted: Filter, sort: Sort) -> ExpenseExport:
        """Every expense that the filter lets through, however many, with the names that make it readable.

        That it was taken away is noted in the audit log. Raises ThrottledError if too much was taken away lately.
        """
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.EXPORT_EXPENSES, self.clock.now()).sight
            self.guard.spend_of(Limit.EXPORT, actor)
            self.notary.note(unit, actor.author, Action.EXPENSES_EXPORTED)
            known = names(unit, sight)
        return ExpenseExport(known, self._rows(actor, wanted, sort))

    def _rows(self, actor: Actor, wanted: Filter, sort: Sort) -> Iterator[ExpenseView]:
        """Batch by batch; no unit stays open between two batches."""
        after: Cursor | None = None
        while True:
            with self.open_unit(actor.organization) as unit:
                sight = admit(unit, actor, Permission.EXPORT_EXPENSES, self.clock.now()).sight
                page = unit.expenses.page(within(wanted, sight), sort, after, ROWS_A_UNIT)
                views = _listed(unit, page.expenses)
            yield from views
            if page.following is None:
                return
            after = page.following

    def correct(
        self,
        actor: Actor,
        id: ExpenseId,
        changes: ExpenseChanges,
        expected: int | None = None,
    ) -> ExpenseView:
        """Change what an expense says; `expected` is the version it was seen at."""
        now = self.clock.now()

        def decide(unit: Unit, expense: Expense) -> tuple[Expense, Change]:
            said = changed(restated(expense.details), changes)
            return self._corrected(unit, expense, self.stating(unit).details(said, expense.details), actor.member, now)

        return self._change(actor, id, expected, decide)

    def confirm(self, actor: Actor, id: ExpenseId, expected: int | None = None) -> ExpenseView:
        """A draft becomes recorded and counts from now on."""
        now = self.clock.now()

        def decide(unit: Unit, expense: Expense) -> tuple[Expense, Change]:
            unit.outbox.add(MessageId(self.identities.new()), ExpenseRecorded(expense.id))
            return rules.confirm(expense, by=actor.member, at=now)

        return self._change(actor, id, expected, decide)

    def delete(self, actor: Actor, id: ExpenseId, expected: int | None = None) -> None:
        """Take an expense out of every list and report; `restore` brings it back until it is purged."""
        now = self.clock.now()
        self._change(actor, id, expected, lambda _, expense: rules.delete(expense, by=actor.member, at=now))

    def restore(self, actor: Actor, id: ExpenseId, expected: int | None = None) -> ExpenseView:
        """Bring a deleted expense back as it was."""
        now = self.clock.now()
        return self._change(actor, id, expected, lambda _, expense: rules.restore(expense, by=actor.member, at=now))

    def correct_many(
        self, actor: Actor, ids: tuple[ExpenseId, ...], changes: ExpenseChanges, request: RequestKey | None = None
    ) -> int:
        """Apply the same changes to many expenses, all or none; returns how many were changed."""
        now = self.clock.now()

        def decide(unit: Unit, stating: Stating, expense: Expense) -> tuple[Expense, Change]:
            said = changed(restated(expense.details), changes)
            return self._corrected(unit, expense, stating.details(said, expense.details), actor.member, now)

        return self._change_many(actor, ids, request, decide)

    def delete_many(self, actor: Actor, ids: tuple[ExpenseId, ...], request: RequestKey | None = None) -> int:
        """Delete many expenses, all or none; returns how many were deleted."""
        now = self.clock.now()
        return self._change_many(
            actor, ids, request, lambda _unit, _stating, expense: rules.delete(expense, by=actor.member, at=now)
        )

    def restore_many(self, actor: Actor, ids: tuple[ExpenseId, ...], request: RequestKey | None = None) -> int:
        """Bring many deleted expenses back, all or none; returns how many came back."""
        now = self.clock.now()
        return self._change_many(
            actor, ids, request, lambda _unit, _stating, expense: rules.restore(expense, by=actor.member, at=now)
        )

    def _corrected(
        self, unit: Unit, expense: Expense, details: Details, by: MemberId, at: datetime
    ) -> tuple[Expense, Change]:
        """The correction; what it says of the vendor of a receipt is remembered for the next one."""
        corrected, change = rules.correct(expense, details, by=by, at=at)
        teach_by_correcting(unit, self.identities, expense, corrected)
        return corrected, change

    def _change(
        self,
        actor: Actor,
        id: ExpenseId,
        expected: int | None,
        decide: Callable[[Unit, Expense], tuple[Expense, Change]],
    ) -> ExpenseView:
        with self.open_unit(actor.organization) as unit:
            sight = admit(unit, actor, Permission.CHANGE_EXPENSES, self.clock.now()).sight
            present = _seen(unit, id, sight, lock=True)
            require_version("expense", present.version, expected)
            expense, change = decide(unit, present)
            unit.expenses.save(expense, change)
            return _view(unit, expense, sight)

    def _change_many(
        self,
        actor: Actor,
        ids: tuple[ExpenseId, ...],
        request: RequestKey | None,
        decide: Callable[[Unit, Stating, Expense], tuple[Expense, Change]],
    ) -> int:
        if len(ids) > BULK_MAX:
            raise TooLargeError("list of ids", BULK_MAX, "expenses")
        now = self.clock.now()
        with self.open_unit(actor.organization) as unit:
            admitted = admit(unit, actor, Permission.CHANGE_EXPENSES, now)
            stating = self.stating(unit)

            def effect() -> int:
                wanted = sorted(set(ids))  # one order for everybody, so that two requests can't wait for each other
                for id in wanted:
                    present = _seen(unit, id, admitted.sight, lock=True)
                    unit.expenses.save(*decide(unit, stating, present))
                return len(wanted)

            return int(once(unit, admitted.member.id, request, now, effect))


def within(wanted: Filter, sight: Sight) -> Filter:
    """The filter narrowed to what the actor may see."""
    if sight.owner is None:
        return wanted
    if wanted.member not in {None, sight.owner}:
        return evolve(wanted, states=frozenset())
    return evolve(wanted, member=sight.owner)


def names(unit: Unit, sight: Sight) -> Names:
    """The names behind ids; of members only those the actor may see."""
    return Names(
        {one.id: one.name for one in unit.custom_fields.list()},
        {one.id: one.name for one in unit.categories.list()},
        {one.id: one.name for one in unit.brands.list()},
        {one.id: one.name for one in unit.tags.list()},
        {one.id: one.name for one in unit.members.list() if sight.covers(one.id)},
    )


def _seen(unit: Unit, id: ExpenseId, sight: Sight, *, lock: bool = False) -> Expense:
    expense = unit.expenses.get(id, lock=lock)
    sight.require(expense.recorded_by, "expense")
    return expense


def _present(unit: Unit, id: ExpenseId, sight: Sight) -> Expense:
    expense = _seen(unit, id, sight)
    if expense.state not in rules.PRESENT:
        raise NotFoundError("expense")
    return expense


def _listed(unit: Unit, expenses: Sequence[Expense]) -> tuple[ExpenseView, ...]:
    """Expenses as a list shows them: with their receipts, without looking for others like them."""
    home = unit.organization.get().home_currency
    receipts = unit.receipts.of_expenses([expense.id for expense in expenses])
    return tuple(ExpenseView(expense, home, receipts.get(expense.id, ())) for expense in expenses)


def _view(unit: Unit, expense: Expense, sight: Sight) -> ExpenseView:
    details = expense.details
    alike = unit.expenses.alike(details.vendor.id, details.date, details.amount)
    return ExpenseView(
        expense,
        unit.organization.get().home_currency,
        unit.receipts.of_expenses([expense.id]).get(expense.id, ()),
        tuple(id for id, owner in alike if id != expense.id and sight.covers(owner)),
    )
