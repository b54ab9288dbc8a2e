"""The keys that sign access tokens: put to use, changed by an operator, looked at by the doctor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import structlog

from plutopixie.adapters.jwt_tokens import ChangingJwtAccessTokens, keys
from plutopixie.adapters.secret_files import SecretFiles, new_secret
from plutopixie.domain.sessions import ACCESS_LIFETIME
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.settings import Settings
from plutopixie.ports.outbound.tokens import AccessTokens

log = structlog.get_logger()

_FILE: Final = "signing"


def tokens(settings: Settings, at: datetime) -> AccessTokens:
    """Access tokens signed with the keys of the installation; its first key is made if there is none.

    Raises:
        UnsafeSecretError, UnusableKeysError: the file of the keys can't be used as it is.
    """
    files = SecretFiles(settings.secrets)
    files.change(_FILE, lambda held: held or {keys.key_name(at): new_secret()})
    return ChangingJwtAccessTokens(lambda: _bytes(files.load(_FILE)), _report, at)


def rotate(settings: Settings, at: datetime, *, at_once: bool = False) -> Iterator[str]:
    """Make a new signing key, and say what that means.

    Nobody is signed out: former keys stay good until their tokens have expired. `at_once` drops them instead, for a key
    that somebody else may have seen: every access token is refused within seconds, while sessions and their refresh
    tokens, which no key signs, stay.

    Raises:
        UnsafeSecretError, UnusableKeysError: there is no file of keys, or it can't be used as it is.
    """
    files = SecretFiles(settings.secrets)
    before = files.load(_FILE)
    after = files.change(_FILE, lambda held: _changed(held, at, at_once=at_once))
    yield f"made the signing key {keys.in_order(after)[-1]}; {len(after)} are kept, {len({*before} - {*after})} dropped"
    if at_once:
        yield f"servers know it within {keys.LOOK_AGAIN.seconds} seconds; until then they still take the former keys"
        return
    minutes = (keys.SETTLED_AFTER + ACCESS_LIFETIME + keys.LEEWAY).seconds // 60
    yield f"it signs from {keys.SETTLED_AFTER.seconds // 60} minutes from now on, without a restart"
    yield f"the former key can be dropped after {minutes} minutes: the next change does it"


def newest_made_at(settings: Settings) -> datetime | None:
    """When the newest signing key was made; None if there is none. Raises as `rotate` does."""
    if not (settings.secrets / f"{_FILE}.json").exists():
        return None
    held = SecretFiles(settings.secrets).load(_FILE)
    return keys.made_at(keys.in_order(held)[-1]) if held else None


def _changed(held: Mapping[str, str], at: datetime, *, at_once: bool) -> Mapping[str, str]:
    grown = keys.changed(held, new_secret(), at)
    newest = keys.in_order(grown)[-1]
    return {newest: grown[newest]} if at_once else grown


def _bytes(held: Mapping[str, str]) -> Mapping[str, bytes]:
    return {name: secret.encode() for name, secret in held.items()}


def _report(error: Exception) -> None:
    log.error("the signing keys can't be read again; those known stay in use", **logs.described(error))
