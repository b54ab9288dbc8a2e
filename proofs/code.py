"""The product's code, judged by bandit. Each finding that is none is explained here, and no explanation is idle."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from proofs.verdicts import Verdict

_ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = _ROOT / "src" / "plutopixie"

_STARTS: Final = (
    "programs of ours are started with a list of arguments, never through a shell, and none comes from a person"
)

#: By rule of bandit: in which files it may speak, and why that is no weakness.
EXPLAINED: Final[Mapping[str, Mapping[str, str]]] = {
    "B101": {"ports/contracts/*.py": "contract suites are tests, and assert"},
    "B104": {"entrypoints/up.py": "the address is compared, to say where to look, and not bound"},
    "B105": {
        "adapters/embedded_postgres/server.py": "the permissions of a socket",
        "domain/*.py": "names of purposes, letters and words of the log",
    },
    "B108": {
        "adapters/embedded_postgres/folders.py": "the folder made there is checked to be private before it is used"
    },
    "B303": {"adapters/time_codes/codes.py": "RFC 6238 has HMAC-SHA-1, which collisions of SHA-1 don't touch"},
    "B311": {"entrypoints/demo.py": "made-up expenses are to be the same each time, and keep no secret"},
    "B404": {
        "adapters/embedded_postgres/*.py": _STARTS,
        "adapters/reading_process/running.py": _STARTS,
        "entrypoints/supervisor.py": _STARTS,
        "entrypoints/up.py": _STARTS,
    },
    "B603": {
        "adapters/embedded_postgres/*.py": _STARTS,
        "adapters/reading_process/running.py": _STARTS,
        "entrypoints/supervisor.py": _STARTS,
    },
    "B606": {
        "adapters/embedded_postgres/launch.py": _STARTS,
        "entrypoints/leash.py": _STARTS,
    },
}


@frozen
class Finding:
    """What bandit says of a place: its rule, the file under the source folder, the line, and its words."""

    rule: str
    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.rule}, {self.words}"


@frozen
class Reading:
    """What bandit read and found; what it could not read is a finding, too."""

    lines: int
    findings: tuple[Finding, ...]


def read(folder: Path = SOURCE) -> Reading:
    """Bandit's word on every file of the folder, at its most severe, whatever the code itself says to it."""
    command = [sys.executable, "-m", "bandit", "--recursive", str(folder), "--format=json", "--quiet", "--ignore-nosec"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    said: dict[str, Any] = json.loads(run.stdout)
    failed = tuple(Finding("unreadable", _under(folder, one["filename"]), 0, one["reason"]) for one in said["errors"])
    found = tuple(
        Finding(one["test_id"], _under(folder, one["filename"]), one["line_number"], one["issue_text"])
        for one in said["results"]
    )
    return Reading(said["metrics"]["_totals"]["loc"], failed + found)


def _under(folder: Path, file: str) -> str:
    return str(Path(file).relative_to(folder))


def unexplained(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that no explanation is for."""
    return [one for one in findings if not any(fnmatch(one.file, place) for place in EXPLAINED.get(one.rule, ()))]


def idle(findings: Iterable[Finding]) -> list[str]:
    """The explanations that explain nothing."""
    found = {(one.rule, one.file) for one in findings}
    return [
        f"{rule} in {place}"
        for rule, places in EXPLAINED.items()
        for place in places
        if not any(rule == of and fnmatch(file, place) for of, file in found)
    ]


def verdict() -> Verdict:
    """What bandit says, without what is explained."""
    reading = read()
    left = unexplained(reading.findings)
    explained = len(reading.findings) - len(left)
    figures = f"{reading.lines:,} lines; {explained} findings explained, almost all asserts of the contract suites"
    useless = [f"explains nothing: {one}" for one in idle(reading.findings)]
    return Verdict("bandit", figures, (*map(str, left), *useless))
