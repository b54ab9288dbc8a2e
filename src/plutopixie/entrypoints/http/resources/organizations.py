"""Organizations: signing up, and the organization's own settings."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.domain.permissions import Permission
from plutopixie.entrypoints.http.answers import Answer, Nothing
from plutopixie.entrypoints.http.routing import AnyRoute, Call, Precondition, route
from plutopixie.entrypoints.http.views.people import OrganizationBody, SignedInBody
from plutopixie.ports.inbound.signing_up import NewOrganization


@frozen
class OrganizationChanges:
    """What to change about the organization; what is left out or null stays."""

    name: str | None = None
    home_currency: str | None = None
    time_zone: str | None = None


def _sign_up(call: Call[NewOrganization, Nothing]) -> Answer[SignedInBody]:
    signed_in = call.use_cases.signing_up.sign_up(call.body, call.request, origin=call.origin)
    return Answer(SignedInBody.of(signed_in), location="/v1/organization")


def _show(call: Call[Nothing, Nothing]) -> Answer[OrganizationBody]:
    found = call.use_cases.settings.organization(call.actor)
    return Answer(OrganizationBody.of(found), version=found.version)


def _change(call: Call[OrganizationChanges, Nothing]) -> Answer[OrganizationBody]:
    said = call.body
    changed = call.use_cases.settings.change_organization(
        call.actor,
        name=said.name,
        home_currency=said.home_currency,
        time_zone=said.time_zone,
        expected=call.expected,
    )
    return Answer(OrganizationBody.of(changed), version=changed.version)


ROUTES: Final[tuple[AnyRoute, ...]] = (
    route(
        "POST",
        "/v1/organizations",
        "Sign up: found an organization and sign its owner in",
        _sign_up,
        None,
        SignedInBody,
        body=NewOrganization,
        status=201,
        heeds=Precondition.KEY,
        throttled=True,
    ),
    route(
        "GET",
        "/v1/organization",
        "Show the organization",
        _show,
        Permission.SEE_ORGANIZATION,
        OrganizationBody,
    ),
    route(
        "PATCH",
        "/v1/organization",
        "Change the organization's name, home currency or time zone",
        _change,
        Permission.CHANGE_ORGANIZATION,
        OrganizationBody,
        body=OrganizationChanges,
        heeds=Precondition.VERSION,
    ),
)
