"""Awkward and hostile files from a larger set, which is found beside the repository or where a setting says."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from plutopixie.domain import documents
from plutopixie.domain.account_numbers import mask_recognized
from plutopixie.domain.documents import Unreadable, UnreadableDocumentError
from plutopixie.domain.reading.extraction import Extraction, ReadingContext, Warning  # noqa: A004 - as there
from plutopixie.domain.reading.rules import extract
from plutopixie.entrypoints.wiring_readers import separate_readers
from plutopixie.ports.outbound.text_reader import TextReader

ROOT: Final = Path(__file__).parents[3]
SETS: Final = Path(os.environ.get("PLUTOPIXIE_TEST_RECEIPTS") or ROOT.parent / "shared" / "receipts")
TRAPS: Final = SETS / "traps"

pytestmark = pytest.mark.skipif(
    not TRAPS.is_dir(), reason="the larger sets of receipts are not here; name their folder in PLUTOPIXIE_TEST_RECEIPTS"
)

REFUSED: Final = {
    "empty.jpg": Unreadable.EMPTY,
    "html_as.jpg": Unreadable.UNKNOWN_TYPE,
    "svg_xxe.png": Unreadable.UNKNOWN_TYPE,
    "truncated.jpg": Unreadable.TRUNCATED,
    "bomb.png": Unreadable.TOO_MANY_PIXELS,
    "pages400.pdf": Unreadable.TOO_MANY_PAGES,
    "encrypted_user.pdf": Unreadable.ENCRYPTED,
}
#: Files that say the same as before somebody turned, tilted, converted or wrapped them.
DISGUISED: Final = (
    *(f"exif{orientation}.jpg" for orientation in (3, 6, 8)),
    "skew7.jpg",
    "palette.png",
    "alpha.webp",
    "cmyk.jpg",
    "scan1.pdf",
    "blank_then_receipt.pdf",
    "encrypted_owner.pdf",
)
#: Files whose pixels are turned. A pen stroke crosses the total on them.
TURNED: Final = tuple(f"rot{degrees}.jpg" for degrees in (90, 180, 270))
#: Files whose words mean something else at first sight: dates, decimals, roundings, refunds, card numbers, barcodes.
MISLEADING: Final = (
    "us_mdy.png",
    "uk_dmy.png",
    "de_comma.png",
    "my_rounding.png",
    "pan_full.png",
    "ean_not_pan.png",
    "refund.png",
    "qty_not_total.png",
    "jpy_nodec.png",
)
RASTER_BYTES_MAX: Final = 400 * 1024 * 1024


def _labels() -> dict[str, dict[str, Any]]:
    lines = (TRAPS / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return {Path(label["file"]).name: label for label in map(json.loads, lines)}


@pytest.fixture(scope="module")
def reader() -> Iterator[TextReader]:
    """The neural engine in a process of its own."""
    with separate_readers("neural", 1) as reader:
        yield reader


def _read(reader: TextReader, name: str) -> Extraction:
    document = documents.recognize((TRAPS / "files" / name).read_bytes())
    return extract(mask_recognized(reader.read(document)), ReadingContext(date(2026, 1, 1)))


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused(reader: TextReader, name: str) -> None:
    """Each is refused for its reason, and this process decodes nothing of it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(UnreadableDocumentError) as caught:
        _read(reader, name)

    assert caught.value.reason is REFUSED[name]
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < RASTER_BYTES_MAX


@pytest.mark.parametrize("name", DISGUISED)
def test_disguised_receipts_read_the_same(reader: TextReader, name: str) -> None:
    """Tilted, converted and wrapped receipts give the date and the total that are printed."""
    label = _labels()[name]

    found = _read(reader, name)

    assert found.date is not None
    assert found.total is not None
    assert found.date.value.isoformat() == label["date"]
    assert found.total.value == Decimal(label["total"])


@pytest.mark.parametrize("name", TURNED)
def test_turned_receipts_are_read(reader: TextReader, name: str) -> None:
    """Receipts that lie on their side or head give the date, and the total that arithmetic proves."""
    label = _labels()[name]

    found = _read(reader, name)

    assert found.vendor is not None
    assert found.date is not None
    assert found.date.value.isoformat() == label["date"]
    assert found.total is not None
    assert found.total.value == Decimal(label["total"])


@pytest.mark.parametrize("name", MISLEADING)
def test_misleading_receipts_are_understood(reader: TextReader, name: str) -> None:
    """Every field that the label names comes out as it is printed."""
    label = _labels()[name]

    found = _read(reader, name)

    told = {field: getattr(found, field) for field in ("date", "total", "currency", "tax", "last4") if field in label}
    assert {field: str(one.value) if one else None for field, one in told.items()} == {
        field: label[field] for field in told
    }
    assert found.vendor is not None
    assert _plain(found.vendor.value) == _plain(label["vendor"])


def _plain(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def test_a_huge_page_is_read(reader: TextReader) -> None:
    """A page of 200 inches is drawn within the limits, and what stands on it is read."""
    found = _read(reader, "hugepage.pdf")

    assert found.total is None or found.total.value == Decimal("12.00")


def test_two_receipts_are_not_mixed(reader: TextReader) -> None:
    """A document of two receipts says so."""
    assert Warning.SEVERAL_RECEIPTS in _read(reader, "two_receipts.pdf").warnings
