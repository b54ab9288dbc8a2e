"""Records in PostgreSQL 15 to 18: raw SQL, row security that is forced, and narrow roles.

How the parts go together, in the order of a start:

1. `install(admin_conninfo, secrets, prefix)` makes the roles, applies the migrations, makes the keys of signed contexts
   known, and makes the broker's tables.
2. `connect(...)` opens a pool per role, refuses a role or a schema without walls, finds a key that the database
   accepts, and hands out the ports: `open_unit`, `directory`, `throttles` and `outbox_feed`, with `findings` for the
   operator.
3. `Connected.close()` gives everything back.

Where to look: `migrations/` and `schema.sql` are the tables and walls, `sql/` every statement by name, `records/` one
module per subject, `errors.py` what the driver's errors become, `signing.py` what a unit shows to be let in,
`sealing.py` the one place where texts are sealed.
"""

from plutopixie.adapters.postgres.connecting import Addresses, Connected, connect
from plutopixie.adapters.postgres.directory import PostgresDirectory
from plutopixie.adapters.postgres.errors import RecordsFaultError
from plutopixie.adapters.postgres.installation import as_role, install
from plutopixie.adapters.postgres.limits import Limits
from plutopixie.adapters.postgres.migrate import ChangedMigrationError, PendingMigrationError, UnknownMigrationError
from plutopixie.adapters.postgres.outbox import PostgresOutboxFeed
from plutopixie.adapters.postgres.pool import PoolSize, open_pool
from plutopixie.adapters.postgres.roles import RoleNames, Secrets
from plutopixie.adapters.postgres.safety import (
    Finding,
    UnprotectedTablesError,
    UnsafeRoleError,
    UnsupportedServerError,
    require_safety,
)
from plutopixie.adapters.postgres.sealing import Place, Sealing, Unsealed
from plutopixie.adapters.postgres.signing import ContextKeys, ContextRefusedError
from plutopixie.adapters.postgres.throttles import PostgresThrottles
from plutopixie.adapters.postgres.unit import PostgresUnits

__all__ = [
    "Addresses",
    "ChangedMigrationError",
    "Connected",
    "ContextKeys",
    "ContextRefusedError",
    "Finding",
    "Limits",
    "PendingMigrationError",
    "Place",
    "PoolSize",
    "PostgresDirectory",
    "PostgresOutboxFeed",
    "PostgresThrottles",
    "PostgresUnits",
    "RecordsFaultError",
    "RoleNames",
    "Sealing",
    "Secrets",
    "UnknownMigrationError",
    "UnprotectedTablesError",
    "UnsafeRoleError",
    "Unsealed",
    "UnsupportedServerError",
    "as_role",
    "connect",
    "install",
    "open_pool",
    "require_safety",
]
