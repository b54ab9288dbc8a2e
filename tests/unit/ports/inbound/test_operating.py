"""What an operator does to single accounts stands in the log that the owner reads."""

from __future__ import annotations

import pytest

from plutopixie.domain.api_keys import KeyScope
from plutopixie.domain.audit import Action, AuthorKind
from plutopixie.domain.errors import InvalidValueError, NotFoundError, NotSignedInError
from plutopixie.domain.ids import MemberId
from plutopixie.domain.listing import Filter, Sort
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.inbound.access import Actor
from plutopixie.ports.inbound.api_keys import NewApiKey
from plutopixie.ports.inbound.operating import Operating

from .conftest import PASSWORD, House
from .test_second_factors import set_up

NEW = "another good sentence"


@pytest.fixture
def operating(house: House) -> Operating:
    """What an operator may do."""
    return house.world.operating()


def by_operators(house: House, owner: Actor) -> list[tuple[Action, object]]:
    """What the log says that operators did, oldest first."""
    entries = house.audit_trail.page(owner, limit=200).entries
    return [(one.action, one.subject) for one in reversed(entries) if one.author.kind is AuthorKind.OPERATOR]


@pytest.mark.promise("P4.3")
def test_an_operator_finds_ids_and_leaves_a_line(house: House, operating: Operating) -> None:
    """An address leads to the ids of its memberships, and each organization's log says that it was looked up."""
    owner, other = house.found(), house.found("Other", "owner@example.org")
    found = operating.find("Owner@Example.org")

    assert {(place.organization, place.member) for place in found} == {
        (actor.organization, actor.member) for actor in (owner, other)
    }
    for actor in (owner, other):
        assert by_operators(house, actor) == [(Action.LOOKED_UP, actor.member)]
    assert operating.find("nobody@example.org") == ()
    with pytest.raises(InvalidValueError):
        operating.find("no address")


@pytest.mark.promise("P4.3", "P6.3")
@pytest.mark.asvs("V7.4.5")
def test_an_operator_signs_somebody_out(house: House, operating: Operating) -> None:
    """Sessions and API keys of that member end at once, nobody else's, and it is noted."""
    owner = house.found()
    ada = house.join(owner, "ada@example.org")
    key = house.access.actor(house.api_keys.issue(ada, NewApiKey("Mine", (KeyScope.READ,), PASSWORD)).secret)
    operating.sign_out(ada.organization, ada.member)

    with pytest.raises(NotSignedInError):
        house.own_account.show(ada)
    with pytest.raises(NotSignedInError):
        house.expenses.page(key, Filter(), Sort())
    assert by_operators(house, owner) == [(Action.SESSIONS_ENDED, ada.member)]


@pytest.mark.promise("P4.3")
@pytest.mark.asvs("V6.4.4")
def test_an_operator_helps_an_owner_who_lost_everything(house: House, operating: Operating) -> None:
    """The owner's factor is taken off and a link sets a new password; both are noted."""
    owner = house.found()
    set_up(house, owner)
    operating.take_factor_off(owner.organization, owner.member)
    link = operating.reset_link(owner.organization, owner.member, "https://books.example")
    house.confirming.reset_password(link.partition("#")[2], NEW)
    owner = house.access.actor(house.signing_in.sign_in("owner@example.org", NEW).access_token)

    assert link.startswith("https://books.example/reset#")
    assert by_operators(house, owner) == [
        (Action.SECOND_FACTOR_REMOVED, owner.member),
        (Action.RESET_LINK_MADE, owner.member),
    ]


def test_nobody_is_no_member(house: House, operating: Operating) -> None:
    """A step for somebody who is no member of that organization finds nobody and leaves no line."""
    owner, other = house.found(), house.found("Other", "other@example.org")
    for member in (MemberId(fresh_id()), other.member):
        for step in (
            lambda at=owner.organization, who=member: operating.sign_out(at, who),
            lambda at=owner.organization, who=member: operating.take_factor_off(at, who),
            lambda at=owner.organization, who=member: operating.reset_link(at, who, ""),
        ):
            with pytest.raises(NotFoundError):
                step()

    assert by_operators(house, owner) == []


@pytest.mark.promise("P4.3")
def test_there_is_no_way_to_content() -> None:
    """The operator's steps are these; none returns more than ids and a link."""
    public = {name for name in vars(Operating) if not name.startswith("_")}
    assert public - {"open_unit", "directory", "codes", "notary", "clock"} == {
        "find",
        "sign_out",
        "take_factor_off",
        "reset_link",
    }
