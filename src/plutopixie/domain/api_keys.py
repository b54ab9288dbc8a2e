"""API keys: what a member's own programs prove themselves with.

Laws:

1. A key acts for one member of one organization, and never further than that member's role reaches at that moment.
2. It opens what its scopes say, as the table below assigns permissions to scopes; what the table leaves out no key
   opens: members, roles, sessions, the audit log and one's own account are for persons.
3. It ends on the day it was made for, a year after it was made at the latest; when it is revoked; when its member
   leaves, or gets a new password.
4. Its secret is shown once; a digest is kept. A member has 20 keys at most.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from plutopixie.domain import text
from plutopixie.domain.errors import InvalidValueError, NotPermittedError
from plutopixie.domain.ids import ApiKeyId, MemberId
from plutopixie.domain.permissions import Permission

NAME_LENGTH_MAX: Final = 80
DAYS_MAX: Final = 365
KEYS_MAX: Final = 20
#: How exactly the last use of a key is known: reading must not write each time.
USE_KNOWN_WITHIN: Final = timedelta(minutes=1)


class KeyScope(enum.StrEnum):
    """What a key may be used for."""

    READ = "read"
    WRITE = "write"
    EXPORT = "export"


#: Which scope opens which permission.
OPENED_BY: Final = {
    Permission.SEE_ORGANIZATION: KeyScope.READ,
    Permission.SEE_EXPENSES: KeyScope.READ,
    Permission.SEE_RECEIPTS: KeyScope.READ,
    Permission.SEE_REPORTS: KeyScope.READ,
    Permission.SEE_VENDOR_RULES: KeyScope.READ,
    Permission.MANAGE_VENDOR_RULES: KeyScope.WRITE,
    Permission.CHANGE_EXPENSES: KeyScope.WRITE,
    Permission.CHANGE_RECEIPTS: KeyScope.WRITE,
    Permission.MANAGE_CATALOG: KeyScope.WRITE,
    Permission.EXPORT_EXPENSES: KeyScope.EXPORT,
}


@frozen
class ApiKey:
    """A key of a member; `used_at` is its last use to the minute, None before the first."""

    id: ApiKeyId
    member: MemberId
    name: str
    scopes: frozenset[KeyScope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def lives(self, at: datetime) -> bool:
        """Whether the key counts at that moment."""
        return at < self.expires_at


def issued(  # noqa: PLR0913 - the facts of a key, by name
    id: ApiKeyId, member: MemberId, name: str, scopes: frozenset[KeyScope], *, days: int, at: datetime
) -> ApiKey:
    """A new key that is good for so many days, 1 to 365; raises InvalidValueError naming the field."""
    if not scopes:
        raise InvalidValueError("scopes", "take at least one of read, write and export")
    if not 1 <= days <= DAYS_MAX:
        raise InvalidValueError("days", f"is from 1 to {DAYS_MAX}")
    clean = text.line(name, field="name", max_length=NAME_LENGTH_MAX)
    return ApiKey(id, member, clean, scopes, at, at + timedelta(days=days))


def require_room(living: int) -> None:
    """Check law 4 before one more key is made; raises InvalidValueError."""
    if living >= KEYS_MAX:
        raise InvalidValueError("", f"a member has up to {KEYS_MAX} keys; revoke one that is not used any more")


def require_opened(key: ApiKey, permission: Permission) -> None:
    """Check law 2; raises NotPermittedError."""
    if OPENED_BY.get(permission) not in key.scopes:
        raise NotPermittedError(permission.value)
