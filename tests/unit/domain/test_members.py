"""Members and their roles: one owner, nobody above oneself, nobody oneself."""

from __future__ import annotations

from itertools import product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import InvalidValueError, NotPermittedError
from plutopixie.domain.members import (
    Invitation,
    Member,
    Role,
    change_role,
    hand_over,
    member_name,
    outranks,
    require_invitable,
    require_removable,
    role_named,
)
from plutopixie.ports.contracts import strategies
from plutopixie.ports.contracts.samples import NOW, a_member

ALLOWED = {
    # Who may give whom which role; everything else is refused.
    (Role.OWNER, Role.ADMIN, Role.ADMIN),
    (Role.OWNER, Role.ADMIN, Role.MEMBER),
    (Role.OWNER, Role.MEMBER, Role.ADMIN),
    (Role.OWNER, Role.MEMBER, Role.MEMBER),
    (Role.ADMIN, Role.MEMBER, Role.MEMBER),
}
INVITABLE = {(Role.OWNER, Role.ADMIN), (Role.OWNER, Role.MEMBER), (Role.ADMIN, Role.MEMBER)}
REMOVABLE = INVITABLE
pairs = list(product(Role, Role))


@pytest.mark.promise("P2.1")
def test_a_member_holds_nothing_more_personal_than_name_and_address() -> None:
    """What is kept of a person is in this list; a new field must be argued for here."""
    assert {one.name for one in attrs.fields(Member)} == {
        "id",
        "name",
        "email",
        "role",
        "joined_at",
        "accepted_policy",
        "verified_at",
        "version",
    }
    assert {one.name for one in attrs.fields(Invitation)} == {
        "id",
        "role",
        "invited_by",
        "created_at",
        "expires_at",
        "email",
    }


@pytest.mark.parametrize(("one", "other"), pairs)
def test_owner_outranks_admin_outranks_member(one: Role, other: Role) -> None:
    """The order is owner, admin, member, and nobody stands above their own role."""
    order = [Role.OWNER, Role.ADMIN, Role.MEMBER]

    assert outranks(one, other) == (order.index(one) < order.index(other))


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize(("mine", "theirs", "role"), list(product(Role, Role, Role)))
def test_roles_are_given_downwards_only(mine: Role, theirs: Role, role: Role) -> None:
    """Only who stands above both the present role and the new one gives it; owner is given by nobody."""
    by, of = a_member(role=mine), a_member(role=theirs)
    if (mine, theirs, role) in ALLOWED:
        assert change_role(by, of, role) == attrs.evolve(of, role=role, version=of.version + 1)
        return
    with pytest.raises(InvalidValueError if role is Role.OWNER else NotPermittedError):
        change_role(by, of, role)


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize(("mine", "role"), pairs)
def test_nobody_changes_their_own_role(mine: Role, role: Role) -> None:
    """Neither up nor down."""
    me = a_member(role=mine)
    with pytest.raises(InvalidValueError if role is Role.OWNER else NotPermittedError):
        change_role(me, me, role)


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize(("mine", "role"), pairs)
def test_invitations_lead_below_oneself(mine: Role, role: Role) -> None:
    """The owner invites admins and members, an admin members, a member nobody; nobody invites an owner."""
    by = a_member(role=mine)
    if (mine, role) in INVITABLE:
        require_invitable(by, role)
        return
    with pytest.raises(InvalidValueError if role is Role.OWNER else NotPermittedError):
        require_invitable(by, role)


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize(("mine", "theirs"), pairs)
def test_members_are_removed_from_above(mine: Role, theirs: Role) -> None:
    """Only who stands above a member removes them, and nobody removes an owner."""
    by, of = a_member(role=mine), a_member(role=theirs)
    if (mine, theirs) in REMOVABLE:
        require_removable(by, of)
        return
    with pytest.raises(NotPermittedError):
        require_removable(by, of)


