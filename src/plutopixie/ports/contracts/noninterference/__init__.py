"""Non-interference: whatever others do, our side is shown what it would be shown if they did nothing (P7.1).

The machine runs one trace in two worlds. In the crowded one two sides act; in the quiet one only ours does, on the very
same inputs: an id that belongs to the others in the one is an id that never was in the other. Time, ids and secrets
follow the trace (`turns`), so what our side is shown is compared as it is: results, errors, ids, order, pages, exports,
reports, tokens, and what the worker announces and sends.

    def test_nobody_is_noticed() -> None:
        prove_noninterference(crowded=a_world_of_mine, quiet=another_one)

A world is an `Installation`: `ThroughUseCases` over the use cases with your adapters below, or a translation of your
own for another way in.

What the two sides may share without being noticed: addresses and passwords of people, names, files, idempotency keys,
ids of the other side's things. What is kept apart, because sharing it makes two people one: bearer secrets (tokens,
invitations, codes), the idempotency key of a sign-up together with its address, and signing in without naming an
organization by a password that the same address has on the other side. And asking for a new password, which everybody
may do for every address, is something the others do for addresses of their own alone: the letter would be noticed.
"""

from plutopixie.ports.contracts.noninterference.doubles import (
    BlackInk,
    FixedRates,
    NoLimits,
    PlainCodes,
    PlainCommonPasswords,
    PlainHasher,
    PlainMailer,
    PlainSecrets,
    PlainTokens,
    PrintedReceipt,
)
from plutopixie.ports.contracts.noninterference.draws import POLICY
from plutopixie.ports.contracts.noninterference.installation import (
    Done,
    Installation,
    Learned,
    MakeInstallation,
    Shown,
    Step,
)
from plutopixie.ports.contracts.noninterference.machine import (
    ORDINARY,
    OURS,
    STEPS,
    THEIRS,
    Tally,
    prove_noninterference,
)
from plutopixie.ports.contracts.noninterference.table import TABLE
from plutopixie.ports.contracts.noninterference.through_use_cases import ThroughUseCases
from plutopixie.ports.contracts.noninterference.turns import Turn, Turns
from plutopixie.ports.contracts.noninterference.workshop import Workshop

__all__ = [
    "ORDINARY",
    "OURS",
    "POLICY",
    "STEPS",
    "TABLE",
    "THEIRS",
    "BlackInk",
    "Done",
    "FixedRates",
    "Installation",
    "Learned",
    "MakeInstallation",
    "NoLimits",
    "PlainCodes",
    "PlainCommonPasswords",
    "PlainHasher",
    "PlainMailer",
    "PlainSecrets",
    "PlainTokens",
    "PrintedReceipt",
    "Shown",
    "Step",
    "Tally",
    "ThroughUseCases",
    "Turn",
    "Turns",
    "Workshop",
    "prove_noninterference",
]
