"""API keys as they are shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain.api_keys import ApiKey, KeyScope
from plutopixie.ports.inbound.api_keys import Issued


@frozen
class ApiKeyBody:
    """An API key of one's own: what it opens, until when, and when it was last used. Its secret was shown once."""

    id: UUID
    name: str
    scopes: tuple[KeyScope, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, one: ApiKey) -> ApiKeyBody:
        """The key as it is shown."""
        return cls(one.id, one.name, tuple(sorted(one.scopes)), one.created_at, one.expires_at, one.used_at)


@frozen
class ApiKeysBody:
    """One's API keys, ended ones too, oldest first."""

    items: tuple[ApiKeyBody, ...]


@frozen
class IssuedKeyBody:
    """A new API key. Send `key` as `Authorization: Bearer …`; it is shown this once."""

    id: UUID
    name: str
    scopes: tuple[KeyScope, ...]
    created_at: datetime
    expires_at: datetime
    key: str = field(repr=False)

    @classmethod
    def of(cls, one: Issued) -> IssuedKeyBody:
        """The key as it is shown, once."""
        made = one.key
        return cls(made.id, made.name, tuple(sorted(made.scopes)), made.created_at, made.expires_at, one.secret)
