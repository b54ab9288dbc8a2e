"""Second factors: set up, confirmed, renewed, removed, required."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from plutopixie.domain.ids import MemberId
from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.people import OrganizationBody
from plutopixie.entrypoints.http.views.second_factors import PreparedBody, RecoveryCodesBody
from plutopixie.ports.inbound.second_step import SecondProof

PATH: Final = "/v1/me/second-factor"


@frozen
class PasswordGiven:
    """One's password, so that nobody else does this with a device left open."""

    password: str = field(repr=False)


@frozen
class CodeGiven:
    """The six digits that the device shows now."""

    code: str = field(repr=False)


@frozen
class BothGiven:
    """One's password, and the six digits of the device or a recovery code."""

    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)

    def proof(self) -> SecondProof:
        """What is given beside the password."""
        return SecondProof(self.code, self.recovery_code)


@frozen
class Requirement:
    """Whether the owner and the admins must have a second factor."""

    required: bool


def _prepare(call: Call[PasswordGiven, Nothing]) -> Answer[PreparedBody]:
    return Answer(PreparedBody.of(call.use_cases.second_factors.prepare(call.actor, call.body.password)))


def _confirm(call: Call[CodeGiven, Nothing]) -> Answer[RecoveryCodesBody]:
    return Answer(RecoveryCodesBody(call.use_cases.second_factors.confirm(call.actor, call.body.code)))


def _renew(call: Call[BothGiven, Nothing]) -> Answer[RecoveryCodesBody]:
    said = call.body
    codes = call.use_cases.second_factors.renew_recovery_codes(call.actor, said.password, said.proof())
    return Answer(RecoveryCodesBody(codes))


def _remove(call: Call[BothGiven, Nothing]) -> Answer[Nothing]:
    call.use_cases.second_factors.remove(call.actor, call.body.password, call.body.proof())
    return Answer(Nothing())


def _take_off(call: Call[Nothing, Nothing]) -> Answer[Nothing]:
    call.use_cases.second_factors.take_off(call.actor, MemberId(call.id))
    return Answer(Nothing())


def _require(call: Call[Requirement, Nothing]) -> Answer[OrganizationBody]:
    required, expected = call.body.required, call.expected
    changed = call.use_cases.second_factors.require_of_admins(call.actor, required=required, expected=expected)
    return Answer(OrganizationBody.of(changed), version=changed.version)


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route(
        "POST",
        PATH,
        "Begin to set up a second factor; its secret is shown once",
        _prepare,
        Permission.SEE_SELF,
        PreparedBody,
        body=PasswordGiven,
        status=201,
        throttled=True,
    ),
    route(
        "POST",
        f"{PATH}/confirmation",
        "Confirm the second factor by a code; every other session ends, recovery codes are shown once",
        _confirm,
        Permission.SEE_SELF,
        RecoveryCodesBody,
        body=CodeGiven,
    ),
    route(
        "POST",
        f"{PATH}/recovery-codes",
        "Make new recovery codes in place of all earlier ones; they are shown once",
        _renew,
        Permission.SEE_SELF,
        RecoveryCodesBody,
        body=BothGiven,
        throttled=True,
    ),
    route(
        "DELETE",
        PATH,
        "Remove one's second factor",
        _remove,
        Permission.SEE_SELF,
        Nothing,
        body=BothGiven,
        status=204,
        throttled=True,
    ),
    route(
        "DELETE",
        "/v1/members/{id}/second-factor",
        "Remove the second factor of a member who lost it; their sessions end",
        _take_off,
        Permission.MANAGE_MEMBERS,
        Nothing,
        status=204,
    ),
    route(
        "PUT",
        "/v1/organization/second-factor",
        "Require a second factor of the owner and the admins, or no longer",
        _require,
        Permission.REQUIRE_SECOND_FACTOR,
        OrganizationBody,
        body=Requirement,
        heeds=Precondition.VERSION,
    ),
)
