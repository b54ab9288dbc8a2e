"""Text recognition by PP-OCR."""

from __future__ import annotations

import pytest

from plutopixie.adapters.page_images import DecodedPages
from plutopixie.adapters.rapid_ocr import RapidOcr
from plutopixie.ports.contracts.text_readers import TextReaderContract
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
