"""`plutopixie doctor`: looks at an installation, changes nothing, and says what is missing or unsafe and what to do.

The checks are a table at the end. Each yields findings, one line each; one that can't even look says why it could not.
"""

from __future__ import annotations

import enum
import ipaddress
import logging
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from attrs import frozen

from plutopixie.domain.errors import PlutoPixieError
from plutopixie.entrypoints import claims
from plutopixie.entrypoints.settings import Settings
from plutopixie.ports.outbound.units import RecordsUnavailableError

_PYTHON: Final = (3, 11)
_KEY_AGE_MAX: Final = timedelta(days=365)
_FREE_BYTES_LEAST: Final = 1024**3
_OTHERS: Final = 0o077
_OTHERS_MAY_WRITE: Final = 0o022


class State(enum.StrEnum):
    """What a finding says about the installation."""

    GOOD = "ok"
    ADVICE = "note"
    WRONG = "WRONG"


@frozen
class Finding:
    """One line of the answer: what was looked at, what was found, and what to do about it."""

    state: State
    subject: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f" → {self.remedy}" if self.remedy else ""
        return f"{self.state.value:<5}  {self.subject}: {self.text}{remedy}"


Check = Callable[[Settings], Iterator[Finding]]


def run(settings: Settings) -> int:
    """Print a line for every finding; returns 1 if something is wrong, else 0."""
    logging.disable(logging.CRITICAL)  # what libraries say would stand between the findings
    try:
        found = list(examine(settings))
    finally:
        logging.disable(logging.NOTSET)
    for finding in found:
        print(finding)  # noqa: T201 - this is the command line
    return 1 if any(finding.state is State.WRONG for finding in found) else 0


def examine(settings: Settings) -> Iterator[Finding]:
    """What all checks find."""
    for subject, check in CHECKS.items():
        try:
            yield from check(settings)
        except ModuleNotFoundError as problem:
            remedy = "pip install 'plutopixie[all]'"
            yield Finding(State.WRONG, subject, f"the package {problem.name} is not installed", remedy)
        except PlutoPixieError as problem:
            yield Finding(State.WRONG, subject, str(problem))
        except OSError as problem:
            yield Finding(State.WRONG, subject, f"can't be looked at ({problem.strerror or type(problem).__name__})")


def _python(_: Settings) -> Iterator[Finding]:
    version = platform.python_version()
    if sys.version_info < _PYTHON:
        yield Finding(State.WRONG, "python", f"{version} is too old", "install Python 3.11 or later")
    else:
        yield Finding(State.GOOD, "python", version)


def _account(_: Settings) -> Iterator[Finding]:
    if os.geteuid() == 0:
        yield Finding(State.ADVICE, "account", "this is root", "run PlutoPixie as an ordinary user")
    else:
        yield Finding(State.GOOD, "account", "an ordinary user")


def _engines(settings: Settings) -> Iterator[Finding]:
    from plutopixie.entrypoints import wiring_readers  # noqa: PLC0415 - its libraries may be missing

    installed = [name for name, (_, is_installed) in wiring_readers.ENGINES.items() if is_installed()]
    used = wiring_readers.chosen(settings.engine)
    if used == wiring_readers.VISION and settings.vision is not None:
        addresses = wiring_readers.vision_addresses(settings.vision)
        yield Finding(State.GOOD, "engines", f"the vision model at {', '.join(addresses)} reads")
    elif used not in installed:
        remedy = "install it, or leave PLUTOPIXIE_ENGINE out"
        yield Finding(State.WRONG, "engines", f"{used} is chosen and not installed", remedy)
    else:
        yield Finding(State.GOOD, "engines", f"{', '.join(installed)} installed, {used} reads")


def _sandbox(settings: Settings) -> Iterator[Finding]:
    from plutopixie.entrypoints import wiring_readers  # noqa: PLC0415 - its libraries may be missing

    confined = wiring_readers.confinement(settings.sandbox)
    if confined.is_complete:
        yield Finding(State.GOOD, "sandbox", f"files are read behind {confined}, without data and network")
    else:
        remedy = "install bubblewrap, or use a Linux with Landlock and seccomp; the operating guide says more"
        yield Finding(State.ADVICE, "sandbox", f"files are read behind {confined} and no more", remedy)


def _scanner(settings: Settings) -> Iterator[Finding]:
    from plutopixie.entrypoints import wiring  # noqa: PLC0415 - its libraries may be missing

    scanner = wiring.scanner(settings)
    if scanner is None:
        yield Finding(State.GOOD, "virus scanner", "none is named")
    elif scanner.is_reachable():
        yield Finding(State.GOOD, "virus scanner", "answers")
    else:
        remedy = "start it, or correct PLUTOPIXIE_SCANNER; meanwhile every upload is refused"
        yield Finding(State.WRONG, "virus scanner", "does not answer", remedy)


