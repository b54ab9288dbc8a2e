"""Text recognition by PP-OCR."""

from __future__ import annotations

import pytest

from plutopixie.adapters import rapid_ocr
from plutopixie.adapters.page_images import DecodedPages
from plutopixie.adapters.rapid_ocr import RapidOcr
from plutopixie.domain.documents import ReaderUnavailableError, Unavailable
from plutopixie.ports.contracts.text_readers import BLANK, PAGE, TextReaderContract
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

    monkeypatch.setattr(rapid_ocr.models, "_DETECTION", "absent.onnx")

    assert not rapid_ocr.is_installed()
    with pytest.raises(ReaderUnavailableError) as caught:
        RapidOcr(DecodedPages()).read(PAGE)
    assert caught.value.reason is Unavailable.NOT_INSTALLED
