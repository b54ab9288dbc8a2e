"""Access tokens as JSON Web Tokens (RFC 7519), after the advice of RFC 8725.

The algorithm is pinned to HS256, never taken from the token. The header must be exactly ours, so that nothing in it
(`jku`, `x5c`, `crit`, `b64`) is ever acted upon; its type is that of access tokens (RFC 9068, section 2.1), so that no
token made for something else passes for one. The token as a whole must be exactly the text that we write for what it
says: no other spelling, no claim twice, none besides ours. Each token names its key (`kid`), so that keys can change
(see `keys`). Time is compared with the moment that is handed in, because the library would ask the machine's clock.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import jwt
from attrs import field, frozen

from plutopixie.adapters.jwt_tokens.keys import KEY_BYTES_MIN
from plutopixie.domain.errors import NotSignedInError
from plutopixie.domain.ids import MemberId, OrganizationId, SessionId
from plutopixie.domain.sessions import ACCESS_LIFETIME
from plutopixie.ports.outbound.tokens import Claims

ALGORITHM: Final = "HS256"
TYPE: Final = "at+jwt"
TOKEN_LENGTH_MAX: Final = 2048
#: A token that would be good for longer was not made by us, whatever signed it.
LIFETIME_SECONDS_MAX: Final = int(ACCESS_LIFETIME.total_seconds())
#: How far the issuing machine's clock may be ahead of the reading one's; expiry knows no leeway.
AHEAD_SECONDS_MAX: Final = 30
CLAIMS: Final = frozenset({"iss", "aud", "sub", "org", "sid", "iat", "exp", "jti"})
_NUMBER: Final = re.compile("[0-9a-f]{32}", re.ASCII)
_OPTIONS: Final[Any] = {
    "require": sorted(CLAIMS),
    "strict_aud": True,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}


def _copied(keys: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return dict(keys)


@frozen
class JwtAccessTokens:
    """`ports.outbound.tokens.AccessTokens` by PyJWT.

    Args:
        keys: Secrets of at least 32 bytes by their id. All of them are accepted.
        current: The id of the key that signs.
        issuer: Who issues the tokens; give each installation its own.
        audience: Whom they are for.
    """

    keys: Mapping[str, bytes] = field(repr=False, converter=_copied)
    current: str
    issuer: str = "plutopixie"
    audience: str = "plutopixie"

    def __attrs_post_init__(self) -> None:
        if self.current not in self.keys:
            raise ValueError("the current key is not among the keys")
        if any(len(key) < KEY_BYTES_MIN for key in self.keys.values()):
            raise ValueError(f"a key has at least {KEY_BYTES_MIN} bytes; make one with `secrets.token_bytes(32)`")

    def issue(self, claims: Claims, *, at: datetime, expires_at: datetime) -> str:
        """A signed token that holds the claims until it expires, in whole seconds."""
        said = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": str(claims.member),
            "org": str(claims.organization),
            "sid": str(claims.session),
            "iat": int(at.timestamp()),
            "exp": int(expires_at.timestamp()),
            "jti": secrets.token_hex(16),
        }
        return self._written(said, self.current)

    def read(self, token: str, *, at: datetime) -> Claims:
        """The claims of a token that we signed and that has not expired; raises NotSignedInError for anything else."""
        try:
            said = self._verified(token)
            _require_time(said, at.timestamp())
            return Claims(OrganizationId(_id(said["org"])), MemberId(_id(said["sub"])), SessionId(_id(said["sid"])))
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, RecursionError):
            raise NotSignedInError from None

    def _verified(self, token: str) -> dict[str, Any]:
        if len(token) > TOKEN_LENGTH_MAX:
            raise ValueError("too long")
        header = jwt.get_unverified_header(token)
        kid = header.get("kid")
        if not isinstance(kid, str) or header != {"alg": ALGORITHM, **_header(kid)}:
            raise ValueError("another header than ours")
        said: dict[str, Any] = jwt.decode(
            token,
            self.keys[kid],
            algorithms=[ALGORITHM],
            audience=self.audience,
            issuer=self.issuer,
            options=_OPTIONS,
        )
        if said.keys() != CLAIMS or not _NUMBER.fullmatch(said["jti"]) or self._written(said, kid) != token:
            raise ValueError("not as we write it")
        return said

    def _written(self, said: dict[str, Any], kid: str) -> str:
        return jwt.encode(said, self.keys[kid], algorithm=ALGORITHM, headers=_header(kid))


def _header(kid: str) -> dict[str, str]:
    return {"typ": TYPE, "kid": kid}


def _require_time(said: Mapping[str, Any], at: float) -> None:
    """The token is of this time, by numbers that are whole seconds and no longer apart than an access token lives."""
    issued, expires = said["iat"], said["exp"]
    if type(issued) is not int or type(expires) is not int:
        raise TypeError("moments are whole seconds")
    if not 0 < expires - issued <= LIFETIME_SECONDS_MAX or not issued - AHEAD_SECONDS_MAX <= at < expires:
        raise ValueError("expired, not issued yet, or good for too long")


def _id(text: object) -> UUID:
    if not isinstance(text, str) or str(UUID(text)) != text:
        raise ValueError("no id of ours")
    return UUID(text)
