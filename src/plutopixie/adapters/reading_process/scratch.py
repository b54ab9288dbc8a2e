"""Rooms for temporary files, one a child: empty after each document, and removed with the child.

What a killed process left is removed by the next one.

A room belongs to whoever holds the lock on it. The system drops the lock when its holder dies, so a room that can be
locked was left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import shutil
import stat
import tempfile
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PREFIX: Final = "plutopixie-reading-"
#: A room as young as this may not be locked yet.
_YOUNG_SECONDS: Final = 60.0


class Room:
    """A folder that only this account can enter, for a child's temporary files.

    It is removed by `remove`, when nobody holds it any more, and when this process ends.
    """

    def __init__(self, parent: Path | None) -> None:
        if parent is not None:
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent)).absolute()
        self.remove = weakref.finalize(self, _remove, self.path, _lock(self.path))

    @contextlib.contextmanager
    def folder(self) -> Iterator[str]:
        """A folder for one document; gone afterwards, unless somebody made that difficult: see `is_empty`."""
        name = tempfile.mkdtemp(dir=self.path)
        try:
            yield name
        finally:
            with contextlib.suppress(RecursionError):  # so many folders within each other are nobody's mistake
                shutil.rmtree(name, ignore_errors=True)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of any document."""
        return not any(self.path.iterdir())


def sweep(parent: Path | None) -> None:
    """Remove the rooms that killed processes left behind."""
    latest = time.time() - _YOUNG_SECONDS
    for left in Path(parent or tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # in use, somebody else's, or removed by another sweep
            status = left.lstat()
            if status.st_uid == os.getuid() and status.st_mtime < latest:
                _remove(left, _lock(left))


def _lock(path: Path) -> int:
    """The descriptor that holds the room; raises OSError when another process holds it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _remove(path: Path, descriptor: int) -> None:
    try:
        _destroy(path)
    finally:
        os.close(descriptor)


def _destroy(room: Path) -> None:
    """Remove a room whose child is dead, and all that this child may have put there to stay.

    Folders that are closed to their own account are opened. What lies in a folder is first moved up into the room, so
    that no path grows too long and nothing recurses, however many folders lie within each other.
    """
    with contextlib.suppress(FileNotFoundError):
        room.chmod(stat.S_IRWXU)
        free = (room / str(number) for number in itertools.count() if not os.path.lexists(room / str(number)))
        while entries := [*os.scandir(room)]:
            for entry in entries:
                if _is_opened(entry):
                    for inner in [*os.scandir(entry)]:
                        _is_opened(inner)  # moving a folder takes the right to write into it
                        Path(inner).rename(next(free))
                    Path(entry).rmdir()
                else:
                    Path(entry).unlink()
        room.rmdir()


def _is_opened(entry: os.DirEntry[str]) -> bool:
    """Whether this is a folder, which then can be entered and changed."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    Path(entry).chmod(stat.S_IRWXU)
    return True
