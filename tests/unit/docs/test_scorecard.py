"""The scorecard: complete, current, and nothing in it called met that no test shows."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

import scorecard
from scorecard import NOT_SHOWN, Requirement

ROOT: Final = Path(__file__).parents[3]

pytest_plugins = ["pytester"]


def test_every_requirement_stands_once() -> None:
    """The list has the 64 requirements of level 1 and the 131 of level 2 that apply, in the order of the standard."""
    listed = scorecard.requirements()
    places = [one.place for one in listed]

    assert Counter(one.level for one in listed) == {1: 64, 2: 131}
    assert places == sorted(set(places))
    assert all(one.requirement for one in listed)


def test_marks_name_requirements_that_exist() -> None:
    """What a test says it shows is a requirement of the list."""
    assert set(scorecard.shown_by()) <= {one.id for one in scorecard.requirements()}


def test_what_is_called_met_has_a_test() -> None:
    """A requirement is marked at a test, or it says why it is open; what is marked is no longer called not shown."""
    tests = scorecard.shown_by()
    listed = scorecard.requirements()

    assert [one.id for one in listed if one.met and one.id not in tests] == []
    assert [one.id for one in listed if one.open == NOT_SHOWN and one.id in tests] == []


def test_the_page_is_written_from_the_list_and_the_marks() -> None:
    """docs/scorecard.md is what scripts/write_scorecard.py writes."""
    command = [sys.executable, str(ROOT / "scripts" / "write_scorecard.py"), "--check"]

    assert subprocess.run(command, check=False).returncode == 0, "run scripts/write_scorecard.py"


_MARKED: Final = """
pytestmark = pytest.mark.asvs("V1.1.1")

@pytest.mark.asvs("V1.1.2", "V1.2.1")
def test_one(): ...

class TestMany:
    @pytest.mark.parametrize("case", [pytest.param(1, marks=pytest.mark.asvs("V1.2.2"))])
    @pytest.mark.asvs("V1.2.3")
    def test_two(self, case): ...
"""


def test_marks_are_found_wherever_they_stand() -> None:
    """Marks of functions, methods, parameters and whole files are told with the name of the test they belong to."""
    assert sorted(scorecard.marks(ast.parse(_MARKED))) == [
        ("", "V1.1.1"),
        ("TestMany::test_two", "V1.2.2"),
        ("TestMany::test_two", "V1.2.3"),
        ("test_one", "V1.1.2"),
        ("test_one", "V1.2.1"),
    ]


_LISTED: Final = (
    Requirement("V1.1.1", 1, "It holds", "", ""),
    Requirement("V1.1.2", 2, "It holds, too", "", ""),
    Requirement("V1.2.1", 2, "It does not", "no reason", ""),
)


def test_only_what_passed_counts() -> None:
    """The closing line counts what is called met and was shown; what was not is named."""
    assert scorecard.summary(_LISTED, frozenset({"V1.1.1", "V1.2.1"})) == (
        "ASVS 5.0: level 1 1 of 1, level 2 0 of 2 shown by tests that passed"
    )
    assert scorecard.unshown(_LISTED, frozenset({"V1.1.1"})) == ("V1.1.2",)


_SUITE: Final = """
import pytest

@pytest.mark.asvs("V1.1.1")
def test_passes():
    pass

@pytest.mark.asvs("V1.1.2")
def test_is_skipped():
    pytest.skip()

@pytest.mark.asvs("V1.2.1")
@pytest.mark.xfail(reason="it fails")
def test_fails():
    assert False
"""


@pytest.mark.parametrize("spread", [[], ["-p", "xdist", "-n", "2"]], ids=["one process", "two processes"])
def test_a_requirement_is_shown_by_a_test_that_passed(pytester: pytest.Pytester, spread: list[str]) -> None:
    """A skipped or failed test shows nothing; a whole run that leaves something unshown fails and says so last."""
    pytester.makeini("[pytest]\nmarkers = asvs(id): x\n    promise(id): x\n    service(name): x\n")
    pytester.makeconftest(Path(ROOT, "tests", "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(_SUITE)
    environment = {"PYTHONPATH": str(ROOT / "tests" / "support")}
    for name, value in environment.items():
        pytester._monkeypatch.setenv(name, value)

    narrow = pytester.runpytest_subprocess(*spread)
    whole = pytester.runpytest_subprocess("--scorecard", *spread)

    assert narrow.ret == 0
    assert whole.ret == pytest.ExitCode.TESTS_FAILED
    [missing] = [line for line in whole.outlines if line.startswith("called met in scorecard.csv and not shown: ")]
    assert "V1.1.1," not in missing
    assert "V1.1.2," in missing
    for run in (narrow, whole):
        *_, told, closing = (line for line in run.outlines if line)
        assert told.startswith("ASVS 5.0: level 1 0 of 64, level 2 1 of 131 shown by tests that passed")
        assert "1 passed" in closing
