"""A running child: how it is started, confined and ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from plutopixie.adapters.reading_process import bubblewrap
from plutopixie.adapters.reading_process.limits import Limits
from plutopixie.adapters.reading_process.messages import ANSWER_BYTES_MAX, Confine, Job, Start, decode_walls
from plutopixie.adapters.reading_process.places import visible
from plutopixie.adapters.reading_process.scratch import Room
from plutopixie.adapters.reading_process.walls import Confinement, Wall
from plutopixie.domain.documents import ReaderUnavailableError, Unavailable

_CHILD: Final = "plutopixie.adapters.reading_process.child"
#: The variables that the child gets, if they are set: none of them holds a secret. A hostile file finds no others.
PASSED_ON: Final = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "OMP_THREAD_LIMIT",
    "TESSDATA_PREFIX",
)
#: What bubblewrap, like a shell, adds to the number of the signal that ended the program inside.
_BY_SIGNAL: Final = 128


class Child:
    """A child that is confined and waits for documents.

    It ends when it is told to, when nobody holds it any more, and when this process ends; its room goes with it.
    """

    def __init__(
        self, parent: Path | None, limits: Limits, *, network: bool, walled: bool, bubblewrapped: bool
    ) -> None:
        """Start it.

        Args:
            parent: where it gets a room for temporary files; None for the system's folder.
            limits: what it may take.
            network: whether it may have connections.
            walled: whether it is to put up walls around itself.
            bubblewrapped: whether to put bubblewrap around it.
        """
        self.room = Room(parent)
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        seen = visible(self.room.path, environment, network=network)
        ours, theirs = Pipe()
        with theirs:
            program = [sys.executable, "-P", "-m", _CHILD, str(theirs.fileno())]
            if bubblewrapped:
                program = bubblewrap.command(program, str(self.room.path), seen, network=network)
            self._process = subprocess.Popen(
                program,
                stdin=subprocess.PIPE,  # the lifeline
                stdout=subprocess.DEVNULL,  # ours is for answers; no engine may print into it
                pass_fds=[theirs.fileno()],
                env=environment,
                cwd="/",
                start_new_session=True,  # a process group of its own, to be killed as a whole
            )
        self._connection = ours
        self.end = weakref.finalize(self, _end, self._process, ours, self.room.remove)
        walls = frozenset({Wall.BUBBLEWRAP} if bubblewrapped else ())
        self._confine = Confine(limits, str(self.room.path), seen, network, walled, walls)

    def confine(self, start: Start, seconds: float) -> Confinement:
        """Have it confine itself, and tell it how to make engine and painter.

        Raises:
            ReaderUnavailableError: it died, or did not answer within so many seconds.
        """
        try:
            self._connection.send(self._confine)
            if not self._connection.poll(seconds):
                raise ReaderUnavailableError(Unavailable.OVERRAN, "The engine's process does not start.")
            confinement = decode_walls(self._connection.recv_bytes(ANSWER_BYTES_MAX), network=self._confine.network)
            self._connection.send(start)
        except (EOFError, OSError):
            raise ReaderUnavailableError(Unavailable.CRASHED, "The engine's process can't be started.") from None
        return confinement

    def ask(self, job: Job) -> bytes:
        """Its answer; raises EOFError or OSError when it died."""
        self._connection.send(job)
        return self._connection.recv_bytes(ANSWER_BYTES_MAX)

    def is_alive(self) -> bool:
        """Whether it still runs. One that does not is left to `end`: until then nobody else gets its process id."""
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def computed_too_long(self) -> bool:
        """Whether a child that died was ended by its limit of computing time."""
        ended = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        return ended is not None and ended.si_status in {signal.SIGXCPU, _BY_SIGNAL + signal.SIGXCPU}

    def kill(self, killed: threading.Event) -> None:
        """Kill it, from another thread than the one that asks; sets the event first."""
        killed.set()
        _kill(self._process)


def _end(process: subprocess.Popen[bytes], connection: Connection, remove_room: Callable[[], object]) -> None:
    connection.close()
    _kill(process)
    if process.stdin is not None:
        process.stdin.close()
    process.wait()
    remove_room()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and the programs that it started, which outlive it otherwise."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
