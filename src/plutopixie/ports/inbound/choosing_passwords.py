"""Choosing a password: when signing up, joining, and changing it. Signing in asks for no more than its form."""

from __future__ import annotations

from attrs import frozen

from plutopixie.domain import passwords
from plutopixie.domain.passwords import Password
from plutopixie.ports.outbound.passwords import CommonPasswords, PasswordHasher


@frozen
class ChoosingPasswords:
    """Makes hashes of passwords that are hard to guess, and of no others."""

    hasher: PasswordHasher
    common: CommonPasswords

    def hashed(self, plain: str, field: str, *words: str) -> str:
        """The hash of a new password. Slow on purpose: call it outside of any unit.

        Args:
            plain: What was typed.
            field: The name of the value in the caller's eyes, for the error.
            words: What it must not be made of: the names of the organization and the person, their address.

        Raises:
            InvalidValueError: It breaks a rule of `domain.passwords`.
        """
        password = Password(plain, field)
        passwords.require_hard_to_guess(password, field, words, self.common.holds)
        return self.hasher.hash(password)

    def require(self, plain: str, field: str, *words: str) -> None:
        """Check a new password again, where more words are known than when it was hashed; raises as `hashed` does."""
        passwords.require_hard_to_guess(Password(plain, field), field, words, self.common.holds)
