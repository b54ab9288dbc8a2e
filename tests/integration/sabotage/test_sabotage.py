"""The tool itself, on a project of one rule: what is caught, what survives, and what proves nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from attrs import field, frozen

ROOT: Final = Path(__file__).parents[3]
RULE: Final = '''
"""Tokens."""

def expired(at: int, expires: int) -> bool:
    return at >= expires
'''
TESTS: Final = '''
import subprocess
import sys

import pytest

from plutopixie import rule

SAYS = "from plutopixie import rule; print(rule.expired(2, 2))"

@pytest.fixture
def moment():
    assert isinstance(rule.expired(0, 0), bool)
    return 2

@pytest.mark.parametrize("expires", [1, 2])
def test_expiry(moment, expires):
    """A token expires."""
    assert rule.expired(moment, expires)

def test_elsewhere():
    """A token expires in another process, too."""
    answer = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "True"

def test_life():
    """A token lives."""
    assert not rule.expired(1, 2)

@pytest.mark.skip(reason="never")
def test_nothing():
    """It proves nothing."""
'''


@frozen
class Project:
    """A project with one rule, its tests, and a list of breakages."""

    root: Path
    listed: list[str] = field(factory=list)

    def breaks(self, new: str, tests: str = "", *, old: str = "at >= expires", broken: str = "It is broken.") -> None:
        """Put a breakage on the list."""
        self.listed.append(
            f"[[breakage]]\nclaim = 'P6.3'\nbroken = '{broken}'\ntests = ['tests/test_rule.py{tests}']\n"
            f"[[breakage.changes]]\nfile = 'rule.py'\nold = '''{old}'''\nnew = '''{new}'''\n"
        )

    def sabotage(self, *arguments: str) -> tuple[int, str]:
        """What the tool says about it: its exit code and everything it printed."""
        folder = self.root / "list"
        folder.mkdir()
        (folder / "one.toml").write_text("\n".join(self.listed), "utf-8")
        argv = [sys.executable, "-m", "sabotage", "--root", str(self.root), "--list", str(folder), *arguments]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def content(self) -> Mapping[Path, bytes]:
        """Every file of the project but the list."""
        files = [*(self.root / "src").rglob("*"), *(self.root / "tests").rglob("*")]
        return {file: file.read_bytes() for file in files if file.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project without breakages."""
    package = tmp_path / "src" / "plutopixie"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A package."""\n', "utf-8")
    (package / "rule.py").write_text(RULE, "utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_rule.py").write_text(TESTS, "utf-8")
    return Project(tmp_path)


def test_what_is_noticed_is_caught_and_leaves_no_trace(project: Project) -> None:
    """What a test notices, here or in another process, is printed with that test; the project stays as it was."""
    project.breaks("at > expires", "::test_expiry", broken="A token lives a moment too long.")
    project.breaks("at > expires", "::test_elsewhere", broken="So it does elsewhere.")
    before = project.content()

    code, said = project.sabotage()

    assert code == 0, said
    assert "Control: 3 tests pass on an unbroken copy" in said
    assert f"caught    P6.3   A token lives a moment too long.\n{'':<17}tests/test_rule.py::test_expiry[2]\n" in said
    assert f"caught    P6.3   So it does elsewhere.\n{'':<17}tests/test_rule.py::test_elsewhere\n" in said
    assert "2 of 2 breakages tried" in said
    assert project.content() == before


def test_a_survivor_fails_everything(project: Project) -> None:
    """One breakage that nobody notices makes the tool fail, and the others are still tried."""
    project.breaks("at > expires", "::test_life", broken="Nobody looks.")
    project.breaks("at > expires", "::test_expiry", broken="Somebody looks.")

    code, said = project.sabotage()

    assert code == 1
    assert "SURVIVED  P6.3   Nobody looks.\n" in said
    assert "caught    P6.3   Somebody looks.\n" in said
    assert "1 caught, 1 survived, 0 badly written" in said


#: Changes after which there is no program that does the wrong thing, but none at all; and what is said about each.
NO_PROGRAMS: Final = {
    "Stale.": ("at > expires", "False", "stands there 0 times instead of once"),
    "No syntax.": ("return", "return return", "line 5 is no Python any more"),
    "No import.": ("def expired", "import absent_module\ndef expired", "pytest could not run its tests"),
    "No late import.": ("return at", "import absent_module\n    return at", "ModuleNotFoundError in the setup of"),
    "No name.": ("at >= expires", "at >= (expires and expiry)", "NameError in tests/test_rule.py::test_expiry[1]"),
    "No fixture.": ("at >= expires", "None", "AssertionError in the setup of tests/test_rule.py::test_expiry[1]"),
}


def test_what_is_no_program_is_not_caught(project: Project) -> None:
    """What is stale, can't be imported or breaks the ground that tests stand on proves nothing, and fails."""
    for broken, (old, new, _) in NO_PROGRAMS.items():
        project.breaks(new, old=old, broken=broken)

    code, said = project.sabotage()

    assert code == 1
    for broken, (_, _, complaint) in NO_PROGRAMS.items():
        _, _, told = said.partition(f"UNFIT     P6.3   {broken}\n")
        assert complaint in told.partition("UNFIT")[0], broken
    assert "0 caught, 0 survived, 6 badly written" in said


@pytest.mark.parametrize(
    ("tests", "complaint"),
    [
        ("::test_nothing", "Nothing passes on an unbroken copy in tests/test_rule.py::test_nothing."),
        ("::test_absent", "The tests fail without any breakage."),
    ],
)
def test_nothing_is_tried_before_the_tests_pass(project: Project, tests: str, complaint: str) -> None:
    """A selection that is skipped or not there at all is refused before anything is broken."""
    project.breaks("at > expires", tests)

    code, said = project.sabotage()

    assert code == 1
    assert complaint in said
    assert "0 of 1 breakages" in said


def test_a_selection_is_tried_alone(project: Project) -> None:
    """`-k` takes what has the words in claim, sentence or file."""
    project.breaks("at > expires", broken="A moment too long.")
    project.breaks("False", broken="For ever.")

    code, said = project.sabotage("-k", "for EVER")

    assert code == 0, said
    assert "1 of 1 breakages" in said
    assert "A moment too long." not in said


def test_words_that_are_nowhere_are_an_error(project: Project) -> None:
    """Selecting nothing is no success."""
    project.breaks("at > expires")

    assert project.sabotage("-k", "umbrella") == (2, "No breakage is about that.\n")


def test_a_project_that_changes_meanwhile_is_told(project: Project) -> None:
    """When the project itself is touched while the tool works, by whomever, it says so and fails."""
    rule = project.root / "src" / "plutopixie" / "rule.py"
    project.breaks(f"open({str(rule)!r}, 'a').write('#') and at > expires")

    code, said = project.sabotage()

    assert code == 1
    assert "1 caught" in said
    assert "The project itself changed meanwhile" in said
