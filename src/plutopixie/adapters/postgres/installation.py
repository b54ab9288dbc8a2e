"""Installing PlutoPixie in a database: roles, grants, migrations, keys, and the broker's tables."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo

from plutopixie.adapters.postgres import queries
from plutopixie.adapters.postgres.errors import translating
from plutopixie.adapters.postgres.migrate import acting_as_owner, alone, migrate
from plutopixie.adapters.postgres.pool import encrypted
from plutopixie.adapters.postgres.roles import Admin, RoleNames, Secrets, create_roles
from plutopixie.adapters.postgres.safety import version_findings
from plutopixie.adapters.postgres.signing import register

_SQL: Final = queries.load("roles")


def install(admin_conninfo: str, secrets: Secrets, prefix: str = "plutopixie") -> tuple[str, ...]:
    """Make the database ready for this version of PlutoPixie; harmless when it is already.

    The administrator is a superuser, or a role that owns the database and has CREATEROLE. Several installations may
    run at once.

    Args:
        admin_conninfo: How the administrator reaches the database that is to hold everything.
        secrets: The passwords that the roles log in with from now on, and the keys whose signatures are accepted.
        prefix: What the names of the roles begin with; several installations of one cluster need different ones.

    Returns:
        The names of the migrations that were applied.

    Raises:
        UnsupportedServerError: The server is older than 15 or newer than 18.
        UnsafeRoleError: One of the roles was there before and is too powerful.
        ChangedMigrationError: A migration that was applied has other contents now.
        UnknownMigrationError: The database was migrated by a later version.
        RecordsUnavailableError: The database did not answer.
    """
    names = RoleNames.of(prefix)
    with translating(), psycopg.connect(encrypted(admin_conninfo), autocommit=True) as conn:
        version_findings(conn.info.server_version)
        with alone(conn):
            create_roles(conn, names, secrets)
            with conn.transaction():
                conn.execute(names.filled_in(_SQL["close_database"]))
            applied = migrate(conn, names)
            with acting_as_owner(conn, names):
                register(conn, secrets.context)
            _install_broker(conn, names)
    return applied


def as_role(conninfo: str, role: str, password: str) -> str:
    """The same server and database, reached as another role."""
    return make_conninfo(conninfo, user=role, password=password)


def _install_broker(conn: Admin, names: RoleNames) -> None:
    """The library makes its own tables, so that they fit its queries; ours is only who may use them."""
    from dramatiq_postgres import schema as broker_schema  # noqa: PLC0415 - connecting must not load the broker

    with acting_as_owner(conn, names):
        broker_schema.init(conn.cursor(), schema="dramatiq")
        conn.execute(names.filled_in(_SQL["open_queue"]))
