"""The in-memory outbox keeps every promise of its port."""

from __future__ import annotations

import pytest

from plutopixie.adapters.memory import MemoryOutboxFeed, MemoryUnits, Store
from plutopixie.ports.contracts.outbox import OutboxContract
from plutopixie.ports.outbound.outbox import OutboxFeed
from plutopixie.ports.outbound.units import OpenUnit


class TestOutbox(OutboxContract):
    """The outbox over a store."""

    @pytest.fixture
    def store(self) -> Store:
        """The store under test."""
        return Store()

    @pytest.fixture
    def open_unit(self, store: Store) -> OpenUnit:
        """Units over the store."""
        return MemoryUnits(store)

    @pytest.fixture
    def feed(self, store: Store) -> OutboxFeed:
        """The reading end over the store."""
        return MemoryOutboxFeed(store)
