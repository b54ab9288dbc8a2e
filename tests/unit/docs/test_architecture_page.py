"""The architecture's page says what the code does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_life_cycles_are_drawn_from_the_tables() -> None:
    """The drawings in docs/architecture.md are those of the tables in the domain."""
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "draw_life_cycles.py"), "--check"], check=False)

    assert done.returncode == 0, "run scripts/draw_life_cycles.py"
