"""The parent's side: starts the child, hands it documents, holds it to the deadline."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Collection
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from attrs import define, field

from plutopixie.adapters.reading_process import scratch
from plutopixie.adapters.reading_process.messages import (
    ANSWER_BYTES_MAX,
    Job,
    Paint,
    Read,
    Search,
    Start,
    decode,
    decode_hidden,
    decode_painted,
)
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.ports.outbound.page_painter import MakePainter
from plutopixie.ports.outbound.text_reader import MakeReader

DEADLINE_SECONDS: Final = 120.0

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


@define(eq=False)
class ReadingProcess:
    """`TextReader` and `PagePainter` of `ports.outbound` that hand documents to a child process.

    Attributes:
        make_reader: makes the engine inside the child; it is pickled, so a function of a module or a partial of one.
        folder: where documents have their temporary folders; None for the system's folder.
        deadline_seconds: how long one document may take, the start of the child included.
        memory_bytes_max: how much address space the child may have; None for no limit.
        make_painter: makes the painter inside the child, likewise; None for a process that only reads.
    """

    make_reader: MakeReader
    folder: Path | None = None
    deadline_seconds: float = DEADLINE_SECONDS
    memory_bytes_max: int | None = None
    make_painter: MakePainter | None = None
    _child: _Child | None = field(default=None, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def read(self, document: Document) -> RecognizedText:
        """What the engine recognizes.

        Raises:
            UnreadableDocumentError: as the engine says.
            ReaderUnavailableError: as the engine says, or the child crashed or overran the deadline.
        """
        return decode(self._answer(document, Read()))

    def hidden_texts(self, document: Document) -> tuple[str, ...]:
        """What the document says beside its pages; raises as `read`."""
        return decode_hidden(self._answer(document, Search())).texts

    def paint(self, document: Document, places: Collection[Place]) -> Document:
        """The document with these places painted over; raises as `read`."""
        return decode_painted(self._answer(document, Paint(tuple(places))))

    def _answer(self, document: Document, task: Read | Search | Paint) -> bytes:
        with self._lock, scratch.folder(self.folder) as folder:
            return self._ask(Job(document, folder, task))

    def close(self) -> None:
        """Stop the child; a later document starts another."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, job: Job) -> bytes:
        overran = threading.Event()
        child = self._started()
        timer = threading.Timer(self.deadline_seconds, child.stop, [overran])
        timer.start()
        try:
            answer = child.ask(job)
        except (EOFError, OSError):
            answer = None
        finally:
            timer.cancel()
            timer.join()
        if answer is None or overran.is_set():
            self._end()
        if answer is not None:
            return answer
        if overran.is_set():
            problem = f"Reading took longer than {self.deadline_seconds:g} seconds and was stopped."
            raise ReaderUnavailableError(Unavailable.OVERRAN, problem)
        raise ReaderUnavailableError(Unavailable.CRASHED, "The engine stopped while it was reading.")

    def _started(self) -> _Child:
        if self._child is None or not self._child.is_alive():
            self._end()
            scratch.sweep(self.folder)
            self._child = _Child(Start(self.make_reader, self.memory_bytes_max, self.make_painter))
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


class _Child:
    """A running child. It ends when it is told to, when nobody holds it any more, and when this process ends."""

    def __init__(self, start: Start) -> None:
        ours, theirs = Pipe()
        with theirs:
            descriptor = theirs.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-m", _CHILD, str(descriptor)],
                stdin=subprocess.PIPE,  # the lifeline
                stdout=subprocess.DEVNULL,  # ours is for answers; no engine may print into it
                pass_fds=[descriptor],
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
                start_new_session=True,  # a process group of its own, to be killed as a whole
            )
        self._connection = ours
        self.end = weakref.finalize(self, _end, self._process, ours)
        with contextlib.suppress(OSError):  # a child that died at once is noticed when it is asked
            ours.send(start)

    def ask(self, job: Job) -> bytes:
        """Its answer; raises EOFError or OSError when it died."""
        self._connection.send(job)
        return self._connection.recv_bytes(ANSWER_BYTES_MAX)

    def is_alive(self) -> bool:
        """Whether it still runs. One that does not is left to `end`: until then nobody else gets its process id."""
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def stop(self, stopped: threading.Event) -> None:
        """Kill it, from another thread than the one that asks; sets the event first."""
        stopped.set()
        _kill(self._process)


def _end(process: subprocess.Popen[bytes], connection: Connection) -> None:
    connection.close()
    _kill(process)
    if process.stdin is not None:
        process.stdin.close()
    process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and the programs that it started, which outlive it otherwise."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
