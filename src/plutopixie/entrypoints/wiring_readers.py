"""The composition root of the engines: which ones there are, and which one reads unless a setting says otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from plutopixie.domain.documents import ReaderUnavailableError, Unavailable
from plutopixie.domain.errors import InvalidValueError
from plutopixie.entrypoints.settings import Vision
from plutopixie.ports.outbound.page_painter import PagePainter
from plutopixie.ports.outbound.text_reader import MakeReader, TextReader

try:
    from plutopixie.adapters import rapid_ocr, tesseract, vision_model
    from plutopixie.adapters.page_images import DecodedPages, PaintedPages, PdfText
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


#: The engine that is a server of the operator's own; it reads only when it is named.
VISION: Final = "vision"
_FILE_CHARS_MAX: Final = 100_000


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


def text_reader(
    engine: str | None = None, threads: int | None = None, endpoint: vision_model.Endpoint | None = None
) -> TextReader:
    """An engine in this process; PDFs with a text layer are read from that.

    Args:
        engine: its name in `ENGINES`, or `VISION`; None for the best one that is installed.
        threads: how many threads it computes with; None for one a core.
        endpoint: where the vision model is, if that engine is named.

    Raises:
        ReaderUnavailableError: none is installed, or no vision model is named.
    """
    name = chosen(engine)
    if name != VISION:
        make, _ = ENGINES[name]
        return make(threads)
    if endpoint is None:
        raise ReaderUnavailableError(
            Unavailable.NOT_INSTALLED,
            "No vision model is named: set PLUTOPIXIE_VISION_URL and PLUTOPIXIE_VISION_MODEL.",
        )
    return PdfText(vision_model.VisionModel(DecodedPages(), endpoint))


def page_painter() -> PagePainter:
    """What paints over, in this process; it sees the pages as the engines do."""
    return PaintedPages(DecodedPages())


def reader_factory(engine: str | None = None, threads: int | None = None, vision: Vision | None = None) -> MakeReader:
    """What makes that engine in another process; raises ReaderUnavailableError, and InvalidValueError of a setting."""
    return partial(text_reader, chosen(engine), threads, endpoint(vision) if vision else None)


def endpoint(vision: Vision) -> vision_model.Endpoint:
    """Where the vision model is; raises InvalidValueError, which names the setting that is wrong."""
    return vision_model.Endpoint.parse(
        vision.url,
        vision.model,
        host_allowed=vision.host_allowed,
        key=_content(vision.key_file, "VISION_KEY_FILE"),
        authority=_content(vision.authority, "VISION_AUTHORITY"),
    )


def vision_addresses(vision: Vision) -> list[str]:
    """The addresses that receipts would go to; raises ReaderUnavailableError unless they may, or InvalidValueError."""
    return vision_model.judged_addresses(endpoint(vision), vision_model.resolved)


def _content(path: Path | None, setting: str) -> str | None:
    """What a file holds: the process that reads receipts can't open it."""
    if path is None:
        return None
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_FILE_CHARS_MAX).strip()
    except (OSError, ValueError):
        raise InvalidValueError(setting, "names a file that can't be read") from None


def separate_reader(
    engine: str | None = None,
    *,
    folder: Path | None = None,
    sandbox: str = Sandbox.AUTO,
    threads: int | None = None,
    vision: Vision | None = None,
) -> ReadingProcess:
    """An engine and a painter in a process of its own, behind the limits and walls of `adapters.reading_process`.

    Args:
        engine: its name in `ENGINES`, or `VISION`, which alone gets a network; None for the best one that is installed.
        folder: where it has its temporary files; None for the system's folder.
        sandbox: `auto`, `required` or `limits`, as the setting says.
        threads: how many threads it computes with; None for one a core.
        vision: the settings of the vision model, if that engine is named.

    Raises:
        ReaderUnavailableError: none is installed.
        InvalidValueError: a setting of the vision model is wrong.
    """
    return ReadingProcess(
        reader_factory(engine, threads, vision),
        folder,
        limits=Limits(MEMORY_BYTES_MAX),
        sandbox=Sandbox(sandbox),
        network=engine == VISION,
        make_painter=page_painter,
    )


def confinement(sandbox: str) -> Confinement:
    """What holds a child on this machine; raises ReaderUnavailableError when none starts, or too little is required."""
    with ReadingProcess(partial(text_reader, None), limits=Limits(MEMORY_BYTES_MAX), sandbox=Sandbox(sandbox)) as one:
        return one.confinement()


def separate_readers(engine: str | None, count: int, vision: Vision | None = None) -> ReadingPool:
    """So many engines, each in a process of its own, which share the cores; raises ReaderUnavailableError."""
    threads = max(1, (os.cpu_count() or 1) // count)
    return ReadingPool(separate_reader(engine, threads=threads, vision=vision) for _ in range(count))
