"""Two adapters side by side: the same steps over both, every observation compared.

Suites say what an adapter must do in cases that somebody thought of; this machine looks for the ones nobody thought of.
It keeps two organizations in each of two worlds, draws steps, several to a unit of work, lets some units fail on
purpose, and compares results, errors (by class and facts), orders, pages, reports and the directory.

    def test_agrees_with_the_twin() -> None:
        prove_agreement(reference=a_world_in_memory, candidate=a_world_of_mine)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from attrs import evolve, frozen
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from plutopixie.domain.errors import InvalidValueError, PlutoPixieError
from plutopixie.domain.ids import OrganizationId, ReceiptId, VendorId
from plutopixie.domain.members import Role
from plutopixie.domain.reports import Dimension
from plutopixie.domain.vendors import Vendor
from plutopixie.ports.contracts import strategies
from plutopixie.ports.contracts.foundation import attribute
from plutopixie.ports.contracts.listing import walked
from plutopixie.ports.contracts.observation import observation
from plutopixie.ports.contracts.samples import address, digest, fresh_id, later
from plutopixie.ports.contracts.steps import STEPS, Act, Scene, Shown, shown
from plutopixie.ports.outbound.directory import Directory
from plutopixie.ports.outbound.units import OpenUnit, Unit


@frozen
class World:
    """One adapter's database: the way to records, and the directory over them."""

    open_unit: OpenUnit
    directory: Directory


class AbandonedError(Exception):
    """A unit that the machine let fail."""


#: 25 stories of up to 15 steps. Take `settings(MODEST, max_examples=…)` for more.
MODEST: Final = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def prove_agreement(
    reference: Callable[[], World], candidate: Callable[[], World], *, chosen: settings = MODEST
) -> None:
    """Run the machine; raises AssertionError with the shortest story in which the two worlds differ.

    Args:
        reference: Makes a world of the trusted adapter, empty or not; called once a story.
        candidate: The same of the adapter to be proven.
        chosen: How many stories are tried, and how many steps they have.
    """

    class OverBoth(Agreement):
        def __init__(self) -> None:
            super().__init__(reference(), candidate())

    run_state_machine_as_test(OverBoth, settings=chosen)


class Agreement(RuleBasedStateMachine):
    """The machine. What it draws from is read from the reference, so it keeps no model of its own."""

    def __init__(self, reference: World, candidate: World) -> None:
        super().__init__()
        self.reference = reference
        self.candidate = candidate
        self.organizations = (OrganizationId(fresh_id()), OrganizationId(fresh_id()))
        self.addresses = tuple(address() for _ in range(4))

    @initialize(data=st.data())
    def found(self, data: st.DataObject) -> None:
        """Both organizations are founded, each with an owner and a vendor."""
        for organization in self.organizations:
            self._compare(organization, [_founding(organization, data)])

    @rule(data=st.data(), place=st.integers(0, 1), abandon=st.sampled_from([False, False, False, True]))
    def work(self, data: st.DataObject, place: int, *, abandon: bool) -> None:
        """A unit of one to three different steps, which may fail at its end."""
        here, elsewhere = self._shown(place), self._shown(1 - place)
        scene = Scene(here, elsewhere, self.addresses, data)
        steps = data.draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=3, unique=True))
        self._compare(self.organizations[place], [step(scene) for step in steps], abandon=abandon)

    @rule(data=st.data(), place=st.integers(0, 1))
    def look(self, data: st.DataObject, place: int) -> None:
        """Lists, reports and searches that are drawn show the same in both worlds."""
        self._compare(self.organizations[place], _looks(self._shown(place), data))

    def teardown(self) -> None:
        """In the end, everything that can be observed is the same."""
        for organization in self.organizations:
            self._compare(organization, [observation])
        for email in self.addresses:
            assert self.candidate.directory.memberships(email) == self.reference.directory.memberships(email)

    def _compare(self, organization: OrganizationId, acts: Sequence[Act], *, abandon: bool = False) -> None:
        expected = _outcome(self.reference.open_unit, organization, acts, abandon=abandon)
        assert _outcome(self.candidate.open_unit, organization, acts, abandon=abandon) == expected

    def _shown(self, place: int) -> Shown:
        with self.reference.open_unit(self.organizations[place]) as unit:
            return shown(unit)


def _founding(id_: OrganizationId, data: st.DataObject) -> Act:
    organization = evolve(data.draw(strategies.organizations()), id=id_)
    owner = data.draw(strategies.members(Role.OWNER))
    vendor = Vendor(VendorId(fresh_id()), "Café bar")

    def act(unit: Unit) -> object:
        unit.organization.add(organization)
        unit.members.add(owner, "hash")
        return unit.vendors.obtain(vendor)

    return act


def _looks(here: Shown, data: st.DataObject) -> list[Act]:
    known = here.known()
    wanted, sort = data.draw(strategies.filters(known)), data.draw(strategies.sorts())
    period, dimension = data.draw(strategies.periods()), data.draw(st.sampled_from(Dimension))
    member = data.draw(st.one_of(st.none(), st.sampled_from(known.members)))
    limit = data.draw(st.integers(1, 3))
    after = data.draw(st.sampled_from([None, ReceiptId(fresh_id()), *(receipt.id for receipt in here.receipts)]))
    sold = [(one.details.vendor.id, one.details.date, one.details.amount) for one in here.expenses]
    return [
        lambda unit: walked(unit, wanted, sort, limit),
        lambda unit: unit.expenses.ids(wanted, limit),
        lambda unit: unit.reports.totals(dimension, period, member, known.home),
        lambda unit: [unit.expenses.alike(*facts) for facts in sold],
        lambda unit: unit.receipts.list(member, after, limit),
        lambda unit: [unit.receipts.with_file(digest(number).hex()) for number in range(4)],
        lambda unit: [unit.receipts.pictured_alike(printed) for printed in strategies.PRINTED],
        lambda unit: unit.receipts.files_in_use([digest(number).hex() for number in range(4)]),
        lambda unit: unit.receipts.stopped(later(limit * 5_000), limit),
    ]


def _outcome(open_unit: OpenUnit, organization: OrganizationId, acts: Sequence[Act], *, abandon: bool) -> list[object]:
    """What each act gave, and how the unit ended."""
    results: list[object] = []
    try:
        with open_unit(organization) as unit:
            for act in acts:
                results.append(act(unit))  # noqa: PERF401 - what came before an error is compared, too
            if abandon:
                raise AbandonedError  # noqa: TRY301 - it has to pass through the unit
    except AbandonedError:
        return [*results, "abandoned"]
    except PlutoPixieError as error:
        return [*results, type(error), _facts(error)]
    return [*results, "committed"]


def _facts(error: PlutoPixieError) -> object:
    return attribute(error) if isinstance(error, InvalidValueError) else vars(error)
