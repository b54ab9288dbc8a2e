"""Awkward files with known answers, where the sets of receipts lie beside the repository.

`PLUTOPIXIE_TEST_RECEIPTS` names the folder; `../shared/receipts` is looked at otherwise.
"""

from __future__ import annotations

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from plutopixie.adapters.page_images import DecodedPages
from plutopixie.domain.account_numbers import mask_recognized
from plutopixie.domain.documents import Document, recognize
from plutopixie.domain.reading.extraction import Extraction, ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.entrypoints.wiring_readers import text_reader
from plutopixie.ports.outbound.text_reader import TextReader

SETS: Final = Path(os.environ.get("PLUTOPIXIE_TEST_RECEIPTS", Path(__file__).parents[3].parent / "shared" / "receipts"))
TRAPS: Final = SETS / "traps"

pytestmark = pytest.mark.skipif(not TRAPS.is_dir(), reason="the sets of receipts are not on this machine")

DECODED: Final = {
    "exif3.jpg": 1,
    "exif6.jpg": 1,
    "exif8.jpg": 1,
    "palette.png": 1,
    "alpha.webp": 1,
    "cmyk.jpg": 1,
    "scan1.pdf": 1,
    "encrypted_owner.pdf": 1,
    "blank_then_receipt.pdf": 2,
    "two_receipts.pdf": 2,
    "hugepage.pdf": 1,
}
#: What has no twin among the samples, and reads in seconds.
READ: Final = ("de_comma.png", "pan_full.png")


@pytest.fixture(scope="module")
def reader() -> TextReader:
    """The neural engine, loaded once."""
    return text_reader("neural")


def trap(name: str) -> Document:
    """A file of the set."""
    return recognize((TRAPS / "files" / name).read_bytes())


def expected(name: str) -> dict[str, Any]:
    """What stands on it."""
    lines = (TRAPS / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    (row,) = (row for row in map(json.loads, lines) if row["file"] == f"files/{name}")
    assert isinstance(row, dict)
    return row


def read(reader: TextReader, name: str) -> Extraction:
    """The fields that are found."""
    return extract(mask_recognized(reader.read(trap(name))), ReadingContext(date(2026, 11, 1)))


@pytest.mark.parametrize("name", DECODED)
def test_is_decoded(name: str) -> None:
    """Turned, odd and oversized files decode to pages that fit in memory; receipts stand upright by Exif."""
    pages = list(DecodedPages().pages(trap(name)))

    assert len(pages) == DECODED[name]
    assert all(len(page.pixels) == 3 * page.width * page.height <= 40_000_000 for page in pages)
    assert not name.startswith("exif") or pages[0].height > pages[0].width


@pytest.mark.parametrize("name", READ)
def test_is_read(reader: TextReader, name: str) -> None:
    """The fields come out as printed, whatever the file does to hide them."""
    found, truth = read(reader, name), expected(name)

    assert found.vendor is not None
    assert found.date is not None
    assert found.total is not None
    assert _plain(found.vendor.value) == _plain(truth["vendor"])
    assert str(found.date.value) == truth["date"]
    assert found.total.value == Decimal(truth["total"])
    assert "last4" not in truth or (found.last4 is not None and found.last4.value == truth["last4"])


def _plain(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())
