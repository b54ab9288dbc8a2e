"""Who is let in: the session decides, not what the token says beside it."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from plutopixie.domain.errors import NotSignedInError
from plutopixie.domain.ids import MemberId, OrganizationId


@pytest.mark.promise("P6.3")
def test_a_token_acts_for_its_session_alone(house: Any) -> None:
    """A token that puts another member, session or organization beside its own lets nobody in."""
    owner = house.found()
    member = house.join(owner, "member@example.org")
    stranger = house.found("Beta", "beta@example.org")

    house.own_account.show(member)
    for mixed in (
        evolve(member, member=MemberId(owner.member)),
        evolve(member, proof=owner.proof),
        evolve(member, proof=stranger.proof),
        evolve(member, organization=OrganizationId(stranger.organization)),
    ):
        with pytest.raises(NotSignedInError):
            house.own_account.show(mixed)
