"""Children that read documents, seen from outside: their walls, their processes, what they write and leave."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

import plutopixie
from plutopixie.adapters.reading_process import ReadingProcess, bubblewrap

#: Each way of confinement that a test goes through.
WALLS: Final = [
    pytest.param("bubblewrap", marks=pytest.mark.service("bubblewrap")),
    "kernel",  # Landlock and seccomp, as far as this system has them
    "limits",
]
#: Where a child finds the package and the odd readers of the tests.
MODULES: Final = os.pathsep.join(map(str, (Path(plutopixie.__file__).parents[1], Path(__file__).parent)))


def prepare(patch: pytest.MonkeyPatch, walls: str = "bubblewrap") -> None:
    """Let children find their modules, and stand behind such walls."""
    patch.setenv("PYTHONPATH", MODULES)
    if walls != "bubblewrap":
        patch.setattr(bubblewrap, "is_installed", lambda: False)


def child_of(process: ReadingProcess) -> int:
    """The process id of what was started: the child, or bubblewrap around it."""
    assert process._child is not None
    return process._child._process.pid


def members(process: ReadingProcess) -> list[int]:
    """The process ids of the child and of everything else in its group; the child comes last, unless it started any."""
    return in_group(child_of(process))


def in_group(leader: int) -> list[int]:
    """The process ids of a group, without those that have ended."""
    return [number for number in _all() if _group(number) == leader and _command(number)]


def running(*command: str) -> bool:
    """Whether a process runs this command."""
    return any(_command(number) == list(command) for number in _all())


def left_in(folder: Path) -> list[Path]:
    """What lies in the rooms of a folder, which are there as long as their child is."""
    return list(folder.glob("*/*"))


def written_in(folder: Path) -> bool:
    """Whether an odd reader wrote a page for its document."""
    return any(folder.glob("*/*/*/page"))


def _all() -> list[int]:
    return sorted(int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal())


def _group(number: int) -> int | None:
    try:
        return os.getpgid(number)
    except ProcessLookupError:
        return None


def _command(number: int) -> list[str]:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []
