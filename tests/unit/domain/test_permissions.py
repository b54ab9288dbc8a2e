"""The permission table, written out once more: whoever changes one has to change the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import NotFoundError, NotPermittedError
from plutopixie.domain.ids import MemberId
from plutopixie.domain.members import Member, Role
from plutopixie.domain.permissions import TABLE, Permission, Scope, Sight, require, scope
from plutopixie.ports.contracts.samples import NOW, fresh_id

NONE, OWN, ALL = Scope.NONE, Scope.OWN, Scope.ALL

#: What a member, an admin and the owner may do.
EXPECTED = {
    Permission.SEE_SELF: (OWN, OWN, OWN),
    Permission.MANAGE_KEYS: (OWN, OWN, OWN),
    Permission.SEE_ORGANIZATION: (ALL, ALL, ALL),
    Permission.CHANGE_ORGANIZATION: (NONE, ALL, ALL),
    Permission.MANAGE_CATALOG: (NONE, ALL, ALL),
    Permission.SEE_VENDOR_RULES: (NONE, ALL, ALL),
    Permission.MANAGE_VENDOR_RULES: (NONE, ALL, ALL),
    Permission.SEE_MEMBERS: (NONE, ALL, ALL),
    Permission.MANAGE_MEMBERS: (NONE, ALL, ALL),
    Permission.REQUIRE_SECOND_FACTOR: (NONE, NONE, ALL),
    Permission.HAND_OVER: (NONE, NONE, ALL),
    Permission.SEE_EXPENSES: (OWN, ALL, ALL),
    Permission.CHANGE_EXPENSES: (OWN, ALL, ALL),
    Permission.SEE_RECEIPTS: (OWN, ALL, ALL),
    Permission.CHANGE_RECEIPTS: (OWN, ALL, ALL),
    Permission.SEE_REPORTS: (OWN, ALL, ALL),
    Permission.EXPORT_EXPENSES: (OWN, ALL, ALL),
    Permission.SEE_AUDIT: (NONE, NONE, ALL),
    Permission.DELETE_ORGANIZATION: (NONE, NONE, ALL),
}
CELLS = [
    (permission, role, reach)
    for permission, reaches in EXPECTED.items()
    for role, reach in zip((Role.MEMBER, Role.ADMIN, Role.OWNER), reaches, strict=True)
]
_IDS = [f"{role}-{permission.name}" for permission, role, _ in CELLS]


def _member(role: Role) -> Member:
    return Member(MemberId(fresh_id()), "Ada Example", "ada@example.com", role, NOW, "2026-01-01")


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize(("permission", "role", "reach"), CELLS, ids=_IDS)
def test_each_role_reaches_as_far_as_the_table_says(permission: Permission, role: Role, reach: Scope) -> None:
    """Each role holds each permission not at all, for its own things, or for everything, as written here."""
    assert scope(role, permission) is reach


@pytest.mark.promise("P6.4")
def test_the_table_here_is_complete() -> None:
    """Every permission and every role stand in the table above."""
    assert set(EXPECTED) == set(Permission)
    assert set(TABLE) == set(Role)


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize("role", Role)
def test_what_no_table_names_is_refused(role: Role) -> None:
    """A permission that the table does not know reaches nothing, for the owner too."""
    unknown: Permission = "invent permissions"  # type: ignore[assignment]

    assert scope(role, unknown) is Scope.NONE


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize("permission", Permission)
def test_a_higher_role_reaches_no_less(permission: Permission) -> None:
    """Nobody loses a permission by being promoted."""
    reach = [(NONE, OWN, ALL).index(scope(role, permission)) for role in (Role.MEMBER, Role.ADMIN, Role.OWNER)]

    assert reach == sorted(reach)


@pytest.mark.promise("P6.4")
@pytest.mark.parametrize(("permission", "role", "reach"), CELLS, ids=_IDS)
def test_a_member_sees_what_the_scope_opens(permission: Permission, role: Role, reach: Scope) -> None:
    """A permission opens nothing, one's own things, or everybody's."""
    member = _member(role)
    if reach is NONE:
        with pytest.raises(NotPermittedError) as refused:
            require(member, permission)
        assert refused.value.permission == permission.value
        return

    sight = require(member, permission)

    assert sight.covers(member.id)
    assert sight.covers(MemberId(fresh_id())) == (reach is ALL)


@given(st.uuids().map(MemberId), st.uuids().map(MemberId))
def test_what_lies_outside_looks_missing(mine: MemberId, theirs: MemberId) -> None:
    """Somebody else's thing is answered like one that does not exist; one's own is let through."""
    Sight(mine).require(mine, "expense")
    Sight(None).require(theirs, "expense")
    if mine == theirs:
        return
    with pytest.raises(NotFoundError) as refused:
        Sight(mine).require(theirs, "expense")

    assert str(refused.value) == str(NotFoundError("expense"))
