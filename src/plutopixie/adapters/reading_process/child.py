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

from plutopixie.adapters.reading_process.messages import Answer, Job, Start, encode
from plutopixie.domain.documents import ReaderUnavailableError, Unavailable, UnreadableDocumentError
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
    reader: TextReader | None = None
    while True:
        job: Job = parent.recv()
        os.environ["TMPDIR"] = tempfile.tempdir = job.scratch
        try:
            reader = reader or start.make_reader()
            answer: Answer = reader.read(job.document)
        except (UnreadableDocumentError, ReaderUnavailableError) as problem:
            answer = problem
        except Exception as problem:  # noqa: BLE001 - whatever an engine raises must reach the parent as an answer
            answer = ReaderUnavailableError(Unavailable.CRASHED, f"The engine failed: {type(problem).__name__}.")
        parent.send_bytes(encode(answer))


def _die_with_parent() -> None:
    while os.read(_STDIN, 1):
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
