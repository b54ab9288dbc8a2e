"""Passwords hashed by bcrypt.

bcrypt reads 72 bytes and stops at a zero byte; version 5 of the library refuses what is longer. A password of ours may
have 128 characters of any script, so each one is brought to 64 characters first: the Base64 of its HMAC-SHA-384. The
key of the HMAC is a fixed label, no secret: it makes sure that digests leaked elsewhere cannot be tried here in place
of passwords. A password arrives in Unicode normalization form C; `Password` sees to it.
"""

from __future__ import annotations

import base64
import hmac
from typing import Final

import bcrypt
from attrs import field, frozen, validators

from plutopixie.domain.passwords import Password

COST_DEFAULT: Final = 12
COST_MIN: Final = 4
COST_MAX: Final = 16
_LABEL: Final = b"plutopixie password"


@frozen
class BcryptHasher:
    """`ports.outbound.passwords.PasswordHasher` by bcrypt. Each step of `cost`, from 4 to 16, doubles the work."""

    cost: int = field(default=COST_DEFAULT, validator=validators.and_(validators.ge(COST_MIN), validators.le(COST_MAX)))

    def hash(self, password: Password) -> str:
        """A hash that holds its own salt and cost."""
        return bcrypt.hashpw(_shortened(password), bcrypt.gensalt(self.cost)).decode("ascii")

    def verify(self, password: Password, hashed: str | None) -> bool:
        """Whether the hash was made of this password; None, or what is no hash, costs the same work."""
        if hashed is not None:
            try:
                return bcrypt.checkpw(_shortened(password), hashed.encode())
            except ValueError:
                pass
        bcrypt.checkpw(_shortened(password), self._nobodys_hash())
        return False

    def _nobodys_hash(self) -> bytes:
        """A hash in good form that no password gives: its digest is 31 times the same letter."""
        return f"$2b${self.cost:02d}${'.' * 53}".encode("ascii")


def _shortened(password: Password) -> bytes:
    return base64.b64encode(hmac.digest(_LABEL, password.reveal().encode(), "sha384"))
