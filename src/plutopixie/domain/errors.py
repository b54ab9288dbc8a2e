"""What can go wrong, in three families: the caller's fault, ours, and the world's.

Every class has a stable `code` that clients may rely on, and carries its facts as attributes, never only in prose. The
class docstring is the default message, so it says what to do next. Which HTTP status or exit code a family member
becomes is decided at the edge, in one table, and nowhere else. Messages never repeat what a person typed: they end up
in logs.
"""

from __future__ import annotations

import inspect
from typing import ClassVar


class PlutoPixieError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or type(self).__name__))

    def __reduce__(self) -> tuple[object, ...]:
        """Errors keep their facts when they are copied, or sent from one process to another."""
        return _restored, (type(self), self.args), self.__dict__


def _restored(family: type[PlutoPixieError], args: tuple[object, ...]) -> PlutoPixieError:
    return family.__new__(family, *args)


class CallerError(PlutoPixieError):
    """The request can't be carried out as it stands; change it and try again."""

    code = "bad-request"


class OurError(PlutoPixieError):
    """PlutoPixie made a mistake; please report it with the time it happened."""

    code = "internal"


class WorldError(PlutoPixieError):
    """Something PlutoPixie depends on did not answer; try again in a moment."""

    code = "unavailable"


class InvalidValueError(CallerError):
    """A value breaks a rule; see the field named."""

    code = "invalid-value"

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}" if field else problem)

    def within(self, parent: str) -> InvalidValueError:
        """The same complaint, seen from the object that holds the field: `amount` becomes `splits[2].amount`."""
        joined = f"{parent}.{self.field}" if self.field else parent
        return InvalidValueError(joined, self.problem)


class IllegalMoveError(CallerError):
    """This step is not possible in the present state; load the current state and decide again."""

    code = "illegal-move"

    def __init__(self, thing: str, state: str, move: str) -> None:
        self.thing = thing
        self.state = state
        self.move = move
        super().__init__(f"The {thing} is {state}: '{move}' is not possible now.")


class NotFoundError(CallerError):
    """There is no such thing here. What belongs to another organization looks exactly the same."""

    code = "not-found"

    def __init__(self, thing: str) -> None:
        self.thing = thing
        super().__init__(f"There is no such {thing}.")


class NotPermittedError(CallerError):
    """Your role does not include this; ask an admin or the owner of the organization."""

    code = "not-permitted"

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(f"Your role does not include '{permission}'; ask an admin or the owner of the organization.")


class NotSignedInError(CallerError):
    """Sign in first: the token is missing, expired or revoked."""

    code = "not-signed-in"


class WrongCredentialsError(CallerError):
    """The email address and password do not match an account."""

    code = "wrong-credentials"


class AlreadyExistsError(CallerError):
    """There is one already; use that or choose another name."""

    code = "already-exists"

    def __init__(self, thing: str, field: str) -> None:
        self.thing = thing
        self.field = field
        super().__init__(f"There is a {thing} with this {field} already; use that one or choose another {field}.")


class StaleVersionError(CallerError):
    """Somebody changed this since you loaded it; load it again and repeat your change."""

    code = "stale-version"

    def __init__(self, thing: str, current: int) -> None:
        self.thing = thing
        self.current = current
        super().__init__(f"This {thing} was changed since you loaded it; load it again and repeat your change.")


class KeyReusedError(CallerError):
    """This idempotency key was used for a different request; use a new key."""

    code = "idempotency-key-reused"


class TooLargeError(CallerError):
    """This is over a limit; make it smaller."""

    code = "too-large"

    def __init__(self, what: str, limit: int, unit: str) -> None:
        self.what = what
        self.limit = limit
        self.unit = unit
        super().__init__(f"The {what} is over the limit of {limit:,} {unit}.")
