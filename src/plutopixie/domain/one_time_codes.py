"""One-time codes: proof that somebody reads a mailbox.

Laws:

1. A code is for one purpose, one member and one address, and is good once and for a while, as the table says.
2. A new code of the same purpose takes the place of the member's earlier one.
3. An address counts as verified when a code sent there came back. Until then nothing else is sent there: a mistyped
   address belongs to a stranger, who must not be able to take the account over.
4. An address changes when both ends agree: a code that went to the new address came back, and one that went to the
   present address, unless that one was never verified.
5. The code itself is never kept: it is reckoned anew when it is sent, and recognized by its digest.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.errors import CallerError
from plutopixie.domain.ids import CodeId, MemberId
from plutopixie.domain.members import Member


class CodeUnusableError(CallerError):
    """This code was used, replaced or has expired; ask for a new one."""

    code = "code-unusable"


class Purpose(enum.StrEnum):
    """What a code is for. The new address must be read before it counts, the present one before it is given up."""

    VERIFY_ADDRESS = "verify-address"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - the name of a purpose
    TAKE_ADDRESS = "take-address"
    LEAVE_ADDRESS = "leave-address"


#: How long a code is good. One that opens an account is short-lived (OWASP ASVS 5.0, V6.5.5).
LIFETIMES: Final = {
    Purpose.VERIFY_ADDRESS: timedelta(hours=24),
    Purpose.RESET_PASSWORD: timedelta(minutes=10),
    Purpose.TAKE_ADDRESS: timedelta(hours=24),
    Purpose.LEAVE_ADDRESS: timedelta(hours=24),
}


@frozen
class Code:
    """A code that was issued. `address` is the one that it is about, which for a change is the new one."""

    id: CodeId
    purpose: Purpose
    member: MemberId
    address: str
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None = None
    used_at: datetime | None = None

    def good(self, at: datetime) -> bool:
        """Whether the code counts at that moment."""
        return self.used_at is None and at < self.expires_at


def issued(id: CodeId, purpose: Purpose, member: MemberId, address: str, at: datetime) -> Code:
    """A new code."""
    return Code(id, purpose, member, address, at, at + LIFETIMES[purpose])


def used(code: Code, at: datetime) -> Code:
    """The code, used up; raises CodeUnusableError for one that does not count."""
    if not code.good(at):
        raise CodeUnusableError
    return evolve(code, used_at=at)


def destination(code: Code, member: Member) -> str:
    """Where the code is sent: to the address it is about, or to the present one that a change would give up."""
    return member.email if code.purpose is Purpose.LEAVE_ADDRESS else code.address


def may_reset(member: Member) -> bool:
    """Whether a code that opens the account may go to the member's address (law 3)."""
    return member.verified_at is not None


def needed_for_change(member: Member) -> tuple[Purpose, ...]:
    """The purposes of the codes that must come back before the member's address changes (law 4)."""
    leaving = (Purpose.LEAVE_ADDRESS,) if member.verified_at is not None else ()
    return (Purpose.TAKE_ADDRESS, *leaving)


def both_ends_agree(member: Member, codes: tuple[Code, ...], address: str) -> bool:
    """Whether the address may take the place of the member's own, after the codes that came back (law 4)."""
    back = {code.purpose for code in codes if code.used_at is not None and code.address == address}
    return back.issuperset(needed_for_change(member))
