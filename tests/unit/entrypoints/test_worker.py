"""The worker's threads: they go on after trouble, and stop when told to."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from plutopixie.domain.errors import WorldError
from plutopixie.domain.events import CodeIssued, InvitationIssued, PasswordReplaced, ReceiptWaits, SignInsFailed
from plutopixie.domain.ids import OrganizationId
from plutopixie.entrypoints import worker
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.entrypoints.worker import Work, handlers
from plutopixie.ports.inbound.confirming import Confirming
from plutopixie.ports.inbound.housekeeping import Housekeeping, Watch
from plutopixie.ports.inbound.posting import Posting
from plutopixie.ports.inbound.reading import Reader, Recovery
from plutopixie.ports.inbound.relaying import Relay
from plutopixie.ports.outbound.mail import MailRefusedError, MailUnavailableError

ORGANIZATION = OrganizationId(UUID(int=1))


class AwayError(WorldError):
    """Something outside is away for now."""

    code = "away"


class Trouble:
    """Fails so many times, then does what is wanted; counts how often it was asked."""

    def __init__(self, *problems: Exception, result: int = 0) -> None:
        """Fail with these first."""
        self.problems = list(problems)
        self.result = result
        self.asked: list[bool] = []

    def run_once(self) -> int:
        """As a relay."""
        return self.sweep()

    def look_up_resets(self) -> int:
        """As what looks up who asked for a new password."""
        return self.sweep()

    def tell(self) -> int:
        """As a watch."""
        return self.sweep()

    def tidy(self) -> int:
        """As a housekeeping."""
        return self.sweep()

    def sweep(self, *, alone: bool = False) -> int:
        """As a recovery."""
        self.asked.append(alone)
        if self.problems:
            raise self.problems.pop(0)
        return self.result


class House:
    """A worker over stand-ins, and what became of them."""

    def __init__(
        self,
        relay: Trouble,
        recovery: Trouble,
        watch: Trouble | None = None,
        housekeeping: Trouble | None = None,
        *,
        alone: bool = False,
    ) -> None:
        """Build it."""
        self.events: list[str] = []
        self.work = Work(
            relay=cast("Relay", relay),
            recovery=cast("Recovery", recovery),
            confirming=cast("Confirming", Trouble()),
            watch=cast("Watch", watch or Trouble()),
            housekeeping=cast("Housekeeping", housekeeping or Trouble()),
            start_workers=self._start,
            close=lambda: self.events.append("closed"),
            metrics=Metrics(),
            alone=alone,
        )

    def _start(self) -> Callable[[], None]:
        self.events.append("started")
        return lambda: self.events.append("stopped")

    def run_until(self, condition: Callable[[], bool], number: signal.Signals = signal.SIGTERM) -> None:
        """Run it in this thread, as a process does, until the condition holds; then it gets the signal."""

        def watch() -> None:
            deadline = time.monotonic() + 30
            while not condition() and time.monotonic() < deadline:
                time.sleep(0.01)
            os.kill(os.getpid(), number)

        before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            self.work.run()
        finally:
            watcher.join()
            for each, handler in before.items():
                signal.signal(each, handler)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are short here."""
    for name in ("RELAY_SECONDS", "SWEEP_SECONDS", "TIDY_SECONDS", "TROUBLE_SECONDS"):
        monkeypatch.setattr(worker, name, 0.01)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: signal.Signals) -> None:
    """SIGTERM and SIGINT end the chores, then the workers, then what they stand on."""
    relay, recovery = Trouble(), Trouble()
    house = House(relay, recovery)
    house.run_until(lambda: bool(relay.asked and recovery.asked), number)
    assert house.events == ["started", "stopped", "closed"]
    assert not [thread for thread in threading.enumerate() if thread.name in {"relay", "sweep", "watch", "tidy"}]


@pytest.mark.parametrize("problem", [AwayError(), RuntimeError("a bug")])
def test_chores_go_on_after_trouble(problem: Exception) -> None:
    """A chore that fails is tried again, and does not take the others with it."""
    chores = [Trouble(*[problem] * count) for count in (2, 1, 1, 1)]
    House(*chores).run_until(lambda: all(len(chore.asked) > 3 for chore in chores))
    assert [chore.problems for chore in chores] == [[], [], [], []]


def test_a_busy_relay_makes_no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """While there are messages the relay goes on at once."""
    monkeypatch.setattr(worker, "RELAY_SECONDS", 600.0)
    relay = Trouble(result=1)
    House(relay, Trouble()).run_until(lambda: len(relay.asked) > 20)
    assert len(relay.asked) > 20


@pytest.mark.parametrize("alone", [True, False])
def test_only_who_is_alone_takes_over(*, alone: bool) -> None:
    """A worker that is alone puts back what dead ones had before it begins; any other leaves that to the leases."""
    recovery = Trouble(result=2)
    House(Trouble(), recovery, alone=alone).run_until(lambda: len(recovery.asked) > 1)
    assert recovery.asked[0] is alone
    assert not any(recovery.asked[1:])


