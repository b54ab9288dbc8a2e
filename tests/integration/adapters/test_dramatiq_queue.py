"""The queue over real brokers: work is handed over once at least, survives its worker, and is never lost silently.

PostgreSQL is embedded. RabbitMQ and Redis are optional: their tests are left out, visibly, where the service is absent;
PLUTOPIXIE_TEST_RABBITMQ and PLUTOPIXIE_TEST_REDIS name others than the usual ones.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from attrs import define, evolve, field, frozen
from psycopg import sql

from plutopixie.adapters.dramatiq_queue import Connection, DramatiqQueue, Pace, Workers, connect, connect_postgres
from plutopixie.adapters.embedded_postgres import ConnectionParameters
from plutopixie.adapters.memory import MemoryOutboxFeed, MemoryUnits, Store
from plutopixie.adapters.postgres import Addresses, ContextKeys, RoleNames, Secrets, install
from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.events import ReceiptWaits
from plutopixie.domain.ids import MessageId, OrganizationId, ReceiptId
from plutopixie.ports.inbound.relaying import Relay
from plutopixie.ports.outbound.outbox import Message, QueueUnavailableError
from process_tree import until

KIND = ReceiptWaits.kind
#: Everything soon, so that nothing is waited for long.
PACE = Pace(silence_seconds=3, heartbeat_seconds=0.3, poll_seconds=0.1, retries_most=2, backoff_ms=(50, 100))

# A worker in a process of its own: notes what it is handed, and holds it for good if told to.
_WORKER = """
import signal, sys, time
from plutopixie.adapters.dramatiq_queue import Pace, Workers, connect, connect_postgres
address, name, log, way = sys.argv[1:]
pace = Pace(silence_seconds=3, heartbeat_seconds=0.3, poll_seconds=0.1, retries_most=2, backoff_ms=(50, 100))
connection = (connect if "://" in address else connect_postgres)(address, pace)
def handle(organization, subject):
    with open(log, "a") as file:
        file.write(f"{way} {subject}\\n")
    if way == "holds":
        time.sleep(600)
Workers(connection, {"receipt-waits": handle}, 1, name).start()
signal.pause()
"""


@define
class Desk:
    """A broker, a queue of our own on it, and everything that was started, to be ended."""

    broker: str
    address: str
    name: str = field(factory=lambda: f"test-{secrets.token_hex(6)}")
    _ends: list[Callable[[], object]] = field(factory=list, init=False)

    def connect(self, pace: Pace = PACE) -> Connection:
        """A connection, closed in the end."""
        connection = (connect if "://" in self.address else connect_postgres)(self.address, pace)
        self._ends.append(connection.broker.close)
        return connection

    def queue(self) -> DramatiqQueue:
        """The sending end."""
        return DramatiqQueue(self.connect(), frozenset({KIND}), self.name)

    def work(self, handler: Callable[[OrganizationId, UUID], None], kind: str = KIND) -> Callable[[], None]:
        """Start a worker in this process; returns what stops it, which happens at the end anyway."""
        stop = Workers(self.connect(), {kind: handler}, 1, self.name).start()
        stopped: list[bool] = []

        def once() -> None:
            if not stopped:
                stopped.append(True)
                stop()

        self._ends.append(once)
        return once

    def process(self, log: Path, way: str) -> subprocess.Popen[bytes]:
        """Start a worker in a process of its own."""
        process = subprocess.Popen([sys.executable, "-c", _WORKER, self.address, self.name, str(log), way])
        self._ends += [process.wait, process.kill]
        return process

    def end(self) -> None:
        """End everything, the last first."""
        for end in reversed(self._ends):
            end()


@pytest.fixture(scope="module")
def queue_address(embedded_server: ConnectionParameters) -> Iterator[str]:
    """How the role of the queue reaches a migrated database on the embedded server."""
    name = f"pp_queue_{secrets.token_hex(6)}"
    keys = ContextKeys.of({"1": "a key to sign contexts with, long enough"})
    passwords = Secrets("app-password", "directory-password", "relay-password", "queue-password", keys)
    with psycopg.connect(**embedded_server.keywords(), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = evolve(embedded_server, dbname=name).url
        install(url, passwords, name)
        yield Addresses.of(url, passwords, name).queue
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        names = RoleNames.of(name)
        for role in (names.app, names.directory, names.relay, names.queue, names.owner):
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _rabbitmq() -> str:
    return os.environ.get("PLUTOPIXIE_TEST_RABBITMQ") or "amqp://guest:guest@127.0.0.1:5672"


def _redis() -> str:
    # Databases of Redis are numbered; workers of another test run would be taken for this one's dead ones.
    return os.environ.get("PLUTOPIXIE_TEST_REDIS") or f"redis://127.0.0.1:6379/{random.randint(1, 15)}"  # noqa: S311


@pytest.fixture(params=["postgres", "rabbitmq", "redis"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A broker with a queue of our own."""
    if request.param == "postgres":
        address: str = request.getfixturevalue("queue_address")
    else:
        address = {"rabbitmq": _rabbitmq, "redis": _redis}[request.param]()
        connection = connect(address)
        there = connection.is_reachable()
        connection.broker.close()
        if not there:
            pytest.skip(f"{request.param} is optional, and not running here")
    desk = Desk(request.param, address)
    yield desk
    desk.end()


