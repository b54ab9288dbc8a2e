"""The worker: reads receipts, sends letters, relays the outbox, and does what comes back again and again.

All of it runs in one process, and any number of such processes run side by side: the outbox is claimed line by line,
the queue hands a message to one worker, a receipt is read under a lease, and a burst of guesses is claimed before it is
told.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, TypeVar
from uuid import UUID

import structlog
from attrs import field, frozen

from plutopixie.domain.errors import WorldError
from plutopixie.domain.events import CodeIssued, InvitationIssued, PasswordReplaced, ReceiptWaits, SignInsFailed
from plutopixie.domain.ids import CodeId, InvitationId, MemberId, OrganizationId, ReceiptId
from plutopixie.entrypoints.mailbox import Mailbox
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.ports.inbound.confirming import Confirming
from plutopixie.ports.inbound.housekeeping import Housekeeping, Watch
from plutopixie.ports.inbound.posting import Posting
from plutopixie.ports.inbound.reading import Reader, Recovery
from plutopixie.ports.inbound.relaying import Relay
from plutopixie.ports.outbound.mail import MailRefusedError

RELAY_SECONDS: Final = 0.2
SWEEP_SECONDS: Final = 15.0
RESET_SECONDS: Final = 1.0
TIDY_SECONDS: Final = 3_600.0
TROUBLE_SECONDS: Final = 2.0
WAKE_SECONDS: Final = 3_600.0

T = TypeVar("T")
Id = TypeVar("Id")
Handler = Callable[[OrganizationId, UUID], None]

log = structlog.get_logger()


#: Seconds between attempts to reach records that are unavailable while a message is in hand; then the queue retries.
_PAUSES: Final = (0.5, 1.0, 2.0, *(4.0,) * 12)


def handlers(
    reader: Reader, posting: Posting, metrics: Metrics, pause: Callable[[float], object] = time.sleep
) -> Mapping[str, Handler]:
    """What is done with each kind of message; the relay lets the other kinds go."""

    def read_receipt(organization: OrganizationId, subject: UUID) -> None:
        start = time.monotonic()
        attempt = _patiently(lambda: reader.attempt(organization, ReceiptId(subject)), pause)
        if attempt is not None:
            _patiently(lambda: reader.save(attempt), pause)
            metrics.reading_ended(attempt.code, time.monotonic() - start)
            log.info("receipt handled", receipt=str(subject), outcome=attempt.code)

    def post(send: Callable[[OrganizationId, Id], None], identify: Callable[[UUID], Id], kind: str) -> Handler:
        def send_letter(organization: OrganizationId, subject: UUID) -> None:
            try:
                send(organization, identify(subject))  # what is away now is tried again by the queue, not in hand
            except MailRefusedError as problem:  # trying again will not help, and the message must not come back
                log.warning("letter refused", kind=kind, code=problem.code, organization=str(organization))
            else:
                log.info("letter handled", kind=kind)

        return send_letter

    return {
        ReceiptWaits.kind: read_receipt,
        CodeIssued.kind: post(posting.send_code, CodeId, CodeIssued.kind),
        InvitationIssued.kind: post(posting.send_invitation, InvitationId, InvitationIssued.kind),
        PasswordReplaced.kind: post(posting.tell_of_new_password, MemberId, PasswordReplaced.kind),
        SignInsFailed.kind: post(posting.tell_of_failed_sign_ins, MemberId, SignInsFailed.kind),
    }


def _patiently(step: Callable[[], T], pause: Callable[[float], object]) -> T:
    """Take a step, again and again while the world is not ready for it; the last failure goes on to the caller."""
    for seconds in _PAUSES:
        try:
            return step()
        except WorldError as problem:
            log.warning("a step must wait", code=problem.code)
        pause(seconds)
    return step()


@frozen
class Work:
    """Everything a worker process does.

    Attributes:
        relay: hands the outbox's messages to the queue.
        recovery: finds receipts that were left lying.
        confirming: looks up who asked for a new password.
        watch: tells of guesses at passwords.
        housekeeping: forgets what was kept for a while.
        start_workers: begins taking messages, and returns what ends that.
        close: gives back what the process holds.
        metrics: where it is counted.
        alone: no other worker can be alive, so every reading under way belongs to a dead one.
    """

    relay: Relay
    recovery: Recovery
    confirming: Confirming
    watch: Watch
    housekeeping: Housekeeping
    start_workers: Callable[[], Callable[[], None]]
    close: Callable[[], None]
    metrics: Metrics
    alone: bool = False
    stopping: threading.Event = field(factory=threading.Event, init=False)

    def run(self) -> None:
        """Work until SIGTERM, SIGINT or SIGHUP, then finish what is in hand."""
        with Mailbox() as mailbox:
            self._take_over()
            stop_workers = self.start_workers()
            chores = [
                threading.Thread(target=self._repeat, args=(name, chore, seconds), name=name)
                for name, chore, seconds in (
                    ("relay", self._relay, RELAY_SECONDS),
                    ("sweep", self._sweep, SWEEP_SECONDS),
                    ("resets", self._resets, RESET_SECONDS),
                    ("watch", self._watch, SWEEP_SECONDS),
                    ("tidy", self._tidy, TIDY_SECONDS),
                )
            ]
            for chore in chores:
                chore.start()
            log.info("working")
            while not mailbox.stop_asked():
                mailbox.wait(WAKE_SECONDS)
            log.info("stopping")
            self.stopping.set()
            for chore in chores:
                chore.join()
            stop_workers()
            self.close()

    def _take_over(self) -> None:
        """Put back to work what dead workers had in hand, before anything of our own is."""
        if not self.alone:
            return
        found = self.recovery.sweep(alone=True)
        if found:
            log.info("receipts taken over", count=found)

    def _relay(self) -> bool:
        count = self.relay.run_once()
        self.metrics.relayed(count)
        return count > 0

    def _sweep(self) -> bool:
        found = self.recovery.sweep()
        if found:
            log.info("receipts found waiting", count=found)
        return False

    def _resets(self) -> bool:
        return self.confirming.look_up_resets() > 0

    def _watch(self) -> bool:
        found = self.watch.tell()
        if found:
            log.warning("sign-ins failed in a burst", members=found)
        return False

    def _tidy(self) -> bool:
        found = self.housekeeping.tidy()
        log.info("tidied up", forgotten=found)
        return False

    def _repeat(self, name: str, chore: Callable[[], bool], seconds: float) -> None:
        """Do the chore again and again: at once while there was work, after a pause when there was none."""
        pause = 0.0
        while not self.stopping.wait(pause):
            try:
                pause = 0.0 if chore() else seconds
            except WorldError as problem:
                log.warning("a chore must wait", chore=name, code=problem.code)
                pause = TROUBLE_SECONDS
            except Exception as problem:  # noqa: BLE001 - one failed round must not end the chore; it is reported
                log.error("a chore failed", chore=name, error=type(problem).__name__)  # noqa: TRY400 - a traceback may hold values
                pause = TROUBLE_SECONDS
