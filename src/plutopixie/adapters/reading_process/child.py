"""The child's side: started as a program, it answers documents until its parent hangs up or dies.

Its standard input is a lifeline: nothing is ever written to it, and its end means that the parent is gone. The child
belongs to a process group of its own, so that programs it started end with it.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from multiprocessing.connection import Connection
from typing import Final

from attrs import define

from plutopixie.adapters.reading_process import kernel
from plutopixie.adapters.reading_process.limits import Limits, begin_document, hold, is_memory_used_up
from plutopixie.adapters.reading_process.messages import (
    Answer,
    Confine,
    HiddenTexts,
    Job,
    Paint,
    Read,
    Search,
    Start,
    encode,
    encode_walls,
)
from plutopixie.adapters.reading_process.walls import Wall
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable, UnreadableDocumentError
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.ports.outbound.page_painter import PagePainter
from plutopixie.ports.outbound.text_reader import TextReader

_STDIN: Final = 0
_STDERR: Final = 2


def main(descriptor: int) -> None:
    """Answer over the socket of that number."""
    with Connection(descriptor) as parent:
        try:
            confine: Confine = parent.recv()
            parent.send_bytes(encode_walls(_confined(confine)))
            threading.Thread(target=_die_with_parent, daemon=True).start()  # not before: walls hold one thread
            _serve(parent, confine.limits)
        except (EOFError, OSError):
            return


def _confined(confine: Confine) -> frozenset[Wall]:
    """The walls that stand when this process has done its part."""
    hold(confine.limits)
    kernel.forbid_new_privileges()
    if not confine.walled:
        return confine.walls
    kernel.drop_capabilities()
    walls = set(confine.walls)
    if Wall.BUBBLEWRAP not in walls and kernel.show_only(confine.visible, confine.room, network=confine.network):
        walls.add(Wall.LANDLOCK)
    if kernel.refuse_calls(network=confine.network):
        walls.add(Wall.SECCOMP)
    return frozenset(walls)


def _serve(parent: Connection, limits: Limits) -> None:
    start: Start = parent.recv()
    _be_silent()
    work = _Work(start)
    while True:
        job: Job = parent.recv()
        os.environ["TMPDIR"] = tempfile.tempdir = job.scratch
        begin_document(limits)
        try:
            answer: Answer = work.do(job)
        except (UnreadableDocumentError, ReaderUnavailableError) as problem:
            answer = problem
        except Exception as problem:  # noqa: BLE001 - whatever an engine raises must reach the parent as an answer
            answer = _failed(problem, limits)
        parent.send_bytes(encode(answer))


@define
class _Work:
    """What a child does, with engine and painter made when they are needed first."""

    start: Start
    reader: TextReader | None = None
    painter: PagePainter | None = None

    def do(self, job: Job) -> RecognizedText | HiddenTexts | Document:
        """The answer to a job; raises whatever engine and painter raise."""
        match job.task:
            case Read():
                self.reader = self.reader or self.start.make_reader()
                return self.reader.read(job.document)
            case Search():
                return HiddenTexts(self._painter().hidden_texts(job.document))
            case Paint():
                return self._painter().paint(job.document, job.task.places)

    def _painter(self) -> PagePainter:
        if self.painter is None:
            if self.start.make_painter is None:
                raise ReaderUnavailableError(Unavailable.NOT_INSTALLED, "This process reads and does not paint.")
            self.painter = self.start.make_painter()
        return self.painter


def _be_silent() -> None:
    """Let nothing that a document makes a library say come into the parent's log, where it could pass for a line."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)


def _failed(problem: Exception, limits: Limits) -> ReaderUnavailableError:
    if isinstance(problem, MemoryError) or is_memory_used_up(limits):
        return ReaderUnavailableError(Unavailable.TOO_MUCH_MEMORY, "Reading took more memory than is allowed.")
    return ReaderUnavailableError(Unavailable.CRASHED, f"The engine failed: {type(problem).__name__}.")


def _die_with_parent() -> None:
    while os.read(_STDIN, 1):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