@frozen
class Notes:
    """A handler that notes what it is handed, and whatever else it is told to do."""

    subjects: list[UUID] = field(factory=list)
    also: Callable[[], object] = bool

    def __call__(self, organization: OrganizationId, subject: UUID) -> None:
        """Note it first."""
        assert isinstance(organization, UUID)
        self.subjects.append(subject)
        self.also()


def message(kind: str = KIND) -> Message:
    """A message about something new."""
    return Message(MessageId(uuid.uuid4()), OrganizationId(uuid.uuid4()), kind, str(uuid.uuid4()))


def subjects(*messages: Message) -> list[UUID]:
    """What messages are about."""
    return [UUID(message.subject) for message in messages]


def test_what_is_handed_over_is_handled_once(desk: Desk) -> None:
    """Every message that was taken is handled, in the order it came, and once."""
    sent = [message() for _ in range(5)]
    queue, notes = desk.queue(), Notes()
    for each in sent:
        queue.send(each)
    desk.work(notes)
    assert until(lambda: len(notes.subjects) >= len(sent))
    last = message()
    queue.send(last)
    assert until(lambda: subjects(last)[0] in notes.subjects)
    assert notes.subjects == subjects(*sent, last)


def test_the_same_message_twice_is_harmless(desk: Desk) -> None:
    """A message that is sent again is handled again at worst; in PostgreSQL it is the same message."""
    queue, notes, twice = desk.queue(), Notes(), message()
    queue.send(twice)
    queue.send(twice)
    desk.work(notes)
    last = message()
    queue.send(last)
    assert until(lambda: subjects(last)[0] in notes.subjects)
    assert set(notes.subjects) == set(subjects(twice, last))
    assert len(notes.subjects) <= (2 if desk.broker == "postgres" else 3)


def test_kinds_without_a_handler_are_let_go(desk: Desk) -> None:
    """A message that nobody handles is taken and forgotten, without a word to the broker."""
    queue, notes = desk.queue(), Notes()
    queue.send(message("expense-recorded"))
    wanted = message()
    queue.send(wanted)
    desk.work(notes)
    assert until(lambda: bool(notes.subjects))
    assert notes.subjects == subjects(wanted)


def test_work_that_fails_is_retried_and_then_set_aside(desk: Desk) -> None:
    """A handler that keeps failing is tried so many times, and the work behind it is not held up."""

    def fail() -> None:
        raise RuntimeError

    failing = Notes(also=fail)
    queue, bad = desk.queue(), message()
    queue.send(bad)
    stop = desk.work(failing)
    assert until(lambda: len(failing.subjects) == 1 + PACE.retries_most)
    good = message()
    queue.send(good)
    assert until(lambda: subjects(good)[0] in failing.subjects)
    stop()
    assert failing.subjects.count(subjects(bad)[0]) == 1 + PACE.retries_most


