"""Reliability: whether fields that are given with some confidence are right as often as that.

`reliability` sorts the fields that were given into steps of confidence and counts the right ones; `surely_right` is the
figure that is promised: of what is given with at least `SURE`, so much is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from attrs import frozen

from plutopixie.domain.reading.extraction import Extraction

SURE: Final = 0.95
FIELDS: Final = ("vendor", "date", "total", "tax", "currency")
EDGES: Final = (0.0, 0.5, 0.7, 0.8, 0.9, SURE, 1.0)

Label = Mapping[str, Any]
Pairs = Iterable[tuple[Label, Extraction]]


@frozen
class Step:
    """The fields given with a confidence from `low` to below `high` (the last step includes its end)."""

    low: float
    high: float
    given: int
    right: int
    confidence: float

    @property
    def share(self) -> float:
        """The share that is right; 1 when none was given."""
        return self.right / self.given if self.given else 1.0


def reliability(pairs: Pairs, fields: Sequence[str] = FIELDS) -> tuple[Step, ...]:
    """The steps of confidence, over all given fields that are labelled."""
    told = list(_told(pairs, fields))
    steps = []
    for low, high in pairwise(EDGES):
        within = [(sure, right) for sure, right in told if low <= sure < high or (high == EDGES[-1] == sure)]
        mean = sum(sure for sure, _ in within) / len(within) if within else 0.0
        steps.append(Step(low, high, len(within), sum(right for _, right in within), mean))
    return tuple(steps)


def surely_right(pairs: Pairs, fields: Sequence[str] = FIELDS) -> Step:
    """Everything that was given with at least `SURE`, as one step."""
    told = [(sure, right) for sure, right in _told(pairs, fields) if sure >= SURE]
    mean = sum(sure for sure, _ in told) / len(told) if told else 0.0
    return Step(SURE, EDGES[-1], len(told), sum(right for _, right in told), mean)


def as_markdown(steps: Sequence[Step]) -> str:
    """The steps as a table for the documentation; empty steps are left out."""
    head = "| confidence | given | mean confidence | right |\n| --- | --- | --- | --- |\n"
    return head + "".join(
        f"| {step.low:.2f} to {step.high:.2f} | {step.given} | {step.confidence:.3f} | {step.share:.3f} |\n"
        for step in steps
        if step.given
    )


def _told(pairs: Pairs, fields: Sequence[str]) -> Iterable[tuple[float, bool]]:
    for label, read in pairs:
        for field in fields:
            found = getattr(read, field)
            if found is not None and label.get(field) is not None:
                yield found.confidence, is_right(found.value, str(label[field]))


def is_right(value: object, expected: str) -> bool:
    """Whether a value is the labelled one: the same number, or the same text but for case, spaces and punctuation."""
    if isinstance(value, Decimal):
        return value == Decimal(expected)
    return plain(str(value)) == plain(expected)


def plain(text: str) -> str:
    """Letters and digits alone, without case."""
    return "".join(char for char in text.casefold() if char.isalnum())
