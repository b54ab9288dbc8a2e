"""What a step is drawn from: what its party knows, what the other one knows, and pools so small that things collide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from attrs import define, frozen

from plutopixie.ports.contracts.noninterference.notebook import Notebook

T = TypeVar("T")

#: Ids that never were.
UNKNOWN: Final = (UUID("019c0000-0000-7000-8000-00000000dead"), UUID(int=0))
#: Names that both parties give to what they make.
NAMES: Final = ("North", "South", "south", "East", "West")
#: Idempotency keys that both parties use.
KEYS: Final = ("key-1", "key-2")
#: How often something exceptional is drawn: once in so many times.
SELDOM: Final = 6
_LATEST: Final = 4
_BYTES_A_CHOICE: Final = 2


@define
class Dice:
    """Choices made of bytes, two each; when they are used up, the first choice is taken.

    A step makes about ten choices. Drawn one by one they would be slow to draw, and more than Hypothesis can leave out
    together when it looks for a shorter story. As bytes they are one thing to leave out, and each can still be made
    simpler by itself.
    """

    thrown: bytes
    _used: int = 0

    def below(self, bound: int) -> int:
        """A number from 0 to below the bound, 0 the simplest."""
        taken = self.thrown[self._used : self._used + _BYTES_A_CHOICE]
        self._used += _BYTES_A_CHOICE
        return int.from_bytes(taken) % bound


@frozen
class Party:
    """One of the two sides: what its people know, and the passwords that only they, or both sides, use.

    `addresses` are those of its people, some of which people of the other side have, too. A new password is asked for
    under an address and not within an organization: so theirs ask for `askable` ones, which nobody of ours has.
    """

    name: str
    notebook: Notebook
    password: str
    addresses: tuple[str, ...]
    askable: tuple[str, ...]

    @property
    def passwords(self) -> tuple[str, str]:
        """Its own password, and one that people use on both sides."""
        return self.password, SHARED_PASSWORD


SHARED_PASSWORD: Final = "violet anchor of everybody"  # noqa: S105 - made up


@frozen
class Scene:
    """The side that takes the next step, and the other side."""

    dice: Dice
    moment: datetime
    here: Party
    elsewhere: Party

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices; the first is the simplest."""
        return choices[self.dice.below(len(choices))]

    def seldom(self) -> bool:
        """True now and then."""
        return self.pick((False,) * (SELDOM - 1) + (True,))

    def latest(self, known: Sequence[T], otherwise: T) -> T:
        """One of the latest that are known, the newest most simply."""
        return self.pick(known[-_LATEST:][::-1]) if known else otherwise

    def asker(self) -> str:
        """The token of one of the party's people; seldom one that is spent, or none."""
        notebook = self.here.notebook
        if notebook.tokens and not (self.seldom() and self.seldom()):
            return self.pick((notebook.tokens[0], *notebook.tokens[-_LATEST:]))
        return self.pick(("not-a-token", *notebook.spent[-_LATEST:]))

    def id(self, kind: str) -> UUID:
        """The id of a thing: one's own, the other side's, or nobody's."""
        own, foreign = self.here.notebook.ids(kind), self.elsewhere.notebook.ids(kind)
        whose = self.pick((own, own, own, own, own, foreign, UNKNOWN))
        return self.latest(whose, UNKNOWN[0])

    def version(self) -> int | None:
        """The version a thing was seen at, right or stale, or none."""
        return self.pick((None, None, None, None, 1, 2))

    def key(self) -> str | None:
        """An idempotency key, or none."""
        return self.pick((None, None, None, None, *KEYS))
