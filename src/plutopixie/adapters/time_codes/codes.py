"""Codes of RFC 6238 with SHA-1, as authenticator apps compute them.

The weakness of SHA-1 is to collisions, which play no part in HMAC (RFC 4226, appendix B.2).
"""

from __future__ import annotations

import base64
import hmac
from typing import Final
from urllib.parse import quote, urlencode

from attrs import frozen
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from plutopixie.domain.second_factor import DIGITS, STEP_SECONDS

_ISSUER: Final = "PlutoPixie"


@frozen
class TotpCodes:
    """`ports.outbound.time_codes.TimeCodes`."""

    def matching_step(self, secret: bytes, code: str, steps: range) -> int | None:
        """The latest of the steps whose code this is; all are compared, so that time tells nothing."""
        found = None
        for step in steps:
            if hmac.compare_digest(self._code(secret, step), code.encode()):
                found = step
        return found

    def address(self, secret: bytes, account: str) -> str:
        """The address that authenticator apps read from a picture."""
        label = quote(f"{_ISSUER}:{account}", safe=":@")
        facts = urlencode({"secret": self.spelled(secret), "issuer": _ISSUER, "digits": DIGITS, "period": STEP_SECONDS})
        return f"otpauth://totp/{label}?{facts}"

    def spelled(self, secret: bytes) -> str:
        """The secret in Base32, for typing."""
        return base64.b32encode(secret).decode("ascii").rstrip("=")

    def _code(self, secret: bytes, step: int) -> bytes:
        return HOTP(secret, DIGITS, SHA1()).generate(step)  # noqa: S303 - what devices compute; see above
