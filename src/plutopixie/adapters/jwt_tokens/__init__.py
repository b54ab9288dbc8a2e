"""Access tokens as signed JSON Web Tokens."""

from plutopixie.adapters.jwt_tokens.tokens import JwtAccessTokens

__all__ = ["JwtAccessTokens"]
