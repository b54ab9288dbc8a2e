"""The relay: hands the outbox's messages over to the queue, at least once each, in the order they were written."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.ports.outbound.outbox import OutboxFeed, Queue

BATCH: Final = 100


@frozen
class Relay:
    """Moves messages from the outbox to the queue."""

    feed: OutboxFeed
    queue: Queue

    def run_once(self) -> int:
        """Hand over one batch; returns how many messages there were. Raises QueueUnavailableError, losing nothing."""
        return self.feed.relay(self.queue.send, BATCH)
