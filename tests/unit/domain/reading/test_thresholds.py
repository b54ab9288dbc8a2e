"""A field of which the rules are not sure enough is left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve, fields_dict
from hypothesis import given
from hypothesis import strategies as st

from plutopixie.domain.reading.extraction import Extraction, Found, Item, ReadingContext, Warning  # noqa: A004
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.thresholds import THRESHOLDS, withheld
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word


def test_every_field_has_a_threshold() -> None:
    """Nothing is given without a threshold that says when it is not."""
    assert set(THRESHOLDS) == set(fields_dict(Extraction)) - {"warnings"}


@pytest.mark.parametrize("name", sorted(set(THRESHOLDS) - {"items"}))
@given(confidence=st.floats(0, 1))
def test_a_field_below_its_threshold_is_left_out(name: str, confidence: float) -> None:
    """At the threshold a field is given, below it is not, and nothing else changes."""
    field: dict[str, Any] = {name: Found("value", confidence)}
    found = evolve(Extraction(), **field)

    assert withheld(found) == (found if confidence >= THRESHOLDS[name] else Extraction())


@given(st.lists(st.floats(0, 1), max_size=6))
def test_each_item_is_judged_on_its_own(confidences: list[float]) -> None:
    """Items below the threshold are left out, the others keep their order."""
    items = tuple(Found(Item(str(at), Decimal(at)), sure) for at, sure in enumerate(confidences))

    assert withheld(Extraction(items=items)).items == tuple(
        item for item in items if item.confidence >= THRESHOLDS["items"]
    )


def test_a_total_that_the_engine_guessed_is_missing() -> None:
    """Digits of which the engine is not sure at all, proven by nothing, are left out with the warning."""
    words = (Word("Some Shop Ltd", Box(0, 0, 200, 20), 0.9), Word("Total 5.00", Box(0, 40, 200, 60), 0.0))
    found = extract(RecognizedText((Page(1, 300, 100, words),), "made by hand", "1"), ReadingContext(date(2026, 6, 15)))

    assert found.total is None
    assert Warning.TOTAL_MISSING in found.warnings
