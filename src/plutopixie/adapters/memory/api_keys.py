"""API keys."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from plutopixie.adapters.memory.books import KeptKey
from plutopixie.adapters.memory.desk import Desk, require_known, require_new
from plutopixie.domain.api_keys import USE_KNOWN_WITHIN, ApiKey
from plutopixie.domain.errors import NotFoundError
from plutopixie.domain.ids import ApiKeyId, MemberId


@frozen
class MemoryApiKeys:
    """`ports.outbound.records.ApiKeys` over the desk."""

    _desk: Desk

    def add(self, key: ApiKey, secret_digest: bytes) -> None:
        """A new key."""
        require_new(self._desk.books.api_keys, key.id, "API key")
        require_known(self._desk.books.accounts, key.member, "member")
        self._desk.books.api_keys[key.id] = KeptKey(key, secret_digest)

    def presented(self, id: ApiKeyId, secret_digest: bytes, at: datetime) -> ApiKey | None:
        """The living key of that id and secret; its use is noted."""
        kept = self._desk.books.api_keys.get(id)
        if kept is None or kept.secret_digest != secret_digest or not kept.key.lives(at):
            return None
        known = kept.key.used_at
        if known is None or known <= at - USE_KNOWN_WITHIN:
            kept = evolve(kept, key=evolve(kept.key, used_at=at))
            self._desk.books.api_keys[id] = kept
        return kept.key

    def of_member(self, member: MemberId) -> tuple[ApiKey, ...]:
        """All keys of a member, oldest first."""
        keys = self._desk.books.api_keys
        return tuple(keys[id].key for id in sorted(keys) if keys[id].key.member == member)

    def remove(self, member: MemberId, id: ApiKeyId) -> None:
        """Revoke a key of that member."""
        kept = self._desk.books.api_keys.get(id)
        if kept is None or kept.key.member != member:
            raise NotFoundError("API key")
        del self._desk.books.api_keys[id]

    def remove_all(self, member: MemberId) -> None:
        """Revoke all keys of a member."""
        books = self._desk.books
        books.api_keys = {id: kept for id, kept in books.api_keys.items() if kept.key.member != member}
