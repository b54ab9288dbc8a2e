"""The signed context: what a transaction shows to the database so that it is let in to one organization's rows.

Row security that compares with a plain setting stops a forgotten WHERE, but not injected SQL, which can set the setting
itself. So a restrictive policy asks for more: organization, connection and expiry, signed with a key that the
application has and its database role can't read. The layout is `key.expiry.backend.organization.signature`: the id of
the key, seconds since 1970, the process id of the server's backend, a UUID, and an HMAC-SHA-256 (RFC 2104) in hex over
all that stands before its dot. The function `operation.signed_organization()` of the database is what reads it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, Self
from uuid import UUID

import psycopg
from attrs import field, frozen

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import translating
from plutopixie.domain.errors import InvalidValueError, OurError

_SQL: Final = queries.load("contexts")
_CONNECTIONS: Final = queries.load("connections")

#: How long a context is good for, in seconds: far longer than a unit lasts, and short enough for little to be replayed.
LIFETIME_SECONDS: Final = 300
_BLOCK_BYTES: Final = 64
_SECRET_BYTES_LEAST: Final = 32
_ID: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_INNER: Final = 0x36
_OUTER: Final = 0x5C
_NOBODY: Final = UUID(int=0)


class ContextRefusedError(OurError):
    """The database does not accept what this program signs; migrate it with the secrets that this program has."""

    code = "context-refused"

    def __init__(self) -> None:
        super().__init__(
            "The database does not accept what this program signs. Run `plutopixie migrate` with the secrets folder of "
            "this program, connect to PostgreSQL itself and not to a pooler in front of it, and let both clocks agree "
            f"within {LIFETIME_SECONDS // 60 - 1} minutes."
        )


@frozen
class ContextKey:
    """A key that contexts are signed with: its number, and at least 256 bits of secret."""

    id: str = field()
    secret: bytes = field(repr=False)

    @id.validator
    def _is_a_number(self, _: object, value: str) -> None:
        if not _ID.fullmatch(value):
            raise InvalidValueError("context key", "is called by a number of up to nine digits")

    @secret.validator
    def _is_long_enough(self, _: object, value: bytes) -> None:
        if len(value) < _SECRET_BYTES_LEAST:
            raise InvalidValueError("context key", f"has at least {_SECRET_BYTES_LEAST} bytes")

    def pads(self) -> tuple[bytes, bytes]:
        """What HMAC hashes before the message, and before the hash of that: all that the database needs of the key."""
        short = hashlib.sha256(self.secret).digest() if len(self.secret) > _BLOCK_BYTES else self.secret
        key = short.ljust(_BLOCK_BYTES, b"\0")
        return bytes(byte ^ _INNER for byte in key), bytes(byte ^ _OUTER for byte in key)


@frozen
class ContextKeys:
    """The keys of an installation, the newest first: all are accepted, the newest that the database knows signs."""

    newest_first: tuple[ContextKey, ...]

    @classmethod
    def of(cls, secrets: Mapping[str, str]) -> Self:
        """The keys of a file of secrets, by number; the greatest number is the newest.

        Raises:
            InvalidValueError: There is none, or one has no number or is too short.
        """
        keys = [ContextKey(id_, secret.encode()) for id_, secret in secrets.items()]
        if not keys:
            raise InvalidValueError("context keys", "must hold a key")
        return cls(tuple(sorted(keys, key=lambda key: int(key.id), reverse=True)))


@frozen
class ContextSigner:
    """Signs contexts with one key.

    `now` gives seconds since 1970. It is this machine's clock and not the clock port, because the database compares
    with its own: a time that was made up for the domain would be refused there.
    """

    key: ContextKey
    now: Callable[[], float] = time.time

    def sign(self, organization: UUID, backend: int) -> str:
        """The context of an organization on the connection whose backend has that process id, from now on."""
        message = f"{self.key.id}.{int(self.now()) + LIFETIME_SECONDS}.{backend}.{organization}"
        return f"{message}.{hmac.digest(self.key.secret, message.encode(), 'sha256').hex()}"


def register(conn: psycopg.Connection[Any], keys: ContextKeys) -> None:
    """Let the database know exactly these keys; for the owner role, harmless when it knows them already."""
    for key in keys.newest_first:
        inner, outer = key.pads()
        conn.execute(_SQL["keep_key"], {"id": key.id, "inner_pad": inner, "outer_pad": outer})
    conn.execute(_SQL["forget_other_keys"], {"ids": [key.id for key in keys.newest_first]})


def accepted_signer(conn: psycopg.Connection[Any], keys: ContextKeys) -> ContextSigner:
    """A signer with the newest key that the database accepts, tried out on a connection of the application role.

    So a program that starts between the making of a new key and the next `migrate` goes on with the key before.

    Raises:
        ContextRefusedError: The database accepts none: it has other keys, a pooler stands between, or a clock is wrong.
        RecordsUnavailableError: The database did not answer.
    """
    for key in keys.newest_first:
        signer = ContextSigner(key)
        if _accepts(conn, signer.sign(_NOBODY, conn.info.backend_pid)):
            return signer
    raise ContextRefusedError


def _accepts(conn: psycopg.Connection[Any], context: str) -> bool:
    with translating():
        try:
            with conn.transaction(force_rollback=True):
                conn.execute(_CONNECTIONS["show_context"], {"context": context})
                conn.execute(_SQL["read_context"])
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.QueryCanceled):
            return False
    return True
