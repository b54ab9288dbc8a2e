"""Access tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.errors import NotSignedInError
from plutopixie.domain.ids import MemberId, OrganizationId, SessionId
from plutopixie.ports.contracts.foundation import modest
from plutopixie.ports.contracts.samples import NOW, fresh_id, later
from plutopixie.ports.outbound.tokens import AccessTokens, Claims


class AccessTokensContract:
    """What `AccessTokens` promises. Override the fixtures `tokens` and `strangers_tokens`."""

    @pytest.fixture
    def tokens(self) -> AccessTokens:
        """The adapter to be proven."""
        raise NotImplementedError("override the fixture tokens with one that returns the adapter to be proven")

    @pytest.fixture
    def strangers_tokens(self) -> AccessTokens:
        """The same adapter in somebody else's hands: everything alike but the secret."""
        raise NotImplementedError("override the fixture strangers_tokens with one that has another secret")

    def test_reads_back_what_was_issued(self, tokens: AccessTokens) -> None:
        """A token holds its claims."""
        claims = some_claims()

        token = tokens.issue(claims, at=NOW, expires_at=later(15))

        assert tokens.read(token, at=NOW) == claims
        assert tokens.read(token, at=later(7)) == claims

    @pytest.mark.parametrize("year", [2001, 2026, 2199])
    def test_time_is_what_it_is_told(self, tokens: AccessTokens, year: int) -> None:
        """Whether a token has expired depends on the moment handed in, not on the machine's clock."""
        at = datetime(year, 5, 1, 12, 0, tzinfo=UTC)
        claims = some_claims()
        token = tokens.issue(claims, at=at, expires_at=at + timedelta(minutes=15))

        assert tokens.read(token, at=at + timedelta(minutes=14, seconds=59)) == claims
        for late in (timedelta(minutes=15), timedelta(days=400)):
            with pytest.raises(NotSignedInError):
                tokens.read(token, at=at + late)

    def test_a_token_from_the_future_is_refused(self, tokens: AccessTokens) -> None:
        """A token that will be issued only in an hour is not ours to have."""
        token = tokens.issue(some_claims(), at=later(60), expires_at=later(75))

        with pytest.raises(NotSignedInError):
            tokens.read(token, at=NOW)

    def test_a_strangers_token_is_refused(self, tokens: AccessTokens, strangers_tokens: AccessTokens) -> None:
        """A token that another secret signed is refused, in both directions."""
        with pytest.raises(NotSignedInError):
            tokens.read(strangers_tokens.issue(some_claims(), at=NOW, expires_at=later(15)), at=NOW)
        with pytest.raises(NotSignedInError):
            strangers_tokens.read(tokens.issue(some_claims(), at=NOW, expires_at=later(15)), at=NOW)

    @modest
    @given(data=st.data())
    def test_every_changed_character_is_noticed(self, tokens: AccessTokens, data: st.DataObject) -> None:
        """A token with one character changed, dropped, doubled or added is refused."""
        token = tokens.issue(some_claims(), at=NOW, expires_at=later(15))
        place = data.draw(st.integers(0, len(token) - 1))
        other = data.draw(st.sampled_from("AQgwxyz019-_.= \n\x00é"))
        spoiled = data.draw(
            st.sampled_from(
                [
                    token[:place] + other + token[place + 1 :],
                    token[:place] + token[place + 1 :],
                    token[:place] + token[place] + token[place:],
                    token[:place] + other + token[place:],
                    token + other,
                    other + token,
                    token[:place],
                ]
            )
        )

        if spoiled != token:
            with pytest.raises(NotSignedInError):
                tokens.read(spoiled, at=NOW)

    @modest
    @given(token=st.one_of(st.text(), st.text(".eyJhbGciOiJub25lIn0-_", max_size=300), st.just("." * 100_000)))
    def test_what_is_no_token_is_refused(self, tokens: AccessTokens, token: str) -> None:
        """Any other text is refused, and quickly."""
        with pytest.raises(NotSignedInError):
            tokens.read(token, at=NOW)

    def test_two_tokens_differ(self, tokens: AccessTokens) -> None:
        """Two tokens with the same claims and times are two."""
        claims = some_claims()

        first, second = (tokens.issue(claims, at=NOW, expires_at=later(15)) for _ in range(2))

        assert first != second


def some_claims() -> Claims:
    """Claims of a session that was never there."""
    return Claims(OrganizationId(fresh_id()), MemberId(fresh_id()), SessionId(fresh_id()))
