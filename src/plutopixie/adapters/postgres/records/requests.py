"""Requests that must not be carried out twice."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import dangling
from plutopixie.adapters.postgres.records.bound import Bound
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import MemberId
from plutopixie.ports.outbound.records import Answered
from plutopixie.ports.outbound.units import RecordsUnavailableError

_SQL: Final = queries.load("requests")
_TRIES: Final = 3


@frozen
class PostgresRequests:
    """`ports.outbound.records.Requests`: inserting a key waits for whoever inserted the same and has not ended."""

    _bound: Bound

    def begin(self, member: MemberId, key: str, digest: bytes, at: datetime) -> Answered | None:
        """Claim the key: None if it is new, otherwise what came of the earlier request."""
        for _ in range(_TRIES):  # between the two statements the earlier request may be forgotten
            if self._bound.run(_SQL["claim_request"], member=member, key=key, digest=digest, at=at):
                return None
            row = self._bound.row(_SQL["get_request"], member=member, key=key)
            if row is not None and row["claimed"]:
                return Answered(row["digest"], row["outcome"])
            if row is None:
                raise dangling("member")
        raise RecordsUnavailableError

    def complete(self, member: MemberId, key: str, outcome: str) -> None:
        """Keep the outcome of the request that claimed the key."""
        if not self._bound.run(_SQL["complete_request"], member=member, key=key, outcome=outcome):
            raise NotFoundError("request")

    def forget(self, before: datetime) -> int:
        """Forget requests begun before that moment."""
        return self._bound.run(_SQL["forget_requests"], before=before)
