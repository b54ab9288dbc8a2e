"""A plugin of pytest, used inside the copies: makes sure that the copy is what is tested, and notes what each test did.

It is copied beside the sources and imports nothing of ours.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import pytest

#: Where the notes go, as JSON.
PLACE: Final = "PLUTOPIXIE_SABOTAGE_NOTES"
_FOUND: Final = "import importlib.util as u; print(getattr(u.find_spec('plutopixie'), 'origin', None))"
#: Python that names what is not there, or calls it in a way that can't be.
_NO_PYTHON: Final = (SyntaxError, ImportError, NameError, AttributeError, TypeError)
#: SQL that is no SQL, or that names what is not there.
_NO_SQL: Final = frozenset({"42601", "42703", "42P01", "42P10", "42883"})
_NOTES: Final = pytest.StashKey[dict[str, list[Any]]]()


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to test anything but the copy, in this process and in those that tests start."""
    wanted = config.rootpath / "src" / "plutopixie" / "__init__.py"
    spec = importlib.util.find_spec("plutopixie")
    child = subprocess.run([sys.executable, "-c", _FOUND], capture_output=True, text=True, check=True).stdout.strip()
    for found in (str(spec and spec.origin), child):
        if Path(found) != wanted:
            raise pytest.UsageError(f"tested would be {found}, not the copy in {wanted}")
    config.stash[_NOTES] = {"passed": [], "failed": []}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what passed, and what failed in which phase by which kind of error."""
    report = yield
    notes = item.config.stash[_NOTES]
    if report.failed and call.excinfo is not None:
        error = call.excinfo.value
        notes["failed"].append(
            {
                "test": item.nodeid,
                "phase": call.when,
                "error": type(error).__name__,
                "sound": not _is_no_program(error),
            }
        )
    elif report.passed and call.when == "call":
        notes["passed"].append(item.nodeid)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the notes over."""
    Path(os.environ[PLACE]).write_text(json.dumps(session.config.stash[_NOTES]), "utf-8")


def _is_no_program(error: BaseException) -> bool:
    """Whether it tells of a program that could not be, rather than of one that does the wrong thing."""
    return isinstance(error, _NO_PYTHON) or getattr(error, "sqlstate", None) in _NO_SQL
