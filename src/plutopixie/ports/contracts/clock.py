"""Clocks, ids and secrets."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.outbound.clock import Clock, Identities

RFC_9562_VARIANT = "specified in RFC 4122"


class ClockContract:
    """What `Clock` promises. Override the fixture `clock`."""

    @pytest.fixture
    def clock(self) -> Clock:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture clock with one that returns the adapter to be proven")

    def test_shows_utc(self, clock: Clock) -> None:
        """The moment is aware and in UTC."""
        assert clock.now().utcoffset() == timedelta(0)

    def test_does_not_go_back(self, clock: Clock) -> None:
        """A later look shows no earlier moment."""
        shown = [clock.now() for _ in range(100)]

        assert shown == sorted(shown)


class IdentitiesContract:
    """What `Identities` promises. Override the fixture `identities`."""

    @pytest.fixture
    def identities(self) -> Identities:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture identities with one that returns the adapter to be proven")

    def test_ids_are_of_version_seven(self, identities: Identities) -> None:
        """An id is a UUID of version 7 in the form of RFC 9562."""
        made = identities.new()

        assert isinstance(made, UUID)
        assert (made.version, made.variant) == (7, RFC_9562_VARIANT)

    def test_ids_rise(self, identities: Identities) -> None:
        """Each id sorts after all before it, as number and as text, however fast they are made."""
        made = [identities.new() for _ in range(10_000)]

        assert all(one < other for one, other in pairwise(made))
        assert [str(one) for one in made] == sorted(str(one) for one in made)

    def test_ids_of_several_threads_differ(self, identities: Identities) -> None:
        """Threads that make ids at once never make the same, and each sees its own rise."""
        with ThreadPoolExecutor(4) as threads:
            runs = list(threads.map(lambda _: [identities.new() for _ in range(1000)], range(4)))

        assert len({one for run in runs for one in run}) == 4000
        assert all(run == sorted(run) for run in runs)

    @modest
    @given(name=st.text(), other=st.text())
    def test_a_name_always_gives_the_same_id(self, identities: Identities, name: str, other: str) -> None:
        """The id of a name is a UUID of version 8, the same every time and another for another name."""
        named = identities.named(name)

        assert named == identities.named(name)
        assert (named.version, named.variant) == (8, RFC_9562_VARIANT)
        assert (named == identities.named(other)) == (name == other)

    def test_secrets_are_never_the_same(self, identities: Identities) -> None:
        """Each secret has 32 bytes and comes once."""
        secrets = {identities.secret() for _ in range(100)}

        assert len(secrets) == 100
        assert {len(secret) for secret in secrets} == {32}
