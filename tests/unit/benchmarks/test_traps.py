"""Traps are judged by what their labels expect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.reading_quality.traps import Outcome, judged
from plutopixie.domain.reading.extraction import Extraction, Found, Place, Warning  # noqa: A004
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

FIRST, SECOND = Place(1, Box(0, 0, 9, 9)), Place(2, Box(0, 0, 9, 9))
RIGHT = Extraction(
    vendor=Found("CORNER CAFE", 0.9, FIRST),
    date=Found(date(2024, 3, 4), 0.9, FIRST),
    total=Found(Decimal("5.00"), 0.9, FIRST),
)
WRONG = Extraction(total=Found(Decimal("6.00"), 0.9, FIRST))
UNSURE = Extraction(total=Found(Decimal("6.00"), 0.4, FIRST))
AMBIGUOUS = Extraction(
    vendor=RIGHT.vendor,
    total=RIGHT.total,
    date=Found(date(2024, 4, 3), 0.5, FIRST),
    warnings=(Warning.DATE_AMBIGUOUS,),
)
SEVERAL = Extraction(vendor=RIGHT.vendor, total=RIGHT.total, warnings=(Warning.SEVERAL_RECEIPTS,))
MIXED = Extraction(vendor=RIGHT.vendor, total=Found(Decimal("5.00"), 0.9, SECOND), warnings=(Warning.SEVERAL_RECEIPTS,))
ON_PAGE_TWO = Extraction(
    vendor=Found("Corner Cafe", 0.9, SECOND),
    date=Found(date(2024, 3, 4), 0.9, SECOND),
    total=Found(Decimal("5.00"), 0.9, SECOND),
)


def numbered(text: str) -> RecognizedText:
    """A text of one word."""
    return RecognizedText((Page(1, 9, 9, (Word(text, Box(0, 0, 9, 9), 1.0),)),), "made by hand", "1")


@pytest.mark.parametrize(
    ("expect", "good", "bad"),
    [
        ("apply the tag, then OCR: same fields as upright", Outcome(read=RIGHT), Outcome(read=WRONG)),
        ("same fields or flagged", Outcome(read=UNSURE), Outcome(read=WRONG)),
        ("low confidence flagged; never a confident wrong total", Outcome(read=UNSURE), Outcome(read=WRONG)),
        ("accepted or refused by type, not a crash", Outcome(reason="unknown-type"), Outcome(reason="crashed")),
        ("fields from page 2", Outcome(read=ON_PAGE_TWO), Outcome(read=RIGHT)),
        ("asks to split; never mixes vendor of one", Outcome(read=SEVERAL), Outcome(read=MIXED)),
        ("asks to split; never mixes vendor of one", Outcome(read=SEVERAL), Outcome(read=RIGHT)),
        ("page cap, quick refusal", Outcome(reason="too-many-pages"), Outcome(read=RIGHT)),
        ("cap the raster size before rendering", Outcome(read=WRONG), Outcome(reason="crashed")),
        ("clear message, kept, not retried for ever", Outcome(reason="encrypted"), Outcome(reason="damaged")),
        ("refused from the header, before decoding", Outcome(reason="too-many-pixels"), Outcome(reason="crashed")),
        ("error on that receipt, worker lives", Outcome(reason="truncated"), Outcome(read=RIGHT)),
        ("refused by content sniffing", Outcome(reason="unknown-type"), Outcome(read=RIGHT)),
        ("refused", Outcome(reason="empty"), Outcome(read=RIGHT)),
        ("2024-03-04 (US clues); else flagged ambiguous", Outcome(read=AMBIGUOUS), Outcome(read=WRONG)),
        ("2024-03-04", Outcome(read=RIGHT), Outcome(read=AMBIGUOUS)),
        ("total 5.00", Outcome(read=RIGHT), Outcome(read=WRONG)),
        (
            "last4 only; the number is never stored; the expiry are never stored",
            Outcome(numbered("VISA 1111"), RIGHT),
            Outcome(numbered("VISA 4111 1111 1111 1111"), RIGHT),
        ),
    ],
)
def test_each_saying_has_its_rule(expect: str, good: Outcome, bad: Outcome) -> None:
    """One outcome that is expected, and one that is not."""
    label: dict[str, Any] = {
        "id": "trap", "file": "file", "trap": "a trap", "expect": expect,
        "vendor": "Corner Cafe", "date": "2024-03-04", "total": "5.00",
    }  # fmt: skip

    (passed,) = judged([label], {"file": good})
    (failed,) = judged([label], {"file": bad})

    assert passed.passed, passed.objection
    assert not failed.passed
    assert failed.objection


def test_what_no_rule_knows_fails() -> None:
    """A new kind of trap does not pass unjudged, and neither does a file that nobody read."""
    label = {"id": "trap", "file": "file", "trap": "a trap", "expect": "something new"}

    assert not judged([label], {"file": Outcome(read=RIGHT)})[0].passed
    assert not judged([label | {"expect": "refused"}], {})[0].passed
