"""What a run over a broken copy means."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from sabotage.breakage import Breakage, Change
from sabotage.trial import Failure, Kind, Run, judged, run
from sabotage.workshop import PLUGIN, PLUGINS

BREAKAGE: Final = Breakage("P6.3", "It is broken.", ("tests/test_rule.py",), (Change("rule.py", "old", "new"),))
NOTICED: Final = Failure("tests/test_rule.py::test_expiry", "call", "AssertionError", sound=True)


def test_a_failed_test_has_noticed() -> None:
    """A test that failed by itself has caught the breakage, and is named."""
    verdict = judged(BREAKAGE, Run(1, (), (NOTICED,), ""))

    assert (verdict.kind, verdict.told) == (Kind.CAUGHT, NOTICED.test)


def test_when_all_pass_nobody_noticed() -> None:
    """Tests that all pass let the breakage survive."""
    assert judged(BREAKAGE, Run(0, (NOTICED.test,), (), "")).kind is Kind.SURVIVED


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, -9, None])
def test_whatever_else_ends_a_run_proves_nothing(code: int | None) -> None:
    """Errors of collection, of usage and inside pytest, nothing collected, a crash, too long a time: no proof."""
    assert judged(BREAKAGE, Run(code, (), (), "")).kind is Kind.UNFIT


@pytest.mark.parametrize("code", [2, 3, None])
def test_a_failure_does_not_excuse_how_the_run_ended(code: int | None) -> None:
    """A run that did not end as runs with failed tests do proves nothing, whatever failed before."""
    assert judged(BREAKAGE, Run(code, (), (NOTICED,), "")).kind is Kind.UNFIT


@pytest.mark.parametrize(
    "failure",
    [
        Failure(NOTICED.test, "setup", "AssertionError", sound=True),
        Failure(NOTICED.test, "teardown", "AssertionError", sound=True),
        Failure(NOTICED.test, "call", "NameError", sound=False),
    ],
)
def test_a_broken_ground_is_no_notice(failure: Failure) -> None:
    """What fails around a test, or because there is no program, is told with its kind and proves nothing."""
    verdict = judged(BREAKAGE, Run(1, (), (failure,), ""))

    assert verdict.kind is Kind.UNFIT
    assert failure.error in verdict.told


def test_a_run_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    """A run over its time is ended, and says so."""
    (tmp_path / PLUGINS).mkdir()
    (tmp_path / PLUGINS / f"{PLUGIN}.py").write_text("import time\ntime.sleep(3600)\n", "utf-8")

    done = run(tmp_path, [], seconds=1)

    assert (done.code, done.passed, done.failed) == (None, (), ())
