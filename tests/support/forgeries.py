"""Access tokens as an attacker would make them: each is a good token with one thing wrong.

Most are signed with our own key, which no attacker has. So what refuses them is the rule that the one thing breaks, and
not the signature, which would hide a missing rule. `written` is the spelling of the library, so that a forgery differs
from a good token in that one thing alone.
"""

from __future__ import annotations

import base64
import hmac
import json
import zlib
from typing import Any, Final

import jwt
from attrs import field, frozen

from plutopixie.ports.contracts.samples import fresh_id

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LEFT_OUT: Final = ...
CLAIMS: Final = ("iss", "aud", "sub", "org", "sid", "iat", "exp", "jti")


@frozen
class Forger:
    """Somebody with a good token, its key, and an address where whoever looks for keys would be noticed."""

    good: str
    key: bytes = field(repr=False)
    canary: str = "http://127.0.0.1:9/keys"

    @property
    def header(self) -> dict[str, Any]:
        """The header of the good token."""
        return dict(jwt.get_unverified_header(self.good))

    @property
    def claims(self) -> dict[str, Any]:
        """What the good token says."""
        said: dict[str, Any] = jwt.decode(self.good, options={"verify_signature": False})
        return said

    def says(self, **changes: Any) -> str:
        """A token that says something else; LEFT_OUT leaves a claim out."""
        return self.signed(self.header, _changed(self.claims, changes))

    def headed(self, **changes: Any) -> str:
        """A token with another header."""
        return self.signed(_changed(self.header, changes), self.claims)

    def signed(self, header: object, claims: object, *, key: bytes | None = None, hash_name: str = "sha256") -> str:
        """A token of any header and claims."""
        return self.sealed(written(header), written(claims), key=key, hash_name=hash_name)

    def sealed(self, header: bytes, claims: bytes, *, key: bytes | None = None, hash_name: str = "sha256") -> str:
        """A token of any bytes."""
        body = f"{encoded(header)}.{encoded(claims)}"
        return f"{body}.{encoded(hmac.digest(self.key if key is None else key, body.encode(), hash_name))}"

    @property
    def parts(self) -> list[str]:
        """The three parts of the good token."""
        return self.good.split(".")

    def all(self) -> dict[str, str]:
        """Every forgery by its name."""
        return {
            **self._algorithms(),
            **self._keys(),
            **self._headers(),
            **self._claims(),
            **self._times(),
            **self._spellings(),
            **self._shapes(),
        }

    def _algorithms(self) -> dict[str, str]:
        head, body, signature = self.parts

        def unsigned(name: object) -> str:
            return f"{encoded(written(self.header | {'alg': name}))}.{body}."

        return {
            **{f"alg {name!r}, unsigned": unsigned(name) for name in ("none", "None", "NONE", "nOnE", "", None)},
            **{f"alg {name!r}, signature kept": unsigned(name) + signature for name in ("none", "nOnE", "")},
            "alg none beside ours": f"{encoded(written(self.header | {'alg': ['HS256', 'none']}))}.{body}.{signature}",
            "alg absent": self.headed(alg=LEFT_OUT),
            "alg null": self.headed(alg=None),
            "alg a list": self.headed(alg=["HS256"]),
            "alg lower case": self.headed(alg="hs256"),
            "alg with a space": self.headed(alg="HS256 "),
            "HS384": self.signed(self.header | {"alg": "HS384"}, self.claims, hash_name="sha384"),
            "HS512": self.signed(self.header | {"alg": "HS512"}, self.claims, hash_name="sha512"),
            "HS512 under the name of HS256": self.signed(self.header, self.claims, hash_name="sha512"),
            **{
                f"{name} with our secret": self.headed(alg=name)
                for name in ("RS256", "RS512", "ES256", "PS256", "EdDSA", "ES256K", "dir", "A128KW")
            },
            "no signature": f"{head}.{body}.",
            "no signature, no dot": f"{head}.{body}",
            "signature cut": self.good[:-1],
            "signature of 16 bytes": f"{head}.{body}.{signature[:22]}",
            "signature of zeros": f"{head}.{body}.{encoded(bytes(32))}",
            "signature twice": self.good + signature,
            "signature of the body alone": f"{head}.{body}.{encoded(hmac.digest(self.key, body.encode(), 'sha256'))}",
        }

    def _keys(self) -> dict[str, str]:
        jwk = {"kty": "oct", "k": encoded(b"a" * 32), "kid": self.header["kid"]}
        return {
            "key empty": self.signed(self.header, self.claims, key=b""),
            "key is its name": self.signed(self.header, self.claims, key=str(self.header["kid"]).encode()),
            "key is the word secret": self.signed(self.header, self.claims, key=b"secret"),
            "key of another": self.signed(self.header, self.claims, key=b"x" * 32),
            "key in Base64": self.signed(self.header, self.claims, key=base64.b64encode(self.key)),
            "jwk brought along": self.signed(self.header | {"jwk": jwk}, self.claims, key=b"a" * 32),
            "jwk brought along, our signature": self.headed(jwk=jwk),
            **{
                f"{name} to the canary": self.signed(self.header | {name: self.canary}, self.claims, key=b"a" * 32)
                for name in ("jku", "x5u")
            },
            **{f"{name} to the canary, our signature": self.headed(**{name: self.canary}) for name in ("jku", "x5u")},
            "kid is the canary": self.signed(self.header | {"kid": self.canary}, self.claims, key=b"a" * 32),
            "iss is the canary": self.says(iss=self.canary),
            "x5c brought along": self.headed(x5c=[base64.b64encode(b"certificate").decode()]),
            "kid absent": self.headed(kid=LEFT_OUT),
            "kid unknown": self.headed(kid="other"),
            "kid empty": self.headed(kid=""),
            "kid a path": self.signed(self.header | {"kid": "../../../../dev/null"}, self.claims, key=b""),
            "kid the path of the keys": self.headed(kid="/var/lib/plutopixie/secrets/signing.json"),
            "kid SQL": self.signed(self.header | {"kid": "x' UNION SELECT 'aaaa' --"}, self.claims, key=b"aaaa"),
            "kid a command": self.headed(kid="|/usr/bin/id"),
            "kid with NUL": self.headed(kid=f"{self.header['kid']}\0"),
            "kid with a space": self.headed(kid=f"{self.header['kid']} "),
            **{f"kid {value!r}": self.headed(kid=value) for value in (0, 1, None, True, ["test"], {"a": 1})},
        }

    def _headers(self) -> dict[str, str]:
        twice = written(self.header).replace(b"{", b'{"alg":"none",', 1)
        return {
            **{
                f"typ {value!r}": self.headed(typ=value)
                for value in ("JWT", "jwt", "rt+jwt", "AT+JWT", "application/at+jwt", "", None, 1, LEFT_OUT)
            },
            "cty JWT": self.headed(cty="JWT"),
            "crit of a claim": self.headed(crit=["exp"]),
            "crit empty": self.headed(crit=[]),
            "crit unknown": self.headed(crit=["x"], x=1),
            "b64 false": self.headed(b64=False, crit=["b64"]),
            "b64 true": self.headed(b64=True, crit=["b64"]),
            "zip": self.headed(zip="DEF"),
            "zip, compressed": self.sealed(
                written(self.header | {"zip": "DEF"}), zlib.compress(written(self.claims))[2:-4]
            ),
            "claims in the header": self.headed(**self.claims),
            "header with alg twice": self.sealed(twice, written(self.claims)),
            "header a list": self.signed([self.header], self.claims),
            "header text": self.signed("HS256", self.claims),
            "header null": self.signed(None, self.claims),
            "header deep": self.sealed(b"[" * 600 + b"]" * 600, written(self.claims)),
            "header no JSON": self.sealed(b"{alg:HS256}", written(self.claims)),
            "header empty": self.sealed(b"", written(self.claims)),
        }

    def _claims(self) -> dict[str, str]:
        said = self.claims
        wrong: dict[str, tuple[object, ...]] = {
            "iss": ("other", "", None, 1, ["plutopixie"], "plutopixie ", "PlutoPixie", "plutop\u0456xie"),
            "aud": ("other", "", None, 1, ["plutopixie"], ["other", "plutopixie"], [], {"plutopixie": 1}, "*"),
            "sub": ("root", "", None, 1, [said["sub"]], said["sub"].upper(), said["sub"].replace("-", ""), "*"),
            "org": ("", None, 1, [said["org"]], "{" + said["org"] + "}", "urn:uuid:" + said["org"]),
            "sid": ("", None, 1, [said["sid"]], said["sid"] + "\0", " " + said["sid"]),
            "jti": ("", None, 1, ["a"], "x" * 32, said["jti"].upper() + "A", said["jti"] + "\n"),
        }
        text = written(said)
        return {
            **{f"{name} absent": self.says(**{name: LEFT_OUT}) for name in CLAIMS},
            **{token: forged for name in wrong for token, forged in self._wrong(name, wrong[name]).items()},
            "a claim more": self.says(role="owner"),
            "nbf": self.says(nbf=said["iat"]),
            "scope": self.says(scope="admin"),
            "claims a list": self.signed(self.header, [said]),
            "claims text": self.signed(self.header, "claims"),
            "claims null": self.signed(self.header, None),
            "claims true": self.signed(self.header, claims=True),
            "claims deep": self.sealed(written(self.header), b"[" * 600 + b"]" * 600),
            "claims empty": self.signed(self.header, {}),
            "claims no JSON": self.sealed(written(self.header), b"sub=1"),
            "sub twice, the same": self._resealed(text, b'{"', b'{"sub":"%s","' % said["sub"].encode()),
            "sub twice, another first": self._resealed(text, b'{"', b'{"sub":"%s","' % str(fresh_id()).encode()),
            "exp twice, another first": self._resealed(text, b'{"', b'{"exp":1,"'),
            "space in the claims": self._resealed(text, b'":', b'": '),
            "space behind the claims": self.sealed(written(self.header), text + b"\n"),
            "byte order mark": self.sealed(written(self.header), b"\xef\xbb\xbf" + text),
            "claims in UTF-16": self.sealed(written(self.header), text.decode().encode("utf-16")),
            "escaped name": self._resealed(text, b'"exp"', b'"\\u0065xp"'),
            "not UTF-8": self._resealed(text, b'"plutopixie"', b'"plutopixie\xff"'),
        }

    def _wrong(self, claim: str, values: tuple[object, ...]) -> dict[str, str]:
        """A token for each value; their names are the same in every process, as pytest-xdist wants them."""
        kinds = ((place, type(value).__name__, value) for place, value in enumerate(values, 1))
        return {f"{claim} wrong, {place}: {kind}": self.says(**{claim: value}) for place, kind, value in kinds}

    def _resealed(self, text: bytes, old: bytes, new: bytes) -> str:
        return self.sealed(written(self.header), text.replace(old, new, 1))

    def _times(self) -> dict[str, str]:
        issued, expires = self.claims["iat"], self.claims["exp"]
        text = written(self.claims)
        exp, iat = b'"exp":%d' % expires, b'"iat":%d' % issued
        exps: tuple[object, ...] = (
            str(expires),
            float(expires),
            expires + 0.5,
            True,
            None,
            [expires],
            {},
            "",
            -1,
            0,
            -expires,
        )
        iats: tuple[object, ...] = (str(issued), float(issued), issued + 0.5, True, False, None, [issued], "", -1, 0)
        return {
            **self._wrong("exp", exps),
            **self._wrong("iat", iats),
            "exp in a century": self.says(exp=expires + 3_155_760_000),
            "exp a second too late": self.says(exp=expires + 1),
            "exp huge": self.says(exp=10**300),
            "exp beyond all digits": self._resealed(text, exp, b'"exp":1' + b"0" * 1_000),
            **{
                f"exp {name}": self._resealed(text, exp, b'"exp":' + name.encode())
                for name in ("NaN", "Infinity", "-Infinity", "1e400", "9e9", "0x7fffffff", "1_000_000_000_000")
            },
            "iat NaN": self._resealed(text, iat, b'"iat":NaN'),
            "expired by a second": self.says(iat=issued - 901, exp=issued - 1),
            "expires now": self.says(iat=issued - 900, exp=issued),
            "issued in the future": self.says(iat=issued + 31, exp=issued + 931),
            "issued after it expires": self.says(iat=issued + 20, exp=issued + 10),
            "good for no time": self.says(iat=issued + 10, exp=issued + 10),
        }

    def _spellings(self) -> dict[str, str]:
        head, body, signature = self.parts
        return {
            "the signature's unused bits": self.good[:-1] + LETTERS[LETTERS.index(self.good[-1]) | 1],
            "padded": self.good + "=",
            "padded at length": self.good + "====",
            "padded header": f"{head}=.{body}.{signature}",
            "standard alphabet": f"{head}.{body}.{signature.replace('-', '+').replace('_', '/')}+",
            "space before": " " + self.good,
            "space inside": f"{head}. {body}.{signature}",
            "line break behind": self.good + "\n",
            "NUL behind": self.good + "\0",
            "letter of another script": self.good + "é",
            "full-width dot": self.good.replace(".", "\uff0e"),
            "full-width letter": self.good[:-1] + chr(ord(self.good[-1]) + 0xFEE0),
            "soft hyphen": f"{head}\u00ad.{body}.{signature}",
            "upper case": self.good.upper(),
            "quoted": f'"{self.good}"',
            "percent-encoded": self.good.replace(".", "%2E"),
        }

    def _shapes(self) -> dict[str, str]:
        head, body, signature = self.parts
        encrypted = encoded(written({"alg": "dir", "enc": "A128GCM", "typ": "at+jwt"}))
        return {
            "nothing": "",
            "a dot": ".",
            "two dots": "..",
            "one part": head,
            "four parts": f"{self.good}.x",
            "a dot behind": f"{self.good}.",
            "a dot before": f".{self.good}",
            "two tokens joined": f"{self.good}.{self.good}",
            "two tokens, comma": f"{self.good},{self.good}",
            "two tokens, space": f"{self.good} {self.good}",
            "parts in another order": f"{body}.{head}.{signature}",
            "JWE-shaped": f"{encrypted}..{encoded(b'i' * 12)}.{body}.{encoded(b't' * 16)}",
            "five parts": "a.b.c.d.e",
            "nested": self.sealed(written(self.header | {"cty": "JWT"}), self.good.encode()),
            "nested, without saying so": self.sealed(written(self.header), self.good.encode()),
            "JSON serialization": json.dumps({"protected": head, "payload": body, "signature": signature}),
            "detached": f"{head}..{signature}",
            "too long": self.says(extra="x" * 3_000),
            "much too long": "x" * 4_000,
        }


def written(value: object) -> bytes:
    """JSON as the library spells it."""
    return json.dumps(value, separators=(",", ":")).encode()


def encoded(data: bytes) -> str:
    """Base64 as tokens are spelled."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _changed(held: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (held | changes).items() if value is not LEFT_OUT}
