"""Bombs, circles, files that are cut off, and files that are two things: each ends well, and the next one is read."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from hostile_files import READ, hostile
from plutopixie.adapters.reading_process import Limits, ReadingProcess
from plutopixie.domain.documents import (
    FILE_BYTES_MAX,
    Document,
    MediaType,
    ReaderUnavailableError,
    UnreadableDocumentError,
    recognize,
)
from plutopixie.ports.contracts import drawn
from proofs.fuzzing import pages_alone
from reading_children import MODULES, left_in

FILES: Final = hostile()
DEADLINE_SECONDS: Final = 8.0
_ROOT: Final = Path(__file__).parents[3]
_SOUND: Final = recognize(drawn.typed_pdf(("CORNER BAKERY", "TOTAL 5.70", "Thank you for coming to our shop today")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the child has its room."""
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def process(folder: Path) -> Iterator[ReadingProcess]:
    """Everything that reads a file but an engine, in one child for all, with less memory than in operation."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join((MODULES, str(_ROOT))))
        with ReadingProcess(pages_alone, folder, DEADLINE_SECONDS, limits=Limits(2 * 1024**3)) as process:
            yield process


@pytest.mark.asvs("V5.2.1", "V5.2.2", "V5.2.3", "V15.2.2")
@pytest.mark.promise("P5.2")
@pytest.mark.parametrize("name", FILES)
def test_it_ends_well(process: ReadingProcess, folder: Path, name: str) -> None:
    """It is unreadable for a reason that fits, or harmless; within the deadline; nothing is left, the next is read."""
    process.read(_SOUND)
    content = FILES[name].make()
    began = time.monotonic()

    outcome = _outcome(process, content)

    assert outcome in FILES[name].outcomes
    assert time.monotonic() - began < DEADLINE_SECONDS + 5
    assert left_in(folder) == []
    assert "TOTAL" in process.read(_SOUND).text


@pytest.mark.asvs("V5.2.2")
@pytest.mark.parametrize("stated", MediaType)
@pytest.mark.parametrize("name", ["half a PDF", "PNG, then a ZIP", "TIFF that follows itself", "one byte"])
def test_a_wrong_kind(process: ReadingProcess, folder: Path, name: str, stated: MediaType) -> None:
    """A file that is handed over as another kind than it is does no harm either."""
    with contextlib.suppress(UnreadableDocumentError):
        process.read(Document(FILES[name].make(), stated))

    assert left_in(folder) == []
    assert process.read(_SOUND).pages


def test_they_are_small() -> None:
    """What unfolds to gigabytes is itself a file that could be uploaded."""
    sizes = {name: len(file.make()) for name, file in FILES.items()}

    assert max(sizes.values()) <= FILE_BYTES_MAX


def _outcome(process: ReadingProcess, content: bytes) -> str:
    try:
        process.read(recognize(content))
    except (UnreadableDocumentError, ReaderUnavailableError) as problem:
        return problem.reason.value
    return READ
