"""Headers that requests carry: the token, the version a change was made against, the key of a repeated request."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import falcon

from plutopixie.domain.errors import NotSignedInError
from plutopixie.entrypoints.http.errors import MalformedRequestError
from plutopixie.ports.inbound.repetition import KEY_LENGTH_MAX, RequestKey

_BEARER: Final = re.compile(r"bearer +([A-Za-z0-9._~+/=-]{1,4096})", re.IGNORECASE)
_VERSION: Final = re.compile(r'"([1-9][0-9]{0,8})"', re.ASCII)
_KEY: Final = re.compile(rf"[\x21-\x7e]{{1,{KEY_LENGTH_MAX}}}")


def bearer_token(request: falcon.Request) -> str:
    """The token of `Authorization: Bearer …`; raises NotSignedInError."""
    match = _BEARER.fullmatch(request.get_header("Authorization") or "")
    if match is None:
        raise NotSignedInError
    return match.group(1)


def expected_version(request: falcon.Request) -> int | None:
    """The version in `If-Match`; None for `*` or no such header. Raises MalformedRequestError."""
    stated = request.get_header("If-Match")
    if stated is None or stated.strip() == "*":
        return None
    match = _VERSION.fullmatch(stated.strip())
    if match is None:
        raise MalformedRequestError.at("If-Match", 'takes the ETag of one answer, such as "3", or *')
    return int(match.group(1))


def request_key(request: falcon.Request, body: bytes) -> RequestKey | None:
    """The `Idempotency-Key` with a digest of what is asked, or None; raises MalformedRequestError.

    `body` is what the request says, in a form that is the same whenever it says the same, and without secrets.
    """
    key = request.get_header("Idempotency-Key")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise MalformedRequestError.at("Idempotency-Key", f"takes 1 to {KEY_LENGTH_MAX} visible ASCII characters")
    digest = hashlib.sha256()
    kind = (request.content_type or "").partition(";")[0].strip().lower()
    for part in (request.method.encode(), request.path.encode(), kind.encode(), body):
        digest.update(len(part).to_bytes(8) + part)
    return RequestKey(key, digest.digest())
