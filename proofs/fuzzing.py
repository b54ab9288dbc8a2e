"""Damaged files through the whole way of a receipt: recognized, read in the child behind all its walls, understood.

Whatever a file does to the child, the worker goes on: each call ends with an answer or an error of the one family,
within its deadline, and leaves no file. `fuzz` returns the figures; `verdict` is the judge of `make prove ARGS=fuzz`.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from plutopixie.adapters.page_images import DecodedPages
from plutopixie.adapters.reading_process import Limits, ReadingProcess
from plutopixie.domain.documents import Document, ReaderUnavailableError, UnreadableDocumentError, recognize
from plutopixie.domain.errors import TooLargeError
from plutopixie.domain.reading.extraction import ReadingContext
from plutopixie.domain.reading.words import Page, RecognizedText
from plutopixie.entrypoints.wiring_readers import MEMORY_BYTES_MAX, around, reader_factory
from plutopixie.ports.inbound.reading import understood
from plutopixie.ports.outbound.page_images import PageImages
from plutopixie.ports.outbound.text_reader import MakeReader, TextReader
from proofs.mutants import mutants
from proofs.verdicts import Verdict

#: Few files take a second. One that takes this long is as good as an endless one.
DEADLINE_SECONDS: Final = 20.0
#: What ending a child and starting the next may take beyond it.
_GRACE_SECONDS: Final = 5.0
_CONTEXT: Final = ReadingContext(date(2026, 11, 1), "USD")
_ROOT: Final = Path(__file__).parents[1]
_SHOWN_MAX: Final = 20
_FILES: Final = 10_000
_FILES_WITH_ENGINE: Final = 100


@frozen
class PagesAlone:
    """`ports.outbound.text_reader.TextReader` that decodes every page and recognizes nothing: an engine in no time."""

    pages: PageImages

    def read(self, document: Document) -> RecognizedText:
        """The pages, without words; raises UnreadableDocumentError."""
        sizes = ((image.number, image.width, image.height) for image in self.pages.pages(document))
        return RecognizedText(tuple(Page(*size, ()) for size in sizes), "pages", "1")


def pages_alone() -> TextReader:
    """Everything that reads a file, with an engine that recognizes nothing."""
    return around(PagesAlone(DecodedPages()))


@define
class Figures:
    """What came of it.

    Attributes:
        engine: `pages`, which decodes and recognizes nothing, or an engine's name.
        files: how many damaged files were read.
        outcomes: how many ended how: `read`, or the reason why not.
        refused: how many of them an upload would have refused from their first bytes.
        children: how many children it took; one is the least.
        slowest_seconds: the longest that a call took.
        over_deadline: how many calls took longer than the deadline and the end of a child.
        left_over: how many files were found after a call or at the end.
        findings: errors that are none of the family, by file.
    """

    engine: str
    files: int = 0
    outcomes: Counter[str] = field(factory=Counter)
    refused: int = 0
    children: int = 0
    slowest_seconds: float = 0.0
    over_deadline: int = 0
    left_over: int = 0
    findings: list[str] = field(factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether the worker lived, kept its deadlines and left nothing."""
        return not (self.findings or self.over_deadline or self.left_over)

    def __str__(self) -> str:
        ends = ", ".join(f"{outcome} {count:,}" for outcome, count in self.outcomes.most_common())
        return (
            f"{self.files:,} files by {self.engine}: {ends}; {self.refused:,} refused at upload; "
            f"slowest {self.slowest_seconds:.2f} s, {self.over_deadline} over the deadline, "
            f"{self.children} children, {self.left_over} files left over, {len(self.findings)} errors of no family"
        )


def fuzz(count: int, seed: int = 1, engine: str = "pages", deadline_seconds: float = DEADLINE_SECONDS) -> Figures:
    """Read so many damaged files, the same ones for the same seed."""
    figures = Figures(engine)
    with tempfile.TemporaryDirectory(prefix="plutopixie-fuzz-") as folder, _findable():
        with _process(engine, Path(folder), deadline_seconds) as process:
            for number, (name, document) in enumerate(mutants(count, seed)):
                _read_one(process, document, f"{name}, number {number} of seed {seed}", figures)
                figures.left_over += sum(1 for _ in Path(folder).glob("*/*"))
            figures.children = process.started
        figures.left_over += sum(1 for _ in Path(folder).iterdir())
    return figures


def _process(engine: str, folder: Path, deadline_seconds: float) -> ReadingProcess:
    make: MakeReader = pages_alone if engine == "pages" else reader_factory(engine)
    return ReadingProcess(make, folder, deadline_seconds, limits=Limits(MEMORY_BYTES_MAX))


@contextlib.contextmanager
def _findable() -> Iterator[None]:
    """Let children find this module."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (before, str(_ROOT))))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def _read_one(process: ReadingProcess, document: Document, name: str, figures: Figures) -> None:
    began = time.monotonic()
    try:
        figures.outcomes[_outcome(process, document, figures)] += 1
    except Exception as problem:  # noqa: BLE001 - that is what is looked for
        figures.findings.append(f"{name}: {type(problem).__name__}")
    taken = time.monotonic() - began
    figures.files += 1
    figures.slowest_seconds = max(figures.slowest_seconds, taken)
    figures.over_deadline += taken > process.deadline_seconds + _GRACE_SECONDS


def _outcome(process: ReadingProcess, document: Document, figures: Figures) -> str:
    """How the reading ends; what an upload would refuse is read all the same, as the kind that it was."""
    try:
        document = recognize(document.content)
    except (UnreadableDocumentError, TooLargeError):
        figures.refused += 1
    try:
        understood(process.read(document), _CONTEXT)
    except (UnreadableDocumentError, ReaderUnavailableError) as problem:
        return problem.reason.value
    return "read"


def figures() -> Iterator[Figures]:
    """Ten thousand files through everything but an engine, and a hundred through Tesseract, too."""
    yield fuzz(_FILES)
    yield fuzz(_FILES_WITH_ENGINE, seed=2, engine="tesseract", deadline_seconds=60)


def verdict() -> Verdict:
    """The judge's word on all of them."""
    runs = [*figures()]
    findings = [finding for run in runs for finding in _findings(run)]
    return Verdict("damaged files", "; ".join(map(str, runs)), tuple(findings[:_SHOWN_MAX]))


def _findings(run: Figures) -> Iterator[str]:
    yield from run.findings
    if run.over_deadline:
        yield f"{run.over_deadline} calls over their deadline"
    if run.left_over:
        yield f"{run.left_over} files left over"
