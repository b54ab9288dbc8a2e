"""How long things are kept after they are no longer wanted.

Laws, from the privacy policy: personal data is gone within 30 days of a deletion (P9.2); expense data may stay in
encrypted backups for up to 90 days after it, then it is purged for good (P9.3). A backup may be taken on the very day
of the purge, so purge delay plus oldest backup must fit in 90 days. Shorter settings are welcome, longer ones are
refused. While an account is active nothing expires by itself (P9.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from attrs import frozen

from plutopixie.domain.errors import InvalidValueError

PURGE_DAYS_MAX: Final = 30
TRACE_DAYS_MAX: Final = 90
#: How long it is remembered what a request with an idempotency key led to.
REQUEST_KEPT: Final = timedelta(days=7)
#: How long a session is kept after it ended, for its member to see nothing strange in it.
SESSION_KEPT: Final = timedelta(days=30)

Thing = TypeVar("Thing")


@frozen
class RetentionPolicy:
    """Days from a deletion to the purge, and the age at which a backup is destroyed."""

    purge_days: int = 30
    backup_days: int = 59

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.purge_days <= PURGE_DAYS_MAX:
            raise InvalidValueError("purge_days", f"is from 0 to {PURGE_DAYS_MAX}: the policy promises no more (P9.2)")
        if self.backup_days < 1 or self.purge_days + self.backup_days > TRACE_DAYS_MAX:
            raise InvalidValueError(
                "backup_days", f"together with purge_days is from 1 to {TRACE_DAYS_MAX}: the policy promises it (P9.3)"
            )

    def purge_due(self, deleted_at: datetime) -> datetime:
        """When what was deleted then must be purged."""
        return deleted_at + timedelta(days=self.purge_days)

    def backup_due(self, taken_at: datetime) -> datetime:
        """When a backup taken then must be destroyed."""
        return taken_at + timedelta(days=self.backup_days)

    def gone_by(self, deleted_at: datetime) -> datetime:
        """When the last trace of what was deleted then is gone: the last backup before its purge is destroyed."""
        return self.backup_due(self.purge_due(deleted_at))

    def due(self, deletions: Iterable[tuple[Thing, datetime]], now: datetime) -> tuple[Thing, ...]:
        """The things whose purge is due at `now`, given with the moment each was deleted."""
        return tuple(thing for thing, deleted_at in deletions if self.purge_due(deleted_at) <= now)
