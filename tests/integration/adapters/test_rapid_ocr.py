"""Text recognition by PP-OCR."""

from __future__ import annotations

import pytest

from plutopixie.adapters import rapid_ocr
from plutopixie.adapters.page_images import DecodedPages
from plutopixie.adapters.rapid_ocr import RapidOcr
from plutopixie.domain.documents import Document, MediaType, ReaderUnavailableError, Unavailable
from plutopixie.ports.contracts import drawn
from plutopixie.ports.contracts.drawn import Bitmap
from plutopixie.ports.contracts.text_readers import BLANK, PAGE, TextReaderContract, assert_reads_the_page
from plutopixie.ports.outbound.text_reader import TextReader


@pytest.fixture(scope="module")
def engine() -> RapidOcr:
    """The engine, loaded once."""
    return RapidOcr(DecodedPages())


class TestRapidOcr(TextReaderContract):
    """The contract over PP-OCR."""

    @pytest.fixture
    def reader(self, engine: RapidOcr) -> TextReader:
        """The engine."""
        return engine


def test_it_is_quiet(engine: RapidOcr, capfd: pytest.CaptureFixture[str]) -> None:
    """Loading, reading and finding nothing print nothing."""
    RapidOcr(DecodedPages(), threads=1).read(BLANK)
    engine.read(PAGE)

    assert capfd.readouterr() == ("", "")


def test_its_models_are_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its models the engine is not installed; none is ever fetched."""
    assert rapid_ocr.is_installed()

    monkeypatch.setattr(rapid_ocr, "_MODELS", {"Det.model_path": "absent.onnx"})

    assert not rapid_ocr.is_installed()
    with pytest.raises(ReaderUnavailableError) as caught:
        RapidOcr(DecodedPages()).read(PAGE)
    assert caught.value.reason is Unavailable.NOT_INSTALLED


def test_a_large_picture_is_read_small_and_told_large(engine: RapidOcr) -> None:
    """Boxes are in pixels of the page as decoded, although the engine looks at fewer."""
    large = Bitmap(
        tuple(bytes(value for value in row for _ in range(4)) for row in drawn.page().rows for _ in range(4))
    )

    (page,) = engine.read(Document(drawn.png(large), MediaType.PNG)).pages

    assert (page.width, page.height) == large.size
    assert_reads_the_page(page)
    (total,) = (word.box for word in page.words if "5.70" in word.text)
    assert abs((total.top + total.bottom) / 2 - 4 * (30 + 4 * 62 + 20)) < 100
