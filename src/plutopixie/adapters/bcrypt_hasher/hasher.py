"""Passwords hashed by bcrypt.

bcrypt reads 72 bytes and stops at a zero byte; version 5 of the library refuses what is longer. A password of ours may
have 128 characters of any script, so each one is brought to 64 characters first: the Base64 of its HMAC-SHA-384. The
key of the HMAC is a fixed label, no secret: it makes sure that digests leaked elsewhere cannot be tried here in place
of passwords. A password arrives in Unicode normalization form C; `Password` sees to it.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable
from typing import Final

import bcrypt
from attrs import field, frozen, validators

from plutopixie.domain.passwords import Password

COST_DEFAULT: Final = 12
COST_MIN: Final = 4
COST_MAX: Final = 16
_LABEL: Final = b"plutopixie password"
#: What this adapter made: version, cost, salt and digest. A cost that would stop the service is none of ours.
_HASH: Final = re.compile(r"\$2b\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}", re.ASCII)


@frozen
class BcryptHasher:
    """`ports.outbound.passwords.PasswordHasher` by bcrypt. Each step of `cost`, from 4 to 16, doubles the work."""

    cost: int = field(default=COST_DEFAULT, validator=validators.and_(validators.ge(COST_MIN), validators.le(COST_MAX)))

    def hash(self, password: Password) -> str:
        """A hash that holds its own salt and cost."""
        return bcrypt.hashpw(_shortened(password), bcrypt.gensalt(self.cost)).decode("ascii")

    def verify(self, password: Password, hashed: str | None) -> bool:
        """Whether the hash was made of this password.

        A no costs the work of the present setting at least, be it for None, for what is no hash, or for a hash made
        when the setting was lower: time does not tell who is known, nor who has not signed in for long.
        """
        made_at = _cost(hashed)
        if hashed is not None and made_at is not None and bcrypt.checkpw(_shortened(password), hashed.encode()):
            return True
        for cost in self._missing(made_at):
            bcrypt.checkpw(_shortened(password), _nobodys_hash(cost))
        return False

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made at a lower cost than the present one. One made at a higher cost is kept."""
        made_at = _cost(hashed)
        return made_at is not None and made_at < self.cost

    def _missing(self, made_at: int | None) -> Iterable[int]:
        """The costs that add up to the present one: 2^c + 2^c + 2^(c+1) + … + 2^(C-1) = 2^C."""
        return (self.cost,) if made_at is None else range(made_at, self.cost)


def _cost(hashed: str | None) -> int | None:
    """The cost in a hash; None for what is no hash, which bcrypt would refuse."""
    found = _HASH.fullmatch(hashed or "")
    return int(found[1]) if found else None


def _nobodys_hash(cost: int) -> bytes:
    """A hash in good form that no password gives: its digest is 31 times the same letter."""
    return f"$2b${cost:02d}${'.' * 53}".encode("ascii")


def _shortened(password: Password) -> bytes:
    return base64.b64encode(hmac.digest(_LABEL, password.reveal().encode(), "sha384"))
