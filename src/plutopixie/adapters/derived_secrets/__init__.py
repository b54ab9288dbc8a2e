"""Secrets reckoned from an id by HMAC-SHA-256 (RFC 2104) under a key of the installation."""

from __future__ import annotations

import hmac
from typing import Final
from uuid import UUID

from attrs import field, frozen

_KEY_BYTES_MIN: Final = 32


@frozen
class HmacSecrets:
    """`ports.outbound.derived_secrets.DerivedSecrets`; the key has at least 32 bytes."""

    key: bytes = field(repr=False)

    @key.validator
    def _is_long(self, _: object, value: bytes) -> None:
        if len(value) < _KEY_BYTES_MIN:
            raise ValueError(f"a key has at least {_KEY_BYTES_MIN} bytes")

    def secret(self, purpose: str, id: UUID) -> bytes:
        """32 bytes that only the holder of the key can reckon."""
        return hmac.digest(self.key, id.bytes + purpose.encode(), "sha256")
