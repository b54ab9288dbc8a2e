"""The service against the description it gives of itself, judged by schemathesis as everybody who may come."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import httpx
from attrs import field, frozen

from proofs import explained
from proofs.installation import Installation
from proofs.society import Role
from proofs.verdicts import Verdict

_ROOT: Final = Path(__file__).parents[1]
_AT_ONCE: Final = 2
_CLASSES: Final = (2, 4, 5)

#: Operations that a run may leave without success, each with the reason.
OUT_OF_REACH: Final[Mapping[str, str]] = {
    "GET /v1/openapi.json": "it was fetched, but schemathesis sends nothing to the description that it reads",
}


@frozen
class Extent:
    """How much is sent: examples of each operation and role, beside what the phase `coverage` sends by itself."""

    examples: int
    phases: str = "examples,coverage,fuzzing,stateful"
    seed: int = 20_261_101


@frozen
class Outcome:
    """What the run of a role came to: its status, its words, the answers by operation and status."""

    role: Role
    status: int
    said: str = field(repr=False)
    answers: Mapping[str, Mapping[str, int]] = field(repr=False)
    explanations: Mapping[str, int] = field(repr=False)

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return sum(sum(counts.values()) for counts in self.answers.values())


def judged(url: str, mail: Path, roles: Iterable[Role], extent: Extent) -> list[Outcome]:
    """A run for each role, two at a time; `mail` is where the letters of the service are."""
    with ThreadPoolExecutor(_AT_ONCE) as runs:
        return list(runs.map(lambda role: _run(url, mail, role, extent), roles))


def _run(url: str, mail: Path, role: Role, extent: Extent) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "proofs.described", f"--role={role}", f"--url={url}", f"--mail={mail}"]
        command.append(f"--report={report}")
        stated = [f"--examples={extent.examples}", f"--seed={extent.seed}", f"--phases={extent.phases}"]
        # In a folder of its own, because schemathesis remembers there what it found before.
        environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
        run = subprocess.run(
            [*command, *stated], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        seen: dict[str, Any] = json.loads(report.read_text("utf-8")) if report.exists() else {}
        said = run.stdout + run.stderr
        return Outcome(role, run.returncode, said, seen.get("answers", {}), seen.get("explanations", {}))


def never_reached(url: str, outcomes: Iterable[Outcome]) -> list[str]:
    """The operations that nobody got a success from, though they are described."""
    paths = httpx.get(f"{url}/v1/openapi.json").json()["paths"]
    described = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    reached = {
        operation
        for outcome in outcomes
        for operation, counts in outcome.answers.items()
        if any(status.startswith("2") and count for status, count in counts.items())
    }
    return sorted(described - reached - OUT_OF_REACH.keys())


def table(outcomes: Iterable[Outcome]) -> str:
    """The answers of each operation by class of status, over all roles."""
    sums: dict[str, Counter[int]] = {}
    for outcome in outcomes:
        for operation, counts in outcome.answers.items():
            for status, count in counts.items():
                sums.setdefault(operation, Counter())[int(status) // 100] += count
    lines = [f"  {'operation':<46} {'2xx':>6} {'4xx':>6} {'5xx':>6}"]
    for operation in sorted(sums, key=lambda one: one.partition(" ")[::-1]):
        figures = " ".join(f"{sums[operation][of]:>6,}" for of in _CLASSES)
        lines.append(f"  {operation:<46} {figures}")
    return "\n".join(lines)


def verdict(installation: Installation, extent: Extent) -> Verdict:
    """Judge as everybody, and print what was sent and answered."""
    outcomes = judged(installation.url, installation.mail, Role, extent)
    print(table(outcomes))
    explanations: Counter[str] = Counter()
    findings: list[str] = []
    for outcome in outcomes:
        explanations.update(outcome.explanations)
        if outcome.status:
            print(outcome.said)
            findings.append(f"as {outcome.role}: see the run above")
    print(f"Explained findings:\n{explained.summary(explanations)}")
    findings += [f"{operation} never answered with success" for operation in never_reached(installation.url, outcomes)]
    findings += [f"the server's log: {line}" for line in installation.mistakes()]
    by_role = ", ".join(f"{outcome.requests:,} as {outcome.role}" for outcome in outcomes)
    total = sum(outcome.requests for outcome in outcomes)
    operations = len({operation for outcome in outcomes for operation in outcome.answers})
    return Verdict("schemathesis", f"{total:,} requests to {operations} operations: {by_role}", tuple(findings))
