"""Errors as answers: the one table that says which error becomes which status (RFC 9457 problem details)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import falcon
import structlog
from attrs import field, frozen

from plutopixie.domain.documents import ReaderUnavailableError, UnreadableDocumentError
from plutopixie.domain.errors import (
    AlreadyExistsError,
    CallerError,
    IllegalMoveError,
    InvalidValueError,
    KeyReusedError,
    NotFoundError,
    NotPermittedError,
    NotSignedInError,
    OurError,
    PlutoPixieError,
    StaleVersionError,
    TooLargeError,
    WorldError,
    WrongCredentialsError,
)
from plutopixie.domain.money import MixedCurrencyError
from plutopixie.domain.one_time_codes import CodeUnusableError
from plutopixie.domain.second_factor import SecondFactorNeededError, SecondFactorRequiredError, WrongCodeError
from plutopixie.domain.throttling import ThrottledError
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.http.encoding import to_json
from plutopixie.entrypoints.http.errors import (
    FieldProblem,
    MalformedRequestError,
    ProxyUnknownError,
    TlsRequiredError,
    UnsupportedContentError,
)
from plutopixie.ports.inbound.members import InvitationUnusableError
from plutopixie.ports.inbound.signing_in import OrganizationNeededError
from plutopixie.ports.outbound.file_scanner import InfectedFileError

log = structlog.get_logger()

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 5
_CHALLENGE: Final = 'Bearer realm="plutopixie"'

#: The first line that an error is an instance of decides.
STATUSES: Final[tuple[tuple[type[PlutoPixieError], int], ...]] = (
    (MalformedRequestError, 400),
    (UnsupportedContentError, 415),
    (TlsRequiredError, 403),
    (ProxyUnknownError, 403),
    (InvalidValueError, 422),
    (MixedCurrencyError, 422),
    (UnreadableDocumentError, 422),
    (InfectedFileError, 422),
    (KeyReusedError, 422),
    (SecondFactorNeededError, 401),
    (WrongCodeError, 401),
    (NotSignedInError, 401),
    (WrongCredentialsError, 401),
    (SecondFactorRequiredError, 403),
    (NotPermittedError, 403),
    (NotFoundError, 404),
    (IllegalMoveError, 409),
    (AlreadyExistsError, 409),
    (OrganizationNeededError, 409),
    (InvitationUnusableError, 410),
    (CodeUnusableError, 410),
    (StaleVersionError, 412),
    (TooLargeError, 413),
    (ThrottledError, 429),
    (ReaderUnavailableError, 503),
    (WorldError, 503),
    (CallerError, 400),
    (OurError, 500),
    (PlutoPixieError, 500),
)

#: The facts of an error that a client may build on, beside code and detail.
_FACTS: Final = ("thing", "state", "move", "current", "limit", "unit", "reason", "permission", "taken", "retry_after")


@frozen
class OrganizationChoice:
    """An organization to choose from when an address and password stand for several."""

    id: UUID
    name: str


@frozen
class Problem:
    """What went wrong (RFC 9457). `code` is stable and names the kind of problem; `errors` names the fields.

    `incident` is given for mistakes of ours: quote it when you report one. The other facts come with the problems they
    belong to.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[FieldProblem, ...] = ()
    incident: str | None = None
    organizations: tuple[OrganizationChoice, ...] = ()
    facts: Mapping[str, Any] = field(factory=dict, metadata={"inlined": _FACTS})

    def document(self) -> dict[str, Any]:
        """The problem as JSON; what does not apply is left out."""
        shown: dict[str, Any] = {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.errors:
            shown["errors"] = [{"field": one.field, "problem": one.problem} for one in self.errors]
        if self.incident:
            shown["incident"] = self.incident
        if self.organizations:
            shown["organizations"] = [{"id": str(one.id), "name": one.name} for one in self.organizations]
        return {**shown, **self.facts}


def status_of(error: PlutoPixieError) -> int:
    """The HTTP status of an error, from the table."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def problem_of(error: PlutoPixieError) -> Problem:
    """What a client is told about an error."""
    return Problem(
        type=f"/problems/{error.code}",
        title=error.code.replace("-", " ").capitalize(),
        status=status_of(error),
        detail=str(error),
        code=error.code,
        errors=_errors(error),
        organizations=_organizations(error),
        facts={name: value for name in _FACTS if (value := getattr(error, name, None)) is not None},
    )


def _errors(error: PlutoPixieError) -> tuple[FieldProblem, ...]:
    if isinstance(error, MalformedRequestError):
        return error.errors
    if isinstance(error, InvalidValueError):
        return (FieldProblem(error.field, error.problem),)
    if isinstance(error, AlreadyExistsError):
        return (FieldProblem(error.field, "is taken"),)
    return ()


def _organizations(error: PlutoPixieError) -> tuple[OrganizationChoice, ...]:
    if not isinstance(error, OrganizationNeededError):
        return ()
    return tuple(OrganizationChoice(one.id, one.name) for one in error.organizations)


def answer_error(_: falcon.Request, response: falcon.Response, error: Exception, __: object) -> None:
    """Answer an error of our own families; a mistake of ours is logged, without its content."""
    if not isinstance(error, PlutoPixieError):  # the table of handlers never sends anything else here
        raise error
    problem = problem_of(error)
    if problem.status == falcon.http_status_to_code(falcon.HTTP_500):
        answer_mistake(_, response, error, __)
        return
    write(response, problem)
    if problem.status == falcon.http_status_to_code(falcon.HTTP_401):
        response.set_header("WWW-Authenticate", _CHALLENGE)
    if isinstance(error, ThrottledError):
        response.set_header("Retry-After", str(error.retry_after))
    if isinstance(error, InfectedFileError):
        log.warning("infected file refused", request_id=response.context.request_id, finding=error.finding)
    if isinstance(error, WorldError):
        log.warning("dependency unavailable", request_id=response.context.request_id, **logs.described(error))
        response.set_header("Retry-After", str(RETRY_SECONDS))


def answer_mistake(_: falcon.Request, response: falcon.Response, error: Exception, __: object) -> None:
    """Answer what nobody foresaw: the client learns an incident id, the log learns where it happened."""
    incident = str(response.context.request_id)
    log.error("request failed", incident=incident, **logs.described(error))
    code = error.code if isinstance(error, OurError) else OurError.code
    detail = "PlutoPixie made a mistake; please report it with the incident id."
    title = "Internal error"
    write(response, Problem(f"/problems/{code}", title, 500, detail, code, incident=incident))


def answer_http_error(_: falcon.Request, response: falcon.Response, error: Exception, __: object) -> None:
    """Answer what the framework refused: an unknown route, another method, a header that can't be."""
    if not isinstance(error, falcon.HTTPError):
        raise error
    status = error.status_code
    code, detail = _FRAMEWORK.get(status, (MalformedRequestError.code, "The request can't be understood."))
    for name, value in dict(error.headers or {}).items():
        response.set_header(name, value)
    title = code.replace("-", " ").capitalize()
    write(response, Problem(f"/problems/{code}", title, status, detail, code))


_FRAMEWORK: Final = {
    404: ("no-such-route", "There is nothing at this address; /v1/openapi.json lists what there is."),
    405: ("method-not-allowed", "This address does not take this method; the header Allow lists those it takes."),
    413: (TooLargeError.code, "The request is over a limit; make it smaller."),
    415: (UnsupportedContentError.code, "The content type of the request is not taken here."),
}


def write(response: falcon.Response, problem: Problem) -> None:
    """Put the problem into the response."""
    response.status = falcon.code_to_http_status(problem.status)
    response.content_type = MEDIA_TYPE
    response.stream = None
    response.data = to_json(problem.document())
    response.context.code = problem.code
