"""The in-memory buckets keep every promise of their port."""

from __future__ import annotations

import pytest

from plutopixie.adapters.memory import MemoryThrottles, MemoryUnits, Store
from plutopixie.ports.contracts.throttles import ThrottlesContract
from plutopixie.ports.outbound.throttles import Throttles
from plutopixie.ports.outbound.units import OpenUnit


class TestThrottles(ThrottlesContract):
    """The buckets over a store."""

    @pytest.fixture
    def store(self) -> Store:
        """The store under test."""
        return Store()

    @pytest.fixture
    def open_unit(self, store: Store) -> OpenUnit:
        """Units over the store."""
        return MemoryUnits(store)

    @pytest.fixture
    def throttles(self, store: Store) -> Throttles:
        """The buckets over the store."""
        return MemoryThrottles(store)
