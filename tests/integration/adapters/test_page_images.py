"""Page images by Pillow and pdfium."""

from __future__ import annotations

import pytest

from plutopixie.adapters.page_images import DecodedPages
from plutopixie.ports.contracts.page_images import PageImagesContract
from plutopixie.ports.outbound.page_images import PageImages


class TestDecodedPages(PageImagesContract):
    """The contract over Pillow and pdfium."""

    @pytest.fixture
    def page_images(self) -> PageImages:
        """The decoder."""
        return DecodedPages()
