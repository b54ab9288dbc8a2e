"""The reliability of confidences is counted in steps."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.reading_quality.reliability import as_markdown, reliability, surely_right
from plutopixie.domain.reading.extraction import Extraction, Found

PAIRS = (
    (
        {"total": "5.00", "vendor": "Corner Café"},
        Extraction(total=Found(Decimal(5), 0.96), vendor=Found("CORNER CAFÉ", 1.0)),
    ),
    ({"total": "5.00", "vendor": None}, Extraction(total=Found(Decimal(6), 0.95), vendor=Found("anything", 0.99))),
    ({"total": "5.00"}, Extraction(total=Found(Decimal("5.0"), 0.55))),
    ({"total": "5.00"}, Extraction()),
)


def test_given_and_labelled_fields_are_counted_in_their_step() -> None:
    """What was not given, or is not labelled, is not counted; a confidence of 1 belongs to the last step."""
    steps = {step.low: (step.given, step.right) for step in reliability(PAIRS)}

    assert steps == {0.0: (0, 0), 0.5: (1, 1), 0.7: (0, 0), 0.8: (0, 0), 0.9: (0, 0), 0.95: (3, 2)}


def test_what_is_surely_given_is_one_step() -> None:
    """Everything from the promised confidence on."""
    step = surely_right(PAIRS, ("total",))

    assert (step.given, step.right, step.share) == (2, 1, 0.5)


def test_the_table_leaves_empty_steps_out() -> None:
    """One line for each step that holds anything."""
    assert len(as_markdown(reliability(PAIRS)).splitlines()) == 2 + 2
