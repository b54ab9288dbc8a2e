"""`make bench`: prints every ratio, and keeps them as JSON where the environment names a file."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path

from attrs import asdict

from benchmarks import isolation, reading, records

ROW = "{:<46} {:>10} {:>10} {:>8}   {:<15} {}"


def main() -> None:
    """Measure and print."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(ROW.format("figure", "ours ms", "ref. ms", "ratio", "least to most", "reference"))
    figures = []
    for source in (records.figures, isolation.figures, reading.figures):
        for one in source():
            figures.append(one)
            spread = f"{one.least:.2f} to {one.most:.2f}"
            ours, other = f"{one.ours_ms:.2f}", f"{one.reference_ms:.2f}"
            print(ROW.format(one.name, ours, other, f"{one.ratio:.2f}", spread, one.reference), flush=True)
    kept = os.environ.get("PLUTOPIXIE_TEST_BENCH_JSON")
    if kept:
        Path(kept).write_text(json.dumps([asdict(one) for one in figures], indent=2), "utf-8")


if __name__ == "__main__":
    main()
