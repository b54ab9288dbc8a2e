"""The row security of an installed database, judged by pgrls through `scripts/judge_schema`."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from proofs.installation import Installation
from proofs.verdicts import Verdict

_ROOT: Final = Path(__file__).parents[1]
_PROGRAM: Final = _ROOT / "scripts" / "judge_schema"


def verdict(installation: Installation) -> Verdict:
    """Lint it and prove it."""
    if not _PROGRAM.exists():
        return Verdict("pgrls", "not asked", (f"{_PROGRAM.relative_to(_ROOT)} is missing",))
    run = subprocess.run(
        [str(_PROGRAM), installation.database_url], cwd=_ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    print(run.stdout)
    claims = sum(line.startswith("== ") for line in run.stdout.splitlines())
    findings = () if run.returncode == 0 else ("see above",)
    return Verdict("pgrls", f"{claims} claims about row security, --strict", findings)
