"""Members, roles and invitations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from plutopixie.domain.errors import (
    AlreadyExistsError,
    InvalidValueError,
    NotFoundError,
    NotPermittedError,
    NotSignedInError,
)
from plutopixie.domain.ids import InvitationId
from plutopixie.domain.members import Role
from plutopixie.ports.inbound.members import InvitationUnusableError, NewMember

PASSWORD = "correct horse battery staple"


def accepting(secret: str, email: str = "new@example.org", **changes: Any) -> NewMember:
    """An acceptance that is fine but for the changes."""
    said = {"name": "Nora", "email": email, "password": PASSWORD, "adult": True, "accepted_policy": "2026-11-01"}
    return NewMember(invitation=secret, **{**said, **changes})


def test_an_invitation_works_once(house: Any) -> None:
    """An accepted invitation makes a member with its role; a second use is refused."""
    owner = house.found()
    secret = house.members.invite(owner, Role.ADMIN).secret

    assert house.members.accept(accepting(secret)).member.role is Role.ADMIN
    with pytest.raises(InvitationUnusableError):
        house.members.accept(accepting(secret, "other@example.org"))


def test_an_invitation_expires(house: Any) -> None:
    """After a week an invitation is worth nothing and is no longer listed."""
    owner = house.found()
    secret = house.members.invite(owner, Role.MEMBER).secret
    house.clock.advance(timedelta(days=7))

    with pytest.raises(InvitationUnusableError):
        house.members.accept(accepting(secret))
    assert house.members.invitations(owner) == ()


def test_a_withdrawn_invitation_is_unusable(house: Any) -> None:
    """What an admin withdraws can't be accepted, and can't be withdrawn twice."""
    owner = house.found()
    invited = house.members.invite(owner, Role.MEMBER)
    house.members.withdraw(owner, invited.invitation.id)

    with pytest.raises(InvitationUnusableError):
        house.members.accept(accepting(invited.secret))
    with pytest.raises(NotFoundError):
        house.members.withdraw(owner, InvitationId(invited.invitation.id))


def test_a_refused_acceptance_leaves_the_invitation_good(house: Any) -> None:
    """An address that is taken is refused, and the invitation can still be accepted with another one."""
    owner = house.found()
    secret = house.members.invite(owner, Role.MEMBER).secret

    with pytest.raises(AlreadyExistsError):
        house.members.accept(accepting(secret, "owner@example.org"))

    assert house.members.accept(accepting(secret)).member.email == "new@example.org"


@pytest.mark.promise("P11.1")
def test_an_invited_person_states_to_be_an_adult(house: Any) -> None:
    """An invitation can't be accepted without the statement of age."""
    secret = house.members.invite(house.found(), Role.MEMBER).secret

    with pytest.raises(InvalidValueError, match="adult"):
        house.members.accept(accepting(secret, adult=False))


@pytest.mark.promise("P6.4")
def test_members_do_not_manage_members(house: Any) -> None:
    """A plain member neither sees nor invites nor changes members, nor anything about invitations."""
    owner = house.found()
    member = house.join(owner, "member@example.org")
    invitation = house.members.invite(owner, Role.MEMBER).invitation

    attempts: tuple[Callable[[], object], ...] = (
        lambda: house.members.list(member),
        lambda: house.members.get(member, owner.member),
        lambda: house.members.invite(member, Role.MEMBER),
        lambda: house.members.invitations(member),
        lambda: house.members.withdraw(member, invitation.id),
        lambda: house.members.change_role(member, owner.member, Role.MEMBER),
        lambda: house.members.remove(member, owner.member),
        lambda: house.members.hand_over(member, member.member),
    )
    for attempt in attempts:
        with pytest.raises(NotPermittedError):
            attempt()

    assert house.members.invitations(owner) == (invitation,)


@pytest.mark.promise("P6.4")
def test_a_role_change_takes_effect_at_once(house: Any) -> None:
    """A member who was made an admin may manage with the very token they had before."""
    owner = house.found()
    member = house.join(owner, "member@example.org")

    house.members.change_role(owner, member.member, Role.ADMIN)

    assert len(house.members.list(member)) == 2


@pytest.mark.promise("P6.3")
def test_a_removed_member_is_out_at_once(house: Any) -> None:
    """Who was removed is not signed in any more, whatever the token says."""
    owner = house.found()
    member = house.join(owner, "member@example.org")

    house.members.remove(owner, member.member)

    with pytest.raises(NotSignedInError):
        house.own_account.show(member)


def test_ownership_moves(house: Any) -> None:
    """Handing over leaves one owner and makes the former one an admin."""
    owner = house.found()
    member = house.join(owner, "member@example.org")

    house.members.hand_over(owner, member.member)

    roles = {one.id: one.role for one in house.members.list(member)}
    assert roles == {owner.member: Role.ADMIN, member.member: Role.OWNER}
    with pytest.raises(NotPermittedError):
        house.own_account.leave(member, password=PASSWORD)


@pytest.mark.promise("P10.3")
def test_one_corrects_oneself(house: Any) -> None:
    """A member corrects their name."""
    owner = house.found()

    house.own_account.correct(owner, name="Oona")

    assert house.own_account.show(owner).member.name == "Oona"
