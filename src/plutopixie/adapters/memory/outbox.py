"""The outbox, its reading end, and a queue that collects."""

from __future__ import annotations

from collections.abc import Callable

from attrs import field, frozen

from plutopixie.adapters.memory.desk import Desk
from plutopixie.adapters.memory.store import Store
from plutopixie.domain.events import Event, subject
from plutopixie.domain.ids import MessageId
from plutopixie.ports.outbound.outbox import Message


@frozen
class MemoryOutbox:
    """`ports.outbound.outbox.Outbox` over the desk."""

    _desk: Desk

    def add(self, id: MessageId, event: Event) -> None:
        """Announce the event if, and only if, the unit commits."""
        self._desk.announce(Message(id, self._desk.organization, event.kind, subject(event)))


@frozen
class MemoryOutboxFeed:
    """`ports.outbound.outbox.OutboxFeed` over a store."""

    _store: Store

    def relay(self, send: Callable[[Message], None], limit: int) -> int:
        """Hand up to `limit` waiting messages to `send`, oldest first, and forget each that it took."""
        held = self._store.hold(limit)
        try:
            for message in held:
                send(message)
                self._store.forget(message)
        finally:
            self._store.let_go(held)
        return len(held)


@frozen
class MemoryQueue:
    """`ports.outbound.outbox.Queue` that collects what it is sent, each message once, in `messages`."""

    messages: list[Message] = field(factory=list)

    def send(self, message: Message) -> None:
        """Hand the message over for good."""
        if message not in self.messages:
            self.messages.append(message)
