"""Confirming by mail: addresses, and new passwords."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, route


@frozen
class NewAddress:
    """The address that shall take the place of one's own, and one's password."""

    email: str = field(repr=False)
    password: str = field(repr=False)


@frozen
class CodeSent:
    """The code out of a letter: what stands behind the `#` of its link."""

    code: str = field(repr=False)


@frozen
class ForgottenPassword:
    """The address of the account."""

    email: str = field(repr=False)


@frozen
class ChosenPassword:
    """The code out of a letter, and the password that shall be."""

    code: str = field(repr=False)
    new_password: str = field(repr=False)


def _ask_again(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.confirming.ask_again(call.actor)
    return Answer(Nothing())


def _ask_for_change(call: Call[NewAddress, Nothing]) -> Answer[Nothing]:
    call.use_cases.confirming.ask_for_change(call.actor, email=call.body.email, password=call.body.password)
    return Answer(Nothing())


def _confirm_address(call: Call[CodeSent, Nothing]) -> Answer[Nothing]:
    call.use_cases.confirming.confirm_address(call.body.code, origin=call.origin)
    return Answer(Nothing())


def _ask_for_reset(call: Call[ForgottenPassword, Nothing]) -> Answer[Nothing]:
    call.use_cases.confirming.ask_for_reset(call.body.email, origin=call.origin)
    return Answer(Nothing())


def _reset(call: Call[ChosenPassword, Nothing]) -> Answer[Nothing]:
    call.use_cases.confirming.reset_password(call.body.code, call.body.new_password, origin=call.origin)
    return Answer(Nothing())


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route(
        "POST",
        "/v1/me/verification",
        "Send another letter to verify one's address",
        _ask_again,
        Permission.SEE_SELF,
        Nothing,
        status=202,
        throttled=True,
    ),
    route(
        "POST",
        "/v1/me/email",
        "Ask to change one's address; it changes when both ends confirm",
        _ask_for_change,
        Permission.SEE_SELF,
        Nothing,
        body=NewAddress,
        status=202,
        throttled=True,
    ),
    route(
        "POST",
        "/v1/addresses/confirmation",
        "Confirm an address by the code out of a letter",
        _confirm_address,
        None,
        Nothing,
        body=CodeSent,
        status=204,
        throttled=True,
    ),
    route(
        "POST",
        "/v1/password-resets",
        "Ask for a letter to choose a new password; the answer is the same for every address",
        _ask_for_reset,
        None,
        Nothing,
        body=ForgottenPassword,
        status=202,
        throttled=True,
    ),
    route(
        "POST",
        "/v1/password-resets/confirmation",
        "Choose a new password by the code out of a letter; every session and API key ends",
        _reset,
        None,
        Nothing,
        body=ChosenPassword,
        status=204,
        throttled=True,
    ),
)
