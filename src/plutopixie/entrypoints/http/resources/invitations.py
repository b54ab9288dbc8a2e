"""Invitations: made, listed, withdrawn, accepted."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from plutopixie.domain.ids import InvitationId
from plutopixie.domain.members import Role
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.people import InvitationBody, InvitationsBody, InvitedBody, SignedInBody
from plutopixie.ports.inbound.members import NewMember


@frozen
class NewInvitation:
    """The role the invited person shall have, and the address to send the invitation to; without one, hand it over."""

    role: Role = Role.MEMBER
    email: str | None = field(default=None, repr=False)


def _invite(call: Call[NewInvitation, Nothing]) -> Answer[InvitedBody]:
    said = call.body
    if said.email is not None:
        sent = call.use_cases.members.invite_by_mail(call.actor, said.role, said.email, call.request)
        return Answer(InvitedBody.sent(sent))
    invited = call.use_cases.members.invite(call.actor, said.role, call.request)
    return Answer(InvitedBody.of(invited, call.settings.base_url))


def _list(call: Call[Nothing, Nothing]) -> Answer[InvitationsBody]:
    return Answer(InvitationsBody(tuple(map(InvitationBody.of, call.use_cases.members.invitations(call.actor)))))


def _withdraw(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.members.withdraw(call.actor, InvitationId(call.id))
    return Answer(Nothing())


def _accept(call: Call[NewMember, Nothing]) -> Answer[SignedInBody]:
    return Answer(SignedInBody.of(call.use_cases.members.accept(call.body, origin=call.origin)))


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route("GET", "/v1/invitations", "List open invitations", _list, Permission.MANAGE_MEMBERS, InvitationsBody),
    route(
        "POST",
        "/v1/invitations",
        "Invite somebody by mail, or by a link that is shown once",
        _invite,
        Permission.MANAGE_MEMBERS,
        InvitedBody,
        body=NewInvitation,
        status=201,
        throttled=True,
        heeds=Precondition.KEY,
    ),
    route(
        "DELETE",
        "/v1/invitations/{id}",
        "Withdraw an invitation",
        _withdraw,
        Permission.MANAGE_MEMBERS,
        Nothing,
        status=204,
    ),
    route(
        "POST",
        "/v1/invitations/accept",
        "Join by an invitation and be signed in",
        _accept,
        None,
        SignedInBody,
        body=NewMember,
        status=201,
        throttled=True,
    ),
)
