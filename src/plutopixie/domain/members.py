"""Members: the people of an organization.

A member holds a name, an email address and a role, nothing more personal (P2.1). A person who works for two
organizations has two memberships. Laws:

1. An organization always has exactly one owner; ownership moves, it is never doubled or dropped.
2. Nobody changes the role of, or removes, someone whose role is not below their own; only the owner hands out roles
   above member.
3. Nobody changes their own role.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Final

from attrs import evolve, field, frozen

from plutopixie.domain import text
from plutopixie.domain.errors import InvalidValueError, NotPermittedError
from plutopixie.domain.ids import InvitationId, MemberId

NAME_LENGTH_MAX: Final = 120


class Role(enum.StrEnum):
    """The three roles (P6.4)."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


_RANK: Final = {Role.MEMBER: 0, Role.ADMIN: 1, Role.OWNER: 2}


def outranks(one: Role, other: Role) -> bool:
    """Whether the first role stands above the second."""
    return _RANK[one] > _RANK[other]


@frozen
class Member:
    """A person in one organization, with the version of the privacy policy they accepted (P12.1).

    `verified_at` is when they showed that they read the mail to their address, None while they have not.
    """

    id: MemberId
    name: str
    email: str
    role: Role
    joined_at: datetime
    accepted_policy: str
    verified_at: datetime | None = field(default=None, kw_only=True)
    version: int = field(default=1, kw_only=True)

    def renamed(self, name: str) -> Member:
        """The same member under a corrected name (P10.3)."""
        return evolve(self, name=member_name(name), version=self.version + 1)

    def with_email(self, email: str, at: datetime) -> Member:
        """The same member under a corrected address (P10.3) that was verified at that moment."""
        return evolve(self, email=text.email_address(email, "email"), verified_at=at, version=self.version + 1)

    def verified(self, at: datetime) -> Member:
        """The same member, whose address was verified at that moment."""
        return evolve(self, verified_at=at, version=self.version + 1)


@frozen
class Invitation:
    """An open invitation. Its secret is known to the invited person alone; only a digest is kept.

    One that is sent by mail is for the person at that address, `email`; one that is handed over has none.
    """

    id: InvitationId
    role: Role
    invited_by: MemberId
    created_at: datetime
    expires_at: datetime
    email: str | None = None


def member_name(value: str, field_name: str = "name") -> str:
    """A clean name of a person; raises InvalidValueError naming the field."""
    return text.line(value, field=field_name, max_length=NAME_LENGTH_MAX)


def role_named(value: str, field_name: str = "role") -> Role:
    """The role of that name; raises InvalidValueError for any other word."""
    try:
        return Role(value)
    except ValueError:
        raise InvalidValueError(field_name, "is not a role; use owner, admin or member") from None


def require_invitable(by: Member, role: Role) -> None:
    """Check laws 1 and 2 for an invitation to `role`; raises InvalidValueError or NotPermittedError."""
    if role is Role.OWNER:
        raise InvalidValueError("role", "an organization has one owner; invite an admin or a member instead")
    require_above(by, role)


def change_role(by: Member, of: Member, role: Role) -> Member:
    """The member with another role, after laws 1 to 3; raises InvalidValueError or NotPermittedError."""
    if role is Role.OWNER:
        raise InvalidValueError("role", "an organization has one owner; hand ownership over instead")
    if by.id == of.id:
        raise NotPermittedError("change your own role")
    require_above(by, of.role)
    require_above(by, role)
    return evolve(of, role=role, version=of.version + 1)


def hand_over(owner: Member, to: Member) -> tuple[Member, Member]:
    """Move ownership: the former owner becomes an admin (law 1). Returns the former and the new owner."""
    if owner.role is not Role.OWNER or owner.id == to.id:
        raise NotPermittedError("hand ownership over")
    return (
        evolve(owner, role=Role.ADMIN, version=owner.version + 1),
        evolve(to, role=Role.OWNER, version=to.version + 1),
    )


def require_removable(by: Member, of: Member) -> None:
    """Check laws 1 and 2 for a removal; a member who is not the owner may always leave."""
    if of.role is Role.OWNER:
        raise NotPermittedError("remove the owner")
    if by.id != of.id:
        require_above(by, of.role)


def require_above(by: Member, role: Role) -> None:
    """Check law 2 for whatever is done to somebody of that role; raises NotPermittedError."""
    if not outranks(by.role, role):
        raise NotPermittedError(f"manage the role {role}")
