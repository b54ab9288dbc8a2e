"""Password hashes by bcrypt."""

from plutopixie.adapters.bcrypt_hasher.hasher import BcryptHasher

__all__ = ["BcryptHasher"]
