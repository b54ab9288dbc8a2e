"""What holds for every file: a docstring for each public thing and each test, whole numbers for money, known claims."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
SOURCE: Final = ROOT / "src" / "plutopixie"
CORE: Final = sorted([*(SOURCE / "domain").rglob("*.py"), *(SOURCE / "ports").rglob("*.py")])
TESTS: Final = sorted((ROOT / "tests").rglob("*.py"))
SUITES: Final = sorted((SOURCE / "ports" / "contracts").rglob("*.py"))
MONEY: Final = [SOURCE / "domain" / f"{name}.py" for name in ("money", "exchange", "splits", "reports")]
PROMISES: Final = ROOT / "docs" / "promises.md"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _public(body: list[ast.stmt]) -> Iterator[Definition]:
    """What others may use: functions, classes and their methods, without what a leading underscore hides."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def _undocumented(definitions: Iterator[Definition]) -> list[str]:
    return [f"{node.name}, line {node.lineno}" for node in definitions if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", CORE, ids=_name)
def test_public_things_of_the_core_are_documented(path: Path) -> None:
    """Every module, class, function and method of domain and ports that is not private says what it is."""
    tree = _tree(path)

    assert not tree.body or ast.get_docstring(tree)
    assert _undocumented(_public(tree.body)) == []


def _tests(tree: ast.Module) -> Iterator[Definition]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


@pytest.mark.parametrize("path", [*TESTS, *SUITES], ids=_name)
def test_every_test_states_its_fact(path: Path) -> None:
    """Every test, also in the suites for adapters, has a docstring that says what it proves."""
    assert _undocumented(_tests(_tree(path))) == []


@pytest.mark.parametrize("path", MONEY, ids=_name)
def test_no_float_comes_near_money(path: Path) -> None:
    """The modules that reckon have no float, neither written nor made, and no division that would give one."""
    for node in ast.walk(_tree(path)):
        written = isinstance(node, ast.Constant) and isinstance(node.value, float)
        made = isinstance(node, ast.Name) and node.id == "float"
        divides = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        inexact = divides and "Fraction" not in ast.unparse(node)
        assert not any((written, made, inexact)), ast.unparse(node)


def _claimed(path: Path) -> Iterator[str]:
    """The claims that the tests of a file say they prove."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.promise"):
            for argument in node.args:
                yield str(ast.literal_eval(argument))


def _rows() -> list[list[str]]:
    lines = PROMISES.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| P")]


@pytest.mark.parametrize("path", [*TESTS, *SUITES], ids=_name)
def test_tests_prove_claims_that_exist(path: Path) -> None:
    """What a test says it proves is a claim of docs/promises.md."""
    assert set(_claimed(path)) <= {row[0] for row in _rows()}


def test_every_claim_stands_once_with_its_place() -> None:
    """Each row has an ID of its own, a claim, and where it is kept, in the order of the policy."""
    rows = _rows()
    order = [tuple(map(int, row[0].removeprefix("P").split("."))) for row in rows]

    assert len(rows) == 35
    assert order == sorted(set(order))
    assert all(len(row) == 3 and all(row) for row in rows)


def test_the_places_of_claims_exist() -> None:
    """Each path named in the table is there, and a row that names none says that it is not built yet."""
    for id_, _, where in _rows():
        paths = re.findall(r"`([^`]+)`", where)
        assert paths or "not built yet" in where, id_
        assert [path for path in paths if not (SOURCE / path).exists()] == [], id_
