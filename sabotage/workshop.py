"""Where breakages are tried: copies of the project in a temporary folder. The project itself is only ever read."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import frozen

from sabotage import noting
from sabotage.breakage import Breakage

#: What the tests need of the project.
_TAKEN: Final = ("src", "tests", "docs", "pyproject.toml")
_LEFT: Final = shutil.ignore_patterns("__pycache__", "*.egg-info")
#: The folder in a copy that holds the plugin, and the plugin's name there.
PLUGINS: Final = ".sabotage"
PLUGIN: Final = "sabotage_noting"


@frozen
class Workshop:
    """A temporary folder with one unbroken copy, from which all others are made."""

    folder: Path

    @property
    def unbroken(self) -> Path:
        """The copy that nothing was done to."""
        return self.folder / "unbroken"

    @contextmanager
    def broken(self, breakage: Breakage) -> Iterator[Path]:
        """A copy with the breakage in it, gone afterwards; raises UnfitError where it does not fit."""
        changed = breakage.changed(self.unbroken)
        with self.copy() as copy:
            for path, text in changed.items():
                (copy / path).write_text(text, "utf-8")
            yield copy

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """A copy to run tests in, gone afterwards."""
        with TemporaryDirectory(prefix="copy-", dir=self.folder) as name:
            shutil.copytree(self.unbroken, name, dirs_exist_ok=True)
            yield Path(name)


@contextmanager
def opened(root: Path) -> Iterator[Workshop]:
    """A workshop over the project as it stands now."""
    with TemporaryDirectory(prefix="pp-sabotage-") as name:
        workshop = Workshop(Path(name).resolve())
        plugins = workshop.unbroken / PLUGINS
        plugins.mkdir(parents=True)
        shutil.copy(noting.__file__, plugins / f"{PLUGIN}.py")
        for one in filter(Path.exists, (root / taken for taken in _TAKEN)):
            if one.is_dir():
                shutil.copytree(one, workshop.unbroken / one.name, ignore=_LEFT)
            else:
                shutil.copy(one, workshop.unbroken)
        yield workshop


def fingerprint(root: Path) -> str:
    """A digest of everything that is taken, to tell whether it was touched."""
    digest = hashlib.sha256()
    for path in sorted(path for taken in _TAKEN for path in [root / taken, *(root / taken).rglob("*")]):
        if path.is_file() and "__pycache__" not in path.parts:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(root)} {len(content)} ".encode() + content)
    return digest.hexdigest()
