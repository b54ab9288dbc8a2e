"""API keys."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import dangling
from plutopixie.adapters.postgres.records.bound import Bound, Row
from plutopixie.domain.api_keys import USE_KNOWN_WITHIN, ApiKey, KeyScope
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import ApiKeyId, MemberId

_SQL: Final = queries.load("api_keys")


@frozen
class PostgresApiKeys:
    """`ports.outbound.records.ApiKeys`: names sealed, secrets as digests."""

    _bound: Bound

    def add(self, key: ApiKey, secret_digest: bytes) -> None:
        """A new key."""
        if not self._bound.run(
            _SQL["add_key"],
            id=key.id,
            member=key.member,
            name=self._bound.seal("api_key", "name", key.id, key.name),
            scopes=sorted(scope.value for scope in key.scopes),
            secret_digest=secret_digest,
            created_at=key.created_at,
            expires_at=key.expires_at,
            used_at=key.used_at,
        ):
            raise dangling("member")

    def presented(self, id: ApiKeyId, secret_digest: bytes, at: datetime) -> ApiKey | None:
        """The living key of that id and secret; its use is noted."""
        row = self._bound.row(_SQL["present_key"], id=id, secret_digest=secret_digest, at=at, within=USE_KNOWN_WITHIN)
        return None if row is None else self._key(row)

    def of_member(self, member: MemberId) -> tuple[ApiKey, ...]:
        """All keys of a member, oldest first."""
        return tuple(map(self._key, self._bound.rows(_SQL["keys_of_member"], member=member)))

    def remove(self, member: MemberId, id: ApiKeyId) -> None:
        """Revoke a key of that member."""
        if not self._bound.run(_SQL["remove_key"], member=member, id=id):
            raise NotFoundError("API key")

    def remove_all(self, member: MemberId) -> None:
        """Revoke all keys of a member."""
        self._bound.run(_SQL["remove_keys_of"], member=member)

    def _key(self, row: Row) -> ApiKey:
        return ApiKey(
            id=row["id"],
            member=row["member_id"],
            name=self._bound.open("api_key", "name", row["id"], row["name"]),
            scopes=frozenset(map(KeyScope, row["scopes"])),
            created_at=row["created_at"],
            expires_at=row["expires_at"],
            used_at=row["used_at"],
        )
