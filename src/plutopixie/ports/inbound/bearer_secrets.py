"""Secrets that a person carries: refresh tokens and invitations.

Each names its organization in the clear, so that it can be looked up inside that organization's unit and nowhere else;
the secret behind it is kept as a SHA-256 digest only. 256 random bits need no slow hash.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final
from uuid import UUID

from attrs import field, frozen

from plutopixie.domain.ids import OrganizationId

_ID_BYTES: Final = 16
_SECRET_BYTES: Final = 32
_TEXT_LENGTH_MAX: Final = 120


@frozen
class BearerSecret:
    """An organization, the id of what the secret opens, and the secret itself."""

    organization: OrganizationId
    thing: UUID
    secret: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """What is kept of the secret."""
        return hashlib.sha256(self.secret).digest()

    def text(self) -> str:
        """The form that is handed to a person: URL-safe, without padding."""
        raw = self.organization.bytes + self.thing.bytes + self.secret
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def parse(text: str) -> BearerSecret | None:
    """The secret behind a text, or None if it never was one of ours."""
    if len(text) > _TEXT_LENGTH_MAX or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 2 * _ID_BYTES + _SECRET_BYTES:
        return None
    return BearerSecret(
        OrganizationId(UUID(bytes=raw[:_ID_BYTES])), UUID(bytes=raw[_ID_BYTES : 2 * _ID_BYTES]), raw[2 * _ID_BYTES :]
    )
