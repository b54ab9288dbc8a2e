"""One-time codes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import dangling
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import CodeId, MemberId
from plutopixie.domain.one_time_codes import Code, Purpose

_SQL: Final = queries.load("codes")
_PLACE: Final = ("one_time_code", "address")


@frozen
class PostgresCodes:
    """`ports.outbound.records.Codes`: addresses sealed, secrets as digests."""

    _bound: Bound

    def add(self, code: Code, secret_digest: bytes) -> None:
        """A new code in place of the member's earlier one of the same purpose."""
        if not self._bound.run(
            _SQL["add_code"],
            id=code.id,
            purpose=code.purpose.value,
            member=code.member,
            address=self._bound.seal(*_PLACE, code.id, code.address),
            secret_digest=secret_digest,
            created_at=code.created_at,
            expires_at=code.expires_at,
            sent_at=code.sent_at,
            used_at=code.used_at,
        ):
            raise dangling("member")

    def get(self, id: CodeId) -> Code:
        """A code."""
        return self._found(self._bound.row(_SQL["get_code"], id=id))

    def find(self, id: CodeId, secret_digest: bytes, *, lock: bool = False) -> Code:
        """The code of that id and secret."""
        statement = _SQL["lock_code" if lock else "find_code"]
        return self._found(self._bound.row(statement, id=id, secret_digest=secret_digest))

    def save(self, code: Code) -> None:
        """Write a code that was used."""
        if not self._bound.run(_SQL["use_code"], id=code.id, used_at=code.used_at):
            raise NotFoundError("code")

    def sent(self, id: CodeId, at: datetime) -> None:
        """Note that a code was sent."""
        self._bound.run(_SQL["code_sent"], id=id, at=at)

    def of_member(self, member: MemberId) -> tuple[Code, ...]:
        """All codes of a member, oldest first."""
        return tuple(map(self._found, self._bound.rows(_SQL["codes_of_member"], member=member)))

    def remove_all(self, member: MemberId, purposes: Collection[Purpose]) -> None:
        """Forget a member's codes of these purposes."""
        self._bound.run(_SQL["remove_codes_of"], member=member, purposes=[one.value for one in purposes])

    def forget(self, before: datetime) -> int:
        """Forget codes that expired before that moment."""
        return self._bound.run(_SQL["forget_codes"], before=before)

    def _found(self, row: Row | None) -> Code:
        if row is None:
            raise NotFoundError("code")
        return Code(
            id=row["id"],
            purpose=Purpose(row["purpose"]),
            member=row["member_id"],
            address=self._bound.open(*_PLACE, row["id"], row["address"]),
            created_at=row["created_at"],
            expires_at=row["expires_at"],
            sent_at=row["sent_at"],
            used_at=row["used_at"],
        )
