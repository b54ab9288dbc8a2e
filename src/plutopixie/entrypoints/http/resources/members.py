"""Members: listed, given another role, removed, made the owner."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.domain.ids import MemberId
from plutopixie.domain.members import Role
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.people import MemberBody, MembersBody


@frozen
class RoleChange:
    """The role a member shall have."""

    role: Role


def _list(call: Call[Nothing, Nothing]) -> Answer[MembersBody]:
    return Answer(MembersBody(tuple(map(MemberBody.of, call.use_cases.members.list(call.actor)))))


def _get(call: Call[Nothing, Nothing]) -> Answer[MemberBody]:
    member = call.use_cases.members.get(call.actor, MemberId(call.id))
    return Answer(MemberBody.of(member), version=member.version)


def _change(call: Call[RoleChange, Nothing]) -> Answer[MemberBody]:
    member = call.use_cases.members.change_role(call.actor, MemberId(call.id), call.body.role, call.expected)
    return Answer(MemberBody.of(member), version=member.version)


def _remove(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.members.remove(call.actor, MemberId(call.id), call.expected)
    return Answer(Nothing())


def _sign_out(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.signing_in.end_all_of(call.actor, MemberId(call.id))
    return Answer(Nothing())


def _hand_over(call: Call[Nothing, Nothing]) -> Answer[MemberBody]:
    member = call.use_cases.members.hand_over(call.actor, MemberId(call.id))
    return Answer(MemberBody.of(member), version=member.version)


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route("GET", "/v1/members", "List the members", _list, Permission.SEE_MEMBERS, MembersBody),
    route("GET", "/v1/members/{id}", "Show a member", _get, Permission.SEE_MEMBERS, MemberBody),
    route(
        "PATCH",
        "/v1/members/{id}",
        "Give a member another role",
        _change,
        Permission.MANAGE_MEMBERS,
        MemberBody,
        body=RoleChange,
        heeds=Precondition.VERSION,
    ),
    route(
        "DELETE",
        "/v1/members/{id}",
        "Remove a member; their expenses stay",
        _remove,
        Permission.MANAGE_MEMBERS,
        Nothing,
        status=204,
        heeds=Precondition.VERSION,
    ),
    route(
        "DELETE",
        "/v1/members/{id}/sessions",
        "Sign a member out everywhere",
        _sign_out,
        Permission.MANAGE_MEMBERS,
        Nothing,
        status=204,
    ),
    route(
        "POST",
        "/v1/members/{id}/ownership",
        "Make a member the owner; the present owner becomes an admin",
        _hand_over,
        Permission.HAND_OVER,
        MemberBody,
    ),
)
