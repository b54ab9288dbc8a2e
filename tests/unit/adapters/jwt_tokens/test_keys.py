"""The ring of signing keys: laws of its change, and that the change signs nobody out."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import jwt
import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.adapters.jwt_tokens import ChangingJwtAccessTokens, UnusableKeysError, keys
from plutopixie.domain.errors import NotSignedInError
from plutopixie.domain.sessions import ACCESS_LIFETIME
from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.contracts.samples import NOW
from plutopixie.ports.contracts.tokens import AccessTokensContract, some_claims
from plutopixie.ports.outbound.tokens import AccessTokens

SECOND: Final = timedelta(seconds=1)
FOREVER: Final = timedelta(days=400)


@define
class Ring:
    """The file of the keys, as the processes of an installation share it."""

    held: Mapping[str, str]
    loads: int = 0
    troubles: list[Exception] = field(factory=list)

    def load(self) -> Mapping[str, bytes]:
        """The keys as they stand."""
        self.loads += 1
        return {name: secret.encode() for name, secret in self.held.items()}

    def change(self, at: datetime) -> None:
        """What an operator does."""
        self.held = keys.changed(self.held, f"{'s' * 32}{len(self.held)}{at}", at)

    def process(self, at: datetime) -> ChangingJwtAccessTokens:
        """A server process that starts now."""
        return ChangingJwtAccessTokens(self.load, self.troubles.append, at)


@pytest.fixture
def ring() -> Ring:
    """A ring with one key, as the first start makes it."""
    return Ring({keys.key_name(NOW): "f" * 43})


def issued(process: ChangingJwtAccessTokens, at: datetime) -> str:
    """A token, as signing in makes it."""
    return process.issue(some_claims(), at=at, expires_at=at + ACCESS_LIFETIME)


def signer(token: str) -> str:
    """The name of the key that signed it."""
    kid = jwt.get_unverified_header(token)["kid"]
    assert isinstance(kid, str)
    return kid


class TestChangingJwtAccessTokens(AccessTokensContract):
    """Tokens whose keys may change keep every promise of the port."""

    @pytest.fixture
    def tokens(self) -> AccessTokens:
        """Ours."""
        return Ring({keys.key_name(NOW): "f" * 43}).process(NOW)

    @pytest.fixture
    def strangers_tokens(self) -> AccessTokens:
        """The same name, another secret."""
        return Ring({keys.key_name(NOW): "g" * 43}).process(NOW)


@pytest.mark.promise("P6.3")
def test_the_first_key_signs_at_once(ring: Ring) -> None:
    """Nobody waits for the first key to settle."""
    assert signer(issued(ring.process(NOW), NOW)) == keys.key_name(NOW)


@pytest.mark.promise("P6.3")
def test_a_new_key_signs_when_everybody_knows_it(ring: Ring) -> None:
    """Until it has settled the former key signs, and from then on the new one, in every process, without a restart."""
    process, changed = ring.process(NOW), NOW + timedelta(days=100)
    ring.change(changed)
    before, after = changed + keys.SETTLED_AFTER - SECOND, changed + keys.SETTLED_AFTER
    assert signer(issued(process, before)) == keys.key_name(NOW)
    assert signer(issued(process, after)) == keys.key_name(changed)
    assert signer(issued(ring.process(before), before)) == keys.key_name(NOW)
    assert signer(issued(ring.process(after), after)) == keys.key_name(changed)


@pytest.mark.promise("P6.3")
def test_a_process_that_has_not_noticed_is_not_left_behind(ring: Ring) -> None:
    """One process sees a change at once, another looked just before it: what either signs is good at both."""
    changed = NOW + timedelta(days=1)
    unaware = ring.process(changed)
    ring.change(changed)
    aware = ring.process(changed)
    for seconds in range(int(keys.LOOK_AGAIN.total_seconds())):
        at = changed + timedelta(seconds=seconds)
        unaware.read(issued(aware, at), at=at)
        aware.read(issued(unaware, at), at=at)


@pytest.mark.promise("P6.3")
@modest
@given(
    changes=st.lists(st.integers(0, 4_000), min_size=1, max_size=5),
    moments=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30),
)
def test_whatever_the_order_nobody_is_signed_out(changes: list[int], moments: list[tuple[int, int, int]]) -> None:
    """Any changes, any process that signs, any that reads, at any time of a token's life: it is accepted."""
    ring = Ring({keys.key_name(NOW): "f" * 43})
    processes = [ring.process(NOW) for _ in range(3)]
    tokens: list[tuple[str, datetime]] = []
    for seconds, signs, reads in sorted([*((change, -1, -1) for change in changes), *moments]):
        at = NOW + timedelta(seconds=seconds)
        if signs < 0:
            ring.change(at)
            continue
        tokens.append((issued(processes[signs], at), at))
        for token, since in tokens:
            if at < since.replace(microsecond=0) + ACCESS_LIFETIME:
                processes[reads].read(token, at=at)


