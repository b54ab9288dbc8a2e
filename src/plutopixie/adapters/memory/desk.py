"""The desk: where a unit of work has its copy of the books, as long as its block lasts."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping
from typing import Protocol, TypeVar

from plutopixie.adapters.memory.books import Books
from plutopixie.domain.errors import AlreadyExistsError, InvalidValueError, NotFoundError, StaleVersionError
from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.outbox import Message
from plutopixie.ports.outbound.units import UnitEndedError

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Versioned(Protocol):
    """A thing that counts its changes."""

    @property
    def version(self) -> int:
        """The number of this version, from 1."""
        ...


class Desk:
    """One unit's working copy; every record reaches it through here, so that none outlives the unit."""

    def __init__(self, organization: OrganizationId, books: Books) -> None:
        self.organization = organization
        self._announced: list[Message] = []
        self._books: Books | None = books

    @property
    def books(self) -> Books:
        """The working copy; raises UnitEndedError when the unit is over."""
        if self._books is None:
            raise UnitEndedError
        return self._books

    @property
    def announced(self) -> tuple[Message, ...]:
        """What the unit announced so far."""
        return tuple(self._announced)

    def announce(self, message: Message) -> None:
        """Let the message wait for the relay once the unit commits."""
        require_new(self.books.messages, message.id, "message")
        self.books.messages[message.id] = message
        self._announced.append(message)

    def clear(self) -> None:
        """The unit is over."""
        self._books = None

    def require_founded(self) -> None:
        """Raise InvalidValueError unless the organization is there to own what is added."""
        if not self.books.organization:
            raise InvalidValueError("organization", "is not founded yet")


def obtain(table: Mapping[Key, Value], key: Key, thing: str) -> Value:
    """What the table holds under the key; raises NotFoundError."""
    try:
        return table[key]
    except KeyError:
        raise NotFoundError(thing) from None


def require_new(table: Container[Key], key: Key, thing: str, field: str = "id") -> None:
    """Raise AlreadyExistsError if the table holds the key."""
    if key in table:
        raise AlreadyExistsError(thing, field)


def require_known(table: Container[Key], key: Key | None, field: str) -> None:
    """Raise InvalidValueError if the key refers to what the table does not hold; None refers to nothing."""
    if key is not None and key not in table:
        raise InvalidValueError(field, "refers to what does not exist here")


def require_next(stored: Versioned, saved: Versioned, thing: str) -> None:
    """Raise StaleVersionError unless the saved version is the one after the stored one."""
    if saved.version != stored.version + 1:
        raise StaleVersionError(thing, stored.version)
