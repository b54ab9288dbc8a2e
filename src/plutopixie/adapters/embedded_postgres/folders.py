"""The folders of an embedded server, who owns them, and how long a socket's path may be.

Below the data folder: `database/` (PostgreSQL's own), `secrets/` (ours alone), `log/`, and a `lock` that says who runs
on it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

from attrs import frozen

from plutopixie.adapters.embedded_postgres.account import Account
from plutopixie.adapters.embedded_postgres.errors import FolderError

PORT = 5432
_LONGEST_SOCKET_PATH = 107  # bytes that fit into a socket address, its closing zero not counted
_SOCKET_FILE = f".s.PGSQL.{PORT}"


def default_data_folder() -> Path:
    """Where the data belongs when nobody said: a system folder for root, the user's own data folder otherwise."""
    if os.geteuid() == 0:
        return Path("/var/lib/plutopixie")
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home and Path(home).is_absolute() else Path.home() / ".local" / "share") / "plutopixie"


@frozen
class Folders:
    """The parts of one data folder."""

    data: Path

    @property
    def database(self) -> Path:
        """PostgreSQL's data directory."""
        return self.data / "database"

    @property
    def log(self) -> Path:
        """Where PostgreSQL writes its log; the folder above also has what it said before the log was open."""
        return self.data / "log" / "database"

    @property
    def first_words(self) -> Path:
        """What PostgreSQL printed before it opened its log."""
        return self.data / "log" / "database-start.log"

    @property
    def lock(self) -> Path:
        """The file whose lock says that somebody runs on this folder."""
        return self.data / "lock"

    @property
    def password(self) -> Path:
        """The superuser's password."""
        return self.data / "secrets" / "database-superuser"

    @property
    def token(self) -> str:
        """A name for this data folder that is short and the same in every process."""
        return f"plutopixie-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]}"

    @property
    def socket(self) -> Path:
        """The folder of the unix socket: below the data folder, or a short one when that path would be too long."""
        near = self.data / "socket"
        if len(os.fsencode(near / _SOCKET_FILE)) <= _LONGEST_SOCKET_PATH:
            return near
        return _short_lived_folder() / self.token

    def make(self) -> None:
        """Create what belongs to us; what exists keeps its permissions.

        Raises:
            FolderError: if a folder can't be created or written.
        """
        try:
            _make(self.data, 0o711 if os.geteuid() == 0 else 0o700)
            _make(self.data / "secrets", 0o700)
            _make(self.data / "log", 0o711)
        except OSError as error:
            raise FolderError(self.data, f"it can't be created or written ({error.strerror}).") from error

    def hand_over(self, account: Account) -> None:
        """Create the folders that belong to the server's account.

        Raises:
            FolderError: if the account can't enter the data folder, or somebody else holds the socket's folder.
        """
        _check_entry(self.data, account)
        _make(self.log, 0o700)
        account.own(self.log)
        if not _make(self.socket, 0o700):
            _check_private(self.socket, account)
        account.own(self.socket)

    def superuser_password(self) -> str:
        """The superuser's password.

        Raises:
            FolderError: if it can't be read.
        """
        try:
            return self.password.read_text("ascii")
        except FileNotFoundError:
            raise FolderError(self.password, "the superuser's password is missing. Restore it from a backup.") from None
        except OSError as error:
            raise FolderError(self.password, f"it can't be read ({error.strerror}).") from error

    def new_superuser_password(self) -> str:
        """Make and keep a password, for a database that is about to be made."""
        password = secrets.token_urlsafe(32)
        # Written beside and renamed: a half-written password would lock everybody out.
        unfinished = self.password.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(password)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.password)
        return password


def _make(folder: Path, mode: int) -> bool:
    if folder.is_dir():
        return False
    folder.mkdir(parents=True, mode=mode)
    folder.chmod(mode)  # whatever the umask took away
    return True


def _check_entry(data: Path, account: Account) -> None:
    closed = account.first_closed([*reversed(data.parents), data])
    if closed is not None:
        raise FolderError(
            closed,
            "the account that PostgreSQL runs under may not enter it. Choose a data folder elsewhere with --data (as "
            f"root, /var/lib/plutopixie is meant for it), or allow it with `chmod o+x {closed}`.",
        )


def _check_private(folder: Path, account: Account) -> None:
    found = folder.lstat()
    ours = found.st_uid in {account.user, os.geteuid()}
    if not (ours and stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077):
        raise FolderError(folder, "somebody else made it or may enter it. Remove it and start again.")


def _short_lived_folder() -> Path:
    runtime = Path("/run") if os.geteuid() == 0 else Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    return runtime if runtime.is_absolute() and os.access(runtime, os.W_OK | os.X_OK) else Path("/tmp")  # noqa: S108 -- checked to be private before use
