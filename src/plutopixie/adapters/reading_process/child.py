"""The child's side: started as a program, it answers documents until its parent hangs up or dies.

Its standard input is a lifeline: nothing is ever written to it, and its end means that the parent is gone. The child
leads a process group, so that programs it started end with it.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
import threading
from multiprocessing.connection import Connection
from typing import Final

from attrs import define

from plutopixie.adapters.reading_process.messages import Answer, HiddenTexts, Job, Paint, Read, Search, Start, encode
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable, UnreadableDocumentError
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.ports.outbound.page_painter import PagePainter
from plutopixie.ports.outbound.text_reader import TextReader

_STDIN: Final = 0


def main(descriptor: int) -> None:
    """Answer over the socket of that number."""
    threading.Thread(target=_die_with_parent, daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would keep the receipt
    with Connection(descriptor) as parent:
        try:
            _serve(parent)
        except (EOFError, OSError):
            return


def _serve(parent: Connection) -> None:
    start: Start = parent.recv()
    if start.memory_bytes_max is not None:
        resource.setrlimit(resource.RLIMIT_AS, (start.memory_bytes_max, start.memory_bytes_max))
    work = _Work(start)
    while True:
        job: Job = parent.recv()
        os.environ["TMPDIR"] = tempfile.tempdir = job.scratch
        try:
            answer: Answer = work.do(job)
        except (UnreadableDocumentError, ReaderUnavailableError) as problem:
            answer = problem
        except Exception as problem:  # noqa: BLE001 - whatever an engine raises must reach the parent as an answer
            answer = ReaderUnavailableError(Unavailable.CRASHED, f"The engine failed: {type(problem).__name__}.")
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


def _die_with_parent() -> None:
    while os.read(_STDIN, 1):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
