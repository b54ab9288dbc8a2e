"""The in-memory directory keeps every promise of its port."""

from __future__ import annotations

import pytest

from plutopixie.adapters.memory import MemoryDirectory, MemoryUnits, Store
from plutopixie.ports.contracts.directory import DirectoryContract
from plutopixie.ports.outbound.directory import Directory
from plutopixie.ports.outbound.units import OpenUnit


class TestDirectory(DirectoryContract):
    """The directory over a store."""

    @pytest.fixture
    def store(self) -> Store:
        """The store under test."""
        return Store()

    @pytest.fixture
    def open_unit(self, store: Store) -> OpenUnit:
        """Units over the store."""
        return MemoryUnits(store)

    @pytest.fixture
    def directory(self, store: Store) -> Directory:
        """The directory over the store."""
        return MemoryDirectory(store)
