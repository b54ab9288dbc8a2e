"""One's own account: seen, corrected, left."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.protection import FORGET
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.people import HeldAboutMeBody, MemberBody


@frozen
class OwnChanges:
    """What to correct about oneself; what is left out or null stays. An address is changed at `/v1/me/email`."""

    name: str | None = None


@frozen
class NewPassword:
    """One's present password and the one that replaces it."""

    present_password: str = field(repr=False)
    new_password: str = field(repr=False)


@frozen
class Leaving:
    """One's password, so that nobody leaves by accident."""

    password: str = field(repr=False)


def _show(call: Call[Nothing, Nothing]) -> Answer[HeldAboutMeBody]:
    held = call.use_cases.own_account.show(call.actor)
    return Answer(HeldAboutMeBody.of(held, call.actor.session), version=held.member.version)


def _correct(call: Call[OwnChanges, Nothing]) -> Answer[MemberBody]:
    said = call.body
    member = call.use_cases.own_account.correct(call.actor, name=said.name, expected=call.expected)
    return Answer(MemberBody.of(member), version=member.version)


def _change_password(call: Call[NewPassword, Nothing]) -> Answer[Nothing]:
    said = call.body
    call.use_cases.own_account.change_password(call.actor, present=said.present_password, new=said.new_password)
    return Answer(Nothing())


def _leave(call: Call[Leaving, Nothing]) -> Answer[Nothing]:
    call.use_cases.own_account.leave(call.actor, password=call.body.password)
    return Answer(Nothing(), headers=FORGET)


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route("GET", "/v1/me", "Show everything held about oneself", _show, Permission.SEE_SELF, HeldAboutMeBody),
    route(
        "PATCH",
        "/v1/me",
        "Correct one's name",
        _correct,
        Permission.SEE_SELF,
        MemberBody,
        body=OwnChanges,
        heeds=Precondition.VERSION,
    ),
    route(
        "PUT",
        "/v1/me/password",
        "Change one's password; every other session ends",
        _change_password,
        Permission.SEE_SELF,
        Nothing,
        body=NewPassword,
        status=204,
        throttled=True,
    ),
    route(
        "DELETE",
        "/v1/me",
        "Leave the organization; one's name and address are erased",
        _leave,
        Permission.SEE_SELF,
        Nothing,
        body=Leaving,
        status=204,
        throttled=True,
    ),
)
