"""The list of breakages: each fits the source as it stands, names a claim, and the tests it names are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from sabotage.breakage import Breakage, Change, UnfitError, load

ROOT: Final = Path(__file__).parents[3]
LISTED: Final = load(ROOT / "sabotage" / "breakages")
ENTRY: Final = """
[[breakage]]
claim = "P6.3"
broken = "A token is good for ever."
tests = ["tests/test_rule.py"]
[[breakage.changes]]
file = "rule.py"
old = 'at >= expires'
new = 'False'
"""


@pytest.mark.parametrize("breakage", LISTED, ids=lambda one: one.broken)
def test_every_breakage_fits_the_source(breakage: Breakage) -> None:
    """What a breakage changes stands in the source, once, and what comes of it is still a program."""
    changed = breakage.changed(ROOT)

    assert changed
    for path, text in changed.items():
        assert text != (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize("breakage", LISTED, ids=lambda one: one.broken)
def test_every_breakage_names_tests_that_are_there(breakage: Breakage) -> None:
    """The file of each test is there, and holds the function unless a suite for adapters does."""
    for test in breakage.tests:
        file, *names = test.split("::")
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert not names or names[0] in known, test


def test_every_breakage_betrays_a_claim() -> None:
    """Claims stand in docs/promises.md, and no two breakages say the same."""
    claims = set(re.findall(r"^\| (P\d+\.\d+) ", (ROOT / "docs" / "promises.md").read_text("utf-8"), re.MULTILINE))

    assert {one.claim for one in LISTED} <= claims
    assert len({one.broken for one in LISTED}) == len(LISTED)


def test_an_entry_is_read(tmp_path: Path) -> None:
    """An entry of the list becomes a breakage."""
    (tmp_path / "one.toml").write_text(ENTRY, "utf-8")

    assert load(tmp_path) == (
        Breakage(
            "P6.3",
            "A token is good for ever.",
            ("tests/test_rule.py",),
            (Change("rule.py", "at >= expires", "False"),),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('claim = "P6.3"', 'claim = "tokens"'),
        ('claim = "P6.3"', ""),
        ('claim = "P6.3"', 'claim = "P6.3"\nseverity = 1'),
        ('broken = "A token is good for ever."', 'broken = ""'),
        ('tests = ["tests/test_rule.py"]', "tests = []"),
        ('tests = ["tests/test_rule.py"]', 'tests = "tests/test_rule.py"'),
        ('tests = ["tests/test_rule.py"]', 'tests = ["src/rule.py"]'),
        ("old = 'at >= expires'", "old = ''"),
        ("[[breakage.changes]]", "[[breakage.change]]"),
        ("[[breakage]]", "[[breakages]]"),
        ("'False'", "'False"),
    ],
)
def test_what_is_no_entry_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """A claim that is none, an unknown key, nothing to run or nothing to change is refused with the file's name."""
    assert old in ENTRY
    (tmp_path / "one.toml").write_text(ENTRY.replace(old, new), "utf-8")

    with pytest.raises(UnfitError, match=r"one\.toml"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (Change("rule.py", "at > expires", "False"), "0 times"),
        (Change("rule.py", "at", "False"), "2 times"),
        (Change("rule.py", "at >= expires", "at >= expires"), "is the old one"),
        (Change("rules.py", "at >= expires", "False"), "no such file"),
        (Change("rule.py", "return", "return return"), "line 1 is no Python"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, change: Change, complaint: str) -> None:
    """A stale, an ambiguous, an empty and an impossible change are refused with the reason, and nothing is written."""
    file = tmp_path / "src" / "plutopixie" / "rule.py"
    file.parent.mkdir(parents=True)
    text = "def expired(at, expires): return at >= expires\n"
    file.write_text(text, "utf-8")

    with pytest.raises(UnfitError, match=complaint):
        Breakage("P6.3", "It is broken.", ("tests/test_rule.py",), (change,)).changed(tmp_path)
    assert file.read_text("utf-8") == text


def test_changes_of_one_file_add_up(tmp_path: Path) -> None:
    """Two changes of a file both stand in its new text, the second over the first."""
    file = tmp_path / "src" / "plutopixie" / "rule.sql"
    file.parent.mkdir(parents=True)
    file.write_text("one", "utf-8")
    changes = (Change("rule.sql", "one", "two"), Change("rule.sql", "two", "three"))

    changed = Breakage("P6.3", "It is broken.", ("tests/test_rule.py",), changes).changed(tmp_path)

    assert changed == {Path("src/plutopixie/rule.sql"): "three"}
