"""`make bench-reading`: prints every figure of how well receipts are read, beside what is asked of it.

Name parts to measure some alone. The sets of real receipts are no part of the repository: `PLUTOPIXIE_TEST_RECEIPTS`
names their folder, and what needs them is left out visibly without.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from benchmarks.reading_quality import real, sets
from benchmarks.reading_quality.beside_peers import beside_peers
from benchmarks.reading_quality.cost import cost
from benchmarks.reading_quality.figures import Figure
from benchmarks.reading_quality.invented import synthetic
from proofs import fuzzing

Part = Callable[[Path], Iterable[Figure | str]]


def _fuzzed() -> Iterator[Figure | str]:
    for one in fuzzing.figures():
        yield f"    {one}"
        yield Figure(f"damaged files, {one.engine}: calls over their deadline", one.over_deadline, 0, at_most=True)
        yield Figure(f"damaged files, {one.engine}: files left over", one.left_over, 0, at_most=True)
        yield Figure(f"damaged files, {one.engine}: errors of no family", len(one.findings), 0, at_most=True)


#: What needs the sets, and what does not, in the order in which it is printed.
WITH_SETS: Final[Mapping[str, Part]] = {
    "sroie": real.sroie,
    "german": real.german,
    "invoices": real.invoices,
    "traps": real.awkward,
    "confidence": real.sureness,
    "cost": cost,
    "peers": beside_peers,
}
WITHOUT: Final[Mapping[str, Callable[[], Iterable[Figure | str]]]] = {"synthetic": synthetic, "fuzz": _fuzzed}


def main() -> int:
    """Measure and print; the status is 1 when a figure is not what is asked."""
    parser = argparse.ArgumentParser(prog="make bench-reading", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*WITH_SETS, *WITHOUT, []], metavar="PART")
    chosen = parser.parse_args().parts or [*WITH_SETS, *WITHOUT]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    missed = [figure for part in chosen for figure in _printed(part) if not figure.is_met]
    print(f"\n{len(missed)} figures are not what is asked" if missed else "\nEvery figure is what is asked")
    for figure in missed:
        print(figure)
    return int(bool(missed))


def _printed(part: str) -> Iterator[Figure]:
    """Print a part as it is measured; its figures."""
    print(f"\n--- {part}", flush=True)
    folder = sets.folder()
    if part in WITHOUT:
        found = WITHOUT[part]()
    elif folder is None:
        found = [f"    left out: {sets.VARIABLE} names no folder"]
    else:
        found = WITH_SETS[part](folder)
    for one in found:
        print(one, flush=True)
        if isinstance(one, Figure):
            yield one


if __name__ == "__main__":
    raise SystemExit(main())
