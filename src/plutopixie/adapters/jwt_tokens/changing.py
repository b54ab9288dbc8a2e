"""Access tokens whose keys change while the service runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from attrs import define, field, frozen

from plutopixie.adapters.jwt_tokens import keys
from plutopixie.adapters.jwt_tokens.tokens import JwtAccessTokens
from plutopixie.ports.outbound.tokens import Claims


@frozen
class _Known:
    """The keys as they were seen at a moment."""

    keys: Mapping[str, bytes] = field(repr=False)
    seen_at: datetime

    def is_fresh(self, at: datetime) -> bool:
        return abs(at - self.seen_at) < keys.LOOK_AGAIN


@define(eq=False)
class ChangingJwtAccessTokens:
    """`ports.outbound.tokens.AccessTokens` over a ring of keys that somebody else changes (see `keys`).

    The ring is looked at again when a token is issued or read and the last look is `keys.LOOK_AGAIN` old: not for every
    request, and never because of what a token says. When it can't be read any more, `report` is told, and the keys
    known so far stay good. Safe to use from several threads.

    Args:
        load: The keys by their names, as they stand now.
        report: Learns of an error while looking again.
        since: Now; errors of the first look are raised.
    """

    load: Callable[[], Mapping[str, bytes]] = field(repr=False)
    report: Callable[[Exception], None] = field(repr=False)
    since: datetime
    _known: _Known = field(init=False, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._known = _Known(_checked(self.load(), self.since), self.since)

    def issue(self, claims: Claims, *, at: datetime, expires_at: datetime) -> str:
        """A token signed by the key whose turn it is."""
        return self._tokens(at).issue(claims, at=at, expires_at=expires_at)

    def read(self, token: str, *, at: datetime) -> Claims:
        """The claims of a token that any key of the ring signed; raises NotSignedInError."""
        return self._tokens(at).read(token, at=at)

    def _tokens(self, at: datetime) -> JwtAccessTokens:
        known = self._known
        if not known.is_fresh(at):
            with self._lock:
                known = self._known if self._known.is_fresh(at) else self._seen_again(at)
        return JwtAccessTokens(known.keys, keys.signing(known.keys, at))

    def _seen_again(self, at: datetime) -> _Known:
        try:
            found = _checked(self.load(), at)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody must be signed out by it
            self.report(error)
            found = self._known.keys
        self._known = _Known(found, at)
        return self._known


def _checked(found: Mapping[str, bytes], at: datetime) -> Mapping[str, bytes]:
    """The keys, if they can sign; raises UnusableKeysError."""
    if any(len(key) < keys.KEY_BYTES_MIN for key in found.values()):
        raise keys.UnusableKeysError
    JwtAccessTokens(found, keys.signing(found, at))
    return found
