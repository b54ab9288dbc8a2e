"""The directory, for its own narrow role: it sees blind indexes of addresses and ids, and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from attrs import field, frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import translating
from plutopixie.adapters.postgres.limits import Limits
from plutopixie.adapters.postgres.pool import Connection, Pool
from plutopixie.adapters.postgres.records.bound import DIRECTORY_PURPOSE
from plutopixie.adapters.postgres.sealing import Sealing
from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.directory import Membership, ResetAsked

_SQL: Final = queries.load("directory")
_CONNECTIONS: Final = queries.load("connections")


@frozen
class PostgresDirectory:
    """`ports.outbound.directory.Directory` over a pool of the directory role."""

    pool: Pool
    sealing: Sealing
    limits: Limits = field(factory=Limits)

    def memberships(self, email: str, organization: OrganizationId | None = None) -> tuple[Membership, ...]:
        """The memberships under this canonical address, oldest first, at most 50; or the one in that organization."""
        with self._transaction() as conn:
            return _memberships(conn, self._index(email), organization)

    def organizations(self, after: OrganizationId | None, limit: int) -> tuple[OrganizationId, ...]:
        """Up to `limit` organization ids greater than `after`, in ascending order."""
        with self._transaction() as conn:
            rows = conn.execute(_SQL["organizations"], {"after": after, "limit": limit}).fetchall()
        return tuple(row["organization_id"] for row in rows)

    def ask_reset(self, email: str, at: datetime) -> None:
        """Note that a new password was asked for under this canonical address."""
        with self._transaction() as conn:
            conn.execute(_SQL["ask_reset"], {"email_index": self._index(email), "at": at})

    def resets_asked(self, limit: int) -> tuple[ResetAsked, ...]:
        """Up to `limit` questions that wait, the oldest first."""
        with self._transaction() as conn:
            rows = conn.execute(_SQL["resets_asked"], {"limit": limit}).fetchall()
            indexes = [bytes(row["email_index"]) for row in rows]
            return tuple(ResetAsked(index, _memberships(conn, index)) for index in indexes)

    def reset_looked_up(self, asked: ResetAsked) -> None:
        """Forget a question."""
        with self._transaction() as conn:
            conn.execute(_SQL["reset_looked_up"], {"email_index": asked.index})

    def _index(self, email: str) -> bytes:
        return self.sealing.index(None, DIRECTORY_PURPOSE, email)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translating(), self.pool.connection() as conn, conn.transaction():
            conn.execute(_CONNECTIONS["limit"], self.limits.parameters())
            yield conn


def _memberships(conn: Connection, index: bytes, organization: OrganizationId | None = None) -> tuple[Membership, ...]:
    rows = conn.execute(_SQL["memberships"], {"email_index": index, "organization": organization}).fetchall()
    return tuple(Membership(row["organization_id"], row["member_id"]) for row in rows)
