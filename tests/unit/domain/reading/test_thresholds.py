"""A field below its threshold is left out, and said to be missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plutopixie.domain.reading.extraction import Extraction, Found, ReadingContext, Warning  # noqa: A004
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.thresholds import THRESHOLDS, withheld
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word


def test_what_is_unsure_is_withheld() -> None:
    """Below the threshold a field is None; at it, it is given."""
    least = THRESHOLDS["total"]
    unsure = Extraction(total=Found(Decimal("5.00"), least / 2), date=Found(date(2024, 1, 31), THRESHOLDS["date"]))

    assert withheld(unsure).total is None
    assert withheld(unsure).date == unsure.date


def test_a_total_that_the_engine_guessed_is_missing() -> None:
    """Digits of which the engine is not sure at all, proven by nothing, are left out with the warning."""
    words = (Word("Some Shop Ltd", Box(0, 0, 200, 20), 0.9), Word("Total 5.00", Box(0, 40, 200, 60), 0.0))
    found = extract(RecognizedText((Page(1, 300, 100, words),), "made by hand", "1"), ReadingContext(date(2026, 6, 15)))

    assert found.total is None
    assert Warning.TOTAL_MISSING in found.warnings