def _data_folder(settings: Settings) -> Iterator[Finding]:
    data = settings.data
    if not data.exists():
        yield Finding(State.ADVICE, "data folder", f"{data} does not exist", "`plutopixie up` makes it")
        return
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            State.WRONG, "data folder", f"{data} can't be written", "give it to the account PlutoPixie runs as"
        )
    elif _mode(data) & _OTHERS_MAY_WRITE:
        yield Finding(State.WRONG, "data folder", f"others may write to {data}", f"chmod go-w {data}")
    else:
        yield Finding(State.GOOD, "data folder", str(data))
    for folder in (settings.files, settings.scratch):
        if folder.exists() and _mode(folder) & _OTHERS:
            yield Finding(State.WRONG, "data folder", f"others can enter {folder}", f"chmod 0700 {folder}")


def _secrets(settings: Settings) -> Iterator[Finding]:
    folder = settings.secrets
    if not folder.exists():
        yield Finding(
            State.ADVICE, "secrets", "there are none yet", "`plutopixie up` or `plutopixie migrate` makes them"
        )
        return
    unsafe = [path for path in (folder, *sorted(folder.iterdir())) if _mode(path) & _OTHERS]
    for path in unsafe:
        remedy = f"chmod {'0700' if path.is_dir() else '0600'} {path}"
        yield Finding(State.WRONG, "secrets", f"others can read {path}", remedy)
    if unsafe:
        return
    yield Finding(State.GOOD, "secrets", "nobody else can read them")
    yield from _signing_key(settings)


def _signing_key(settings: Settings) -> Iterator[Finding]:
    from plutopixie.entrypoints import wiring_keys  # noqa: PLC0415 - its libraries may be missing

    made_at = wiring_keys.newest_made_at(settings)
    if made_at is not None and datetime.now(UTC) - made_at > _KEY_AGE_MAX:
        remedy = "run `plutopixie rotate-signing-key`; it signs nobody out"
        yield Finding(State.ADVICE, "secrets", "the signing key is older than a year", remedy)


def _disk(settings: Settings) -> Iterator[Finding]:
    there = next(folder for folder in (settings.data, *settings.data.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    text = f"{free / 1024**3:.1f} GB free"
    if free < _FREE_BYTES_LEAST:
        yield Finding(State.WRONG, "disk", text, "make room: nothing can be recorded on a full disk")
    else:
        yield Finding(State.GOOD, "disk", text)


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database_url is None:
        if not claims.is_claimed(settings.data):
            yield Finding(State.GOOD, "database", "embedded, does not run now", "`plutopixie up` starts it")
            return
        from plutopixie.entrypoints import wiring_database  # noqa: PLC0415 - its libraries may be missing

        settings = wiring_database.reachable(settings)
    if not (settings.secrets / "roles.json").exists():
        remedy = "run `plutopixie migrate`, or bring the folder of secrets that belongs to the database"
        yield Finding(State.WRONG, "database", "the passwords of its roles are missing", remedy)
        return
    from plutopixie.entrypoints import wiring  # noqa: PLC0415 - same

    try:
        version, findings = wiring.inspect(settings)
    except RecordsUnavailableError:
        remedy = "start it, correct PLUTOPIXIE_DATABASE_URL, or run `plutopixie migrate`"
        yield Finding(State.WRONG, "database", "does not answer, or not to the roles of PlutoPixie", remedy)
        return
    for text in findings:
        yield Finding(State.ADVICE, "database", text)
    yield Finding(State.GOOD, "database", f"{version}, current, behind safe roles")


def _broker(settings: Settings) -> Iterator[Finding]:
    if settings.broker_url is None:
        yield Finding(State.GOOD, "queue", "in the database")
        return
    from plutopixie.entrypoints import wiring_worker  # noqa: PLC0415 - its libraries may be missing

    if wiring_worker.queue(settings).is_reachable():
        yield Finding(State.GOOD, "queue", "its broker answers")
    else:
        remedy = "start it, or correct PLUTOPIXIE_BROKER_URL; meanwhile work waits in the outbox"
        yield Finding(State.WRONG, "queue", "its broker does not answer", remedy)


def _address(settings: Settings) -> Iterator[Finding]:
    url = urlsplit(settings.base_url)
    public = not _is_loopback(settings.host) or not _is_loopback(url.hostname or "")
    if public and url.scheme != "https":
        remedy = "put a proxy that ends TLS in front, and set PLUTOPIXIE_BASE_URL to its https address"
        yield Finding(State.WRONG, "address", f"{settings.base_url} is not encrypted", remedy)
    else:
        yield Finding(State.GOOD, "address", settings.base_url)
    if url.scheme == "https" and settings.require_tls and not settings.trusted_proxies:
        remedy = "name the address of the proxy that ends TLS in PLUTOPIXIE_TRUSTED_PROXIES, also if it runs here"
        yield Finding(State.WRONG, "address", "no proxy is named, so what one passes on is refused", remedy)
    if not settings.require_tls:
        remedy = "leave PLUTOPIXIE_REQUIRE_TLS out unless something else protects the way"
        yield Finding(State.ADVICE, "address", "plain HTTP is taken from other machines", remedy)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


#: What is looked at, in this order.
CHECKS: Final[dict[str, Check]] = {
    "python": _python,
    "account": _account,
    "engines": _engines,
    "sandbox": _sandbox,
    "virus scanner": _scanner,
    "data folder": _data_folder,
    "secrets": _secrets,
    "disk": _disk,
    "database": _database,
    "queue": _broker,
    "address": _address,
}
