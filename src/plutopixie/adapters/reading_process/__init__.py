"""An engine in a child process: what decodes strangers' files must not take the worker down with it.

The child is started at the first document and kept, because loading an engine takes longer than reading a receipt. One
document is read at a time. A child that crashes or overruns its deadline is killed and replaced. Each document gets a
folder of its own for temporary files, removed afterwards whatever happened (P5.2); folders that a killed worker left
behind are removed when the next one starts.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from plutopixie.domain.documents import Document, ReaderUnavailableError, Unreadable, UnreadableDocumentError
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.ports.outbound.text_reader import TextReader

DEADLINE_SECONDS: Final = 120.0
_STOP_SECONDS: Final = 5.0

MakeReader = Callable[[], TextReader]


@frozen
class _Job:
    document: Document
    scratch: str


@frozen
class _Refusal:
    """An error on its way from the child: errors themselves don't travel, because their facts are not their text."""

    reason: Unreadable | None
    message: str

    def error(self) -> UnreadableDocumentError | ReaderUnavailableError:
        return UnreadableDocumentError(self.reason) if self.reason else ReaderUnavailableError(self.message)


@define
class ReadingProcess:
    """`ports.outbound.text_reader.TextReader` that hands documents to a child process.

    Attributes:
        make_reader: makes the engine inside the child; a function of a module, because it travels by name.
        scratch: the folder under which documents have their temporary folders.
        deadline_seconds: how long one document may take.
    """

    make_reader: MakeReader
    scratch: Path
    deadline_seconds: float = DEADLINE_SECONDS
    _child: tuple[SpawnProcess, Connection] | None = field(default=None, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def read(self, document: Document) -> RecognizedText:
        """What the engine recognizes.

        Raises:
            UnreadableDocumentError: as the engine says.
            ReaderUnavailableError: as the engine says, or the child crashed or overran the deadline.
        """
        with self._lock, self._folder() as folder:
            answer = self._ask(_Job(document, folder))
        if isinstance(answer, _Refusal):
            raise answer.error()
        return answer

    def close(self) -> None:
        """Stop the child; a later document starts another."""
        with self._lock:
            self._end()

    def sweep(self) -> None:
        """Remove temporary folders whose process is gone."""
        for folder in self.scratch.glob("reading-*"):
            owner = folder.name.split("-")[1]
            if owner.isdecimal() and not Path(f"/proc/{owner}").exists():
                shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def _folder(self) -> Iterator[str]:
        self.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = tempfile.mkdtemp(prefix=f"reading-{os.getpid()}-", dir=self.scratch)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _ask(self, job: _Job) -> RecognizedText | _Refusal:
        _, connection = self._started()
        try:
            connection.send(job)
            if connection.poll(self.deadline_seconds):
                answer: RecognizedText | _Refusal = connection.recv()
                return answer
            problem = f"Reading took longer than {self.deadline_seconds:g} seconds and was stopped."
        except (EOFError, OSError):
            problem = "The engine stopped while it was reading."
        self._end()
        return _Refusal(None, problem)

    def _started(self) -> tuple[SpawnProcess, Connection]:
        if self._child is None or not self._child[0].is_alive():
            self._end()
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self.make_reader), name="reading", daemon=True)
            process.start()
            theirs.close()
            self._child = process, ours
        return self._child

    def _end(self) -> None:
        if self._child is None:
            return
        process, connection = self._child
        self._child = None
        connection.close()
        process.kill()
        process.join(_STOP_SECONDS)


def _serve(connection: Connection, make_reader: MakeReader) -> None:
    """The child: answer documents until the worker hangs up. Only the worker's end of the pipe keeps it alive."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the worker decides when we end
    reader: TextReader | None = None
    while True:
        try:
            job: _Job = connection.recv()
        except (EOFError, OSError):
            return
        tempfile.tempdir = job.scratch
        os.environ["TMPDIR"] = job.scratch
        try:
            reader = reader or make_reader()
            connection.send(reader.read(job.document))
        except UnreadableDocumentError as problem:
            connection.send(_Refusal(problem.reason, ""))
        except ReaderUnavailableError as problem:
            connection.send(_Refusal(None, str(problem)))
