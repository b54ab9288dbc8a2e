"""Damaged files: a few hundred of those that `make prove ARGS=fuzz` reads by the ten thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from plutopixie.adapters.reading_process import ReadingProcess
from plutopixie.domain.documents import Document, MediaType, Unreadable, UnreadableDocumentError
from plutopixie.domain.reading.words import RecognizedText
from proofs import fuzzing
from proofs.fuzzing import Figures, fuzz
from proofs.mutants import mutants, samples


@pytest.mark.asvs("V5.2.2", "V15.2.2")
@pytest.mark.promise("P5.2")
def test_damaged_files_do_no_harm() -> None:
    """Every call ends with an answer or a reason, within its deadline, and leaves no file; most children live on."""
    figures = fuzz(450, seed=20261101)

    assert figures.is_sound, str(figures)
    assert figures.files == sum(figures.outcomes.values()) == 450
    assert figures.outcomes["read"] > 20
    assert figures.outcomes["damaged"] > 100
    assert figures.refused > 50
    assert 1 <= figures.children < 45


@pytest.mark.service("tesseract")
def test_damaged_files_through_an_engine() -> None:
    """So it is with Tesseract, which is a program of its own."""
    figures = fuzz(15, seed=3, engine="tesseract", deadline_seconds=60)

    assert figures.is_sound, str(figures)
    assert figures.files == 15


def test_the_samples_are_sound() -> None:
    """What is damaged was read before, in every kind that is taken."""
    kinds = {document.media_type for document in samples().values()}
    reader = fuzzing.pages_alone()

    assert kinds == {*MediaType}
    assert all(reader.read(document).pages for document in samples().values())


def test_the_same_seed_makes_the_same_files() -> None:
    """A file that is found can be made again by its number, and almost every one is another than its sample."""
    once, again = list(mutants(200, 7)), list(mutants(200, 7))
    sound = samples()

    assert once == again
    assert sum(document != sound[name] for name, document in once) > 190


class _Unsound(ReadingProcess):
    """A process that fails in each way that is looked for."""

    def read(self, document: Document) -> RecognizedText:
        """Leave a file, and raise an error of the family, or another."""
        assert self.folder is not None
        room = self.folder / "room"
        room.mkdir(exist_ok=True)
        (room / f"left-{len(document.content)}").write_bytes(b"")
        if document.media_type is MediaType.PDF:
            raise KeyError("a mistake of ours")
        raise UnreadableDocumentError(Unreadable.DAMAGED)


def test_it_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of no family, a file that is left, and a call over its deadline are counted and told."""

    def unsound(_: str, folder: Path, deadline_seconds: float) -> ReadingProcess:
        return _Unsound(fuzzing.pages_alone, folder, deadline_seconds)

    monkeypatch.setattr(fuzzing, "_process", unsound)
    monkeypatch.setattr(fuzzing, "_GRACE_SECONDS", -1.0)

    figures = fuzz(30, deadline_seconds=0.5)

    assert not figures.is_sound
    assert figures.over_deadline == 30
    assert figures.left_over > 0
    assert any("KeyError" in finding for finding in figures.findings)
    assert not Figures("pages", left_over=1).is_sound
    assert Figures("pages").is_sound
