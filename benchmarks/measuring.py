"""How a ratio is measured: ours and the reference in turns, so that a machine that slows down slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from attrs import frozen


@frozen
class Figure:
    """A measured ratio: the medians of both in milliseconds, and of the ratios pair by pair with their spread."""

    name: str
    reference: str
    ours_ms: float
    reference_ms: float
    ratio: float
    least: float
    most: float


def in_turns(  # noqa: PLR0913 - the facts of a measurement, by name
    name: str,
    ours: Callable[[], object],
    reference_name: str,
    reference: Callable[[], object],
    *,
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> Figure:
    """Run both `rounds` times in turns, after one round that is not counted."""
    pairs = [(_timed(ours, clock), _timed(reference, clock)) for _ in range(rounds + 1)][1:]
    ratios = sorted(one / other for one, other in pairs)
    return Figure(
        name,
        reference_name,
        1000 * statistics.median(one for one, _ in pairs),
        1000 * statistics.median(other for _, other in pairs),
        statistics.median(ratios),
        ratios[0],
        ratios[-1],
    )


def _timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start
