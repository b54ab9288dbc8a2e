"""Signed contexts as they are made: their layout, their keys, and that they are HMACs."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.adapters.postgres.signing import LIFETIME_SECONDS, ContextKey, ContextKeys, ContextSigner
from plutopixie.domain.errors import InvalidValueError

SECRET = "a secret of at least thirty-two bytes"
ORGANIZATION = UUID("01930000-0000-7000-8000-000000000001")


@given(secret=st.binary(min_size=32, max_size=200), message=st.binary(max_size=100))
def test_the_pads_make_an_hmac(secret: bytes, message: bytes) -> None:
    """What the database is given of a key makes, with SHA-256 alone, the HMAC of RFC 2104, for keys of any length."""
    inner, outer = ContextKey("1", secret).pads()

    made = hashlib.sha256(outer + hashlib.sha256(inner + message).digest()).digest()

    assert made == hmac.digest(secret, message, "sha256")
    assert (len(inner), len(outer)) == (64, 64)


def test_a_context_says_what_it_is_for() -> None:
    """A context names its key, when it expires, the backend and the organization, and signs all of that."""
    context = ContextSigner(ContextKey("7", SECRET.encode()), lambda: 1_000.9).sign(ORGANIZATION, 4711)
    message, signature = context.rsplit(".", 1)

    assert message == f"7.{1_000 + LIFETIME_SECONDS}.4711.{ORGANIZATION}"
    assert signature == hmac.new(SECRET.encode(), message.encode(), hashlib.sha256).hexdigest()


def test_the_greatest_number_is_the_newest() -> None:
    """Keys are ordered by number, not by text: 10 comes after 9."""
    keys = ContextKeys.of({"9": SECRET, "10": SECRET, "1": SECRET})

    assert [key.id for key in keys.newest_first] == ["10", "9", "1"]


@pytest.mark.parametrize(
    "secrets",
    [{}, {"1": "short"}, {"one": SECRET}, {"0": SECRET}, {"1.2": SECRET}, {"": SECRET}, {"1\n": SECRET}],
    ids=["none", "short", "a word", "zero", "a dot", "empty", "a line end"],
)
def test_keys_that_would_not_do_are_refused(secrets: dict[str, str]) -> None:
    """No key at all, one that is too short, and one that is called by no number are refused."""
    with pytest.raises(InvalidValueError):
        ContextKeys.of(secrets)


def test_keys_are_not_shown() -> None:
    """Neither a key nor what holds it shows the secret in its repr."""
    keys = ContextKeys.of({"1": "canary" * 6})

    assert "canary" not in repr(keys) + repr(ContextSigner(keys.newest_first[0]))
