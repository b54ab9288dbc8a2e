"""Sessions: signing in, exchanging tokens, signing out."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain.ids import OrganizationId, SessionId
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.protection import FORGET
from plutopixie.entrypoints.http.routing import AnyRoute, Call, route
from plutopixie.entrypoints.http.views.people import SessionBody, SessionsBody, SignedInBody
from plutopixie.ports.inbound.second_step import SecondProof


@frozen
class Credentials:
    """An address and a password; `organization_id` when they stand for several organizations.

    With a second factor, also the six digits of the device as `code`, or one of the recovery codes.
    """

    email: str = field(repr=False)
    password: str = field(repr=False)
    organization_id: UUID | None = None
    code: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)


@frozen
class RefreshToken:
    """The refresh token of a session; it is good once."""

    refresh_token: str = field(repr=False)


def _sign_in(call: Call[Credentials, Nothing]) -> Answer[SignedInBody]:
    said = call.body
    asked = None if said.organization_id is None else OrganizationId(said.organization_id)
    proof = SecondProof(said.code, said.recovery_code)
    signed_in = call.use_cases.signing_in.sign_in(said.email, said.password, asked, proof=proof, origin=call.origin)
    return Answer(SignedInBody.of(signed_in))


def _refresh(call: Call[RefreshToken, Nothing]) -> Answer[SignedInBody]:
    return Answer(SignedInBody.of(call.use_cases.signing_in.refresh(call.body.refresh_token, origin=call.origin)))


def _sign_out(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.signing_in.sign_out(call.actor)
    return Answer(Nothing(), headers=FORGET)


def _list(call: Call[Nothing, Nothing]) -> Answer[SessionsBody]:
    found = call.use_cases.signing_in.sessions(call.actor)
    return Answer(SessionsBody(tuple(SessionBody.of(one, call.actor.session) for one in found)))


def _end(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    session = SessionId(call.id)
    call.use_cases.signing_in.end(call.actor, session)
    return Answer(Nothing(), headers=FORGET if session == call.actor.session else {})


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route(
        "POST", "/v1/sessions", "Sign in", _sign_in, None, SignedInBody, body=Credentials, status=201, throttled=True
    ),
    route(
        "POST",
        "/v1/sessions/refresh",
        "Exchange a refresh token for new tokens",
        _refresh,
        None,
        SignedInBody,
        body=RefreshToken,
        throttled=True,
    ),
    route("GET", "/v1/sessions", "List one's own sessions", _list, Permission.SEE_SELF, SessionsBody),
    route("DELETE", "/v1/sessions/current", "Sign out", _sign_out, Permission.SEE_SELF, Nothing, status=204),
    route(
        "DELETE", "/v1/sessions/{id}", "End one of one's own sessions", _end, Permission.SEE_SELF, Nothing, status=204
    ),
)
