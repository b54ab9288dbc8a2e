#!/usr/bin/env python3
"""Write docs/scorecard.md, and strike out of docs/scorecard.csv that something is not shown yet where a test shows it.

With --check nothing is written; the status is 1 if something would be.
"""

from __future__ import annotations

import sys
from pathlib import Path

from attrs import evolve

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import scorecard


def main(arguments: list[str]) -> int:
    """Write or check both files; returns the exit status."""
    tests = scorecard.shown_by()
    listed = tuple(
        evolve(one, open="") if one.open == scorecard.NOT_SHOWN and one.id in tests else one
        for one in scorecard.requirements()
    )
    wanted = {scorecard.LIST: scorecard.written(listed), scorecard.PAGE: scorecard.page(listed, tests)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if arguments == ["--check"]:
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
