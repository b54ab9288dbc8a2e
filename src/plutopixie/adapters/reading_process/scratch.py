"""Folders for temporary files, one a document: removed when it is read, or by the next process if this one is killed.

A folder belongs to whoever holds the lock on it. The system drops the lock when its holder dies, so a folder that can
be locked was left behind.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PREFIX: Final = "plutopixie-reading-"
#: A folder as young as this may not be locked yet.
_YOUNG_SECONDS: Final = 60.0


@contextlib.contextmanager
def folder(parent: Path | None) -> Iterator[str]:
    """A folder that only this account can enter; gone afterwards."""
    if parent is not None:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = tempfile.mkdtemp(prefix=_PREFIX, dir=parent)
    try:
        with _locked(Path(name)):
            yield name
    finally:
        shutil.rmtree(name, ignore_errors=True)


def sweep(parent: Path | None) -> None:
    """Remove the folders that killed processes left behind."""
    latest = time.time() - _YOUNG_SECONDS
    for left in Path(parent or tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # in use, somebody else's, or removed by another sweep
            status = left.lstat()
            if status.st_uid == os.getuid() and status.st_mtime < latest:
                with _locked(left):
                    shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the folder; raises OSError when another process does."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
