"""The machine's clock and ids keep every promise of their ports."""

from __future__ import annotations

import time

import pytest

from plutopixie.adapters.system_clock import SystemClock, SystemIdentities
from plutopixie.ports.contracts.clock import ClockContract, IdentitiesContract
from plutopixie.ports.outbound.clock import Clock, Identities


class TestSystemClock(ClockContract):
    """The clock."""

    @pytest.fixture
    def clock(self) -> Clock:
        """The machine's."""
        return SystemClock()


class TestSystemIdentities(IdentitiesContract):
    """The ids."""

    @pytest.fixture
    def identities(self) -> Identities:
        """The machine's."""
        return SystemIdentities()

    def test_ids_begin_with_the_time(self) -> None:
        """The first 48 bits are the milliseconds since 1970."""
        before = time.time_ns() // 1_000_000
        made = SystemIdentities().new()
        after = time.time_ns() // 1_000_000

        assert before <= made.int >> 80 <= after

    def test_ids_rise_when_the_clock_goes_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A clock that is set back, or stands still, makes no id that sorts before another."""
        identities = SystemIdentities()
        first = identities.new()
        monkeypatch.setattr(time, "time_ns", lambda: 0)

        made = [first, *(identities.new() for _ in range(5000))]

        assert made == sorted(set(made))

    def test_a_name_has_the_id_it_always_had(self) -> None:
        """The id of a name never changes between releases: it stands in databases."""
        assert str(SystemIdentities().named("plutopixie")) == "038114ad-f844-82ff-ac7b-b770c775348b"
