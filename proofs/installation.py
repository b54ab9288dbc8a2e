"""An installation to be judged: the real server on a real socket, over an embedded PostgreSQL, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from signal import Signals
from typing import Final

import httpx
from attrs import field, fields_dict, frozen

from plutopixie.adapters.embedded_postgres import EmbeddedPostgres
from plutopixie.adapters.postgres.databases import ensure_database
from plutopixie.entrypoints import leash, wiring
from plutopixie.entrypoints import settings as settings_of
from plutopixie.entrypoints.settings import Settings
from proofs.working import working

_DATABASE: Final = "plutopixie"
_START_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 30.0

#: What differs from an installation for people. The judges sign in thousands of times, from one address: with a costly
#: hash and the usual limits on attempts they would judge nothing else.
_SETTINGS: Final = {
    "PLUTOPIXIE_BCRYPT_COST": "4",
    "PLUTOPIXIE_LOG_LEVEL": "warning",
    **({"PLUTOPIXIE_THROTTLE_FACTOR": "1000"} if "throttle_factor" in fields_dict(Settings) else {}),
}


@frozen
class Installation:
    """A running server: where it answers, how its database is administered, where its log and its letters are."""

    url: str
    database_url: str = field(repr=False)
    log: Path
    mail: Path

    def mistakes(self) -> list[str]:
        """The lines of the log that tell of a mistake of ours."""
        return [line for line in self.log.read_text("utf-8").splitlines() if '"level": "error"' in line]


@contextlib.contextmanager
def installation() -> Iterator[Installation]:
    """A fresh installation that answers; call it in the main thread, with which the database ends."""
    folder = Path(tempfile.mkdtemp(prefix="pp-", dir="/tmp"))
    folder.chmod(0o711)  # under root, the database runs as another account
    try:
        with EmbeddedPostgres(folder, durable=False) as database:
            ensure_database(database.url(), _DATABASE)
            url = database.url(database=_DATABASE)
            environment = _environment(folder, url)
            settings = settings_of.from_environment(environment)
            for _ in wiring.migrate(settings):
                pass
            settings.files.mkdir(mode=0o700)
            with working(settings), _serving(folder, environment) as (address, log):
                yield Installation(address, url, log, settings.mail)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, database_url: str) -> dict[str, str]:
    ours = {
        "PLUTOPIXIE_DATA": str(folder),
        "PLUTOPIXIE_DATABASE_URL": database_url,
        "PLUTOPIXIE_PORT": str(free_port()),
        **_SETTINGS,
    }
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("PLUTOPIXIE_")}
    return {**theirs, **ours}


@contextlib.contextmanager
def _serving(folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, Path]]:
    address, log = f"http://127.0.0.1:{environment['PLUTOPIXIE_PORT']}", folder / "serve.log"
    with log.open("wb") as lines:
        on_a_leash = [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), str(int(Signals.SIGTERM))]
        serve = [sys.executable, "-m", "plutopixie.entrypoints", "serve"]
        server = subprocess.Popen([*on_a_leash, *serve], env=environment, stdout=lines, stderr=lines)
        try:
            _wait_until_it_answers(address, server, log)
            yield address, log
        finally:
            server.terminate()
            try:
                server.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/readyz").is_success:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{log.read_text('utf-8')[-2_000:]}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
