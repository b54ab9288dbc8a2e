"""What is done by itself from time to time: forgetting what was kept for a while, and telling of guesses.

Any number of workers may do it at once: what one forgot the other does not find, and what one told the other leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from attrs import frozen

from plutopixie.domain import audit, throttling
from plutopixie.domain.audit import Action
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.events import SignInsFailed
from plutopixie.domain.ids import MessageId, OrganizationId
from plutopixie.domain.retention import REQUEST_KEPT, SESSION_KEPT
from plutopixie.domain.throttling import Limit
from plutopixie.ports.inbound.auditing import Notary
from plutopixie.ports.inbound.disposal import Disposal
from plutopixie.ports.inbound.guarding import Guard
from plutopixie.ports.outbound.clock import Clock, Identities
from plutopixie.ports.outbound.directory import Directory, Membership
from plutopixie.ports.outbound.units import OpenUnit

LISTED_AT_ONCE: Final = 500
#: Buckets that are empty are kept a little longer, so that none is forgotten in the middle of an attempt.
_GRACE: Final = timedelta(minutes=5)


@frozen
class Housekeeping:
    """Forgets what was kept for a while and is no longer wanted."""

    open_unit: OpenUnit
    directory: Directory
    guard: Guard
    disposal: Disposal
    clock: Clock

    def tidy(self) -> int:
        """Forget what is old, in every organization and beside them; returns how much that was."""
        now = self.clock.now()
        beyond = throttling.horizon(now, self.guard.factor)
        drained = self.guard.throttles.forget(now - _GRACE, beyond)
        return drained + sum(self._tidy_one(organization) for organization in self._organizations())

    def _organizations(self) -> Iterator[OrganizationId]:
        after: OrganizationId | None = None
        while found := self.directory.organizations(after, LISTED_AT_ONCE):
            yield from found
            after = found[-1]

    def _tidy_one(self, organization: OrganizationId) -> int:
        now = self.clock.now()
        with self.open_unit(organization) as unit:
            requests = unit.requests.forget(now - REQUEST_KEPT)
            origins = unit.audit.forget_origins(now - audit.ORIGIN_LIFETIME)
            sessions = unit.sessions.forget(now - SESSION_KEPT)
            forgotten = requests + origins + sessions + unit.codes.forget(now)
        return forgotten + self.disposal.sweep(organization)


@frozen
class Watch:
    """Tells an organization that somebody guesses at a member's password."""

    open_unit: OpenUnit
    guard: Guard
    notary: Notary
    clock: Clock
    identities: Identities

    def tell(self) -> int:
        """Tell of every member at whose address a bucket is full, once a day each; returns of how many.

        Signing in has no part in it, so it takes the same time whether or not anybody is told.
        """
        alarming = [limit for limit in Limit if limit.value.alarms]
        besieged = {one for limit in alarming for one in self._besieged(limit)}
        return sum(self._tell_one(one) for one in besieged)

    def _besieged(self, limit: Limit) -> Iterator[Membership]:
        full_from = throttling.full_from(self.guard.bucket(limit, ""), self.clock.now())
        after: Membership | None = None
        while found := self.guard.throttles.besieged(limit.word, full_from, after, LISTED_AT_ONCE):
            yield from found
            after = found[-1]

    def _tell_one(self, one: Membership) -> bool:
        once = [self.guard.bucket(Limit.ALARM, throttling.of_member(one.organization, one.member))]
        if self.guard.claim(once) is not None:
            return False
        try:
            return self._note(one)
        except BaseException:
            self.guard.settle(once)
            raise

    def _note(self, one: Membership) -> bool:
        with self.open_unit(one.organization) as unit:
            try:
                unit.members.get(one.member)
            except NotFoundError:  # removed since
                return False
            self.notary.note(unit, audit.nobody(), Action.SIGN_INS_FAILED, one.member)
            unit.outbox.add(MessageId(self.identities.new()), SignInsFailed(one.member))
            return True
