"""Password hashes, the only form in which a password is kept (P2.2), and the passwords that everybody tries first."""

from __future__ import annotations

from typing import Protocol

from plutopixie.domain.passwords import Password


class PasswordHasher(Protocol):
    """Makes and checks salted, deliberately slow hashes."""

    def hash(self, password: Password) -> str:
        """A hash that holds its own salt and cost; two calls for one password differ."""
        ...

    def verify(self, password: Password, hashed: str | None) -> bool:
        """Whether the hash was made of this password. For None the same work is done and the answer is no."""
        ...

    def outdated(self, hashed: str) -> bool:
        """Whether a new hash would be harder to break than this one. What is stronger, or no hash, is not outdated."""
        ...


class CommonPasswords(Protocol):
    """Knows the most common and breached passwords, without asking anybody."""

    def holds(self, password: Password) -> bool:
        """Whether it is one of them, whatever its case. Now and then a rare one may be taken for common."""
        ...
