"""Three hundred synthetic receipts, fixed by seed, clean and degraded, through the neural engine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Final

from benchmarks.reading_quality.figures import Figure
from benchmarks.reading_quality.recognized import PROCESSES
from benchmarks.reading_quality.synthetic import COUNT, SEED, Measure, Pair, measured, through
from benchmarks.synthetic_receipts.fonts import missing
from benchmarks.synthetic_receipts.generator import generate
from plutopixie.entrypoints.wiring_readers import text_reader

#: The least share of right fields on clean receipts, by field.
_ASKED: Final = {"tax": 0.95, "tip": 0.95, "last4": 0.95}
_F1: Final = {False: 0.97, True: 0.90}


def synthetic() -> Iterator[Figure | str]:
    """Every field on clean and on degraded receipts."""
    if missing():
        yield "    left out: the fonts are not here (make setup says how to get them)"
        return
    for damaged in (False, True):
        yield from _figures(measured(_read(damaged=damaged)), damaged=damaged)


def _figures(found: Measure, *, damaged: bool) -> Iterator[Figure]:
    name = f"synthetic, {'degraded' if damaged else 'clean'} ({found.receipts})"
    yield Figure(f"{name}: F1 over vendor, date and total", found.f1, _F1[damaged])
    yield Figure(f"{name}: all three right", found.all_right / max(1, found.receipts))
    for field, tally in found.fields.items():
        yield Figure(f"{name}: {field}", tally.share, None if damaged else _ASKED.get(field))
    yield Figure(f"{name}: items F1", found.items_f1)
    yield Figure(f"{name}: ambiguous dates given without a warning", found.ambiguous_silent, 0, at_most=True)


def _read(*, damaged: bool) -> Iterator[Pair]:
    chunks = [range(first, COUNT, PROCESSES) for first in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES) as processes:
        for pairs in processes.map(partial(_read_some, damaged=damaged), chunks):
            yield from pairs


def _read_some(places: Sequence[int], *, damaged: bool) -> list[Pair]:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    receipts = [receipt for place, receipt in enumerate(generate(SEED, COUNT)) if place in places]
    return list(through(text_reader("neural", 1), receipts, damaged=damaged))
