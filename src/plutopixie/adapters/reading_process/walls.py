"""What stands between a child and the machine, apart from its limits: told by the child, shown to the operator."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Final

from attrs import frozen


class Wall(enum.StrEnum):
    """Something that holds a child, by the name an operator knows it by."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "Landlock"
    SECCOMP = "seccomp"


@frozen
class Confinement:
    """The walls that hold a child.

    Attributes:
        walls: which of them stand; none where the system allows none.
        network: whether the child was to have a network, so that no wall is against it.
    """

    walls: frozenset[Wall] = frozenset()
    network: bool = False

    @property
    def has_no_network(self) -> bool:
        """Whether nothing can be reached from inside: there is no other network, or no way to ask for a connection."""
        return not self.network and not _CUTS_NETWORK.isdisjoint(self.walls)

    @property
    def sees_no_data(self) -> bool:
        """Whether files other than the programs and the document's own are out of reach."""
        return not _HIDES_FILES.isdisjoint(self.walls)

    @property
    def is_complete(self) -> bool:
        """Whether everything that was to be kept from the child is."""
        return self.sees_no_data and (self.network or self.has_no_network)

    def __str__(self) -> str:
        return " and ".join((*(wall.value for wall in Wall if wall in self.walls), "resource limits"))

    @classmethod
    def told(cls, names: Iterable[str], *, network: bool) -> Confinement:
        """The confinement that a child tells by names; raises ValueError for one that is none."""
        return cls(frozenset(Wall(name) for name in names), network)


_CUTS_NETWORK: Final = frozenset({Wall.BUBBLEWRAP, Wall.SECCOMP})
_HIDES_FILES: Final = frozenset({Wall.BUBBLEWRAP, Wall.LANDLOCK})
