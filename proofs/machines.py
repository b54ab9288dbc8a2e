"""The property machines, told ten times as many stories as in the ordinary test run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from proofs.verdicts import Verdict

#: How many times the ordinary number of stories; the tests read it.
VARIABLE: Final = "PLUTOPIXIE_TEST_PROVE"
_TIMES: Final = "10"
_WHICH: Final = "noninterference or agrees_with_memory"
_SECONDS_EACH: Final = 7_200
_ROOT: Final = Path(__file__).parents[1]
_PASSED: Final = re.compile(r"^(\d+) passed", re.MULTILINE)


def verdict() -> Verdict:
    """Run them, showing what they say."""
    command = [sys.executable, "-m", "pytest", "tests", "-k", _WHICH, f"--timeout={_SECONDS_EACH}", "-q", "-n", "2"]
    run = subprocess.run(
        command, cwd=_ROOT, env={**os.environ, VARIABLE: _TIMES}, stdout=subprocess.PIPE, text=True, check=False
    )
    print(run.stdout)
    passed = _PASSED.search(run.stdout)
    findings = () if run.returncode == 0 else ("a machine found something: see above",)
    figures = f"{passed[1] if passed else 0} proofs, {_TIMES} times as long as usual"
    return Verdict("property machines", figures, findings)