@pytest.mark.promise("P6.3")
def test_former_keys_go_when_their_tokens_have_expired(ring: Ring) -> None:
    """A change keeps the key that signed until just before, and drops one whose last token expired before it."""
    second = NOW + timedelta(days=1)
    ring.change(second)
    last = issued(ring.process(second), second + keys.SETTLED_AFTER - SECOND)
    ring.change(second + timedelta(minutes=15))
    assert keys.key_name(NOW) in ring.held
    third = second + keys.SETTLED_AFTER + ACCESS_LIFETIME + keys.LEEWAY
    ring.change(third)
    assert keys.in_order(ring.held)[0] == keys.key_name(second)
    with pytest.raises(NotSignedInError):
        ring.process(third).read(last, at=second + keys.SETTLED_AFTER)


@pytest.mark.promise("P6.3")
def test_a_token_of_a_dropped_key_is_refused(ring: Ring) -> None:
    """Once a key is gone from the ring, its tokens are good for nothing, in a running process too."""
    process = ring.process(NOW)
    token = issued(process, NOW)
    ring.held = {keys.key_name(NOW + SECOND): "g" * 43}
    process.read(token, at=NOW + keys.LOOK_AGAIN - SECOND)
    with pytest.raises(NotSignedInError):
        process.read(token, at=NOW + keys.LOOK_AGAIN)


def test_two_changes_in_one_second_make_two_keys(ring: Ring) -> None:
    """A name that is taken is not used again: the key behind it would be lost."""
    for _ in range(3):
        ring.change(NOW)
    assert len(ring.held) == 4
    assert len(set(ring.held.values())) == 4


def test_the_ring_is_not_read_for_every_request(ring: Ring) -> None:
    """A thousand requests in a second look once, also when each carries a key that nobody knows."""
    process = ring.process(NOW)
    stranger = issued(Ring({keys.key_name(NOW + FOREVER): "g" * 43}).process(NOW), NOW)
    for place in range(1_000):
        with pytest.raises(NotSignedInError):
            process.read(stranger, at=NOW + timedelta(milliseconds=place))
    assert ring.loads == 1
    issued(process, NOW + keys.LOOK_AGAIN)
    assert ring.loads == 2


def test_a_clock_that_goes_back_is_no_obstacle(ring: Ring) -> None:
    """A process whose clock was set back still learns of changes."""
    process = ring.process(NOW + FOREVER)
    ring.change(NOW)
    issued(process, NOW)
    assert ring.loads == 2


def test_threads_look_once(ring: Ring) -> None:
    """When many threads find the last look old, one of them looks, and the others wait for what it sees."""
    process, at = ring.process(NOW), NOW + FOREVER
    ring.change(NOW + timedelta(days=1))
    seen: list[str] = []
    barrier = threading.Barrier(8)

    def sign() -> None:
        barrier.wait()
        seen.append(signer(issued(process, at)))

    threads = [threading.Thread(target=sign) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (set(seen), len(seen), ring.loads) == ({keys.key_name(NOW + timedelta(days=1))}, 8, 2)


@pytest.mark.parametrize("held", [{}, {"x": "f" * 43}, {"1700000000": "short"}, {"-1": "f" * 43}, {"1" * 20: "f" * 43}])
def test_a_ring_that_can_not_be_used_is_refused_at_start(held: dict[str, str]) -> None:
    """No key, a name that tells no time, or a secret of fewer than 256 bits ends the start with what to do."""
    with pytest.raises(UnusableKeysError, match="restore"):
        Ring(held).process(NOW)


@pytest.mark.promise("P6.3")
@pytest.mark.parametrize("held", [{}, {"x": "f" * 43}, {"1700000000": "short"}])
def test_a_ring_that_breaks_later_signs_nobody_out(ring: Ring, held: dict[str, str]) -> None:
    """A running process goes on with the keys it knows, tells of the trouble, and recovers by itself."""
    process = ring.process(NOW)
    token, good = issued(process, NOW), ring.held
    ring.held = held
    process.read(token, at=NOW + timedelta(minutes=5))
    assert [type(trouble) for trouble in ring.troubles] == [UnusableKeysError]
    ring.held = good
    ring.change(NOW + timedelta(minutes=6))
    process.read(token, at=NOW + timedelta(minutes=10))
    assert signer(issued(process, NOW + timedelta(minutes=10))) == keys.key_name(NOW + timedelta(minutes=6))
    assert len(ring.troubles) == 1


def test_the_ring_is_not_printed(ring: Ring) -> None:
    """The representation holds no key."""
    assert "f" * 43 not in repr(ring.process(NOW))
