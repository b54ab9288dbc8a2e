"""Text recognition by Tesseract."""

from __future__ import annotations

import pytest

from plutopixie.adapters.page_images import DecodedPages
from plutopixie.adapters.tesseract import Tesseract
from plutopixie.ports.contracts.text_readers import TextReaderContract
from plutopixie.ports.outbound.text_reader import TextReader


@pytest.mark.service("tesseract")
class TestTesseract(TextReaderContract):
    """The contract over Tesseract."""

    @pytest.fixture
    def reader(self) -> TextReader:
        """The engine."""
        return Tesseract(DecodedPages())
