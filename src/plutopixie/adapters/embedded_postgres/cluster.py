"""The database folder itself: made once, by `initdb`, and refused when another major version wrote it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from signal import Signals

from plutopixie.adapters.embedded_postgres.account import Account
from plutopixie.adapters.embedded_postgres.errors import FolderError, FolderVersionError, StartError
from plutopixie.adapters.embedded_postgres.folders import Folders
from plutopixie.adapters.embedded_postgres.installation import MAJOR, Installation

SUPERUSER = "postgres"
_ENCODING = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
_ACCESS = "# Only the unix socket, and never without a password.\nlocal all all scram-sha-256\n"
# An operator may change these in postgresql.conf; what a promise rests on is given at every start instead.
_TUNING = ["shared_buffers=64MB", "max_connections=60", "timezone=UTC", "log_timezone=UTC"]


def exists(folders: Folders) -> bool:
    """Whether there is a database folder that this PostgreSQL can run on.

    Raises:
        FolderVersionError: if another major version wrote it.
        FolderError: if it holds something else.
    """
    if not folders.database.exists():
        return False
    try:
        found = (folders.database / "PG_VERSION").read_text("ascii").strip()
    except FileNotFoundError:
        raise FolderError(folders.database, "it holds something that is not a database. Move it away.") from None
    except PermissionError as error:
        raise FolderError(folders.database, "another account owns it. Start PlutoPixie as that account.") from error
    if found != MAJOR:
        raise FolderVersionError(folders.data, found, MAJOR)
    return True


def make(
    folders: Folders, installation: Installation, account: Account, *, durable: bool, say: Callable[[str], None]
) -> None:
    """Create the database folder, whole or not at all.

    Raises:
        StartError: if `initdb` fails.
    """
    say(f"Creating the database in {folders.database}.")
    # A home that the account owns: initdb works in there, and one rename makes the result count.
    workshop = folders.data / "database.unfinished"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(mode=0o700)
    account.own(workshop)
    options = [*_ENCODING, "--data-checksums", "--auth=scram-sha-256", f"--username={SUPERUSER}", "--no-instructions"]
    options += [f"--set={setting}" for setting in _TUNING] + ([] if durable else ["--no-sync"])
    argv = [str(installation.program("initdb")), f"--pgdata={workshop}", "--pwfile=/dev/stdin", *options]
    _run(account.command(argv, Signals.SIGTERM), folders, account)
    _restrict(workshop, account)
    workshop.rename(folders.database)


def _run(argv: list[str], folders: Folders, account: Account) -> None:
    reading = _pipe_with(folders.new_superuser_password(), account)
    try:
        result = subprocess.run(
            argv, stdin=reading, env=environment(), cwd="/", capture_output=True, text=True, check=False
        )
    finally:
        os.close(reading)
    if result.returncode != 0:
        lines = result.stderr.strip().splitlines() or ["initdb gave no reason."]
        raise StartError(lines[-1], folders.data / "log")


def _pipe_with(password: str, account: Account) -> int:
    """A pipe that holds the password, so that it is never an argument nor a second file."""
    reading, writing = os.pipe()
    os.write(writing, password.encode("ascii") + b"\n")
    os.close(writing)
    if account.switch:
        os.fchown(reading, account.user, account.group)  # initdb opens it anew, by name
    return reading


def _restrict(database: Path, account: Account) -> None:
    access = database / "pg_hba.conf"
    access.write_text(_ACCESS, "ascii")
    account.own(access)


def environment() -> dict[str, str]:
    """The environment of PostgreSQL's programs: nothing of ours, above all no PG* variables."""
    return {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
