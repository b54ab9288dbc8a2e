"""Whether two readings are of one receipt: pictures that look alike, and nothing that was read against it."""

from __future__ import annotations

from typing import Final, TypeVar

from plutopixie.domain.reading.extraction import Extraction, Found
from plutopixie.domain.reading.fingerprints import DISTANCE_MAX, distance

T = TypeVar("T")

#: What was read with less confidence than this contradicts nothing: it may have been misread.
SURE: Final = 0.8


def is_same_picture(one: int | None, other: int | None) -> bool:
    """Whether two fingerprints are of pictures that look alike; None is of no picture."""
    return one is not None and other is not None and distance(one, other) <= DISTANCE_MAX


def contradict(one: Extraction, other: Extraction) -> bool:
    """Whether two readings can't be of one receipt: both name a date or a total for certain, and not the same."""
    return _differ(one.date, other.date) or _differ(one.total, other.total)


def _differ(one: Found[T] | None, other: Found[T] | None) -> bool:
    if one is None or other is None or min(one.confidence, other.confidence) < SURE:
        return False
    return one.value != other.value
