"""Under which account the server runs: ours, or a system account of its own when we are root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from signal import Signals

from attrs import frozen

from plutopixie.adapters.embedded_postgres import launch
from plutopixie.adapters.embedded_postgres.errors import AccountError

SYSTEM_ACCOUNT = "plutopixie"
_ADMIN_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_ATTEMPTS = 10


@frozen
class Account:
    """A user and group of the system; `switch` says that we are root and must become them."""

    user: int
    group: int
    switch: bool

    @classmethod
    def current(cls) -> Account:
        """The account this process runs under."""
        return cls(os.geteuid(), os.getegid(), switch=False)

    @classmethod
    def for_cluster(cls, cluster: Path, say: Callable[[str], None]) -> Account:
        """Choose the account for a database folder, which need not exist yet.

        Root takes over the account that owns an existing folder, so that what a user began can be continued by root.

        Raises:
            AccountError: if root has no system account to switch to and can't create one.
        """
        if os.geteuid() != 0:
            return cls.current()
        if cluster.exists() and cluster.stat().st_uid != 0:
            return cls(cluster.stat().st_uid, cluster.stat().st_gid, switch=True)
        entry = _system_account(say)
        return cls(entry.pw_uid, entry.pw_gid, switch=True)

    def command(self, argv: Sequence[str], when_parent_dies: Signals) -> list[str]:
        """The command line that runs `argv` under this account and signals it when this very thread's process ends."""
        user, group = (self.user, self.group) if self.switch else (-1, -1)
        head = [sys.executable, "-I", "-S", launch.__file__]
        return [*head, str(os.getpid()), str(user), str(group), str(when_parent_dies.value), *argv]

    def own(self, path: Path) -> None:
        """Give a file or folder to this account."""
        if self.switch:
            os.chown(path, self.user, self.group, follow_symlinks=False)

    def first_closed(self, folders: Sequence[Path]) -> Path | None:
        """The first of the folders that this account may not enter, asked of the kernel as that account."""
        script = 'for folder; do test -x "$folder" || { printf %s "$folder"; exit; }; done'
        answer = self.run(["/bin/sh", "-c", script, "sh", *map(str, folders)])
        return Path(answer.stdout) if answer.stdout else None

    def run(self, argv: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a short command under this account, in a bare environment."""
        return subprocess.run(
            argv,
            user=self.user if self.switch else None,
            group=self.group if self.switch else None,
            extra_groups=[] if self.switch else None,
            env={"PATH": _ADMIN_PATH},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )


def _system_account(say: Callable[[str], None]) -> pwd.struct_passwd:
    for attempt in range(_ATTEMPTS):
        entry = _look_up(SYSTEM_ACCOUNT)
        if entry:
            return entry
        if attempt == 0:
            say(f"Creating the system account '{SYSTEM_ACCOUNT}' for PostgreSQL, which refuses to run as root.")
        else:
            time.sleep(0.2)  # another useradd holds the lock of the password file
        _add_account()
    raise AccountError(SYSTEM_ACCOUNT)


def _look_up(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _add_account() -> None:
    useradd = shutil.which("useradd", path=_ADMIN_PATH)
    if useradd is None:
        raise AccountError(SYSTEM_ACCOUNT)
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    subprocess.run(
        [useradd, *options, "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT],
        env={"PATH": _ADMIN_PATH},
        capture_output=True,
        check=False,  # the caller looks whether the account is there now
    )
