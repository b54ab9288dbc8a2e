"""Second factors."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import dangling
from plutopixie.adapters.postgres.records.bound import Bound
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import MemberId
from plutopixie.domain.second_factor import SecondFactor

_SQL: Final = queries.load("second_factors")
_PLACE: Final = ("second_factor", "secret")


@frozen
class PostgresSecondFactors:
    """`ports.outbound.records.SecondFactors`: secrets sealed, recovery codes as digests."""

    _bound: Bound

    def get(self, member: MemberId, *, lock: bool = False) -> SecondFactor | None:
        """The second factor of a member, if there is one."""
        row = self._bound.row(_SQL["lock_factor" if lock else "get_factor"], member=member)
        if row is None:
            return None
        return SecondFactor(
            member=row["member_id"],
            secret=self._bound.open_bytes(*_PLACE, row["member_id"], row["secret"]),
            prepared_at=row["prepared_at"],
            confirmed_at=row["confirmed_at"],
            last_step=row["last_step"],
            recovery=frozenset(map(bytes, row["recovery"])),
        )

    def put(self, factor: SecondFactor) -> None:
        """Keep a member's factor in place of what was there."""
        if not self._bound.run(
            _SQL["put_factor"],
            member=factor.member,
            secret=self._bound.seal_bytes(*_PLACE, factor.member, factor.secret),
            prepared_at=factor.prepared_at,
            confirmed_at=factor.confirmed_at,
            last_step=factor.last_step,
            recovery=sorted(factor.recovery),
        ):
            raise dangling("member")

    def remove(self, member: MemberId) -> None:
        """Forget a member's factor."""
        if not self._bound.run(_SQL["remove_factor"], member=member):
            raise NotFoundError("second factor")
