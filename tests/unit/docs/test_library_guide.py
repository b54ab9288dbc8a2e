"""The guide to the library: its examples run, and it needs nothing but the library."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

GUIDE: Final = Path(__file__).parents[3] / "docs" / "library.md"
_BLOCK: Final = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _script() -> str:
    """The examples one after the other, each on the line that it has in the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    lines = [""] * (text.count("\n") + 1)
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1))
        for offset, line in enumerate(block[1].splitlines()):
            lines[first + offset] = line
    return "\n".join(lines)


def test_the_examples_run_in_order() -> None:
    """Every example runs after the ones before it, and what it asserts holds."""
    exec(compile(_script(), str(GUIDE), "exec", dont_inherit=True), {"__name__": "guide"})  # noqa: S102 - our own page


def test_every_example_asserts_something() -> None:
    """The page has examples, and all but the imports at its beginning prove what they show."""
    first, *examples = (block[1] for block in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8")))

    assert len(examples) >= 10
    assert "import" in first
    assert all("assert " in example for example in examples)


def test_the_examples_need_nothing_of_the_project(tmp_path: Path) -> None:
    """They run in a fresh interpreter, in an empty folder, with no test tool at hand."""
    script = tmp_path / "guide.py"
    ending = "import sys\nassert not {'pytest', 'hypothesis', 'psycopg', 'falcon', 'dramatiq'} & set(sys.modules)\n"
    script.write_text(_script() + "\n" + ending, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-I", script], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stderr) == (0, "")
