"""Several children, so that several documents are read at once."""

from __future__ import annotations

from collections.abc import Iterable
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from plutopixie.adapters.reading_process.process import ReadingProcess
from plutopixie.domain.documents import Document
from plutopixie.domain.reading.words import RecognizedText


class ReadingPool:
    """`ports.outbound.text_reader.TextReader` that hands each document to a process that is free, or waits for one."""

    def __init__(self, processes: Iterable[ReadingProcess]) -> None:
        self._processes = tuple(processes)
        self._free: SimpleQueue[ReadingProcess] = SimpleQueue()
        for process in self._processes:
            self._free.put(process)

    def read(self, document: Document) -> RecognizedText:
        """What the process recognizes; raises UnreadableDocumentError and ReaderUnavailableError."""
        process = self._free.get()
        try:
            return process.read(document)
        finally:
            self._free.put(process)

    def close(self) -> None:
        """Stop every child, after the document that it reads."""
        for process in self._processes:
            process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
