"""Pools of connections: bounded, checked before each use, cleaned after it, and one per role.

Connections are in autocommit mode; a transaction exists only inside an explicit block. No search path is relied upon,
the time zone is UTC, start-up options from the environment are refused, and a connection that leaves the machine is
encrypted, to a server whose certificate is verified, or not made.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from attrs import field, frozen, validators
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from plutopixie.adapters.postgres import queries
from plutopixie.domain.errors import InvalidValueError

Connection = psycopg.Connection[DictRow]
Pool = ConnectionPool[Connection]

_SQL: Final = queries.load("connections")
#: The mode of TLS under which a connection is never plain and never to another server than the one that is named.
_VERIFIED: Final = "verify-full"


@frozen
class PoolSize:
    """How many connections a process keeps and may open, and how long (in seconds) anything waits for one."""

    least: int = field(default=1, validator=validators.ge(0))
    most: int = field(default=8, validator=validators.ge(1))
    wait_seconds: float = field(default=5.0, validator=validators.gt(0))
    waiting_most: int = field(default=100, validator=validators.ge(1))


def open_pool(conninfo: str, name: str, size: PoolSize | None = None, *, plain_network: bool = False) -> Pool:
    """A pool that begins to fill in the background; close it, or use it as a context manager.

    Args:
        conninfo: How to reach the database as one of the roles; without `options`.
        name: What the pool is for, such as `app`; the server and the pool's threads show it.
        size: Its bounds.
        plain_network: Allow connections over a network without TLS; only for networks that are private otherwise.

    Raises:
        InvalidValueError: The connection string can't be read or has `options`.
    """
    size = size or PoolSize()
    return ConnectionPool(
        secured(conninfo, name, plain_network=plain_network),
        connection_class=Connection,
        kwargs={"autocommit": True, "row_factory": dict_row},
        min_size=size.least,
        max_size=size.most,
        timeout=size.wait_seconds,
        max_waiting=size.waiting_most,
        check=ConnectionPool.check_connection,
        configure=configure,
        reset=configure,
        name=f"plutopixie-{name}",
        open=True,
    )


def configure(conn: Connection) -> None:
    """Put a connection into the one state that units expect, whatever was done with it before."""
    conn.execute(_SQL["clean"])


def secured(conninfo: str, name: str, *, plain_network: bool = False) -> str:
    """The connection string with TLS where it leaves the machine, and without options of anybody else's."""
    if _read(conninfo).get("options"):
        raise InvalidValueError("database", "must not have options; PlutoPixie sets what it needs")
    wanted = {"options": "", "application_name": f"plutopixie-{name}", "client_encoding": "utf8"}
    return make_conninfo(conninfo if plain_network else encrypted(conninfo), **wanted)


def encrypted(conninfo: str) -> str:
    """The connection string with TLS where it leaves the machine, whatever mode it states.

    The server's certificate is verified against `sslrootcert`, the system's authorities unless one is named, and
    against the server's name. Raises InvalidValueError as `open_pool` does.
    """
    given = _read(conninfo)
    if is_local(given):
        return conninfo
    return make_conninfo(conninfo, sslmode=_VERIFIED, sslrootcert=given.get("sslrootcert") or "system")


def _read(conninfo: str) -> Mapping[str, Any]:
    try:
        return conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError:
        raise InvalidValueError("database", "can't be read as a connection string or URL") from None


def is_local(parameters: Mapping[str, Any]) -> bool:
    """Whether every host of the connection is this machine: a socket's folder, or a loopback address."""
    hosts = str(parameters.get("hostaddr") or parameters.get("host") or "").split(",")
    return all(_is_local_host(host.strip()) for host in hosts)


def _is_local_host(host: str) -> bool:
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
