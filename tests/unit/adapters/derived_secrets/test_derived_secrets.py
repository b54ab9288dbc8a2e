"""Derived secrets: the same for the same id, and nobody else's."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.adapters.derived_secrets import HmacSecrets

OURS, THEIRS = HmacSecrets(b"k" * 32), HmacSecrets(b"l" * 32)


@given(st.uuids(), st.uuids(), st.sampled_from(["reset-password", "invitation"]))
def test_a_secret_follows_from_id_purpose_and_key(first: UUID, second: UUID, purpose: str) -> None:
    """The same id and purpose give the same secret under one key; anything else gives another."""
    assert OURS.secret(purpose, first) == OURS.secret(purpose, first)
    assert len(OURS.secret(purpose, first)) == 32
    assert (OURS.secret(purpose, first) == OURS.secret(purpose, second)) == (first == second)
    assert OURS.secret(purpose, first) != OURS.secret(purpose + "x", first)
    assert OURS.secret(purpose, first) != THEIRS.secret(purpose, first)


@pytest.mark.asvs("V11.2.3")
def test_a_short_key_is_refused() -> None:
    """A key below 256 bits is a mistake; the key does not show."""
    with pytest.raises(ValueError, match="at least 32 bytes"):
        HmacSecrets(b"k" * 31)
    assert "kkkk" not in repr(OURS)
