"""Secrets that a person carries: refresh tokens, invitations and API keys.

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

ID_BYTES: Final = 16
SECRET_BYTES: Final = 32
TEXT_LENGTH_MAX: Final = 120


@frozen
class BearerSecret:
    """An organization, the id of what the secret opens, and the secret itself."""

    organization: OrganizationId
    thing: UUID
    secret: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """What is kept of the secret."""
        return digest(self.secret)

    def text(self) -> str:
        """The form that is handed to a person: URL-safe, without padding."""
        return packed(self.organization.bytes, self.thing.bytes, self.secret)


def parse(text: str) -> BearerSecret | None:
    """The secret behind a text, or None if it never was one of ours."""
    raw = unpacked(text, 2 * ID_BYTES + SECRET_BYTES)
    if raw is None:
        return None
    organization, thing = UUID(bytes=raw[:ID_BYTES]), UUID(bytes=raw[ID_BYTES : 2 * ID_BYTES])
    return BearerSecret(OrganizationId(organization), thing, raw[2 * ID_BYTES :])


def digest(secret: bytes) -> bytes:
    """What is kept of a secret: its SHA-256."""
    return hashlib.sha256(secret).digest()


def packed(*parts: bytes) -> str:
    """The parts in the form that is handed to a person: URL-safe, without padding."""
    return base64.urlsafe_b64encode(b"".join(parts)).rstrip(b"=").decode("ascii")


def unpacked(text: str, length: int) -> bytes | None:
    """The bytes behind a text; None unless it is the one spelling of just so many bytes."""
    if len(text) > TEXT_LENGTH_MAX or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == length and packed(raw) == text else None
