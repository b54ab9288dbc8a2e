"""What a killed PlutoPixie may leave behind: server processes that still run on the data folder."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from signal import Signals

_PROC = Path("/proc")


def processes(token: str, user: int) -> dict[int, bool]:
    """The server processes of one data folder, each with whether it is the postmaster, the parent of the others.

    They are known by the folder's token, which stands in every one's title, and by their account. The title is used
    because everybody may read it, while in a container even root may not read another process's working directory.
    """
    found = {int(entry.name): _title(entry, user) for entry in _PROC.glob("[0-9]*")}
    # The postmaster keeps its command line for a title; its children write their own: "postgres: token: checkpointer".
    return {
        process: not title.startswith(b"postgres: ")
        for process, title in found.items()
        if token.encode() in title and b"postgres" in title
    }


def _title(entry: Path, user: int) -> bytes:
    try:
        return (entry / "cmdline").read_bytes() if entry.stat().st_uid == user else b""
    except OSError:  # it has ended meanwhile
        return b""


def clear(token: str, user: int, deadline: float = 10.0) -> bool:
    """End them all, orderly at first; says whether none is left."""
    # A living postmaster sees to its children itself; the signal that asks it to stop means other things to them.
    postmasters = [process for process, parent in processes(token, user).items() if parent]
    _signal(postmasters, Signals.SIGINT)
    if _gone(token, user, deadline if postmasters else 1.0):
        return True
    for signal in (Signals.SIGQUIT, Signals.SIGKILL):
        _signal(processes(token, user), signal)
        if _gone(token, user, 3.0):
            return True
    return False


def _signal(numbers: Iterable[int], signal: Signals) -> None:
    for number in numbers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal)


def _gone(token: str, user: int, patience: float) -> bool:
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
