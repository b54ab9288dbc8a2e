"""The in-memory files, clock and ids keep every promise of their ports; the queue collects."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from plutopixie.adapters.memory import (
    MemoryClock,
    MemoryCommonPasswords,
    MemoryFiles,
    MemoryIdentities,
    MemoryQueue,
    MemoryUnits,
    Store,
)
from plutopixie.domain.ids import MessageId, OrganizationId
from plutopixie.ports.contracts.clock import ClockContract, IdentitiesContract
from plutopixie.ports.contracts.files import FilesContract
from plutopixie.ports.contracts.passwords import CommonPasswordsContract
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.files import Files
from plutopixie.ports.outbound.outbox import Message
from plutopixie.ports.outbound.passwords import CommonPasswords
from plutopixie.ports.outbound.units import RecordsUnavailableError


class TestFiles(FilesContract):
    """Files in a dictionary."""

    @pytest.fixture
    def files(self) -> Files:
        """Empty files."""
        return MemoryFiles()


class TestCommonPasswords(CommonPasswordsContract):
    """A handful in a set."""

    @pytest.fixture
    def common_passwords(self) -> CommonPasswords:
        """The usual handful."""
        return MemoryCommonPasswords()


class TestClock(ClockContract):
    """A clock set by hand."""

    @pytest.fixture
    def clock(self) -> Clock:
        """A clock."""
        return MemoryClock()

    def test_moves_when_told(self) -> None:
        """The clock stands still until it is moved on."""
        clock = MemoryClock()
        before = clock.now()

        assert clock.advance(timedelta(minutes=5)) == clock.now() == before + timedelta(minutes=5)

    def test_shows_no_local_time(self) -> None:
        """A time without a zone is refused."""
        with pytest.raises(ValueError, match="UTC"):
            MemoryClock(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


class TestIdentities(IdentitiesContract):
    """Ids that count."""

    @pytest.fixture
    def identities(self) -> Identities:
        """Ids from the start."""
        return MemoryIdentities()

    def test_come_out_the_same(self) -> None:
        """Two makers with one seed make the same; with two seeds they never meet."""
        one, same, other = MemoryIdentities(1), MemoryIdentities(1), MemoryIdentities(2)

        made = [(maker.new(), maker.named("n"), maker.secret()) for maker in (one, same, other)]

        assert made[0] == made[1]
        assert not set(made[0]) & set(made[2])


def test_a_queue_takes_each_message_once() -> None:
    """Sending a message again is harmless."""
    queue = MemoryQueue()
    message = Message(MessageId(fresh_id()), OrganizationId(fresh_id()), "receipt-waits", "subject")

    queue.send(message)
    queue.send(message)

    assert queue.messages == [message]


def test_waiting_for_a_unit_ends() -> None:
    """A unit that waits too long for another one of its organization gives up, and the other one goes on."""
    open_unit = MemoryUnits(Store(wait_seconds=0.05))
    organization = OrganizationId(fresh_id())

    with open_unit(organization) as first:
        with pytest.raises(RecordsUnavailableError), open_unit(organization):
            pass
        assert first.members.list() == ()
