"""What the layers may import, as an allow-list: `.importlinter` forbids what is known, this forbids what is not."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

STANDARD = sys.stdlib_module_names | {"attr", "attrs", "plutopixie"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Who imports whom, external packages included."""
    return grimp.build_graph("plutopixie", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize(
    ("package", "also"),
    [
        ("plutopixie.domain", set()),
        ("plutopixie.ports.outbound", set()),
        ("plutopixie.ports.inbound", set()),
        ("plutopixie.ports.contracts", {"hypothesis", "pytest"}),
    ],
)
def test_core_needs_the_standard_library_and_attrs(graph: grimp.ImportGraph, package: str, also: set[str]) -> None:
    """The domain and the ports import nothing but the standard library and attrs; contracts also the test tools."""
    modules = {package, *graph.find_descendants(package)}
    imported = {name.split(".")[0] for module in modules for name in graph.find_modules_directly_imported_by(module)}
    assert imported - STANDARD - also == set()


def test_domain_loads_no_technology() -> None:
    """Importing the whole domain in a fresh interpreter loads no database, web or queue library."""
    program = (
        "import pkgutil, importlib, sys, plutopixie.domain as domain\n"
        "for module in pkgutil.walk_packages(domain.__path__, 'plutopixie.domain.'):\n"
        "    importlib.import_module(module.name)\n"
        "print(*sorted(set(sys.modules) & {'psycopg', 'falcon', 'dramatiq', 'cattrs', 'PIL', 'pytest'}))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def test_the_package_itself_imports_nothing() -> None:
    """`import plutopixie` loads no other module than itself."""
    program = "import sys\nbefore = set(sys.modules)\nimport plutopixie\nprint(*sorted(set(sys.modules) - before))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["plutopixie"]


def test_the_base_install_needs_attrs_alone() -> None:
    """`pip install .` brings attrs; whatever else PlutoPixie can use is an extra."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [re.split(r"[^A-Za-z0-9_.-]", one)[0] for one in project["dependencies"]] == ["attrs"]
    assert {"server", "ocr", "embedded", "contracts", "all"} <= set(project["optional-dependencies"])
