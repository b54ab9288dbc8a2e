"""The composition root of the engines: which ones there are, and which one reads unless a setting says otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from plutopixie.domain.documents import ReaderUnavailableError, Unavailable
from plutopixie.ports.outbound.text_reader import MakeReader, TextReader

try:
    from plutopixie.adapters import rapid_ocr, tesseract
    from plutopixie.adapters.page_images import DecodedPages, PdfText
    from plutopixie.adapters.reading_process import Confinement, Limits, ReadingPool, ReadingProcess, Sandbox
except ModuleNotFoundError as problem:
    raise ReaderUnavailableError(
        Unavailable.NOT_INSTALLED, "Nothing that reads receipts is installed: pip install 'plutopixie[neural]'."
    ) from problem

#: Address space of a child. Reading takes less than 2 GB; what takes more is a document made to take it.
MEMORY_BYTES_MAX: Final = 6 * 1024**3


def around(engine: TextReader) -> TextReader:
    """What reads from the file itself what stands there as text, and asks the engine for the rest."""
    return PdfText(engine)


def _neural(threads: int | None) -> TextReader:
    return around(rapid_ocr.RapidOcr(DecodedPages(), threads))


def _tesseract(threads: int | None) -> TextReader:  # noqa: ARG001 - Tesseract computes with one
    return around(tesseract.Tesseract(DecodedPages()))


_Make = Callable[[int | None], TextReader]

#: The engines by name, the better one first: how each is made, and whether it is installed.
ENGINES: Final[dict[str, tuple[_Make, Callable[[], bool]]]] = {
    "neural": (_neural, rapid_ocr.is_installed),
    "tesseract": (_tesseract, tesseract.is_installed),
}


def chosen(engine: str | None) -> str:
    """The engine of that name, or the best one that is installed; raises ReaderUnavailableError if none is."""
    if engine is not None:
        return engine
    for name, (_, is_installed) in ENGINES.items():
        if is_installed():
            return name
    raise ReaderUnavailableError(
        Unavailable.NOT_INSTALLED,
        "No engine is installed: pip install 'plutopixie[neural]' or apt-get install tesseract-ocr.",
    )


def text_reader(engine: str | None = None, threads: int | None = None) -> TextReader:
    """An engine in this process; PDFs with a text layer are read from that.

    Args:
        engine: its name in `ENGINES`; None for the best one that is installed.
        threads: how many threads it computes with; None for one a core.

    Raises:
        ReaderUnavailableError: none is installed.
    """
    make, _ = ENGINES[chosen(engine)]
    return make(threads)


def reader_factory(engine: str | None = None, threads: int | None = None) -> MakeReader:
    """What makes that engine in another process; raises ReaderUnavailableError."""
    return partial(text_reader, chosen(engine), threads)


def separate_reader(
    engine: str | None = None, *, folder: Path | None = None, sandbox: str = Sandbox.AUTO, threads: int | None = None
) -> ReadingProcess:
    """An engine in a process of its own, behind the limits and walls of `adapters.reading_process`.

    Args:
        engine: its name in `ENGINES`; None for the best one that is installed.
        folder: where it has its temporary files; None for the system's folder.
        sandbox: `auto`, `required` or `limits`, as the setting says.
        threads: how many threads it computes with; None for one a core.

    Raises:
        ReaderUnavailableError: none is installed.
    """
    make = reader_factory(engine, threads)
    return ReadingProcess(make, folder, limits=Limits(MEMORY_BYTES_MAX), sandbox=Sandbox(sandbox))


def confinement(sandbox: str) -> Confinement:
    """What holds a child on this machine; raises ReaderUnavailableError when none starts, or too little is required."""
    with ReadingProcess(partial(text_reader, None), limits=Limits(MEMORY_BYTES_MAX), sandbox=Sandbox(sandbox)) as one:
        return one.confinement()


def separate_readers(engine: str | None, count: int) -> ReadingPool:
    """So many engines, each in a process of its own, which share the cores; raises ReaderUnavailableError."""
    threads = max(1, (os.cpu_count() or 1) // count)
    return ReadingPool(separate_reader(engine, threads=threads) for _ in range(count))
