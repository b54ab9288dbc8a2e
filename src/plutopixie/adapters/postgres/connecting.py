"""From addresses to ports: what the composition root calls."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import Self

from attrs import evolve, field, frozen

from plutopixie.adapters.postgres.directory import PostgresDirectory
from plutopixie.adapters.postgres.errors import translating
from plutopixie.adapters.postgres.installation import as_role
from plutopixie.adapters.postgres.limits import Limits
from plutopixie.adapters.postgres.migrate import require_current
from plutopixie.adapters.postgres.outbox import PostgresOutboxFeed
from plutopixie.adapters.postgres.pool import Connection, Pool, PoolSize, encrypted, open_pool
from plutopixie.adapters.postgres.roles import RoleNames, Secrets
from plutopixie.adapters.postgres.safety import Finding, refuse_unsafe_role, require_safety
from plutopixie.adapters.postgres.sealing import Sealing
from plutopixie.adapters.postgres.signing import ContextKeys, accepted_signer
from plutopixie.adapters.postgres.throttles import PostgresThrottles
from plutopixie.adapters.postgres.unit import PostgresUnits


@frozen
class Addresses:
    """How each role reaches the database: connection strings with passwords, and the keys that sign contexts."""

    app: str = field(repr=False)
    directory: str = field(repr=False)
    relay: str = field(repr=False)
    queue: str = field(repr=False)
    context: ContextKeys

    @classmethod
    def of(cls, conninfo: str, secrets: Secrets, prefix: str = "plutopixie") -> Addresses:
        """The addresses of the roles that `install` made in the database of this connection string."""
        names = RoleNames.of(prefix)
        return cls(
            app=as_role(conninfo, names.app, secrets.app),
            directory=as_role(conninfo, names.directory, secrets.directory),
            relay=as_role(conninfo, names.relay, secrets.relay),
            queue=encrypted(as_role(conninfo, names.queue, secrets.queue)),  # the broker's library connects by itself
            context=secrets.context,
        )


@frozen
class Connected:
    """The ports of one process over its pools, and what is known about the server; close it at the end."""

    open_unit: PostgresUnits
    directory: PostgresDirectory
    throttles: PostgresThrottles
    outbox_feed: PostgresOutboxFeed
    server: str
    findings: tuple[Finding, ...]
    _pools: tuple[Pool, ...]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every pool; what is still used is closed when it is given back."""
        for pool in self._pools:
            pool.close()


def connect(
    addresses: Addresses,
    sealing: Sealing,
    *,
    size: PoolSize | None = None,
    limits: Limits | None = None,
    plain_network: bool = False,
) -> Connected:
    """Open a pool per role, after checking that each role and the schema are what they should be.

    Args:
        addresses: How each role reaches the database, and the keys that contexts are signed with.
        sealing: What seals texts.
        size: The bounds of the application's pool; the other two stay small.
        limits: How long a statement, a lock and idleness may last.
        plain_network: Allow connections over a network without TLS.

    Raises:
        RecordsUnavailableError: The database does not answer.
        UnsafeRoleError: A role could get around row security.
        UnprotectedTablesError: The schema is missing, or a table lacks a part of row security.
        PendingMigrationError: The database is behind this program.
        UnknownMigrationError: The database is ahead of this program.
        UnsupportedServerError: The server is older than 15 or newer than 18.
        ContextRefusedError: The database accepts no context that is signed with these keys.
    """
    size, limits = size or PoolSize(), limits or Limits()
    narrow = PoolSize(0, 2, size.wait_seconds, size.waiting_most)
    with contextlib.ExitStack() as undo:

        def pool(conninfo: str, name: str, bounds: PoolSize) -> Pool:
            opened = open_pool(conninfo, name, bounds, plain_network=plain_network)
            undo.callback(opened.close)
            return opened

        app = pool(addresses.app, "app", size)
        directory = pool(addresses.directory, "directory", evolve(narrow, most=4))
        relay = pool(addresses.relay, "relay", narrow)
        with translating(), app.connection() as conn:
            findings = _checked(conn)
            signer = accepted_signer(conn, addresses.context)
            major, minor = divmod(conn.info.server_version, 10_000)
        for other in (directory, relay):
            with translating(), other.connection() as conn:
                refuse_unsafe_role(conn)
        undo.pop_all()
    return Connected(
        open_unit=PostgresUnits(app, sealing, signer, limits),
        directory=PostgresDirectory(directory, sealing, limits),
        throttles=PostgresThrottles(directory, sealing, limits),
        outbox_feed=PostgresOutboxFeed(relay, limits),
        server=f"PostgreSQL {major}.{minor}",
        findings=findings,
        pools=(app, directory, relay),
    )


def _checked(conn: Connection) -> tuple[Finding, ...]:
    findings = require_safety(conn)
    require_current(conn)
    return findings
