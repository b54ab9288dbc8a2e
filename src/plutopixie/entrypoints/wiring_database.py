"""The composition root of `up`: the database it runs on, embedded or external."""

from __future__ import annotations

from collections.abc import Callable
from signal import Signals
from typing import Final

from attrs import evolve, frozen

from plutopixie.adapters.embedded_postgres import EmbeddedPostgres
from plutopixie.adapters.postgres.databases import ensure_database, without_login
from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints import claims
from plutopixie.entrypoints.settings import Settings
from plutopixie.entrypoints.supervisor import Service

DATABASE: Final = "plutopixie"


@frozen
class Database:
    """A database for `up`: the service that runs it, if it is ours to run, and how it is reached once it runs."""

    service: Service | None
    administrator: Callable[[], str]
    close: Callable[[], None]

    def for_programs(self) -> str:
        """How programs reach it that bring their own roles."""
        return without_login(self.administrator())


def database(settings: Settings, say: Callable[[str], None]) -> Database:
    """The external database that is named, or an embedded one in the data folder."""
    external = settings.database_url
    if external is not None:
        return Database(None, lambda: external, lambda: None)
    server = EmbeddedPostgres(settings.data, say)

    def administrator() -> str:
        ensure_database(server.url(), DATABASE)
        return server.url(database=DATABASE)

    service = Service("database", server.start, server.is_ready, stop_signal=Signals.SIGINT)
    return Database(service, administrator, server.stop)


def reachable(settings: Settings) -> Settings:
    """The settings with the address of the database that `up` runs on this data folder, or of the one that is named.

    Raises:
        InvalidValueError: none is named and none runs.
    """
    if settings.database_url is not None:
        return settings
    if not claims.is_claimed(settings.data):
        raise InvalidValueError(
            "PLUTOPIXIE_DATABASE_URL", "names the PostgreSQL to use; or start `plutopixie up` first"
        )
    return evolve(settings, database_url=database(settings, lambda _: None).for_programs())