def test_what_failed_once_is_done_in_the_end(desk: Desk) -> None:
    """A handler that fails the first time gets the work again."""
    troubles = [RuntimeError]

    def fail_once() -> None:
        if troubles:
            raise troubles.pop()

    notes, queue, sent = Notes(also=fail_once), desk.queue(), message()
    queue.send(sent)
    desk.work(notes)
    assert until(lambda: notes.subjects == subjects(sent, sent))


def test_a_stop_lets_the_work_in_hand_be_finished(desk: Desk) -> None:
    """A worker that is told to stop finishes what it has begun, and leaves the rest in the queue."""
    begun, go, finished = threading.Event(), threading.Event(), threading.Event()

    def take_long() -> None:
        begun.set()
        go.wait(60)
        finished.set()

    notes, queue, sent = Notes(also=take_long), desk.queue(), [message(), message(), message()]
    for each in sent:
        queue.send(each)
    stop = desk.work(notes)
    assert begun.wait(60)
    stopping = threading.Thread(target=stop)
    stopping.start()
    go.set()
    stopping.join(60)
    assert finished.is_set()
    rest = Notes()
    desk.work(rest)
    assert until(lambda: {*notes.subjects, *rest.subjects} == set(subjects(*sent)))


@pytest.mark.timeout(600)
def test_what_a_killed_worker_had_is_done_by_another(desk: Desk, tmp_path: Path) -> None:
    """A worker is killed with -9 while it works: another gets the message once the silence has been noticed."""
    log = tmp_path / "log"
    log.touch()
    sent = message()
    desk.queue().send(sent)
    holding = desk.process(log, "holds")
    assert until(lambda: log.read_text() == f"holds {sent.subject}\n"), log.read_text()
    holding.send_signal(signal.SIGKILL)
    holding.wait()
    desk.process(log, "does")
    assert until(lambda: f"does {sent.subject}\n" in log.read_text()), log.read_text()


def _closed(address: str) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return address.format(port=probe.getsockname()[1])


@pytest.mark.parametrize(
    "address",
    [
        "host=127.0.0.1 port={port} user=nobody dbname=nothing connect_timeout=2",
        "amqp://guest:guest@127.0.0.1:{port}",
        "redis://127.0.0.1:{port}",
    ],
    ids=["postgres", "rabbitmq", "redis"],
)
def test_the_outbox_keeps_what_an_unreachable_broker_does_not_take(address: str) -> None:
    """While the broker is away, sending says so, and the message stays in the outbox for later."""
    address = _closed(address)
    connection = (connect if "://" in address else connect_postgres)(address, PACE)
    assert not connection.is_reachable()
    store, organization = Store(), OrganizationId(uuid.uuid4())
    with MemoryUnits(store)(organization) as unit:
        unit.outbox.add(MessageId(uuid.uuid4()), ReceiptWaits(ReceiptId(uuid.uuid4())))
    feed, kept = MemoryOutboxFeed(store), list[Message]()
    with pytest.raises(QueueUnavailableError):
        Relay(feed, DramatiqQueue(connection, frozenset({KIND}))).run_once()
    connection.broker.close()
    assert feed.relay(kept.append, 10) == 1
    assert kept[0].kind == KIND


def test_a_broker_of_another_kind_is_refused() -> None:
    """A URL that names neither RabbitMQ nor Redis is refused with the variable it came from."""
    with pytest.raises(InvalidValueError, match="PLUTOPIXIE_BROKER_URL"):
        connect("kafka://127.0.0.1")


def test_a_consumer_that_lost_its_connection_loses_no_message(queue_address: str) -> None:
    """When the database drops every connection, a worker goes on, and what was sent meanwhile is handled."""
    desk = Desk("postgres", queue_address)
    notes, queue, first, second = Notes(), desk.queue(), message(), message()
    queue.send(first)
    desk.work(notes)
    assert until(lambda: notes.subjects == subjects(first))
    with psycopg.connect(queue_address, autocommit=True) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid()"
        )
    queue.send(second)
    assert until(lambda: subjects(second)[0] in notes.subjects)
    desk.end()
