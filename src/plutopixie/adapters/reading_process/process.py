"""The parent's side: starts the child, hands it documents, holds it to the deadline."""

from __future__ import annotations

import contextlib
import enum
import threading
import time
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from attrs import define, field

from plutopixie.adapters.reading_process import bubblewrap, scratch
from plutopixie.adapters.reading_process.limits import Limits
from plutopixie.adapters.reading_process.messages import (
    Job,
    Paint,
    Read,
    Search,
    Start,
    Task,
    decode,
    decode_hidden,
    decode_painted,
)
from plutopixie.adapters.reading_process.running import PASSED_ON, Child
from plutopixie.adapters.reading_process.walls import Confinement
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.ports.outbound.page_painter import MakePainter
from plutopixie.ports.outbound.text_reader import MakeReader

__all__ = ["DEADLINE_SECONDS", "PASSED_ON", "ReadingProcess", "Sandbox"]

DEADLINE_SECONDS: Final = 120.0


class Sandbox(enum.StrEnum):
    """Which walls are put up around a child, beside its limits."""

    AUTO = "auto"
    REQUIRED = "required"
    LIMITS = "limits"


@define(eq=False)
class ReadingProcess:
    """`TextReader` and `PagePainter` of `ports.outbound` that hand documents to a child process.

    Attributes:
        make_reader: makes the engine inside the child; it is pickled, so a function of a module or a partial of one.
        folder: where children have their rooms for temporary files; None for the system's folder.
        deadline_seconds: how long one document may take, the start of the child included.
        limits: what the child may take.
        sandbox: with AUTO all walls that the system allows, with REQUIRED nothing is read unless they keep the child
            from data and network, with LIMITS none.
        network: whether the child may have connections, for an engine on another machine. It then decodes strangers'
            files with a way out; prefer one that decodes in a child without and asks from outside.
        make_painter: makes the painter inside the child, as `make_reader`; None for a process that only reads.
    """

    make_reader: MakeReader
    folder: Path | None = None
    deadline_seconds: float = DEADLINE_SECONDS
    limits: Limits = field(factory=Limits)
    sandbox: Sandbox = Sandbox.AUTO
    network: bool = False
    make_painter: MakePainter | None = None
    started: int = field(default=0, init=False)  #: how many children there were so far
    _child: Child | None = field(default=None, init=False)
    _confinement: Confinement = field(factory=Confinement, init=False)
    _bubblewrapped: bool | None = field(default=None, init=False)  # None until a child was started in one way or other
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def read(self, document: Document) -> RecognizedText:
        """What the engine recognizes.

        Raises:
            UnreadableDocumentError: as the engine says.
            ReaderUnavailableError: as the engine says, or the child crashed, overran the deadline or took too much.
        """
        return decode(self._ask(document, Read()))

    def hidden_texts(self, document: Document) -> tuple[str, ...]:
        """What the document says beside its pages; raises as `read`."""
        return decode_hidden(self._ask(document, Search())).texts

    def paint(self, document: Document, places: Collection[Place]) -> Document:
        """The document with these places painted over; raises as `read`."""
        return decode_painted(self._ask(document, Paint(tuple(places))))

    def confinement(self) -> Confinement:
        """What holds the child, which is started for it; raises ReaderUnavailableError when it can't be."""
        with self._lock:
            self._started()
            return self._confinement

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

    def _ask(self, document: Document, task: Task) -> bytes:
        with self._lock:
            return self._asked(document, task)

    def _asked(self, document: Document, task: Task) -> bytes:
        deadline = time.monotonic() + self.deadline_seconds
        child = self._started()
        with child.room.folder() as folder:
            answer = self._answer(child, Job(document, folder, task), deadline - time.monotonic())
        if not child.room.is_empty:  # a child that leaves things lying must not find them again
            self._end()
        return answer

    def _answer(self, child: Child, job: Job, seconds: float) -> bytes:
        overran = threading.Event()
        timer = threading.Timer(seconds, child.kill, [overran])
        timer.start()
        answer: bytes | None = None
        try:
            answer = child.ask(job)
        except (EOFError, OSError):
            computed_too_long = child.computed_too_long()  # waits for its end, until the timer brings it about
            raise self._problem(overran.is_set(), computed_too_long) from None
        finally:
            timer.cancel()
            timer.join()
            if answer is None or overran.is_set():  # however this ended: its answer must never meet another document
                self._end()
        return answer

    def _problem(self, overran: bool, computed_too_long: bool) -> ReaderUnavailableError:  # noqa: FBT001 - private
        if overran:
            problem = f"Reading took longer than {self.deadline_seconds:g} seconds and was stopped."
            return ReaderUnavailableError(Unavailable.OVERRAN, problem)
        if computed_too_long:
            return ReaderUnavailableError(Unavailable.OVERRAN, "Reading took more computing time than is allowed.")
        return ReaderUnavailableError(Unavailable.CRASHED, "The engine stopped while it was reading.")

    def _started(self) -> Child:
        if self._child is None or not self._child.is_alive():
            self._end()
            scratch.sweep(self.folder)
            self._child = self._first_to_start()
        return self._child

    def _first_to_start(self) -> Child:
        """A child behind bubblewrap if that works here, which shows at the first one, else a child without."""
        if self._bubblewrapped is None and self.sandbox is not Sandbox.LIMITS and bubblewrap.is_installed():
            with contextlib.suppress(ReaderUnavailableError):
                return self._start(bubblewrapped=True)
        return self._start(bubblewrapped=bool(self._bubblewrapped))

    def _start(self, *, bubblewrapped: bool) -> Child:
        walled = self.sandbox is not Sandbox.LIMITS
        child = Child(self.folder, self.limits, network=self.network, walled=walled, bubblewrapped=bubblewrapped)
        try:
            confinement = child.confine(Start(self.make_reader, self.make_painter), self.deadline_seconds)
            self._require_complete(confinement)
        except BaseException:
            child.end()
            raise
        self._bubblewrapped, self._confinement = bubblewrapped, confinement
        self.started += 1
        return child

    def _require_complete(self, confinement: Confinement) -> None:
        if self.sandbox is Sandbox.REQUIRED and not confinement.is_complete:
            raise ReaderUnavailableError(Unavailable.UNCONFINED, f"The sandbox is incomplete: {confinement}.")

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()
