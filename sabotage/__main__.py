"""`make sabotage`: breaks each rule in a copy, prints the test that noticed, and fails if a breakage survives."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from sabotage.breakage import Breakage, UnfitError, load
from sabotage.trial import SECONDS_MAX, Kind, Run, Verdict, run, try_out
from sabotage.workshop import Workshop, fingerprint, opened

ROOT: Final = Path(__file__).parents[1]
LIST: Final = Path(__file__).parent / "breakages"


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out what was asked for; 0 only if every breakage was caught and the project was not touched."""
    asked = _parser().parse_args(argv)
    began = time.monotonic()
    try:
        chosen = [one for one in load(asked.list) if one.is_about(asked.k)]
    except UnfitError as problem:
        print(problem, file=sys.stderr)
        return 1
    if not chosen:
        print("No breakage is about that.", file=sys.stderr)
        return 2
    before = fingerprint(asked.root)
    with opened(asked.root) as workshop, ThreadPoolExecutor(asked.jobs) as pool:
        problems = _control(workshop, chosen, pool, asked.seconds)
        verdicts = [] if problems else _trials(workshop, chosen, pool, asked.seconds)
    if fingerprint(asked.root) != before:
        problems.append("The project itself changed meanwhile; what was found may not hold for it.")
    _conclude(chosen, verdicts, problems, time.monotonic() - began)
    return int(bool(problems) or any(one.kind is not Kind.CAUGHT for one in verdicts))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sabotage", description=__doc__)
    parser.add_argument("-k", default="", metavar="WORDS", help="only what has these words in claim, sentence or file")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many copies are tried at once")
    parser.add_argument("--seconds", type=float, default=SECONDS_MAX, help="how long the tests of one may take")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project")
    parser.add_argument("--list", type=Path, default=LIST, help="the folder of the breakages")
    return parser


def _control(workshop: Workshop, chosen: Iterable[Breakage], pool: ThreadPoolExecutor, seconds: float) -> list[str]:
    """Run every selection on the unbroken copy: each must hold a test, and all must pass. Returns what does not."""
    tests = sorted({test for one in chosen for test in one.tests})
    slow = [test for test in tests if test.startswith("tests/integration")]
    halves = [half for half in (slow, [test for test in tests if test not in slow]) if half]
    began = time.monotonic()

    def half_run(half: list[str]) -> Run:
        with workshop.copy() as copy:
            return run(copy, half, to_the_end=True, seconds=len(halves) * seconds)

    done = list(pool.map(half_run, halves))
    problems = [f"The tests fail without any breakage.\n{one.tail}" for one in done if one.code != 0]
    if not problems:
        shown = sum(len(one.passed) for one in done)
        print(f"Control: {shown} tests pass on an unbroken copy ({time.monotonic() - began:.0f} s).", flush=True)
        missing = [test for test in tests if not any(one.showed(test) for one in done)]
        problems = [f"Nothing passes on an unbroken copy in {test}." for test in missing]
    return problems


def _trials(workshop: Workshop, chosen: Iterable[Breakage], pool: ThreadPoolExecutor, seconds: float) -> list[Verdict]:
    verdicts = []
    for one in pool.map(lambda breakage: try_out(workshop, breakage, seconds), chosen):
        print(f"{one.kind:<9} {one.breakage.claim:<6} {one.breakage.broken}", flush=True)
        if one.told:
            print("\n".join(f"{'':<17}{line}" for line in one.told.splitlines()), flush=True)
        verdicts.append(one)
    return verdicts


def _conclude(chosen: Sequence[Breakage], verdicts: Sequence[Verdict], problems: Iterable[str], seconds: float) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)
    counted = {kind: sum(one.kind is kind for one in verdicts) for kind in Kind}
    print(
        f"{len(verdicts)} of {len(chosen)} breakages tried in {seconds:.0f} s: "
        f"{counted[Kind.CAUGHT]} caught, {counted[Kind.SURVIVED]} survived, {counted[Kind.UNFIT]} badly written."
    )


if __name__ == "__main__":
    sys.exit(main())
