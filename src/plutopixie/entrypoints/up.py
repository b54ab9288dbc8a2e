"""`plutopixie up`: everything in one process tree, from the database to the worker."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from signal import Signals
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from plutopixie.entrypoints import claims
from plutopixie.entrypoints.settings import Settings
from plutopixie.entrypoints.supervisor import Service, Supervisor, answers, command
from plutopixie.entrypoints.wiring_database import Database, database

if TYPE_CHECKING:
    from plutopixie.entrypoints.wiring import House

_STOP_SECONDS: Final = 35.0  # a receipt in hand may be finished first
_READY_SECONDS: Final = 60.0
_ANY: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound


def run(settings: Settings, *, with_demo: bool = False) -> int:
    """Run everything until Ctrl-C or SIGTERM; returns the exit status.

    Raises:
        DataInUseError: another one runs on the data folder.
        PortUnavailableError: somebody else listens on the port.
        ServiceFailedError: a part does not start, or keeps ending.
    """
    with claims.data_folder(settings.data, _say) as claim:
        claims.require_free(settings.host, settings.port)
        base = database(settings, _say)
        tree = _Tree(settings, base, claim, with_demo)
        services = [*filter(None, (base.service,)), *tree.services()]
        try:
            return Supervisor(services, _say).run()
        finally:
            base.close()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the command line


@frozen
class _Tree:
    """The programs of the tree above the database."""

    settings: Settings
    base: Database
    claim: int
    with_demo: bool

    def services(self) -> tuple[Service, Service]:
        """The web server, which waits until the database is ready for it, and the worker."""
        settings = self.settings
        host = _ANY.get(settings.host, settings.host)
        scheme = "http" if settings.tls_certificate is None else "https"
        web = Service(
            "web server",
            _preceded_by(self._prepare, lambda: self._program("serve")),
            answers(
                f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.port}/readyz", settings.tls_certificate
            ),
            ready_within=_READY_SECONDS,
            stop_within=_STOP_SECONDS,
        )
        # When we are killed the database goes too, so the worker has nothing to wait for.
        worker = Service(
            "worker",
            lambda: self._program("work", "--alone", when_we_die=Signals.SIGKILL),
            self._tell_where,
            stop_within=_STOP_SECONDS,
        )
        return web, worker

    @property
    def _figures(self) -> Path:
        """Where the programs keep their figures, so that /metrics shows those of the worker too."""
        return self.settings.data / "metrics"

    def _prepare(self) -> None:
        """Bring the database to this version, and fill in the demo if asked to."""
        from plutopixie.entrypoints import wiring  # noqa: PLC0415 - loaded while the database starts

        settings = evolve(self.settings, database_url=self.base.administrator())
        settings.files.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(self._figures, ignore_errors=True)  # figures count from the start
        self._figures.mkdir(mode=0o700)
        for line in wiring.migrate(settings):
            _say(line)
        if self.with_demo:
            built = wiring.house(settings)
            try:
                self._fill(built)
            finally:
                built.connected.close()

    def _fill(self, built: House) -> None:
        from plutopixie.entrypoints import demo  # noqa: PLC0415 - seldom needed

        if built.world.directory.memberships(demo.OWNER):
            _say("demo: the made-up organization is there already")
            return
        use_cases = built.world.use_cases(built.settings.policy_version)
        demo.fill(use_cases, secrets.token_urlsafe(12), built.world.clock.now().date(), _say)

    def _program(self, *arguments: str, when_we_die: Signals = Signals.SIGTERM) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "PLUTOPIXIE_DATA": str(self.settings.data),
            "PLUTOPIXIE_PORT": str(self.settings.port),
            "PLUTOPIXIE_DATABASE_URL": self.base.for_programs(),
            "PROMETHEUS_MULTIPROC_DIR": str(self._figures),
        }
        argv = [sys.executable, "-m", "plutopixie.entrypoints", *arguments]
        return command(argv, environment, when_we_die=when_we_die, inherited=(self.claim,))()

    def _tell_where(self) -> bool:
        _say(f"PlutoPixie answers at {self.settings.base_url} (the API's description: /v1/openapi.json)")
        return True


def _preceded_by(
    first: Callable[[], None], start: Callable[[], subprocess.Popen[bytes]]
) -> Callable[[], subprocess.Popen[bytes]]:
    """A start that does something else before the first time, and only then: a restart finds it done."""
    pending = [first]

    def begin() -> subprocess.Popen[bytes]:
        while pending:
            pending[-1]()
            pending.pop()
        return start()

    return begin
