"""The equivalence machine itself: it agrees with what agrees, and tells what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from hypothesis import Phase, settings

from plutopixie.adapters.memory import MemoryDirectory, MemoryUnits, Store
from plutopixie.domain.errors import PlutoPixieError
from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.contracts.equivalence import MODEST, AbandonedError, World, prove_agreement
from plutopixie.ports.outbound.units import OpenUnit, Unit

#: Enough stories to find the mistake; the shortest one is not looked for.
QUICK = settings(MODEST, max_examples=100, phases=[Phase.generate], database=None)


def a_world(open_unit: Callable[[Store], OpenUnit] = MemoryUnits) -> World:
    """A world in memory."""
    store = Store()
    return World(open_unit(store), MemoryDirectory(store))


class Forgetful:
    """Units that keep what a failed block wrote."""

    def __init__(self, store: Store) -> None:
        self._open_unit = MemoryUnits(store)

    def __call__(self, organization: OrganizationId) -> AbstractContextManager[Unit]:
        """A unit that commits whatever happens."""
        return self._work(organization)

    @contextmanager
    def _work(self, organization: OrganizationId) -> Iterator[Unit]:
        failed: Exception | None = None
        with self._open_unit(organization) as unit:
            try:
                yield unit
            except (PlutoPixieError, AbandonedError) as error:
                failed = error
        if failed is not None:
            raise failed


def test_two_stores_agree() -> None:
    """Two worlds of one adapter show the same, whatever happens in them."""
    prove_agreement(a_world, a_world, chosen=settings(MODEST, max_examples=10))


def test_a_torn_write_is_found() -> None:
    """An adapter that does not roll back is told from one that does."""
    with pytest.raises(AssertionError):
        prove_agreement(a_world, lambda: a_world(Forgetful), chosen=QUICK)
