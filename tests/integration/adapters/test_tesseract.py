"""Text recognition by Tesseract."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from plutopixie.adapters import tesseract
from plutopixie.adapters.page_images import DecodedPages, PdfText
from plutopixie.adapters.tesseract import Tesseract
from plutopixie.domain.documents import Document, ReaderUnavailableError, Unavailable
from plutopixie.ports.contracts.text_readers import BLANK, PAGE, TextReaderContract, assert_reads_the_page
from plutopixie.ports.outbound.page_images import PageImage
from plutopixie.ports.outbound.text_reader import TextReader


@pytest.mark.service("tesseract")
class TestTesseract(TextReaderContract):
    """The contract over Tesseract."""

    @pytest.fixture
    def reader(self) -> TextReader:
        """The engine."""
        return Tesseract(DecodedPages())


@pytest.mark.service("tesseract")
class TestBehindTextLayers(TextReaderContract):
    """The contract over what is used: text layers first, and the engine for pages without one."""

    @pytest.fixture
    def reader(self) -> TextReader:
        """The engine behind the reader of text layers."""
        return PdfText(Tesseract(DecodedPages()))


class Counted:
    """Page images that are never asked for."""

    def pages(self, document: Document) -> Iterator[PageImage]:
        """Nobody gets here."""
        raise AssertionError(f"asked for {document}")


def test_it_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the program the reader is unavailable, and says what to install."""
    monkeypatch.setenv("PATH", "")

    assert not tesseract.is_installed()
    with pytest.raises(ReaderUnavailableError, match="apt-get install") as caught:
        Tesseract(Counted()).read(PAGE)
    assert caught.value.reason is Unavailable.NOT_INSTALLED


@pytest.mark.service("tesseract")
def test_it_computes_with_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tesseract's threads wait for each other more than they compute, so it gets one."""
    monkeypatch.delenv("OMP_THREAD_LIMIT", raising=False)
    limits = []

    def found(*_: object) -> dict[str, list[str]]:
        limits.append(os.environ["OMP_THREAD_LIMIT"])
        return {"text": []}

    monkeypatch.setattr(tesseract, "_found", found)

    Tesseract(DecodedPages()).read(BLANK)

    assert set(limits) == {"1"}


@pytest.mark.service("tesseract")
def test_languages_that_are_not_installed_are_left_out() -> None:
    """A wish for a language that is not there is no error."""
    reader = Tesseract(DecodedPages(), languages=("eng", "xyz"))

    assert_reads_the_page(reader.read(PAGE).pages[0])


@pytest.mark.service("tesseract")
def test_a_page_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page over its time is given up and said to be."""
    monkeypatch.setattr(tesseract, "PAGE_SECONDS_MAX", 0.01)

    with pytest.raises(ReaderUnavailableError) as caught:
        Tesseract(DecodedPages()).read(PAGE)

    assert caught.value.reason is Unavailable.OVERRAN
