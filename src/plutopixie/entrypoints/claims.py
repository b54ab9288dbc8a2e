"""What one `up` has for itself: the data folder with everything that runs on it, and a port.

A claim on the folder is a lock that the programs of `up` inherit, so it lasts until the last of them has ended, however
each of them ends. Whoever holds it knows that no other program of `up` is alive on that folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from plutopixie.domain.errors import CallerError

_POLL_SECONDS: Final = 0.1
#: What a killed `up` leaves behind needs a moment: requests in hand wait for a database that is gone.
LEFTOVERS_SECONDS: Final = 30.0
_PAUSE_BEFORE_WORDS: Final = 1.0


class DataInUseError(CallerError):
    """Another PlutoPixie runs on this data folder; stop it first, or choose another folder with --data."""

    code = "data-folder-in-use"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"The folder {folder} can't be used: another PlutoPixie runs on it. "
            "Stop that one, or choose another with --data."
        )


class DataFolderError(CallerError):
    """The data folder can't be created or written; choose another with --data."""

    code = "data-folder-unusable"

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        super().__init__(f"The folder {folder} can't be used: {problem}. Choose another with --data.")


class PortUnavailableError(CallerError):
    """The address can't be listened on; choose another with --port."""

    code = "port-unavailable"

    def __init__(self, host: str, port: int, problem: str) -> None:
        self.port = port
        super().__init__(f"Port {port} of {host} can't be listened on: {problem}. Choose another with --port.")


@contextlib.contextmanager
def data_folder(folder: Path, say: Callable[[str], None], patience: float = LEFTOVERS_SECONDS) -> Iterator[int]:
    """Claim the folder; what comes is the descriptor that programs are to inherit.

    Raises:
        DataInUseError: another `up` runs on it, or programs of a killed one don't end.
        DataFolderError: it can't be created or written.
    """
    with contextlib.ExitStack() as claimed:
        try:
            folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            # Programs inherit the second lock alone: what a killed `up` left behind holds it without the first.
            claimed.enter_context(_locked(folder, "up.lock", say, 0.0))
            held = claimed.enter_context(_locked(folder, "programs.lock", say, patience))
        except OSError as problem:
            raise DataFolderError(folder, problem.strerror or type(problem).__name__) from None
        yield held


def is_claimed(folder: Path) -> bool:
    """Whether an `up` runs on the folder now."""
    try:
        descriptor = os.open(folder / "up.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _locked(folder: Path, name: str, say: Callable[[str], None], patience: float) -> Iterator[int]:
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        begun, told = time.monotonic(), False
        while not _lock(descriptor):
            waited = time.monotonic() - begun
            if waited >= patience:
                raise DataInUseError(folder)
            if waited > _PAUSE_BEFORE_WORDS and not told:
                say("Waiting for programs that an earlier PlutoPixie left behind.")
                told = True
            time.sleep(_POLL_SECONDS)
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def require_free(host: str, port: int) -> None:
    """Refuse a port that somebody listens on; asked before a server is started, which would be mistaken for theirs.

    Raises:
        PortUnavailableError: it can't be listened on.
    """
    try:
        [(family, kind, protocol, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise PortUnavailableError(host, port, problem.strerror or "it is unknown") from None
