"""`plutopixie operator`: steps become use cases, ids are checked, and what is found is said."""

from __future__ import annotations

import argparse
from typing import Any, cast

import pytest

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import MemberId, OrganizationId
from plutopixie.entrypoints import operate
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.inbound.operating import Operating
from plutopixie.ports.outbound.directory import Membership

PLACE = Membership(OrganizationId(fresh_id()), MemberId(fresh_id()))


class Notes:
    """Stands in for the use cases, and notes what it was asked for."""

    def __init__(self) -> None:
        """Nothing was asked for yet."""
        self.asked: list[tuple[Any, ...]] = []

    def find(self, email: str) -> tuple[Membership, ...]:
        """As the look-up."""
        self.asked.append(("find", email))
        return (PLACE,) if email == "ada@example.org" else ()

    def sign_out(self, *who: object) -> None:
        """As the signing out."""
        self.asked.append(("sign_out", *who))

    def take_factor_off(self, *who: object) -> None:
        """As the taking off."""
        self.asked.append(("take_factor_off", *who))

    def reset_link(self, *who: object) -> str:
        """As the making of a link."""
        self.asked.append(("reset_link", *who))
        return "https://books.example/reset#code"


def run(notes: Notes, *arguments: str) -> int:
    """The command with these arguments."""
    parser = argparse.ArgumentParser()
    operate.add_arguments(parser)
    return operate.run(parser.parse_args(arguments), cast("Operating", notes), "https://books.example")


def test_find_says_what_the_other_steps_take(capsys: pytest.CaptureFixture[str]) -> None:
    """Each membership is a line to be copied behind another step; nobody found is status 1."""
    notes = Notes()

    assert run(notes, "find", "ada@example.org") == 0
    assert capsys.readouterr().out == f"--organization {PLACE.organization} --member {PLACE.member}\n"
    assert run(notes, "find", "eve@example.org") == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("step", "asked"),
    [("sign-out", "sign_out"), ("remove-second-factor", "take_factor_off"), ("reset-link", "reset_link")],
)
def test_each_step_reaches_its_use_case(step: str, asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A step is taken for the member that was named; a link is printed, nothing else is."""
    notes = Notes()
    status = run(notes, step, "--organization", str(PLACE.organization), "--member", str(PLACE.member))

    assert status == 0
    assert [one[:3] for one in notes.asked] == [(asked, PLACE.organization, PLACE.member)]
    assert capsys.readouterr().out == ("https://books.example/reset#code\n" if step == "reset-link" else "")


@pytest.mark.parametrize("wrong", ["--organization", "--member"])
def test_what_is_no_id_is_refused(wrong: str) -> None:
    """A malformed id is refused by its name, before anything is done."""
    notes, ids = Notes(), {"--organization": str(PLACE.organization), "--member": str(PLACE.member), wrong: "x"}
    with pytest.raises(InvalidValueError) as caught:
        run(notes, "sign-out", *(part for pair in ids.items() for part in pair))

    assert caught.value.field == wrong.removeprefix("--")
    assert notes.asked == []
