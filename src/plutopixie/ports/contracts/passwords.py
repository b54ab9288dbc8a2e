"""Password hashes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain.passwords import Password
from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.outbound.passwords import PasswordHasher

RIGHT = Password("correct horse battery")
WRONG = Password("correct horse battery!")


class PasswordHasherContract:
    """What `PasswordHasher` promises. Override the fixture `hasher` with one at its lowest cost."""

    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture hasher with one that returns the adapter to be proven")

    def test_tells_right_from_wrong(self, hasher: PasswordHasher) -> None:
        """The hash of a password verifies that password and no other."""
        hashed = hasher.hash(RIGHT)

        assert hasher.verify(RIGHT, hashed)
        assert not hasher.verify(WRONG, hashed)

    def test_two_hashes_of_one_password_differ(self, hasher: PasswordHasher) -> None:
        """Each hash has a salt of its own."""
        assert hasher.hash(RIGHT) != hasher.hash(RIGHT)

    def test_nobodys_hash_fits_no_password(self, hasher: PasswordHasher) -> None:
        """Without a hash the answer is no."""
        assert not hasher.verify(RIGHT, None)

    @pytest.mark.parametrize("hashed", ["", "x", "$2b$", "$2b$04$short", "plain text", "$2b$04$" + "é" * 53, "\x00"])
    def test_what_is_no_hash_fits_no_password(self, hasher: PasswordHasher, hashed: str) -> None:
        """A damaged hash makes the answer no, not an error."""
        assert not hasher.verify(RIGHT, hashed)

    def test_a_hash_does_not_hold_the_password(self, hasher: PasswordHasher) -> None:
        """The plain text is not in the hash, which is short and plain ASCII."""
        hashed = hasher.hash(RIGHT)

        assert RIGHT.reveal() not in hashed
        assert hashed.isascii()
        assert len(hashed) <= 200

    @pytest.mark.parametrize("common", ["x" * 71, "é" * 60, "x" * 127], ids=["71 bytes", "120 bytes", "127 bytes"])
    def test_every_character_counts(self, hasher: PasswordHasher, common: str) -> None:
        """Long passwords that differ in the last character only are told apart."""
        hashed = hasher.hash(Password(common + "1"))

        assert hasher.verify(Password(common + "1"), hashed)
        assert not hasher.verify(Password(common + "2"), hashed)

    @settings(modest, max_examples=10)
    @given(plain=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=12, max_size=128))
    def test_any_password_can_be_hashed(self, hasher: PasswordHasher, plain: str) -> None:
        """Passwords in any script, of any length that is allowed, verify."""
        password = Password(plain, refused=frozenset())

        assert hasher.verify(password, hasher.hash(password))

    def test_nobody_takes_as_long_as_somebody(self, hasher: PasswordHasher) -> None:
        """An unknown person costs about the work of a known one, so that time does not tell who is known."""
        hashed = hasher.hash(RIGHT)

        known = min(_seconds(hasher, hashed) for _ in range(7))
        nobody = min(_seconds(hasher, None) for _ in range(7))

        assert known / 3 < nobody < known * 3


def _seconds(hasher: PasswordHasher, hashed: str | None) -> float:
    begun = time.perf_counter()
    hasher.verify(WRONG, hashed)
    return time.perf_counter() - begun
