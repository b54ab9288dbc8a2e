"""Password hashes, and the passwords that everybody tries first."""

from __future__ import annotations

import time
from typing import Final
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain.passwords import Password
from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.outbound.passwords import CommonPasswords, PasswordHasher

RIGHT = Password("correct horse battery")
WRONG = Password("correct horse battery!")


class PasswordHasherContract:
    """What `PasswordHasher` promises. Override `hasher` with one at its lowest cost, `stronger` with one step more."""

    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture hasher with one that returns the adapter to be proven")

    @pytest.fixture
    def stronger(self) -> PasswordHasher:
        """The same adapter, set to make hashes that are harder to break."""
        raise NotImplementedError("override the fixture stronger with the same adapter at a higher cost")

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
        password = Password(plain)

        assert hasher.verify(password, hasher.hash(password))

    @pytest.mark.promise("P2.2")
    def test_a_raised_setting_makes_older_hashes_outdated(
        self, hasher: PasswordHasher, stronger: PasswordHasher
    ) -> None:
        """A hash made before the setting rose is outdated, still verifies, and no longer is once it is made again."""
        old = hasher.hash(RIGHT)

        assert stronger.outdated(old)
        assert stronger.verify(RIGHT, old)
        assert not stronger.verify(WRONG, old)
        assert not stronger.outdated(stronger.hash(RIGHT))

    @pytest.mark.promise("P2.2")
    def test_a_lowered_setting_weakens_nothing(self, hasher: PasswordHasher, stronger: PasswordHasher) -> None:
        """A hash that is as strong as the setting or stronger is not outdated, so nobody replaces it."""
        strong = stronger.hash(RIGHT)

        assert not hasher.outdated(strong)
        assert not hasher.outdated(hasher.hash(RIGHT))
        assert hasher.verify(RIGHT, strong)

    @settings(modest)
    @given(text=st.text() | st.from_regex(r"\$2[aby]\$[0-9]{2}\$.{0,60}"))
    def test_what_is_no_hash_is_neither_outdated_nor_right(self, stronger: PasswordHasher, text: str) -> None:
        """No text makes trouble: there is no password for it, so nothing to make it again from."""
        assert stronger.outdated(text) in {False, True}
        assert not stronger.verify(RIGHT, text)

    def test_nobody_takes_as_long_as_somebody(self, hasher: PasswordHasher, stronger: PasswordHasher) -> None:
        """An unknown person costs about the work of a known one, even of one whose hash is outdated.

        So time does not tell who is known.
        """
        for hashed, asked in ((hasher.hash(RIGHT), hasher), (hasher.hash(RIGHT), stronger)):
            known = min(_seconds(asked, hashed) for _ in range(7))
            nobody = min(_seconds(asked, None) for _ in range(7))

            assert known / 3 < nobody < known * 3


def _seconds(hasher: PasswordHasher, hashed: str | None) -> float:
    begun = time.process_time()  # of work, so that a busy machine makes no difference
    hasher.verify(WRONG, hashed)
    return time.process_time() - begun


#: What is on every list, in any case and width.
COMMON: Final = ("password", "Password", "PASSWORD1", "12345678", "123456789", "qwertyuiop", "iloveyou", "trustno1")
WIDE: Final = "".join(chr(ord(letter) + 0xFEE0) for letter in "Password")


class CommonPasswordsContract:
    """What `CommonPasswords` promises. Override the fixture `common_passwords`."""

    @pytest.fixture
    def common_passwords(self) -> CommonPasswords:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture common_passwords with one that returns the adapter")

    @pytest.mark.parametrize("plain", [*COMMON, WIDE])
    def test_knows_what_everybody_tries(self, common_passwords: CommonPasswords, plain: str) -> None:
        """The most common ones are known, whatever their case and width."""
        assert common_passwords.holds(Password(plain))

    def test_knows_no_rare_ones(self, common_passwords: CommonPasswords) -> None:
        """Of a thousand passwords of more than 100 random bits at most one is taken for common."""
        taken = [common_passwords.holds(Password(uuid4().hex)) for _ in range(1000)]

        assert sum(taken) <= 1

    @settings(modest)
    @given(plain=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=12, max_size=128))
    def test_any_password_can_be_asked_for(self, common_passwords: CommonPasswords, plain: str) -> None:
        """Passwords of any script get an answer, and the same one every time."""
        assert common_passwords.holds(Password(plain)) is common_passwords.holds(Password(plain))
