"""Signed tokens keep every promise of the port, and every forgery we know is refused."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from forgeries import Forger
from plutopixie.adapters.jwt_tokens import JwtAccessTokens
from plutopixie.domain.errors import NotSignedInError
from plutopixie.ports.contracts.samples import NOW, fresh_id, later
from plutopixie.ports.contracts.tokens import AccessTokensContract, some_claims
from plutopixie.ports.outbound.tokens import AccessTokens

KEY: Final = b"0123456789abcdef0123456789abcdef"
OLD: Final = b"fedcba9876543210fedcba9876543210"
OURS: Final = JwtAccessTokens({"new": KEY, "old": OLD}, current="new")
FORGER: Final = Forger(OURS.issue(some_claims(), at=NOW, expires_at=later(15)), KEY)
FORGERIES: Final = {
    **FORGER.all(),
    "key of the other name": FORGER.signed(FORGER.header, FORGER.claims, key=OLD),
    "name of the other key": FORGER.headed(kid="old"),
}


class TestJwtAccessTokens(AccessTokensContract):
    """Tokens with two keys."""

    @pytest.fixture
    def tokens(self) -> AccessTokens:
        """Ours."""
        return OURS

    @pytest.fixture
    def strangers_tokens(self) -> AccessTokens:
        """The same names, another secret."""
        return JwtAccessTokens({"new": b"x" * 32, "old": b"y" * 32}, current="new")


@pytest.mark.promise("P6.3")
@pytest.mark.asvs("V9.1.1")
@pytest.mark.asvs("V9.1.2")
@pytest.mark.asvs("V9.1.3")
@pytest.mark.asvs("V9.2.1")
@pytest.mark.asvs("V9.2.2")
@pytest.mark.asvs("V9.2.3")
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused(name: str) -> None:
    """Each forgery is refused, and the refusal does not say why."""
    with pytest.raises(NotSignedInError) as caught:
        OURS.read(FORGERIES[name], at=NOW)

    assert str(caught.value) == str(NotSignedInError())


def test_the_forgeries_are_otherwise_good() -> None:
    """What the forgeries are made of is accepted when nothing is forged: the forger spells as we do."""
    at = int(NOW.timestamp())
    assert FORGER.signed(FORGER.header, FORGER.claims) == FORGER.good
    for changes in (
        {},
        {"iat": at + 30, "exp": at + 60},
        {"iat": at - 899, "exp": at + 1},
        {"sub": str(fresh_id())},
        {"jti": "0" * 32},
    ):
        OURS.read(FORGER.says(**changes), at=NOW)


def test_keys_can_be_changed() -> None:
    """Tokens of the old key are good while it is kept, and no longer."""
    claims = some_claims()
    token = JwtAccessTokens({"old": OLD}, current="old").issue(claims, at=NOW, expires_at=later(15))

    assert OURS.read(token, at=NOW) == claims
    with pytest.raises(NotSignedInError):
        JwtAccessTokens({"new": KEY}, current="new").read(token, at=NOW)


@pytest.mark.asvs("V9.2.3")
@pytest.mark.asvs("V9.2.4")
@pytest.mark.parametrize("names", [{"issuer": "other"}, {"audience": "other"}])
def test_a_token_of_another_installation_is_refused(names: dict[str, str]) -> None:
    """The same key under another issuer or for another audience makes tokens that are good for nothing here."""
    token = JwtAccessTokens({"new": KEY}, "new", **names).issue(some_claims(), at=NOW, expires_at=later(15))
    with pytest.raises(NotSignedInError):
        OURS.read(token, at=NOW)


@pytest.mark.asvs("V9.2.1")
def test_it_expires_to_the_second() -> None:
    """A token is good until the second in which it expires, without any leeway."""
    end = datetime.fromtimestamp(FORGER.claims["exp"], UTC)
    OURS.read(FORGER.good, at=end - timedelta(microseconds=1))
    with pytest.raises(NotSignedInError):
        OURS.read(FORGER.good, at=end)


@pytest.mark.asvs("V11.2.3")
def test_keys_must_be_long_and_the_current_one_known() -> None:
    """A key of fewer than 256 bits, or a current key that is not there, is refused at once."""
    with pytest.raises(ValueError, match="32 bytes"):
        JwtAccessTokens({"new": KEY[:31]}, current="new")
    with pytest.raises(ValueError, match="current"):
        JwtAccessTokens({"new": KEY}, current="other")


def test_keys_are_not_printed() -> None:
    """The representation holds no key."""
    assert KEY.decode() not in repr(OURS)
    assert hashlib.sha256(KEY).hexdigest() not in repr(OURS)
