"""What the proofs of non-interference have in common: a world over some outbound ports, and how much is proven."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import define, evolve
from hypothesis import settings

from plutopixie.adapters.memory import (
    MemoryDirectory,
    MemoryFiles,
    MemoryOutboxFeed,
    MemoryUnits,
    Store,
)
from plutopixie.entrypoints.assembly import World
from plutopixie.entrypoints.use_cases import UseCases
from plutopixie.ports.contracts.noninterference import (
    ORDINARY,
    POLICY,
    STEPS,
    BlackInk,
    FixedRates,
    MakeInstallation,
    NoLimits,
    PlainCodes,
    PlainCommonPasswords,
    PlainHasher,
    PlainMailer,
    PlainSecrets,
    PlainTokens,
    PrintedReceipt,
    Tally,
    ThroughUseCases,
    Turns,
    Workshop,
    prove_noninterference,
)
from plutopixie.ports.outbound.clock import Identities
from plutopixie.ports.outbound.directory import Directory
from plutopixie.ports.outbound.files import Files
from plutopixie.ports.outbound.outbox import OutboxFeed
from plutopixie.ports.outbound.units import OpenUnit

#: `make prove` tells so many times as many stories.
TIMES: Final = int(os.environ.get("PLUTOPIXIE_TEST_PROVE", "1"))
BASE_URL: Final = "https://books.example"
#: How long, in seconds, such a proof may take.
PATIENCE: Final = 600 * TIMES


@define
class Following:
    """Clock and ids of a world that outlives its stories: they follow the turns of the present one."""

    turns: Turns | None = None

    @property
    def _present(self) -> Turns:
        assert self.turns is not None, "no story has begun"
        return self.turns

    def now(self) -> datetime:
        """The moment of the turn."""
        return self._present.now()

    def new(self) -> UUID:
        """The next id of the turn."""
        return self._present.new()

    def named(self, name: str) -> UUID:
        """The id that stands for the name in this story."""
        return self._present.named(name)

    def secret(self) -> bytes:
        """The next secret of the turn."""
        return self._present.secret()


def world(
    open_unit: OpenUnit,
    directory: Directory,
    turns: Turns | Following,
    *,
    identities: Identities | None = None,
    files: Files | None = None,
) -> World:
    """These records, with everything else plain."""
    return World(
        open_unit=open_unit,
        directory=directory,
        files=files or MemoryFiles(),
        throttles=NoLimits(),
        hasher=PlainHasher(),
        common_passwords=PlainCommonPasswords(),
        tokens=PlainTokens(),
        time_codes=PlainCodes(),
        derived_secrets=PlainSecrets(),
        rates=FixedRates(),
        clock=turns,
        identities=identities or turns,
    )


def workshop(built: World, feed: OutboxFeed, turns: Turns) -> Workshop:
    """What works behind the world."""
    served, mailer = (
        evolve(built, open_unit=turns.serving(built.open_unit), clock=turns, identities=turns),
        PlainMailer(),
    )
    return Workshop(
        feed,
        served.reader(PrintedReceipt(), BlackInk()),
        served.use_cases(POLICY).confirming,
        served.posting(mailer, BASE_URL),
        mailer,
        turns,
    )


def use_cases(built: World) -> UseCases:
    """The use cases of the world."""
    return built.use_cases(POLICY)


def through_use_cases(built: World, feed: OutboxFeed, turns: Turns) -> ThroughUseCases:
    """The world, asked through its use cases."""
    return ThroughUseCases(use_cases(built), workshop(built, feed, turns))


def in_memory(turns: Turns) -> ThroughUseCases:
    """A world in memory, asked through its use cases."""
    store = Store()
    built = world(MemoryUnits(store), MemoryDirectory(store), turns)
    return through_use_cases(built, MemoryOutboxFeed(store), turns)


def proven(crowded: MakeInstallation, quiet: MakeInstallation, stories: int) -> Tally:
    """Tell so many stories, times what is asked for; says what was told, which pytest shows with -rP or -s."""
    wanted = stories * TIMES
    tally = prove_noninterference(crowded, quiet, chosen=settings(ORDINARY, max_examples=wanted))
    sys.stdout.write(f"{tally}\n")
    assert tally.stories >= wanted
    assert tally.steps >= wanted * STEPS
    return tally
