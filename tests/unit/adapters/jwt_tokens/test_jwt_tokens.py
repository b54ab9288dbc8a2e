"""Signed tokens keep every promise of the port, and every forgery we know is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Final

import jwt
import pytest

from plutopixie.adapters.jwt_tokens import JwtAccessTokens
from plutopixie.domain.errors import NotSignedInError
from plutopixie.ports.contracts.samples import NOW, later
from plutopixie.ports.contracts.tokens import AccessTokensContract, some_claims
from plutopixie.ports.outbound.tokens import AccessTokens

KEY: Final = b"0123456789abcdef0123456789abcdef"
OLD: Final = b"fedcba9876543210fedcba9876543210"
OURS: Final = JwtAccessTokens({"new": KEY, "old": OLD}, current="new")
HEADER: Final[dict[str, Any]] = {"alg": "HS256", "typ": "JWT", "kid": "new"}


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


def said(**changes: Any) -> dict[str, Any]:
    """What a good token says, with changes; a value of `...` leaves the claim out."""
    token = OURS.issue(some_claims(), at=NOW, expires_at=later(15))
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return {name: value for name, value in (claims | changes).items() if value is not ...}


def signed(claims: object, header: object = None, key: bytes = KEY, hash_name: str = "sha256") -> str:
    """A token with any header and claims, signed as if it were ours."""
    head = HEADER if header is None else header
    body = ".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
    return f"{body}.{_encoded(hmac.digest(key, body.encode(), hash_name))}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _without_signature(header: dict[str, Any]) -> str:
    return signed(said(), header).rpartition(".")[0] + "."


def _other_spelling(token: str) -> str:
    """The same signature with the two unused bits of its last character set."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + letters[letters.index(token[-1]) | 1]


def _with_two_subjects() -> str:
    body = json.dumps(said())[:-1] + ', "sub": 5}'
    text = f"{_encoded(json.dumps(HEADER).encode())}.{_encoded(body.encode())}"
    return f"{text}.{_encoded(hmac.digest(KEY, text.encode(), 'sha256'))}"


FORGERIES: Final[dict[str, str]] = {
    "no algorithm": _without_signature(HEADER | {"alg": "none"}),
    "no algorithm, capital": _without_signature(HEADER | {"alg": "None"}),
    "no signature": _without_signature(HEADER),
    "another hash": signed(said(), HEADER | {"alg": "HS512"}, hash_name="sha512"),
    "another hash, same name": signed(said(), hash_name="sha512"),
    "public key algorithm": signed(said(), HEADER | {"alg": "RS256"}),
    "no algorithm named": signed(said(), {"typ": "JWT", "kid": "new"}),
    "algorithm is a list": signed(said(), HEADER | {"alg": ["HS256"]}),
    "empty key": signed(said(), key=b""),
    "key is its name": signed(said(), key=b"new"),
    "key of the other name": signed(said(), key=OLD),
    "no key named": signed(said(), {"alg": "HS256", "typ": "JWT"}),
    "unknown key": signed(said(), HEADER | {"kid": "other"}),
    "key is a path": signed(said(), HEADER | {"kid": "../../dev/null"}, key=b""),
    "key is a number": signed(said(), HEADER | {"kid": 0}),
    "key is null": signed(said(), HEADER | {"kid": None}),
    "key is a list": signed(said(), HEADER | {"kid": ["new"]}),
    "key brought along": signed(said(), HEADER | {"jwk": {"kty": "oct", "k": _encoded(KEY)}}),
    "key from an address": signed(said(), HEADER | {"jku": "https://example.com/keys"}),
    "critical extension": signed(said(), HEADER | {"crit": ["exp"]}),
    "unencoded payload": signed(said(), HEADER | {"b64": False, "crit": ["b64"]}),
    "another type": signed(said(), HEADER | {"typ": "at+jwt"}),
    "header is a list": signed(said(), [HEADER]),
    "header is deep": signed(said(), json.loads("[" * 400 + "]" * 400)),
    "claims are a list": signed([said()]),
    "claims are text": signed("claims"),
    "two subjects": _with_two_subjects(),
    "other audience": signed(said(aud="another")),
    "audience is a number": signed(said(aud=7)),
    "other issuer": signed(said(iss="another")),
    "issuer is a list": signed(said(iss=["plutopixie"])),
    "expires as text": signed(said(exp="9999999999")),
    "expires as a fraction": signed(said(exp=9999999999.5)),
    "expires as true": signed(said(exp=True)),
    "never expires": signed(said(exp=1e400)),
    "issued as text": signed(said(iat="0")),
    "issued in the future": signed(said(iat=int(NOW.timestamp()) + 31)),
    "subject is a number": signed(said(sub=5)),
    "subject is no id": signed(said(sub="root")),
    "subject in capitals": signed(said(sub=said()["sub"].upper())),
    "organization with braces": signed(said(org="{" + said()["org"] + "}")),
    "session is null": signed(said(sid=None)),
    "signature spelled otherwise": _other_spelling(signed(said())),
    "padded": signed(said()) + "=",
    "four parts": signed(said()) + ".x",
    "five parts": "a.b.c.d.e",
    "with a space": " " + signed(said()),
    "with a line break": signed(said()) + "\n",
    "too long": signed(said(extra="x" * 5000)),
    "in another script": signed(said()) + "é",
    **{
        f"without {name}": signed(said(**{name: ...}))
        for name in ("iss", "aud", "sub", "org", "sid", "iat", "exp", "jti")
    },
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused(name: str) -> None:
    """Each forgery is refused, and the refusal does not say why."""
    with pytest.raises(NotSignedInError) as caught:
        OURS.read(FORGERIES[name], at=NOW)

    assert str(caught.value) == str(NotSignedInError())


def test_the_forgeries_are_otherwise_good() -> None:
    """What the forgeries are made of is accepted when nothing is forged."""
    OURS.read(signed(said()), at=NOW)
    OURS.read(signed(said(iat=int(NOW.timestamp()) + 30)), at=NOW)


def test_keys_can_be_changed() -> None:
    """Tokens of the old key are good while it is kept, and no longer."""
    claims = some_claims()
    token = JwtAccessTokens({"old": OLD}, current="old").issue(claims, at=NOW, expires_at=later(15))

    assert OURS.read(token, at=NOW) == claims
    with pytest.raises(NotSignedInError):
        JwtAccessTokens({"new": KEY}, current="new").read(token, at=NOW)


def test_keys_must_be_long_and_the_current_one_known() -> None:
    """A short key, or a current key that is not there, is refused at once."""
    with pytest.raises(ValueError, match="32 bytes"):
        JwtAccessTokens({"new": KEY[:31]}, current="new")
    with pytest.raises(ValueError, match="current"):
        JwtAccessTokens({"new": KEY}, current="other")


def test_keys_are_not_printed() -> None:
    """The representation holds no key."""
    assert KEY.decode() not in repr(OURS)
    assert hashlib.sha256(KEY).hexdigest() not in repr(OURS)
