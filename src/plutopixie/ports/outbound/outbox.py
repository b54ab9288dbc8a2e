"""The outbox: work that outlives a request, written in the same transaction as what caused it.

A message is claimed by a relay, handed to a queue, and only then forgotten: at least once, never lost (so handlers must
be idempotent). It holds ids, never content.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from attrs import frozen

from plutopixie.domain.errors import WorldError
from plutopixie.domain.events import Event
from plutopixie.domain.ids import MessageId, OrganizationId


class QueueUnavailableError(WorldError):
    """The queue did not take the work; it stays in the outbox and is handed over later."""

    code = "queue-unavailable"


@frozen
class Message:
    """A line of the outbox: its own id, the organization, the kind of event, and the id of what it is about."""

    id: MessageId
    organization: OrganizationId
    kind: str
    subject: str


class Outbox(Protocol):
    """The writing end, inside a unit of work."""

    def add(self, id: MessageId, event: Event) -> None:
        """Announce the event if, and only if, the unit commits."""
        ...


class OutboxFeed(Protocol):
    """The reading end, for the relay alone."""

    def relay(self, send: Callable[[Message], None], limit: int) -> int:
        """Hand up to `limit` waiting messages to `send`, oldest first (by id), and forget each that it took.

        Messages that another relay holds are passed over. If `send` raises, that message and the following ones stay
        for later and the error goes on to the caller. Returns how many were taken.
        """
        ...


class Queue(Protocol):
    """Takes work to be done soon by a worker."""

    def send(self, message: Message) -> None:
        """Hand the message over for good. Sending the same message id twice is harmless.

        Raises:
            QueueUnavailableError: the broker did not take it; try again later.
        """
        ...