@pytest.mark.parametrize("role", Role)
def test_everybody_but_the_owner_may_leave(role: Role) -> None:
    """A member or an admin removes themselves; the owner hands over first."""
    me = a_member(role=role)
    if role is not Role.OWNER:
        require_removable(me, me)
        return
    with pytest.raises(NotPermittedError):
        require_removable(me, me)


@pytest.mark.parametrize(("mine", "theirs"), [(mine, theirs) for mine, theirs in pairs if theirs is not Role.OWNER])
def test_ownership_moves_as_a_whole(mine: Role, theirs: Role) -> None:
    """The owner becomes an admin as the other one becomes the owner; nobody else hands over."""
    by, to = a_member(role=mine), a_member(role=theirs)
    if mine is not Role.OWNER:
        with pytest.raises(NotPermittedError):
            hand_over(by, to)
        return

    former, new = hand_over(by, to)

    assert former == attrs.evolve(by, role=Role.ADMIN, version=by.version + 1)
    assert new == attrs.evolve(to, role=Role.OWNER, version=to.version + 1)


def test_ownership_is_not_handed_to_oneself() -> None:
    """Handing over to oneself would drop the owner, and is refused."""
    owner = a_member(role=Role.OWNER)
    with pytest.raises(NotPermittedError):
        hand_over(owner, owner)


def _attempt(members: list[Member], kind: str, one: int, other: int, role: Role) -> list[Member]:
    """The members after one of them did something to one of them, if the laws allow it."""
    by, of = members[one % len(members)], members[other % len(members)]
    rest = [member for member in members if member.id not in {by.id, of.id}]
    try:
        if kind == "hand over":
            return [*rest, *hand_over(by, of)]
        if kind == "invite":
            require_invitable(by, role)
            return [*members, a_member(role=role)]
        if kind == "remove":
            require_removable(by, of)
            return [member for member in members if member.id != of.id]
        changed = change_role(by, of, role)
    except (InvalidValueError, NotPermittedError):
        return members
    return [changed if member.id == of.id else member for member in members]


acts = st.tuples(
    st.sampled_from(["hand over", "invite", "remove", "change"]),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(Role),
)


@pytest.mark.promise("P6.4")
@given(st.lists(acts, max_size=25))
def test_there_is_always_one_owner(story: list[tuple[str, int, int, Role]]) -> None:
    """Whatever members try with each other, the organization has exactly one owner afterwards."""
    members = [a_member(role=Role.OWNER), a_member(role=Role.ADMIN), a_member()]
    for act in story:
        members = _attempt(members, *act)
        assert [member.role for member in members].count(Role.OWNER) == 1


@pytest.mark.promise("P10.3")
@given(strategies.members(), strategies.names())
def test_name_and_address_can_be_corrected(member: Member, name: str) -> None:
    """A correction changes that one thing, in its clean form, and raises the version."""
    renamed = member.renamed(f"  {name} ")
    moved = member.with_email(" Ada@Example.COM", NOW)
    verified = member.verified(NOW)

    assert renamed == attrs.evolve(member, name=name, version=member.version + 1)
    assert moved == attrs.evolve(member, email="ada@example.com", verified_at=NOW, version=member.version + 1)
    assert verified == attrs.evolve(member, verified_at=NOW, version=member.version + 1)


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "x" * 121])
def test_an_unsound_name_is_refused(name: str) -> None:
    """Names are one line of up to 120 characters."""
    with pytest.raises(InvalidValueError) as refused:
        member_name(name)

    assert refused.value.field == "name"


@given(st.text(max_size=10))
def test_roles_go_by_their_names(word: str) -> None:
    """The three names give the three roles, and any other word is refused."""
    assert [role_named(role.value) for role in Role] == list(Role)
    if word in set(Role):
        return
    with pytest.raises(InvalidValueError) as refused:
        role_named(word)

    assert refused.value.field == "role"