class Reading:
    """A reader whose steps fail so many times first."""

    def __init__(self, *, leasing: int = 0, saving: int = 0) -> None:
        """Fail so often."""
        self.left = {"lease": leasing, "save": saving}
        self.steps: list[str] = []

    def attempt(self, *_: object) -> Any:
        """Lease and read."""
        self._step("lease")
        return self

    @property
    def code(self) -> str:
        """As an attempt that succeeded."""
        return "read"

    def save(self, _: object) -> None:
        """Save what was read."""
        self._step("save")

    def _step(self, name: str) -> None:
        self.steps.append(name)
        self.left[name] -= 1
        if self.left[name] >= 0:
            raise AwayError


def _handle(reading: Reading) -> list[float]:
    pauses: list[float] = []
    handlers(cast("Reader", reading), cast("Posting", Letters()), Metrics(), pauses.append)[ReceiptWaits.kind](
        ORGANIZATION, uuid4()
    )
    return pauses


def test_a_reading_is_counted_by_its_outcome() -> None:
    """How a reading ended is counted, under its code and nothing that names anybody."""
    metrics = Metrics()
    handlers(cast("Reader", Reading()), cast("Posting", Letters()), metrics)[ReceiptWaits.kind](ORGANIZATION, uuid4())
    assert b'plutopixie_receipt_readings_total{outcome="read"} 1.0' in metrics.exposition()


def test_what_was_read_is_saved_when_the_records_are_back() -> None:
    """Reading is dear: when saving fails, it is saving that is tried again."""
    reading = Reading(saving=3)
    pauses = _handle(reading)
    assert reading.steps == ["lease", "save", "save", "save", "save"]
    assert len(pauses) == 3


def test_a_message_waits_in_hand_for_the_records() -> None:
    """A receipt that can't be leased because the records are away is leased when they are back."""
    reading = Reading(leasing=2)
    _handle(reading)
    assert reading.steps == ["lease", "lease", "lease", "save"]


def test_patience_ends_before_the_lease_does() -> None:
    """When the records stay away the queue gets its message back, while the lease still holds."""
    reading, pauses = Reading(saving=1000), list[float]()
    with pytest.raises(AwayError):
        handlers(cast("Reader", reading), cast("Posting", Letters()), Metrics(), pauses.append)[ReceiptWaits.kind](
            ORGANIZATION, uuid4()
        )
    assert 30 < sum(pauses) < 120


def test_a_receipt_that_does_not_wait_is_left_alone() -> None:
    """Nothing is saved when somebody else reads the receipt, or did."""
    reading = Reading()
    reading.attempt = lambda *_: None  # type: ignore[method-assign]  # as a reader answers then
    assert _handle(reading) == []
    assert reading.steps == []


class Letters:
    """Sends letters, or fails as told; notes what it was asked for."""

    def __init__(self, *problems: Exception) -> None:
        """Fail with these first."""
        self.problems = list(problems)
        self.asked: list[tuple[str, UUID]] = []

    def send_code(self, _: OrganizationId, id: UUID) -> None:
        """As the sending of a code."""
        self._send("code", id)

    def send_invitation(self, _: OrganizationId, id: UUID) -> None:
        """As the sending of an invitation."""
        self._send("invitation", id)

    def tell_of_new_password(self, _: OrganizationId, id: UUID) -> None:
        """As the telling of a new password."""
        self._send("password", id)

    def tell_of_failed_sign_ins(self, _: OrganizationId, id: UUID) -> None:
        """As the telling of failed sign-ins."""
        self._send("sign-ins", id)

    def _send(self, what: str, id: UUID) -> None:
        self.asked.append((what, id))
        if self.problems:
            raise self.problems.pop(0)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (CodeIssued.kind, "code"),
        (InvitationIssued.kind, "invitation"),
        (PasswordReplaced.kind, "password"),
        (SignInsFailed.kind, "sign-ins"),
    ],
)
def test_each_kind_of_letter_is_sent(kind: str, what: str) -> None:
    """A message of each kind leads to its letter; one that the server refuses for good does not come back."""
    letters, subject = Letters(MailRefusedError()), uuid4()
    handle = handlers(cast("Reader", None), cast("Posting", letters), Metrics())[kind]
    handle(ORGANIZATION, subject)
    handle(ORGANIZATION, subject)
    assert letters.asked == [(what, subject)] * 2


def test_a_letter_goes_back_to_the_queue_while_the_server_is_away() -> None:
    """A mail server that is away holds nothing up: the message goes back, to be tried again later."""
    handle = handlers(cast("Reader", None), cast("Posting", Letters(MailUnavailableError())), Metrics())
    with pytest.raises(MailUnavailableError):
        handle[CodeIssued.kind](ORGANIZATION, uuid4())
