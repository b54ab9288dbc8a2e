"""The scorecard over OWASP ASVS 5.0: what is required, which tests show it, and which of them passed in this run.

`docs/scorecard.csv` lists every requirement of the levels 1 and 2 that applies to PlutoPixie, in our words. A
requirement is met if the column `open` is empty, and then a test must show it: a test names what it shows by the mark
`asvs`. The column `note` says how far a requirement reaches where something that it speaks of does not exist.
"""

from __future__ import annotations

import ast
import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

ROOT: Final = Path(__file__).parents[2]
LIST: Final = ROOT / "docs" / "scorecard.csv"
PAGE: Final = ROOT / "docs" / "scorecard.md"
#: The reason that `scripts/write_scorecard.py` strikes out as soon as a test is marked.
NOT_SHOWN: Final = "not shown yet"
#: The key of the marks in what a test reports.
PROPERTY: Final = "asvs"
LEVELS: Final = (1, 2)

_HEADER: Final = ("id", "level", "requirement", "open", "note")
_CHAPTERS: Final = {
    1: "Encoding and cleaning",
    2: "Validation and business logic",
    3: "Browsers",
    4: "The interface",
    5: "Files",
    6: "Signing in",
    7: "Sessions",
    8: "Permission",
    9: "Self-contained tokens",
    10: "Refresh tokens",
    11: "Cryptography",
    12: "Encrypted connections",
    13: "Configuration",
    14: "Data",
    15: "Architecture and components",
    16: "Logs and errors",
}
_INTRODUCTION: Final = """\
# Scorecard

The requirements of OWASP ASVS 5.0, levels 1 and 2, that apply to PlutoPixie, in our words: met, with the tests that
show it, or open, with the reason. `make test` counts those whose tests really passed, and fails when one that is called
met here was shown by none. This page is written by `scripts/write_scorecard.py` from `docs/scorecard.csv` and from the
marks of the tests.
"""


@frozen
class Requirement:
    """A line of the list. `open` is the reason why it is not met; empty if it is."""

    id: str
    level: int
    requirement: str
    open: str
    note: str

    @property
    def met(self) -> bool:
        """Whether the list calls it met."""
        return not self.open

    @property
    def place(self) -> tuple[int, ...]:
        """Its place in the order of the standard."""
        return tuple(map(int, self.id.removeprefix("V").split(".")))


def requirements() -> tuple[Requirement, ...]:
    """Every requirement of the list."""
    with LIST.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Requirement(row["id"], int(row["level"]), row["requirement"], row["open"], row["note"])
            for row in csv.DictReader(lines)
        )


def written(listed: Iterable[Requirement]) -> str:
    """The list as the text of its file."""
    out: list[str] = []

    class _Lines:
        def write(self, line: str) -> None:
            out.append(line)

    writer = csv.writer(_Lines(), lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows((one.id, one.level, one.requirement, one.open, one.note) for one in listed)
    return "".join(out)


def shown_by() -> Mapping[str, tuple[str, ...]]:
    """The tests that are marked with each requirement, also in the suites for adapters, without running anything."""
    found: dict[str, list[str]] = defaultdict(list)
    suites = ROOT / "src" / "plutopixie" / "ports" / "contracts"
    for path in (*sorted((ROOT / "tests").rglob("*.py")), *sorted(suites.rglob("*.py"))):
        where = path.relative_to(ROOT).as_posix().removeprefix("tests/").removeprefix("src/")
        for name, id_ in marks(ast.parse(path.read_text(encoding="utf-8"))):
            if where not in found[id_] and f"{where}::{name}" not in found[id_]:
                found[id_].append(f"{where}::{name}" if name else where)
    return {id_: tuple(names) for id_, names in found.items()}


def marks(node: ast.AST, inside: str = "") -> Iterator[tuple[str, str]]:
    """The marks below a node, each with the name of the test or the class it belongs to."""
    for child in ast.iter_child_nodes(node):
        own = child.name if isinstance(child, ast.ClassDef | ast.FunctionDef) else ""
        name = "::".join(filter(None, (inside, own)))
        if isinstance(child, ast.Call) and ast.unparse(child.func).endswith("mark.asvs"):
            yield from ((inside, str(ast.literal_eval(argument))) for argument in child.args)
        yield from marks(child, name)


def page(listed: Iterable[Requirement], tests: Mapping[str, tuple[str, ...]]) -> str:
    """The page for people."""
    listed = tuple(listed)
    lines = [_INTRODUCTION]
    for level in LEVELS:
        of_level = [one for one in listed if one.level == level]
        lines.append(f"Level {level}: {sum(one.met for one in of_level)} of {len(of_level)} met.  ")
    for chapter, title in _CHAPTERS.items():
        lines += [
            "",
            f"## V{chapter} {title}",
            "",
            "| id | level | requirement | | shown by |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [_row(one, tests.get(one.id, ())) for one in listed if one.place[0] == chapter]
    return "\n".join(lines) + "\n"


def _row(one: Requirement, tests: tuple[str, ...]) -> str:
    words = f"{one.requirement} *({one.note})*" if one.note else one.requirement
    shown = "<br>".join(f"`{name}`" for name in tests)
    state = "met" if one.met else "**open**"
    told = shown if one.met else "<br>".join(filter(None, (one.open, shown)))
    return f"| {one.id} | {one.level} | {words} | {state} | {told} |"


def summary(listed: Iterable[Requirement], passed: frozenset[str]) -> str:
    """The line that a run ends with."""
    listed = tuple(listed)
    counts = (
        f"level {level} {sum(one.met and one.id in passed for one in listed if one.level == level)}"
        f" of {sum(one.level == level for one in listed)}"
        for level in LEVELS
    )
    return f"ASVS 5.0: {', '.join(counts)} shown by tests that passed"


def unshown(listed: Iterable[Requirement], passed: frozenset[str]) -> tuple[str, ...]:
    """What is called met and was shown by no test that passed."""
    return tuple(one.id for one in listed if one.met and one.id not in passed)
