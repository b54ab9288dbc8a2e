"""The reading end of the outbox, for the relay's own role."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

from attrs import field, frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import translating
from plutopixie.adapters.postgres.limits import Limits
from plutopixie.adapters.postgres.pool import Connection, Pool
from plutopixie.ports.outbound.outbox import Message

_SQL: Final = queries.load("outbox")
_CONNECTIONS: Final = queries.load("connections")


@frozen
class PostgresOutboxFeed:
    """`ports.outbound.outbox.OutboxFeed` over a pool of the relay role."""

    pool: Pool
    limits: Limits = field(factory=Limits)

    def relay(self, send: Callable[[Message], None], limit: int) -> int:
        """Hand up to `limit` waiting messages to `send`, oldest first, and forget each that it took.

        What was taken is forgotten in one commit at the end: if this process dies before, it is sent again.
        """
        with self._transaction() as conn:
            waiting = _claimed(conn, limit)
            sent: list[Message] = []
            failure = _send(waiting, send, sent)
            with translating():
                _forget(conn, sent)
        if failure is not None:
            raise failure
        return len(sent)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translating(), self.pool.connection() as conn, conn.transaction():
            conn.execute(_CONNECTIONS["limit"], self.limits.parameters())
            yield conn


def _claimed(conn: Connection, limit: int) -> tuple[Message, ...]:
    rows = conn.execute(_SQL["claim"], {"limit": limit}).fetchall()
    return tuple(Message(row["id"], row["organization_id"], row["kind"], row["subject"]) for row in rows)


def _send(waiting: tuple[Message, ...], send: Callable[[Message], None], sent: list[Message]) -> BaseException | None:
    """Send one after the other; what stops it is returned, so that what went before can be forgotten."""
    for message in waiting:
        try:
            send(message)
        except BaseException as failure:  # noqa: BLE001 - raised again after the commit
            return failure
        sent.append(message)
    return None


def _forget(conn: Connection, sent: list[Message]) -> None:
    if sent:
        conn.execute(
            _SQL["forget"],
            {"organizations": [message.organization for message in sent], "ids": [message.id for message in sent]},
        )
