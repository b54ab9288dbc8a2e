"""What is asked of an installation and what it shows: the face that the machine knows it by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import UUID

from attrs import field, fields, frozen

from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.contracts.noninterference.turns import Turns


@frozen
class Step:
    """One request as plain data, which an installation translates into what it understands.

    Args:
        name: The line of the table of steps.
        token: The access token it carries; None where nobody is signed in.
        about: The id of the thing it is about.
        said: What it states, under the names of the HTTP interface: a body, or the parameters of a query.
        expected: The version the thing was seen at.
        key: Its idempotency key.
        content: The file it carries.
        cursor: Where a page begins, as an earlier page of the same list said.
    """

    name: str
    token: str | None = None
    about: UUID | None = None
    said: Mapping[str, Any] = field(factory=dict)
    expected: int | None = None
    key: str | None = None
    content: bytes = b""
    cursor: Any = None

    def __str__(self) -> str:
        stated = (f"{one.name}={self._told(one.name)}" for one in fields(Step)[1:] if getattr(self, one.name))
        return f"{self.name} ({', '.join(stated)})"

    def _told(self, name: str) -> str:
        return f"…{self.token[-8:]}" if name == "token" and self.token else str(getattr(self, name))


@frozen
class Learned:
    """What whoever took a step can use afterwards: ids by kind, the secrets they were handed, and the next page.

    `signed_out` says that the token they came with is no good, or not any longer.
    """

    ids: tuple[tuple[str, UUID], ...] = ()
    token: str | None = None
    refresh_token: str | None = None
    invitation: str | None = None
    device: str | None = None
    recovery_codes: tuple[str, ...] = ()
    following: Any = None
    signed_out: bool = False


@frozen
class Shown:
    """What a step showed. `answer` is everything that can be told apart by whoever took it; it is compared by `==`."""

    answer: object
    accepted: bool
    learned: Learned = Learned()


@frozen
class Done:
    """Something the worker did for an organization: what it was, and what it brings to the people there."""

    organization: OrganizationId
    what: object
    code: str | None = None
    reset_code: str | None = None
    invitation: str | None = None


class Installation(Protocol):
    """A whole PlutoPixie, reached in one way or another."""

    @property
    def takes(self) -> frozenset[str]:
        """The names of the steps that this way in has."""
        ...

    def carry_out(self, step: Step) -> Shown:
        """Take the step and say what it showed; an error of PlutoPixie's own is something shown, too."""
        ...

    def work(self) -> tuple[Done, ...]:
        """Do what the worker does until nothing waits; returns what was announced and sent, in this order."""
        ...


#: Makes an installation, with the clock and the ids that it has to use.
MakeInstallation = Callable[[Turns], Installation]
