"""The words that an engine recognizes in a folder of files, with what that cost; each file is read once in a run."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from attrs import frozen

from plutopixie.domain import account_numbers, documents
from plutopixie.domain.documents import ReaderUnavailableError, UnreadableDocumentError
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.entrypoints.wiring_readers import text_reader
from plutopixie.ports.outbound.text_reader import TextReader

#: Two processes with one thread each read more receipts a minute than one with two.
PROCESSES = 2


@frozen
class Recognized:
    """One file: its masked words or why there are none, CPU seconds, the peak memory of the process so far."""

    file: str
    text: RecognizedText | None
    reason: str | None
    cpu_seconds: float
    peak_bytes: int


def recognized(engine: str, files: Sequence[Path]) -> Mapping[str, Recognized]:
    """What the engine finds in each file, by the file's name."""
    with ProcessPoolExecutor(PROCESSES) as processes:
        return {one.file: one for one in processes.map(partial(_recognize, engine), files)}


_READERS: dict[str, TextReader] = {}


def _recognize(engine: str, file: Path) -> Recognized:
    reader = _READERS.get(engine)
    if reader is None:
        reader = _READERS[engine] = text_reader(engine, 1)
    start = _cpu_seconds()
    text, reason = None, None
    try:
        text = account_numbers.mask_recognized(reader.read(documents.recognize(file.read_bytes())))
    except (UnreadableDocumentError, ReaderUnavailableError) as problem:
        reason = str(problem.reason)
    return Recognized(file.name, text, reason, _cpu_seconds() - start, _peak_bytes())


def _cpu_seconds() -> float:
    """Of this process and the programs that it ran."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak_bytes() -> int:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return 1024 * max(resource.getrusage(kind).ru_maxrss for kind in kinds)


def pages_of(found: Mapping[str, Recognized]) -> Iterator[tuple[str, RecognizedText]]:
    """The texts that there are, by the file's name."""
    for name, one in found.items():
        if one.text is not None:
            yield name, one.text
