"""Access tokens as signed JSON Web Tokens, and the keys that sign them."""

from plutopixie.adapters.jwt_tokens.changing import ChangingJwtAccessTokens
from plutopixie.adapters.jwt_tokens.keys import UnusableKeysError
from plutopixie.adapters.jwt_tokens.tokens import JwtAccessTokens

__all__ = [
    "ChangingJwtAccessTokens",
    "JwtAccessTokens",
    "UnusableKeysError",
]
