"""Routes as data: what answers where, what it takes and gives, and who may ask.

One table of these serves both the router and the OpenAPI document, so neither can be forgotten.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain.errors import NotSignedInError
from plutopixie.domain.origins import Origin
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import JSON, Answer, Nothing
from plutopixie.entrypoints.http.decoding import identity
from plutopixie.entrypoints.http.settings import HttpSettings
from plutopixie.entrypoints.use_cases import UseCases
from plutopixie.ports.inbound.access import Actor
from plutopixie.ports.inbound.repetition import RequestKey

Body = TypeVar("Body")
Query = TypeVar("Query")
View = TypeVar("View")

#: What a malformed id stands for: the id of nothing. So it is answered exactly like an id that is missing.
ID_OF_NOTHING: Final = UUID(int=0)


class Precondition(enum.Flag):
    """Which headers a route heeds beside the usual ones."""

    NONE = 0
    KEY = enum.auto()
    VERSION = enum.auto()


@frozen
class Call(Generic[Body, Query]):
    """A request, decoded: everything a responder needs.

    `origin` is where it came from, and `segment` what the template leaves open in the path.
    """

    use_cases: UseCases
    settings: HttpSettings
    signed_in: Actor | None
    origin: Origin
    path: str
    segment: str
    parameters: Mapping[str, str] = field(repr=False)
    body: Body = field(repr=False)
    query: Query = field(repr=False)
    expected: int | None = None
    request: RequestKey | None = None

    @property
    def id(self) -> UUID:
        """The id in the path; a malformed one is the id of nothing."""
        return identity(self.segment) or ID_OF_NOTHING

    @property
    def actor(self) -> Actor:
        """Who is asking; raises NotSignedInError on a route that is open to everybody."""
        if self.signed_in is None:
            raise NotSignedInError
        return self.signed_in


@frozen
class Route(Generic[Body, Query, View]):
    """One method of one path.

    `permission` is the one that the use case requires; None marks a route that is open to everybody. `body`, `query`
    and `view` are the classes that requests are decoded into and answers are encoded from. The view is shown with
    `status`, and where an answer decides so with the status `also`. What is `throttled` may be answered with 429.
    """

    method: str
    template: str
    summary: str
    respond: Callable[[Call[Body, Query]], Answer[View]]
    permission: Permission | None
    body: type[Body]
    query: type[Query]
    view: type[View]
    status: int = 200
    heeds: Precondition = Precondition.NONE
    body_optional: bool = False
    segment: type = UUID
    media_types: tuple[str, ...] = (JSON,)
    also: int | None = None
    throttled: bool = False

    @property
    def public(self) -> bool:
        """Whether nobody needs to be signed in."""
        return self.permission is None


AnyRoute = Route[Any, Any, Any]


def route(  # noqa: PLR0913, PLR0917 - the columns of the table
    method: str,
    template: str,
    summary: str,
    respond: Callable[[Call[Body, Query]], Answer[View]],
    permission: Permission | None,
    view: type[View],
    *,
    body: type[Body] = Nothing,  # type: ignore[assignment]  # the default of a type variable can't be stated
    query: type[Query] = Nothing,  # type: ignore[assignment]  # same
    status: int = 200,
    heeds: Precondition = Precondition.NONE,
    body_optional: bool = False,
    segment: type = UUID,
    media_types: tuple[str, ...] = (JSON,),
    also: int | None = None,
    throttled: bool = False,
) -> AnyRoute:
    """A line of the table; type checking sees to it that the classes are those of the responder."""
    return Route(
        method,
        template,
        summary,
        respond,
        permission,
        body,
        query,
        view,
        status,
        heeds,
        body_optional,
        segment,
        media_types,
        also,
        throttled,
    )
