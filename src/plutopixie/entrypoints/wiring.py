"""The composition root: the only place, with `wiring_readers` for the engines, that names adapters."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from plutopixie.adapters import dramatiq_queue
from plutopixie.adapters.bcrypt_hasher import BcryptHasher
from plutopixie.adapters.disk_files import DiskFiles
from plutopixie.adapters.dramatiq_queue import DramatiqQueue, Workers
from plutopixie.adapters.ecb_rates import EcbRates
from plutopixie.adapters.jwt_tokens import JwtAccessTokens
from plutopixie.adapters.postgres import Addresses, Connected, PoolSize, Secrets, Unsealed, connect, install
from plutopixie.adapters.reading_process import ReadingProcess
from plutopixie.adapters.secret_files import SecretFiles
from plutopixie.adapters.system_clock import SystemClock, SystemIdentities
from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.assembly import World
from plutopixie.entrypoints.http.app import App, create_app
from plutopixie.entrypoints.http.readiness import Check
from plutopixie.entrypoints.http.server import serve as serve_http
from plutopixie.entrypoints.http.settings import HttpSettings
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.entrypoints.settings import Settings
from plutopixie.entrypoints.wiring_readers import reader_factory
from plutopixie.entrypoints.worker import HANDLED_KINDS, Work, handlers
from plutopixie.ports.inbound.relaying import Relay

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
    connected = connect(_addresses(settings), Unsealed(), size=size)
    signing = SecretFiles(settings.secrets).load_or_make("signing", (_KEY_ID,))
    keys = {name: secret.encode() for name, secret in signing.items()}
    world = World(
        open_unit=connected.open_unit,
        directory=connected.directory,
        files=DiskFiles(settings.files),
        hasher=BcryptHasher(settings.bcrypt_cost),
        tokens=JwtAccessTokens(keys, max(keys, key=int)),
        rates=EcbRates(),
        clock=SystemClock(),
        identities=SystemIdentities(),
    )
    return House(settings, connected, world)


def migrate(settings: Settings, *, check: bool = False) -> Iterator[str]:
    """Make the database ready for this version, or only check that it is; says what was done, a line each."""
    url = _url(settings)
    if check:
        connect(_addresses(settings), Unsealed()).close()
        yield "the database is ready for this version"
        return
    applied = install(url, _role_secrets(settings), settings.role_prefix)
    yield from (f"applied {name}" for name in applied)
    yield "the database is ready for this version"


def serve(settings: Settings) -> None:
    """Answer HTTP requests until told to stop; every server process connects for itself."""
    logs.configure(settings.log_level)
    serve_http(
        lambda: _app(house(settings)),
        host=settings.host,
        port=settings.port,
        workers=settings.http_workers,
        threads=settings.http_threads,
    )


def _app(built: House) -> App:
    settings, world = built.settings, built.world
    return create_app(
        world.use_cases(settings.policy_version),
        settings=HttpSettings(settings.base_url, settings.trusted_proxies, settings.require_tls),
        metrics=Metrics(),
        new_id=world.identities.new,
        checks=(Check("records", lambda: _answers(built)), Check("files", settings.files.is_dir)),
    )


def _answers(built: House) -> bool:
    built.world.directory.organizations(None, 1)
    return True


def work(settings: Settings) -> Work:
    """What a worker process does, ready to run."""
    logs.configure(settings.log_level)
    built = house(settings)
    engine = ReadingProcess(reader_factory(settings.engine), settings.scratch)
    engine.sweep()
    broker = (
        dramatiq_queue.connect(settings.broker_url)
        if settings.broker_url
        else dramatiq_queue.connect_postgres(_addresses(settings).queue)
    )

    def close() -> None:
        engine.close()
        built.connected.close()

    return Work(
        relay=Relay(built.connected.outbox_feed, DramatiqQueue(broker, HANDLED_KINDS)),
        recovery=built.world.recovery(),
        start_workers=Workers(broker, handlers(built.world.reader(engine)), threads=1).start,
        close=close,
    )


def _url(settings: Settings) -> str:
    if settings.database_url is None:
        raise InvalidValueError(
            "PLUTOPIXIE_DATABASE_URL", "names the PostgreSQL to use; `plutopixie up` brings its own"
        )
    return settings.database_url


def _addresses(settings: Settings) -> Addresses:
    return Addresses.of(_url(settings), _role_secrets(settings), settings.role_prefix)


def _role_secrets(settings: Settings) -> Secrets:
    return Secrets(**SecretFiles(settings.secrets).load_or_make("roles", ("app", "directory", "relay", "queue")))
