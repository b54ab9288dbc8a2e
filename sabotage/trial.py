"""A trial: the tests of a breakage run in a copy, and what that says about them."""

from __future__ import annotations

import enum
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from sabotage.breakage import Breakage, UnfitError
from sabotage.noting import PLACE
from sabotage.workshop import PLUGIN, PLUGINS, Workshop

#: How long a run may take, and how long pytest may then take to clean up.
SECONDS_MAX: Final = 180.0
_GRACE_SECONDS: Final = 20.0
_TAIL: Final = 25
_SOME_FAILED: Final = 1
#: Plugins that are not asked for take longer to load than most of the tests.
_PLUGINS: Final = (PLUGIN, "_hypothesis_pytestplugin", "pytest_timeout", "no:cacheprovider")
#: One server is enough, time is counted here alone, and every run draws the same examples.
_OPTIONS: Final = (
    *("-q", "--tb=short", *(word for name in _PLUGINS for word in ("-p", name))),
    *("-k", "not external", "--timeout", "0", "--hypothesis-seed", "0"),
)


@frozen
class Failure:
    """A test that failed: in which phase, by which kind of error, and whether the program was one at all."""

    test: str
    phase: str
    error: str
    sound: bool


@frozen
class Run:
    """What pytest did: its exit code (None if it took too long), the tests that passed and failed, and its output."""

    code: int | None
    passed: tuple[str, ...]
    failed: tuple[Failure, ...]
    output: str

    @property
    def tail(self) -> str:
        """The end of the output."""
        return "\n".join(self.output.splitlines()[-_TAIL:])

    def showed(self, test: str) -> bool:
        """Whether anything of a selection passed."""
        return any(passed == test or passed.startswith((f"{test}::", f"{test}[")) for passed in self.passed)


class Kind(enum.StrEnum):
    """How a trial ends."""

    CAUGHT = "caught"
    SURVIVED = "SURVIVED"
    UNFIT = "UNFIT"


@frozen
class Verdict:
    """How the trial of a breakage ended: the test that noticed, or why the breakage is no breakage."""

    breakage: Breakage
    kind: Kind
    told: str = ""


def run(copy: Path, tests: Iterable[str], *, to_the_end: bool = False, seconds: float = SECONDS_MAX) -> Run:
    """Run tests in a copy until the first one fails."""
    notes, output = copy / PLUGINS / "notes.json", copy / PLUGINS / "output"
    argv = [sys.executable, "-m", "pytest", f"--rootdir={copy}", *_OPTIONS, *([] if to_the_end else ["-x"]), *tests]
    with output.open("wb") as told:
        process = subprocess.Popen(
            argv, cwd=copy, env=_environment(copy, notes), stdin=subprocess.DEVNULL, stdout=told, stderr=told
        )
        code = _ended(process, seconds)
    said = output.read_text("utf-8", errors="replace")
    noted: dict[str, Any] = json.loads(notes.read_text("utf-8")) if notes.exists() else {"passed": [], "failed": []}
    return Run(code, tuple(noted["passed"]), tuple(Failure(**one) for one in noted["failed"]), said)


def try_out(workshop: Workshop, breakage: Breakage, seconds: float = SECONDS_MAX) -> Verdict:
    """Apply a breakage to a copy and see whether its tests notice."""
    try:
        with workshop.broken(breakage) as copy:
            return judged(breakage, run(copy, breakage.tests, seconds=seconds))
    except UnfitError as problem:
        return Verdict(breakage, Kind.UNFIT, str(problem))


def judged(breakage: Breakage, done: Run) -> Verdict:
    """What a run over a broken copy means.

    A failed test has noticed. Anything else that goes wrong, an import, a fixture, a statement that is no SQL, shows
    that the breakage is no program that could have been written; then nothing was proven.
    """
    if done.code == 0:
        return Verdict(breakage, Kind.SURVIVED)
    if done.code is None:
        return Verdict(breakage, Kind.UNFIT, "its tests took too long")
    if done.code != _SOME_FAILED or not done.failed:
        return Verdict(breakage, Kind.UNFIT, f"pytest could not run its tests\n{done.tail}")
    failure = done.failed[0]
    if failure.phase != "call":
        return Verdict(breakage, Kind.UNFIT, f"{failure.error} in the {failure.phase} of {failure.test}\n{done.tail}")
    if not failure.sound:
        return Verdict(breakage, Kind.UNFIT, f"{failure.error} in {failure.test}\n{done.tail}")
    return Verdict(breakage, Kind.CAUGHT, failure.test)


def _environment(copy: Path, notes: Path) -> Mapping[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
    return {
        **ours,
        "PYTHONPATH": os.pathsep.join([str(copy / "src"), str(copy / PLUGINS)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        PLACE: str(notes),
    }


def _ended(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit code, or None after it was stopped: by an interruption at first, so that it ends what it started."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return None
