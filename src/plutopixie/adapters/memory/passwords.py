"""A few common passwords, for tests that need no more."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from plutopixie.domain.passwords import Password

_A_FEW: Final = frozenset({"12345678", "123456789", "password", "password1", "iloveyou", "qwertyuiop", "trustno1"})


@frozen
class MemoryCommonPasswords:
    """`ports.outbound.passwords.CommonPasswords` over a set of passwords as `Password.folded` gives them."""

    folded: frozenset[str] = field(default=_A_FEW, repr=False)

    def holds(self, password: Password) -> bool:
        """Whether it is one of them."""
        return password.folded() in self.folded
