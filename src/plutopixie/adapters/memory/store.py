"""The store: the committed books of every organization, and the locks that keep units apart.

A unit works on a copy of its organization's books, which replaces them on commit. So a rollback is forgetting the copy,
and a unit never sees half of another's work. Units of one organization run one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import Final

from attrs import frozen

from plutopixie.adapters.memory.books import Books
from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.outbox import Message
from plutopixie.ports.outbound.units import RecordsUnavailableError

WAIT_SECONDS_DEFAULT: Final = 5.0


@frozen
class KeptBucket:
    """When a bucket of attempts will be empty, or until when a place is remembered; and the address it is about."""

    empty_at: datetime
    address: str | None = None


class Store:
    """Everything that was committed. Two stores share nothing."""

    def __init__(self, wait_seconds: float = WAIT_SECONDS_DEFAULT) -> None:
        """`wait_seconds` is how long a unit waits for another unit of its organization before it gives up."""
        self._wait_seconds = wait_seconds
        self._books: dict[OrganizationId, Books] = {}
        self._turns: defaultdict[OrganizationId, Lock] = defaultdict(Lock)
        self._held: set[Message] = set()
        self._resets: dict[str, datetime] = {}
        self._buckets: dict[tuple[str, str], KeptBucket] = {}
        self._lock = Lock()

    @contextmanager
    def turn(self, organization: OrganizationId) -> Iterator[None]:
        """The organization's turn, held by one unit at a time; raises RecordsUnavailableError if it takes too long."""
        with self._lock:
            turn = self._turns[organization]
        if not turn.acquire(timeout=self._wait_seconds):
            raise RecordsUnavailableError
        try:
            yield
        finally:
            turn.release()

    def read(self, organization: OrganizationId) -> Books:
        """A copy of what the organization has committed; empty for one that is not there."""
        with self._lock:
            return self._books.get(organization, Books()).copy()

    def commit(self, organization: OrganizationId, books: Books, messages: tuple[Message, ...]) -> None:
        """Put the books in place of the organization's, and let its new messages wait for the relay, in one step."""
        with self._lock:
            waiting = self._books.get(organization, Books()).messages
            books.messages = waiting | {message.id: message for message in messages}
            self._books[organization] = books

    def everything(self) -> dict[OrganizationId, Books]:
        """All committed books, for the directory alone; read them, never write."""
        with self._lock:
            return dict(self._books)

    def ask_reset(self, email: str, at: datetime) -> None:
        """Keep the question until it is looked up; one at a time under each address."""
        with self._lock:
            self._resets.setdefault(email, at)

    def resets_asked(self) -> tuple[str, ...]:
        """The addresses of questions that wait, the oldest first."""
        with self._lock:
            return tuple(sorted(self._resets, key=lambda email: (self._resets[email], email)))

    def reset_looked_up(self, email: str) -> None:
        """Forget the question."""
        with self._lock:
            self._resets.pop(email, None)

    @contextmanager
    def buckets(self) -> Iterator[dict[tuple[str, str], KeptBucket]]:
        """The buckets of attempts by limit and subject, for one caller at a time."""
        with self._lock:
            yield self._buckets

    def hold(self, limit: int) -> list[Message]:
        """Up to `limit` of the oldest waiting messages that no other relay holds; they are held from now on."""
        with self._lock:
            waiting = (message for books in self._books.values() for message in books.messages.values())
            free = sorted(
                (message for message in waiting if message not in self._held), key=lambda message: message.id
            )[:limit]
            self._held.update(free)
            return free

    def forget(self, message: Message) -> None:
        """The message was taken: it waits no longer."""
        with self._lock:
            self._books[message.organization].messages.pop(message.id, None)
            self._held.discard(message)

    def let_go(self, messages: list[Message]) -> None:
        """The messages are held no longer; those that were not forgotten wait again."""
        with self._lock:
            self._held.difference_update(messages)
