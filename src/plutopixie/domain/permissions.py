"""Who may do what: the one permission table (P6.4).

Laws: a permission is held not at all, for what is one's own, or for everything of the organization. What the table does
not name is refused. Every use case names exactly one permission.
"""

from __future__ import annotations

import enum
from typing import Final

from plutopixie.domain.errors import NotFoundError, NotPermittedError
from plutopixie.domain.ids import MemberId
from plutopixie.domain.members import Member, Role


class Scope(enum.Enum):
    """How far a permission reaches."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


class Permission(enum.StrEnum):
    """What a member may be allowed to do."""

    SEE_SELF = "see and correct what is held about oneself"
    MANAGE_KEYS = "make and revoke one's own API keys"
    SEE_ORGANIZATION = "see the organization and its categories, brands, tags and fields"
    CHANGE_ORGANIZATION = "change the organization's name, currency and time zone"
    MANAGE_CATALOG = "manage categories, brands, tags and fields"
    SEE_VENDOR_RULES = "see vendor rules"
    MANAGE_VENDOR_RULES = "manage vendor rules"
    SEE_MEMBERS = "see the members"
    MANAGE_MEMBERS = "invite, change and remove members"
    REQUIRE_SECOND_FACTOR = "require a second factor of admins and owner"
    HAND_OVER = "hand ownership over"
    SEE_EXPENSES = "see expenses"
    CHANGE_EXPENSES = "record and change expenses"
    SEE_RECEIPTS = "see receipts"
    CHANGE_RECEIPTS = "upload and change receipts"
    SEE_REPORTS = "see reports"
    EXPORT_EXPENSES = "take expenses away as a file"
    SEE_AUDIT = "see the audit log"
    DELETE_ORGANIZATION = "delete the organization"


_MEMBER: Final = {
    Permission.SEE_SELF: Scope.OWN,
    Permission.MANAGE_KEYS: Scope.OWN,
    Permission.SEE_ORGANIZATION: Scope.ALL,
    Permission.SEE_EXPENSES: Scope.OWN,
    Permission.CHANGE_EXPENSES: Scope.OWN,
    Permission.SEE_RECEIPTS: Scope.OWN,
    Permission.CHANGE_RECEIPTS: Scope.OWN,
    Permission.SEE_REPORTS: Scope.OWN,
    Permission.EXPORT_EXPENSES: Scope.OWN,
}
_ADMIN: Final = {
    **dict.fromkeys(_MEMBER, Scope.ALL),
    Permission.SEE_SELF: Scope.OWN,
    Permission.MANAGE_KEYS: Scope.OWN,
    Permission.CHANGE_ORGANIZATION: Scope.ALL,
    Permission.MANAGE_CATALOG: Scope.ALL,
    Permission.SEE_VENDOR_RULES: Scope.ALL,
    Permission.MANAGE_VENDOR_RULES: Scope.ALL,
    Permission.SEE_MEMBERS: Scope.ALL,
    Permission.MANAGE_MEMBERS: Scope.ALL,
}
_OWNER: Final = {
    **_ADMIN,
    Permission.HAND_OVER: Scope.ALL,
    Permission.REQUIRE_SECOND_FACTOR: Scope.ALL,
    Permission.SEE_AUDIT: Scope.ALL,
    Permission.DELETE_ORGANIZATION: Scope.ALL,
}

TABLE: Final = {Role.MEMBER: _MEMBER, Role.ADMIN: _ADMIN, Role.OWNER: _OWNER}


def scope(role: Role, permission: Permission) -> Scope:
    """How far the role's permission reaches."""
    return TABLE[role].get(permission, Scope.NONE)


def require(member: Member, permission: Permission) -> Sight:
    """What the member sees under this permission; raises NotPermittedError if nothing."""
    reach = scope(member.role, permission)
    if reach is Scope.NONE:
        raise NotPermittedError(permission.value)
    return Sight(member.id if reach is Scope.OWN else None)


class Sight:
    """The part of the organization that a permission opens: everything, or what belongs to one member."""

    __slots__ = ("owner",)

    def __init__(self, owner: MemberId | None) -> None:
        self.owner = owner

    def covers(self, owner: MemberId) -> bool:
        """Whether something that belongs to `owner` is inside."""
        return self.owner is None or self.owner == owner

    def require(self, owner: MemberId, thing: str) -> None:
        """Raise NotFoundError for what lies outside: it looks like what does not exist."""
        if not self.covers(owner):
            raise NotFoundError(thing)
