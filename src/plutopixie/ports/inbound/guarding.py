"""The guard: what use cases ask before they do what may be tried only so often."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from attrs import field, frozen, validators

from plutopixie.domain import throttling
from plutopixie.domain.origins import Origin
from plutopixie.domain.throttling import Bucket, Limit, ThrottledError
from plutopixie.ports.inbound.access import Actor
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.throttles import Throttles


@frozen
class Guard:
    """Lets attempts through while there is room for them. `factor` multiplies what every bucket holds."""

    throttles: Throttles
    clock: Clock
    factor: int = field(default=1, validator=validators.ge(1))

    def spend(self, *buckets: Bucket) -> None:
        """Count one attempt in each bucket, whatever becomes of it; raises ThrottledError."""
        wait = self.claim(buckets)
        if wait is not None:
            raise ThrottledError(wait)

    def spend_from(self, limit: Limit, origin: Origin) -> None:
        """Count one attempt of whoever asks from there; raises ThrottledError."""
        self.spend(self.bucket(limit, throttling.of_neighbourhood(origin)))

    def spend_of(self, limit: Limit, actor: Actor) -> None:
        """Count one attempt of a member; raises ThrottledError."""
        self.spend(self.bucket(limit, throttling.of_member(actor.organization, actor.member)))

    def guess_of(self, limit: Limit, actor: Actor) -> AbstractContextManager[None]:
        """A block in which a signed-in member proves something; see `guess`."""
        return self.guess(self.bucket(limit, throttling.of_member(actor.organization, actor.member)))

    @contextmanager
    def guess(self, one: Bucket) -> Iterator[None]:
        """A block in which somebody proves something: it counts if, and only if, it raises.

        Raises:
            ThrottledError: there were too many wrong guesses before; the block is not entered.
        """
        self.spend(one)
        yield
        self.settle([one])

    def bucket(self, limit: Limit, subject: str, address: str | None = None) -> Bucket:
        """The bucket of a subject, as large as the operator chose."""
        return throttling.bucket(limit, subject, self.factor, address)

    def claim(self, buckets: Collection[Bucket]) -> timedelta | None:
        """Count one attempt in each of the buckets, or in none and say how long to wait."""
        return self.throttles.claim(buckets, self.clock.now())

    def remembered(self, places: Collection[str]) -> frozenset[str]:
        """Those of the places that somebody signed in from lately."""
        return self.throttles.remembered(places, self.clock.now())

    def settle(self, returned: Collection[Bucket], places: Collection[str] = ()) -> None:
        """Give back what was claimed, because the attempt was no failure, and remember where it came from."""
        self.throttles.settle(returned, places, self.clock.now() + throttling.PLACE_KEPT)
