"""What reading costs: computing time and memory of both engines, and of everything else beside the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Final

from benchmarks import reading
from benchmarks.reading_quality.figures import Figure
from benchmarks.reading_quality.real import ENGINES, words_of

_MEGABYTE: Final = 1_000_000
#: What is asked of the neural engine: seconds a receipt, and megabytes.
_SECONDS: Final = 1.5
_MEMORY: Final = 700.0
#: Everything around an engine may add a fifth to it.
_RATIO: Final = 1.2


def cost(sets: Path) -> Iterator[Figure]:
    """CPU seconds a receipt and peak memory on the SROIE images, one thread each; the ratio to the engine alone."""
    for engine in ENGINES:
        found = words_of(engine, sets, "sroie").values()
        asked = (_SECONDS, _MEMORY) if engine == ENGINES[0] else (None, None)
        seconds = [one.cpu_seconds for one in found]
        yield Figure(f"{engine}: CPU a receipt, mean", mean(seconds), asked[0], at_most=True, unit="s")
        yield Figure(f"{engine}: CPU a receipt, median", median(seconds), unit="s")
        peak = max(one.peak_bytes for one in found) / _MEGABYTE
        yield Figure(f"{engine}: peak memory of a process", peak, asked[1], at_most=True, unit="MB")
    for one in reading.figures():
        yield Figure(f"{one.name} to {one.reference}: ratio", one.ratio, _RATIO, at_most=True)
