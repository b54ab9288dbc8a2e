"""What a killed PlutoPixie may leave behind: server processes that still run on the data folder."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from signal import Signals

_PROC = Path("/proc")


def processes(token: str, user: int) -> list[int]:
    """The server processes of one data folder, the postmaster and its children.

    They are known by the folder's token, which stands in every one's title, and by their account. The title is used
    because everybody may read it, while in a container even root may not read another process's working directory.
    """
    return [int(entry.name) for entry in _PROC.glob("[0-9]*") if _belongs(entry, token, user)]


def _belongs(entry: Path, token: str, user: int) -> bool:
    try:
        title = (entry / "cmdline").read_bytes()
        return token.encode() in title and b"postgres" in title and entry.stat().st_uid == user
    except OSError:  # it has ended meanwhile
        return False


def clear(token: str, user: int, deadline: float = 10.0) -> bool:
    """End them all, orderly at first; says whether none is left."""
    for signal, patience in ((Signals.SIGINT, deadline), (Signals.SIGQUIT, 3.0), (Signals.SIGKILL, 3.0)):
        if _end(token, user, signal, patience):
            return True
    return False


def _end(token: str, user: int, signal: Signals, patience: float) -> bool:
    for process in processes(token, user):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal)
    until = time.monotonic() + patience
    while processes(token, user):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def forget_dead_postmaster(pid_file: Path) -> None:
    """Remove a pid file that names a process which is no PostgreSQL.

    Process ids are used again, soon so in a container, and PostgreSQL would take whoever has the number now for its
    former self and refuse to start. When the number's owner can't be looked at, PostgreSQL decides.
    """
    try:
        number = pid_file.read_text().split("\n", 1)[0].strip()
        title = (_PROC / number / "cmdline").read_bytes()
    except OSError:  # no file, or no process of that number: PostgreSQL sees that itself
        return
    if number.isdecimal() and b"postgres" not in title:
        pid_file.unlink(missing_ok=True)
