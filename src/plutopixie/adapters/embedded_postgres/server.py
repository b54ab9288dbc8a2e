"""The embedded server: prepare, start, wait until it answers, stop."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from signal import Signals
from types import TracebackType
from typing import Self

from attrs import define, field

from plutopixie.adapters.embedded_postgres import cluster, leftovers
from plutopixie.adapters.embedded_postgres.account import Account
from plutopixie.adapters.embedded_postgres.connection import ConnectionParameters
from plutopixie.adapters.embedded_postgres.errors import FolderError, FolderInUseError, StartError
from plutopixie.adapters.embedded_postgres.folders import PORT, Folders
from plutopixie.adapters.embedded_postgres.installation import Installation

# Given at every start, so that no edited file can take them away.
_ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # No values in logs: not as parameters, not as details, not as statements. The messages of failed statements quote
    # values too ("invalid input syntax … "), so they are not logged at all: the application logs their SQLSTATE.
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
    "log_statement": "none",
    # One file per day of the week, each overwritten when its day comes again.
    "logging_collector": "on",
    "log_destination": "stderr",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}
_POLL = 0.02


def _resolved(folder: Path) -> Path:
    return folder.resolve()


@define
class EmbeddedPostgres:
    """A PostgreSQL server on one data folder, alive no longer than the thread that started it.

    The kernel ends the server when the starting *thread* ends, however that happens: start it from the main thread.

    Attributes:
        data: the folder that everything is kept in.
        say: told what is done that a person may want to know.
        durable: False skips waiting for the disk, for tests whose data nobody will miss.
        installation: where PostgreSQL's programs are; the installed wheel unless given.
    """

    data: Path = field(converter=_resolved)
    say: Callable[[str], None] = lambda _message: None
    durable: bool = True
    installation: Installation = field(factory=Installation.from_wheel)
    _lock: int | None = field(default=None, init=False)
    _account: Account = field(factory=Account.current, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def _folders(self) -> Folders:
        return Folders(self.data)

    def prepare(self) -> None:
        """Take the data folder for ourselves, and create what it lacks. Calling it again is harmless.

        Raises:
            FolderInUseError: if another PlutoPixie runs on it.
            FolderVersionError: if another major version of PostgreSQL wrote it.
            FolderError: if it can't be used for another reason.
            AccountError: if we are root and there is no account to run the server under.
            StartError: if the database can't be created.
        """
        folders = self._folders
        folders.make()
        self._take_lock()
        try:
            self._prepare(folders)
        except BaseException:
            self._release_lock()
            raise

    def _prepare(self, folders: Folders) -> None:
        self._account = Account.for_cluster(folders.database, self.say)
        folders.hand_over(self._account)
        found = cluster.exists(folders)
        self.installation = self.installation.reachable_by(self._account, self.data)
        if not found:
            cluster.make(folders, self.installation, self._account, durable=self.durable, say=self.say)
        folders.superuser_password()  # its absence is better noticed now than by the first connection

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server as a child process in a session of its own, and return at once.

        Raises:
            EmbeddedPostgresError: and the errors of `prepare`.
        """
        if self.is_running():
            raise StartError("it runs already.", self._folders.data / "log")
        self.prepare()
        try:
            self._clear_leftovers()
        except BaseException:
            self._release_lock()
            raise
        argv = self._account.command([str(self.installation.program("postgres")), *self._options()], Signals.SIGINT)
        with self._folders.first_words.open("wb") as words:
            self._process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                env=cluster.environment(),
                cwd="/",
                umask=0o077,
                start_new_session=True,  # Ctrl-C is for the foreground group; we pass it on in order
            )
        return self._process

    def _options(self) -> list[str]:
        settings = _ALWAYS | {
            "unix_socket_directories": str(self._folders.socket),
            "port": str(PORT),
            "log_directory": str(self._folders.log),
            "cluster_name": self._folders.token,  # stands in every process's title: see `leftovers`
            "fsync": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
        }
        return ["-D", str(self._folders.database), *(f"--{name}={value}" for name, value in settings.items())]

    def _clear_leftovers(self) -> None:
        token, user = self._folders.token, self._account.user
        if leftovers.processes(token, user):
            self.say("Stopping a database server that an earlier PlutoPixie left behind.")
            if not leftovers.clear(token, user):
                raise StartError("an earlier server on this folder does not stop.", self._folders.data / "log")
        leftovers.forget_dead_postmaster(self._folders.database / "postmaster.pid")

    def is_running(self) -> bool:
        """Whether the server's process is alive."""
        return self._process is not None and self._process.poll() is None

    def is_ready(self) -> bool:
        """Whether the server accepts connections, by its own word."""
        if self._process is None or self._process.poll() is not None:
            return False
        try:
            lines = (self._folders.database / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # The first line is the process id, the last its state.
        return lines[:1] == [str(self._process.pid)] and lines[-1].strip() == "ready"

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Wait until the server accepts connections; recovery after a crash may take a while.

        Raises:
            StartError: if it ends or the time runs out; it is stopped then.
        """
        until = time.monotonic() + timeout
        while not self.is_ready():
            if not self.is_running():
                problem = self._last_words()
                self.stop()
                raise StartError(problem, self._folders.data / "log")
            if time.monotonic() > until:
                self.stop()
                raise StartError(f"it was not ready after {timeout:g} seconds.", self._folders.data / "log")
            time.sleep(_POLL)

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            _, fatal, reason = self._folders.first_words.read_text(errors="replace").rpartition("FATAL:")
            if fatal:
                return f"{reason.strip().splitlines()[0]}."
        return "it ended before it was ready."

    def stop(self, deadline: float = 20.0) -> None:
        """Stop the server and let go of the data folder: fast at first, the hard way when the deadline is over."""
        process = self._process
        if process is not None:
            last = min(deadline, 5.0)
            for signal, patience in ((Signals.SIGINT, deadline), (Signals.SIGQUIT, last), (Signals.SIGKILL, last)):
                if _ended(process, signal, patience):
                    break
            self._process = None
        self._release_lock()

    def connection(
        self, role: str = cluster.SUPERUSER, database: str = "postgres", password: str | None = None
    ) -> ConnectionParameters:
        """How a role reaches a database; the superuser's password is filled in.

        Raises:
            FolderError: if the superuser's password can't be read.
        """
        if password is None:
            password = self._folders.superuser_password() if role == cluster.SUPERUSER else ""
        return ConnectionParameters(
            host=str(self._folders.socket), port=PORT, user=role, password=password, dbname=database
        )

    def url(self, role: str = cluster.SUPERUSER, database: str = "postgres", password: str | None = None) -> str:
        """The same as `connection`, as a libpq URL."""
        return self.connection(role, database, password).url

    def __enter__(self) -> Self:
        self.start()
        self.wait_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        try:
            handle = os.open(self._folders.lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise FolderError(self._folders.lock, f"it can't be opened ({error.strerror}).") from error
        try:
            # The kernel frees the lock when we end, however we end: a file that merely exists says nothing.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            os.close(handle)
            raise FolderInUseError(self.data, holder) from None
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
        self._lock = handle

    def _release_lock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _ended(process: subprocess.Popen[bytes], signal: Signals, patience: float) -> bool:
    process.send_signal(signal)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        return False
    return True
