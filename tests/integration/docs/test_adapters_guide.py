"""The guide to adapters does what it says: its code runs, and its example passes the contract."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

GUIDE: Final = Path(__file__).parents[3] / "docs" / "adapters.md"
BLOCK: Final = re.compile(r"```python\n# (\w+\.py)\n(.*?)```", re.DOTALL)
FILES: Final = dict(BLOCK.findall(GUIDE.read_text(encoding="utf-8")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the guide shows."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def run_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run pytest in the folder, as a reader would."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200, check=False)


def test_every_block_is_run() -> None:
    """The guide shows an adapter, its proof, the comparison of two adapters, and the proof of non-interference."""
    assert list(FILES) == [
        "sqlite_files.py",
        "test_sqlite_files.py",
        "test_agreement.py",
        "test_nobody_is_noticed.py",
    ]
    assert GUIDE.read_text(encoding="utf-8").count("```python") == len(FILES)


def test_the_example_passes(folder: Path) -> None:
    """The tests in the guide pass."""
    run = run_tests(folder)

    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout


def test_a_broken_example_fails(folder: Path) -> None:
    """As the guide says: an adapter that forgets the organization in its queries fails the contract."""
    adapter = folder / "sqlite_files.py"
    sound = adapter.read_text(encoding="utf-8")
    where, values = "WHERE organization = ? AND digest = ?", "(str(organization), digest)"
    assert where in sound
    adapter.write_text(sound.replace(where, "WHERE digest = ?").replace(values, "(digest,)"), encoding="utf-8")

    run = run_tests(folder)

    assert run.returncode == 1
    assert "test_organizations_are_apart" in run.stdout
