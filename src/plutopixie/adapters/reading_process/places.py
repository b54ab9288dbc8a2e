"""Which parts of the file system a child needs to see: programs, libraries and fonts, and nobody's data."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

#: Where systems keep programs and libraries. What is not there is left out.
SYSTEM: Final = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/opt",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/localtime",
    "/sys/devices",  # engines look which processors there are
    "/sys/bus/pci",
)
#: What a child that is to have a network needs beside it, to find names and trust certificates.
NETWORK: Final = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
)
#: Lists of folders in the environment.
_LISTS: Final = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")


def visible(room: Path, environment: Mapping[str, str], *, network: bool) -> tuple[str, ...]:
    """The folders and files that a child may read, each once and the outer ones first.

    What would show more than programs is left out: the root, a home, and whatever the room lies in, which is the data
    folder or holds it. A Python that was started in such a folder has it on its path.
    """
    python = (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix, *sys.path)
    named = (entry for name in _LISTS for entry in environment.get(name, "").split(os.pathsep))
    stated = [Path(name) for name in (*SYSTEM, *(NETWORK if network else ()), *python, *named)]
    absolute = [path for path in stated if path.is_absolute() and os.access(path, os.R_OK)]
    closed = {Path("/"), _home(), room, *room.parents, *room.resolve().parents}
    return tuple(map(str, _outermost(path for path in (*absolute, *map(Path.resolve, absolute)) if path not in closed)))


def _home() -> Path:
    """The home of this account; its name is no path where it has none, as accounts of services may."""
    return Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home raises where there is none


def _outermost(paths: Iterable[Path]) -> list[Path]:
    kept: dict[Path, None] = {}
    for path in sorted(set(paths)):
        if not any(parent in kept for parent in path.parents):
            kept[path] = None
    return list(kept)
