"""Time and ids of a world: the same for the same step, whatever else happens in that world.

With ordinary clocks and generators two runs of one trace differ in every id and moment, and comparing them means
forgetting those differences, and leaks with them. Here a step gets its moment from its place in the trace, and its ids
and secrets from who takes it, so what one party is shown can be compared to the last bit.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import Factory, define, evolve, frozen

from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.units import OpenUnit, Unit

BEGINNING: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
#: Whose turn it is when everybody is served.
WORKER: Final = "the worker"
_SECOND: Final = timedelta(seconds=1)


@frozen
class Turn:
    """One step's place: in which story, whose it is, the how-manieth, and when."""

    story: str
    whose: str
    number: int
    moment: datetime

    def after(self, passed: timedelta, whose: str) -> Turn:
        """The next turn, at least a second later."""
        return Turn(self.story, whose, self.number + 1, self.moment + _SECOND + passed)


@define
class Turns:
    """`ports.outbound.clock.Clock` and `Identities` of one world, which follow the turn that is taken.

    Secrets can be guessed by whoever knows the story: never use it where they matter.
    """

    turn: Turn
    _made: defaultdict[str, int] = Factory(lambda: defaultdict(int))

    def begin(self, turn: Turn) -> None:
        """Another turn begins."""
        self.turn = turn
        self._made.clear()

    @contextmanager
    def on_behalf_of(self, whose: str) -> Iterator[None]:
        """Inside, ids and secrets are made for somebody else: the worker serves everybody in one turn."""
        own = self.turn
        self.turn = evolve(own, whose=whose)
        try:
            yield
        finally:
            self.turn = own

    def serving(self, open_unit: OpenUnit) -> OpenUnit:
        """The same units; while the worker works, ids that are made inside are made for their organization."""

        @contextmanager
        def opened(organization: OrganizationId) -> Iterator[Unit]:
            with contextlib.ExitStack() as stack:
                if self.turn.whose == WORKER:
                    stack.enter_context(self.on_behalf_of(f"{WORKER} for {organization}"))
                yield stack.enter_context(open_unit(organization))

        return opened

    def now(self) -> datetime:
        """The moment of the turn."""
        return self.turn.moment

    def new(self) -> UUID:
        """The next id of the turn, of version 7: sorts after those of earlier turns and earlier ones of its own."""
        serial = self._next()
        milliseconds = int(self.turn.moment.timestamp() * 1000)
        random = int.from_bytes(self._bytes(f"id {serial}")[:8]) >> 2
        return UUID(int=milliseconds << 80 | 7 << 76 | serial << 64 | 0b10 << 62 | random)

    def named(self, name: str) -> UUID:
        """The id of version 8 that stands for this name within the story."""
        number = int.from_bytes(hashlib.sha256(f"{self.turn.story} {name}".encode()).digest()[:16])
        return UUID(int=number & ~(0xF << 76) & ~(0b11 << 62) | 8 << 76 | 0b10 << 62)

    def secret(self) -> bytes:
        """The next secret of the turn."""
        return self._bytes(f"secret {self._next()}")

    def _next(self) -> int:
        serial = self._made[self.turn.whose]
        self._made[self.turn.whose] += 1
        return serial

    def _bytes(self, what: str) -> bytes:
        turn = self.turn
        return hashlib.sha256(f"{turn.story} {turn.whose} {turn.number} {what}".encode()).digest()
