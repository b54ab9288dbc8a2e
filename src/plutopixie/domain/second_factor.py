"""A second factor: six digits from a device that a member holds, beside the password they know.

Laws:

1. The codes are those of RFC 6238 (TOTP): 6 digits, 30 seconds a step, over a secret of 160 bits that the device and
   we share. A code counts one step before and after its own, because clocks differ.
2. A code is good once: it is refused when its step, or a later one, was used before (RFC 6238, section 5.2).
3. A factor counts when a code has confirmed that the device has the secret; before that nobody is asked for one.
4. With it come ten recovery codes of 125 bits, shown once and each good once, for a device that is lost. They are kept
   as digests.
5. An organization may require a second factor of its owner and admins: until they have one they can see to their own
   account and to nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Final

from attrs import evolve, field, frozen

from plutopixie.domain.errors import CallerError, IllegalMoveError
from plutopixie.domain.ids import MemberId
from plutopixie.domain.members import Member, Role
from plutopixie.domain.permissions import Permission

SECRET_BYTES: Final = 20
DIGITS: Final = 6
STEP_SECONDS: Final = 30
STEPS_APART_MAX: Final = 1
RECOVERY_CODES: Final = 10
CODE_LENGTH_MAX: Final = 60

_GROUPS: Final = 5
_GROUP_LENGTH: Final = 5
#: Crockford's Base32: no letters that are taken for digits.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REREAD: Final = str.maketrans("OIL", "011", " -")


class SecondFactorNeededError(CallerError):
    """This account has a second factor; send the six digits as `code`, or a recovery code."""

    code = "second-factor-needed"


class WrongCodeError(CallerError):
    """This code is wrong, too old, or was used before; take the next one that the device shows."""

    code = "wrong-code"


class SecondFactorRequiredError(CallerError):
    """Your organization requires a second factor of its owner and admins; set one up in your own account first."""

    code = "second-factor-required"


@frozen
class SecondFactor:
    """A member's factor. `last_step` is the number of the latest step that was used, 0 before the first."""

    member: MemberId
    secret: bytes = field(repr=False)
    prepared_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0
    recovery: frozenset[bytes] = field(default=frozenset(), repr=False)

    @property
    def counts(self) -> bool:
        """Whether the member is asked for it."""
        return self.confirmed_at is not None


def step_of(at: datetime) -> int:
    """The number of the step that the moment lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def require_free(factor: SecondFactor | None) -> None:
    """Check that another factor may be prepared; raises IllegalMoveError while one counts."""
    if factor is not None and factor.counts:
        raise IllegalMoveError("second factor", "confirmed", "be set up")


def require_counting(factor: SecondFactor | None) -> SecondFactor:
    """The factor, if it counts; raises IllegalMoveError."""
    if factor is None or not factor.counts:
        raise IllegalMoveError("second factor", "not set up", "be changed")
    return factor


def confirmed(factor: SecondFactor | None, step: int | None, recovery: frozenset[bytes], at: datetime) -> SecondFactor:
    """The factor, now that a code of that step was given; raises WrongCodeError for None and for a used step."""
    if factor is None:
        raise IllegalMoveError("second factor", "not prepared", "be confirmed")
    require_free(factor)
    return evolve(used(factor, step), confirmed_at=at, recovery=recovery)


def used(factor: SecondFactor, step: int | None) -> SecondFactor:
    """The factor after a code of that step; raises WrongCodeError for no step and for one that was used (law 2)."""
    if step is None or step <= factor.last_step:
        raise WrongCodeError
    return evolve(factor, last_step=step)


def recovered(factor: SecondFactor, code: str) -> SecondFactor:
    """The factor without the recovery code that was just used; raises WrongCodeError."""
    digest = recovery_digest(code)
    found = [kept for kept in factor.recovery if hmac.compare_digest(kept, digest)]
    if not found:
        raise WrongCodeError
    return evolve(factor, recovery=factor.recovery.difference(found))


def recovery_code(secret: bytes) -> str:
    """A recovery code, such as `7GV2K-…`, of the first 125 of at least 128 random bits."""
    number = int.from_bytes(secret[:16]) >> 3
    letters = [_ALPHABET[number >> 5 * place & 31] for place in range(_GROUPS * _GROUP_LENGTH)]
    return "-".join("".join(letters[place : place + _GROUP_LENGTH]) for place in range(0, len(letters), _GROUP_LENGTH))


def recovery_digest(code: str) -> bytes:
    """What is kept of a recovery code, whatever case and hyphens it is typed in. 125 random bits need no slow hash."""
    return hashlib.sha256(code[:CODE_LENGTH_MAX].upper().translate(_REREAD).encode()).digest()


def require_protected(member: Member, permission: Permission, *, has_factor: bool, required: bool) -> None:
    """Check law 5; raises SecondFactorRequiredError."""
    bound = required and member.role in {Role.OWNER, Role.ADMIN}
    if bound and not has_factor and permission is not Permission.SEE_SELF:
        raise SecondFactorRequiredError
