"""Second factors."""

from __future__ import annotations

from attrs import frozen

from plutopixie.adapters.memory.desk import Desk, obtain, require_known
from plutopixie.domain.ids import MemberId
from plutopixie.domain.second_factor import SecondFactor


@frozen
class MemorySecondFactors:
    """`ports.outbound.records.SecondFactors` over the desk."""

    _desk: Desk

    def get(self, member: MemberId, *, lock: bool = False) -> SecondFactor | None:  # noqa: ARG002 - the unit holds all locks
        """The second factor of a member, if there is one."""
        return self._desk.books.second_factors.get(member)

    def put(self, factor: SecondFactor) -> None:
        """Keep a member's factor in place of what was there."""
        require_known(self._desk.books.accounts, factor.member, "member")
        self._desk.books.second_factors[factor.member] = factor

    def remove(self, member: MemberId) -> None:
        """Forget a member's factor."""
        obtain(self._desk.books.second_factors, member, "second factor")
        del self._desk.books.second_factors[member]
