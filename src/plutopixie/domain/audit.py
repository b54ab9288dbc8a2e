"""The audit log: who did what to an organization, when, and from where (P4.3).

Laws:

1. What was noted is never changed or removed while the organization exists.
2. It holds ids and words from the tables below, never names, addresses, amounts or free text.
3. Where somebody acted from is personal: it is kept beside the entry, for 90 days at most and not longer than the
   person is a member.
4. What operators do to an organization is noted in that organization's own log.

Changes of expenses are not noted here: each has its history.
"""

from __future__ import annotations

import enum
import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain.errors import InvalidValueError
from plutopixie.domain.ids import ApiKeyId, EntryId, MemberId
from plutopixie.domain.origins import UNKNOWN, Origin

#: How long it is kept where somebody acted from.
ORIGIN_LIFETIME: Final = timedelta(days=90)
_DETAIL: Final = re.compile(r"[a-z0-9][a-z0-9 ,.:=-]{0,99}")


class Action(enum.StrEnum):
    """What can be noted. A word, once used, keeps its meaning."""

    FOUNDED = "organization-founded"
    SETTINGS_CHANGED = "organization-changed"
    SIGNED_IN = "signed-in"
    SIGN_INS_FAILED = "sign-ins-failed"
    SIGNED_OUT = "signed-out"
    SESSION_ENDED = "session-ended"
    SESSIONS_ENDED = "sessions-ended"
    REFRESH_REUSED = "refresh-token-reused"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a word of the log
    PASSWORD_RESET = "password-reset"  # noqa: S105 - same
    ADDRESS_VERIFIED = "address-verified"
    ADDRESS_CHANGE_ASKED = "address-change-asked"
    ADDRESS_CHANGED = "address-changed"
    RESET_LINK_MADE = "reset-link-made"
    LOOKED_UP = "member-looked-up"
    SECOND_FACTOR_ADDED = "second-factor-added"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    SECOND_FACTOR_REQUIRED = "second-factor-required"
    SECOND_FACTOR_OPTIONAL = "second-factor-optional"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_RENEWED = "recovery-codes-renewed"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    JOINED = "joined"
    ROLE_CHANGED = "role-changed"
    REMOVED = "member-removed"
    LEFT = "left"
    HANDED_OVER = "ownership-handed-over"
    CORRECTED = "own-data-corrected"
    KEY_ISSUED = "api-key-made"
    KEY_REVOKED = "api-key-revoked"
    EXPENSES_EXPORTED = "expenses-exported"
    AUDIT_EXPORTED = "audit-log-exported"


class AuthorKind(enum.StrEnum):
    """What kind of somebody acted."""

    MEMBER = "member"
    KEY = "api-key"
    OPERATOR = "operator"
    NOBODY = "nobody"


@frozen
class Author:
    """Who acted, and from where. A key acts for its member; an operator and nobody have no member."""

    kind: AuthorKind
    member: MemberId | None = None
    key: ApiKeyId | None = None
    origin: Origin = UNKNOWN


#: An operator at the machine itself.
OPERATOR: Final = Author(AuthorKind.OPERATOR)


def by_member(member: MemberId, origin: Origin = UNKNOWN) -> Author:
    """A member who acts in person."""
    return Author(AuthorKind.MEMBER, member, origin=origin)


def by_key(member: MemberId, key: ApiKeyId, origin: Origin = UNKNOWN) -> Author:
    """A member's program."""
    return Author(AuthorKind.KEY, member, key, origin)


def nobody(origin: Origin = UNKNOWN) -> Author:
    """Somebody who did not prove who they are."""
    return Author(AuthorKind.NOBODY, origin=origin)


@frozen
class AuditEntry:
    """One line of the log. `subject` is the id of what it was done to, `detail` a word such as the new role."""

    id: EntryId
    at: datetime
    author: Author
    action: Action
    subject: UUID | None = None
    detail: str | None = field(default=None)

    @detail.validator
    def _is_a_word(self, _: object, value: str | None) -> None:
        if value is not None and not _DETAIL.fullmatch(value):
            raise InvalidValueError("detail", "is made of words from the tables of the domain")
