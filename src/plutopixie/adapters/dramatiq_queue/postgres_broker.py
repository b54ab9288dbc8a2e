"""The broker inside PostgreSQL, so that a lost connection loses no message."""

from __future__ import annotations

import uuid
from typing import Any, Final

import dramatiq
import psycopg
from dramatiq.errors import BrokerConnectionError
from dramatiq_postgres import PostgresBroker
from dramatiq_postgres.broker import PostgresConsumer

REACHED_WITHIN_SECONDS: Final = 3.0


class RenamedBroker(PostgresBroker):  # type: ignore[misc]  # the library ships no types
    """A broker that takes a new name whenever one of its consumers begins anew.

    A consumer that lost its connection may have claimed messages that it never handed out, and nobody else takes what
    a living worker has claimed. Under a new name the old one falls silent, and all it had goes back to the queue. What
    is in hand meanwhile may be handed out twice, which handlers bear.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._consumed: set[str] = set()

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 30_000) -> PostgresConsumer:
        """A consumer of that queue."""
        if queue_name in self._consumed:
            self.worker_id = str(uuid.uuid4())
            self._heartbeat_at = 0.0  # to be heard of at once
        self._consumed.add(queue_name)
        return super().consume(queue_name, prefetch, timeout)

    def enqueue(self, message: dramatiq.Message[Any], *, delay: int | None = None) -> dramatiq.Message[Any]:
        """Put the message into the queue; raises dramatiq's ConnectionError when the database does not answer soon.

        The library alone would go on trying for minutes, and hold up whoever waits.
        """
        self.knock()
        sent: dramatiq.Message[Any] = super().enqueue(message, delay=delay)
        return sent

    def knock(self) -> None:
        """Raise dramatiq's ConnectionError unless the database answers soon."""
        try:
            with self.pool.connection(timeout=REACHED_WITHIN_SECONDS):
                pass
        except psycopg.OperationalError:
            raise BrokerConnectionError("The database does not answer.") from None  # type: ignore[no-untyped-call]
