"""The writing end of the outbox."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.records.bound import Bound
from plutopixie.domain.events import Event, subject
from plutopixie.domain.ids import MessageId

_SQL: Final = queries.load("outbox")


@frozen
class PostgresOutbox:
    """`ports.outbound.outbox.Outbox`: a row in the same transaction as what caused it."""

    _bound: Bound

    def add(self, id: MessageId, event: Event) -> None:
        """Announce the event if, and only if, the unit commits."""
        self._bound.run(_SQL["announce"], id=id, kind=event.kind, subject=subject(event))
