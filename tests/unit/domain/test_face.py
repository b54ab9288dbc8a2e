"""The face of the library: what `from plutopixie.domain import …` gives."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from plutopixie import domain

STATEMENTS = ast.walk(ast.parse(Path(domain.__file__).read_text(encoding="utf-8")))
IMPORTED = {
    alias.name: node.module
    for node in STATEMENTS
    if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("plutopixie.domain")
    for alias in node.names
}


def test_the_lists_agree() -> None:
    """What type checkers see, what `__all__` says and what is found at run time are the same names."""
    assert set(domain.__all__) == set(IMPORTED) == set(domain._HOME)
    assert len(set(domain.__all__)) == len(domain.__all__)
    assert set(domain.__all__) <= set(dir(domain))


@pytest.mark.parametrize("name", domain.__all__)
def test_a_name_is_the_thing_of_its_module(name: str) -> None:
    """Each name gives the very thing that its module holds."""
    assert getattr(domain, name) is getattr(importlib.import_module(IMPORTED[name]), name)


def test_no_name_hides_a_module() -> None:
    """A name of the face is never that of a module beside it, so both can be imported from the package."""
    modules = {path.stem for path in Path(domain.__file__).parent.iterdir()}

    assert not modules & set(domain.__all__)


def test_what_is_not_there_is_said() -> None:
    """An unknown name raises AttributeError, as everywhere."""
    with pytest.raises(AttributeError, match="no attribute 'Moneyy'"):
        domain.Moneyy  # type: ignore[attr-defined] # noqa: B018 - asking is the test


def test_a_name_loads_what_it_needs_alone() -> None:
    """Asking for money loads neither the rules of reading nor of passwords."""
    program = "import sys\nfrom plutopixie.domain import Money\nprint(*(n for n in sys.modules if 'plutopixie' in n))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert set(done.stdout.split()) == {
        "plutopixie",
        "plutopixie.domain",
        "plutopixie.domain.currencies",
        "plutopixie.domain.errors",
        "plutopixie.domain.money",
    }
