"""Bubblewrap around a child: namespaces of its own for files, processes and the network.

It needs no privileges where the system lets users have namespaces, which most containers don't; then it fails at once
and the child is started without.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import Final

_NEW: Final = (
    "--unshare-user-try",
    "--unshare-ipc",
    "--unshare-pid",  # when the child ends, everything it started ends, whichever group that joined
    "--unshare-uts",
    "--unshare-cgroup-try",
)


def is_installed() -> bool:
    """Whether there is a bwrap to try."""
    return shutil.which("bwrap") is not None


def command(program: Iterable[str], room: str, visible: Iterable[str], *, network: bool) -> list[str]:
    """What starts the program inside, where it reads what is visible and writes into the room alone."""
    shown = (argument for path in visible for argument in ("--ro-bind-try", path, path))
    return [
        "bwrap",
        *_NEW,
        *(() if network else ("--unshare-net",)),
        "--cap-drop",
        "ALL",
        *shown,
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--bind",
        room,
        room,
        "--remount-ro",
        "/",
        "--",
        *program,
    ]
