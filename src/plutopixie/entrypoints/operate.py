"""`plutopixie operator`: what an operator does to single accounts, at the machine itself."""

from __future__ import annotations

import argparse
from typing import Final
from uuid import UUID

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import MemberId, OrganizationId
from plutopixie.ports.inbound.operating import Operating

STEPS: Final = {
    "find": "say where somebody with this address is a member",
    "sign-out": "end every session and API key of a member",
    "remove-second-factor": "take off the second factor of a member who lost it and proved who they are",
    "reset-link": "make a link for a new password, good for ten minutes, to hand to a member who proved who they are",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, what in STEPS.items():
        step = steps.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
        if name == "find":
            step.add_argument("email", help="the address, as the person gave it")
        else:
            step.add_argument("--organization", required=True, metavar="ID", help="as `find` says it")
            step.add_argument("--member", required=True, metavar="ID", help="as `find` says it")


def run(options: argparse.Namespace, operating: Operating, base_url: str) -> int:
    """Take the step; prints what came of it. Raises what the use case raises."""
    if options.step == "find":
        found = operating.find(options.email)
        for place in found:
            _say(f"--organization {place.organization} --member {place.member}")
        return 0 if found else 1
    organization = OrganizationId(_id(options.organization, "organization"))
    member = MemberId(_id(options.member, "member"))
    if options.step == "sign-out":
        operating.sign_out(organization, member)
    elif options.step == "remove-second-factor":
        operating.take_factor_off(organization, member)
    else:
        _say(operating.reset_link(organization, member, base_url))
    return 0


def _id(stated: str, name: str) -> UUID:
    try:
        return UUID(stated)
    except ValueError:
        raise InvalidValueError(name, "is an id, as `plutopixie operator find` says it") from None


def _say(line: str) -> None:
    print(line)  # noqa: T201 - this is the command line
