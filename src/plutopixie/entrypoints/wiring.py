"""The composition root: the adapters that every program needs.

Adapters are named here and in four modules beside it: `wiring_database` for the database that `up` brings,
`wiring_keys` for the keys of access tokens, `wiring_readers` for the engines, and `wiring_worker` for the worker. They
are apart, so that each program loads what it uses.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from plutopixie.adapters.bcrypt_hasher import BcryptHasher
from plutopixie.adapters.clamav import ClamdScanner, ScanServer
from plutopixie.adapters.common_passwords import ShippedCommonPasswords
from plutopixie.adapters.derived_secrets import HmacSecrets
from plutopixie.adapters.disk_files import DiskFiles
from plutopixie.adapters.ecb_rates import EcbRates
from plutopixie.adapters.postgres import (
    Addresses,
    Connected,
    ContextKeys,
    PoolSize,
    Secrets,
    Unsealed,
    connect,
    install,
)
from plutopixie.adapters.secret_files import SecretFiles, new_secret
from plutopixie.adapters.system_clock import SystemClock, SystemIdentities
from plutopixie.adapters.time_codes import TotpCodes
from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints import wiring_keys
from plutopixie.entrypoints.assembly import World
from plutopixie.entrypoints.settings import Settings

_KEY_ID = "1"


@frozen
class House:
    """An installation that is connected to its database."""

    settings: Settings
    connected: Connected
    world: World


def house(settings: Settings) -> House:
    """Connect to the database as the roles of PlutoPixie; raises what `postgres.connect` raises."""
    size = PoolSize(most=settings.http_threads)
    connected = connect(addresses(settings), Unsealed(), size=size)
    clock = SystemClock()
    world = World(
        open_unit=connected.open_unit,
        directory=connected.directory,
        files=DiskFiles(settings.files),
        hasher=BcryptHasher(settings.bcrypt_cost),
        common_passwords=ShippedCommonPasswords(),
        tokens=wiring_keys.tokens(settings, clock.now()),
        time_codes=TotpCodes(),
        derived_secrets=HmacSecrets(_key(settings, "codes")),
        rates=EcbRates(),
        clock=clock,
        identities=SystemIdentities(),
        throttles=connected.throttles,
        throttle_factor=settings.throttle_factor,
        scanner=scanner(settings),
    )
    return House(settings, connected, world)


def scanner(settings: Settings) -> ClamdScanner | None:
    """The virus scanner that is named, if one is; raises InvalidValueError."""
    return None if settings.scanner is None else ClamdScanner(ScanServer.parse(settings.scanner))


def _key(settings: Settings, name: str) -> bytes:
    return SecretFiles(settings.secrets).load_or_make(name, (_KEY_ID,))[_KEY_ID].encode()


def migrate(settings: Settings, *, check: bool = False) -> Iterator[str]:
    """Make the database ready for this version, or only check that it is; says what was done, a line each."""
    url = _url(settings)
    if check:
        connect(addresses(settings), Unsealed()).close()
        yield "the database is ready for this version"
        return
    applied = install(url, _role_secrets(settings), settings.role_prefix)
    yield from (f"applied {name}" for name in applied)
    yield "the database is ready for this version"


def inspect(settings: Settings) -> tuple[str, tuple[str, ...]]:
    """Connect as every role and look; what runs there, and what an operator should know. Raises as `house` does."""
    with connect(addresses(settings), Unsealed()) as connected:
        return connected.server, tuple(finding.message for finding in connected.findings)


def _url(settings: Settings) -> str:
    if settings.database_url is None:
        raise InvalidValueError(
            "PLUTOPIXIE_DATABASE_URL", "names the PostgreSQL to use; `plutopixie up` brings its own"
        )
    return settings.database_url


def addresses(settings: Settings) -> Addresses:
    """How each role reaches the database; raises InvalidValueError if none is named."""
    return Addresses.of(_url(settings), _role_secrets(settings), settings.role_prefix)


def _role_secrets(settings: Settings) -> Secrets:
    files = SecretFiles(settings.secrets)
    passwords = files.load_or_make("roles", ("app", "directory", "relay", "queue"))
    # Not made again when it was taken out: the keys of contexts rotate.
    keys = files.change("context", lambda known: known or {_KEY_ID: new_secret()})
    return Secrets(**passwords, context=ContextKeys.of(keys))
