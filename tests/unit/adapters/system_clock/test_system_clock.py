"""The machine's clock and ids keep every promise of their ports."""

from __future__ import annotations

import itertools
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

    @pytest.mark.promise("P7.1")
    def test_ids_count_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two ids of one millisecond lie apart by widths that overlap, whether another id was made between or not."""
        monkeypatch.setattr(time, "time_ns", lambda: 0)
        identities = SystemIdentities()

        def tick() -> int:
            number = identities.new().int
            return (number >> 80 << 12) + (number >> 64 & 0xFFF)

        starts = {SystemIdentities().new().int >> 64 & 0xFFF for _ in range(50)}
        ticks = [tick() for _ in range(5_000)]
        next_ones = {later - earlier for earlier, later in itertools.pairwise(ticks[2_000:])}
        ones_after = {later - earlier for earlier, later in zip(ticks[2_000:], ticks[2_002:], strict=False)}

        assert len(starts) > 25
        assert len(next_ones & ones_after) > 5

    def test_a_name_has_the_id_it_always_had(self) -> None:
        """The id of a name never changes between releases: it stands in databases."""
        assert str(SystemIdentities().named("plutopixie")) == "038114ad-f844-82ff-ac7b-b770c775348b"
