"""Throttling: how often something may be tried, by whom and from where, before it must wait.

Laws:

1. What is limited fills a bucket, attempt by attempt, and every bucket drains: a full one has room for one more attempt
   after the time of one refill, and is empty after as many refills as it holds.
2. Whoever finds a bucket full is told how long to wait, and that attempt adds nothing. So nobody can keep a bucket from
   draining, and who waits is let through.
3. An attempt may fill several buckets: all of them, or none.
4. A password is claimed for before it is checked, and given back when it was right: only failures count, and of any
   number of guesses at the same moment no more than a bucket holds are ever checked.
5. Who signed in to an account from somewhere before has, from there, a bucket of their own for 30 days. What strangers
   fill elsewhere does not hold them up, so nobody can be shut out for good by wrong guesses.
6. A bucket stands for an address typed, a neighbourhood of the network, or a member of an organization. Whether an
   address is known changes nothing: neither what is claimed, nor what is answered.

This is the generic cell rate algorithm (ITU-T I.371): of a bucket only the moment at which it will be empty is kept.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from attrs import field, frozen, validators

from plutopixie.domain.errors import CallerError
from plutopixie.domain.ids import MemberId, OrganizationId
from plutopixie.domain.origins import Origin, neighbourhood

#: How long it is remembered from where somebody signed in to an account.
PLACE_KEPT: Final = timedelta(days=30)
#: What remembered places are called where buckets are kept.
PLACE: Final = "known-place"


class ThrottledError(CallerError):
    """This was tried too often; wait for the seconds stated, then try again."""

    code = "throttled"

    def __init__(self, wait: timedelta) -> None:
        self.retry_after = max(1, math.ceil(wait / timedelta(seconds=1)))
        super().__init__(f"This was tried too often; try again in {self.retry_after} seconds.")


class Per(enum.StrEnum):
    """Whose attempts a bucket holds."""

    ADDRESS = "email address typed"
    PLACE = "member and neighbourhood they signed in from before"
    NEIGHBOURHOOD = "neighbourhood: an IPv4 address, or an IPv6 network of 64 bits"
    MEMBER = "member of an organization"


@frozen
class Rule:
    """So many at once, then one per refill. With `alarms` the admins hear of a bucket that is full."""

    what: str
    per: Per
    burst: int = field(validator=validators.ge(1))
    refill: timedelta = field(validator=validators.gt(timedelta(0)))
    alarms: bool = False


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


@enum.unique
class Limit(enum.Enum):
    """Every limit: a line of this table is all that another one takes. A name, once used, keeps its meaning."""

    SIGN_IN_ADDRESS = Rule("failed sign-ins", Per.ADDRESS, 10, _seconds(300), alarms=True)
    SIGN_IN_PLACE = Rule("failed sign-ins", Per.PLACE, 10, _seconds(120), alarms=True)
    SIGN_IN_NEIGHBOURHOOD = Rule("failed sign-ins", Per.NEIGHBOURHOOD, 30, _seconds(30))
    SIGN_UP = Rule("sign-ups", Per.NEIGHBOURHOOD, 10, _seconds(360))
    ACCEPT = Rule("invitations accepted, or tried", Per.NEIGHBOURHOOD, 20, _seconds(60))
    REFRESH = Rule("refreshed sessions, or tried", Per.NEIGHBOURHOOD, 120, _seconds(1))
    PASSWORD_CHECK = Rule("wrong passwords of a signed-in member", Per.MEMBER, 5, _seconds(180))
    SECOND_FACTOR = Rule("wrong second factors beside a right password", Per.MEMBER, 5, _seconds(180), alarms=True)
    RESET_ADDRESS = Rule("letters for a new password", Per.ADDRESS, 3, _seconds(1_200))
    RESET_NEIGHBOURHOOD = Rule("letters for a new password", Per.NEIGHBOURHOOD, 20, _seconds(60))
    REDEEM = Rule("codes out of letters, tried", Per.NEIGHBOURHOOD, 20, _seconds(60))
    LETTER = Rule("letters that confirm one's address", Per.MEMBER, 5, _seconds(600))
    INVITATION = Rule("invitations sent by mail", Per.MEMBER, 50, _seconds(120))
    UPLOAD = Rule("uploads of receipts", Per.MEMBER, 300, _seconds(2))
    EXPORT = Rule("files taken away as CSV", Per.MEMBER, 20, _seconds(30))
    ALARM = Rule("alarms about failed sign-ins", Per.MEMBER, 1, _seconds(86_400))

    @property
    def word(self) -> str:
        """What the limit is called where buckets are kept."""
        return self.name.lower().replace("_", "-")


@frozen
class Bucket:
    """A bucket of a limit. `subject` says whose it is; `address` is the account it guards, for those who are told."""

    word: str
    subject: str = field(repr=False)
    burst: int
    refill: timedelta
    address: str | None = field(default=None, repr=False)

    @property
    def capacity(self) -> timedelta:
        """How long the full bucket takes to drain."""
        return self.burst * self.refill


def bucket(limit: Limit, subject: str, factor: int = 1, address: str | None = None) -> Bucket:
    """The bucket of a subject; a factor, which an operator chooses, makes it hold that many times as much."""
    return Bucket(limit.word, subject, limit.value.burst * factor, limit.value.refill, address)


def filled(empty_at: datetime | None, one: Bucket, at: datetime) -> datetime | None:
    """When the bucket will be empty after one more attempt; None if it has no room for it.

    `empty_at` is when it will be empty as it stands; None for a bucket that nobody ever filled.
    """
    after = max(empty_at or at, at) + one.refill
    return after if after <= at + one.capacity else None


def wait(empty_at: datetime | None, one: Bucket, at: datetime) -> timedelta:
    """How long until the bucket has room for one more attempt."""
    return max(timedelta(0), max(empty_at or at, at) + one.refill - one.capacity - at)


def full_from(one: Bucket, at: datetime) -> datetime:
    """A bucket that is empty later than this has no room at that moment."""
    return at + one.capacity - one.refill


def horizon(at: datetime, factor: int) -> datetime:
    """No bucket and no place is kept longer than until then; what is, was written by a clock that went wrong."""
    return at + max(PLACE_KEPT, *(limit.value.burst * factor * limit.value.refill for limit in Limit))


def of_member(organization: OrganizationId, member: MemberId) -> str:
    """The subject of a member: always with the organization, so that none fills another's bucket."""
    return f"{organization} {member}"


def of_neighbourhood(origin: Origin) -> str:
    """The subject of where somebody asks from."""
    return neighbourhood(origin.address)


def of_place(organization: OrganizationId, member: MemberId, origin: Origin) -> str:
    """The subject of a member at one place."""
    return f"{of_member(organization, member)} {of_neighbourhood(origin)}"


def longest(waits: Iterable[timedelta]) -> timedelta | None:
    """The wait of an attempt that fills several buckets; None if it need not wait."""
    found = max(waits, default=timedelta(0))
    return found or None
