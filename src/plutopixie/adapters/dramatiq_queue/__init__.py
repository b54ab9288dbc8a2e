"""The queue over dramatiq, with PostgreSQL, RabbitMQ or Redis as broker.

A message's id is the id of its line in the outbox, and its payload is ids only. Work is delivered at least once, so
handlers are idempotent. Work that keeps failing is retried a few times and then set aside: what waits (a receipt, say)
is found again by its own sweep. Nothing here is global: actors are declared on the broker they are handed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

import dramatiq
from attrs import field, frozen
from dramatiq.worker import Worker

from plutopixie.adapters.dramatiq_queue.brokers import Connection, Pace, connect, connect_postgres
from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.outbox import Message, QueueUnavailableError

__all__ = ["Connection", "DramatiqQueue", "Handler", "Pace", "Workers", "connect", "connect_postgres"]

QUEUE_NAME: Final = "plutopixie"
STOP_MS: Final = 30_000

Handler = Callable[[OrganizationId, UUID], None]


@frozen
class DramatiqQueue:
    """Sends messages whose kind has a handler; the others are for nobody and are let go."""

    connection: Connection
    kinds: frozenset[str]
    name: str = QUEUE_NAME

    def send(self, message: Message) -> None:
        """Hand the message to the broker; raises QueueUnavailableError when it can't be reached."""
        if message.kind not in self.kinds:
            return
        broker = self.connection.broker
        try:
            broker.declare_queue(self.name)
            broker.enqueue(_wrapped(message, self.name))
        except self.connection.unreachable:
            raise QueueUnavailableError from None


def _wrapped(message: Message, queue_name: str) -> dramatiq.Message[None]:
    return dramatiq.Message(
        queue_name=queue_name,
        actor_name=message.kind,
        args=(),
        kwargs={"organization": str(message.organization), "subject": message.subject},
        options={},
        message_id=str(message.id),
        message_timestamp=int(time.time() * 1000),
    )


@frozen
class Workers:
    """Threads that take messages from the broker and hand each to the handler of its kind, until they are stopped."""

    connection: Connection
    handlers: Mapping[str, Handler] = field(hash=False)
    threads: int
    name: str = QUEUE_NAME

    def start(self) -> Callable[[], None]:
        """Start working. What is returned stops it, after the message in hand or half a minute."""
        broker = self.connection.broker
        for kind, handler in self.handlers.items():
            declare = dramatiq.actor(actor_name=kind, queue_name=self.name, broker=broker)
            declare(_taking_texts(handler))
        worker = Worker(broker, worker_threads=self.threads)
        worker.start()

        def stop() -> None:
            worker.stop(timeout=STOP_MS)
            broker.close()

        return stop


def _taking_texts(handler: Handler) -> Callable[[str, str], None]:
    def handle(organization: str, subject: str) -> None:
        handler(OrganizationId(UUID(organization)), UUID(subject))

    return handle
