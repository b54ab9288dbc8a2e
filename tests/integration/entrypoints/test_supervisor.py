"""The supervisor over real processes: order, restarts, deadlines, and what a kill leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from plutopixie.entrypoints.supervisor import answers

# A service: notes in a log what happens to it, by name and process id, and stops when asked. Words after the name
# change its ways.
_SERVICE = """
import os, signal, subprocess, sys, time
log, name, *ways = sys.argv[1:]
def note(what):
    with open(log, "a") as file:
        file.write(f"{name} {what} {os.getpid()}\\n")
def stop(*_):
    note("asked")
    if "deaf" not in ways:
        note("stopped")
        sys.exit(0)
signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, lambda *_: note("interrupted"))
if "parent" in ways:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open(log, "a") as file:
        file.write(f"{name} child {child.pid}\\n")
note("started")
if "mortal" in ways:
    sys.exit(3)
if "short" in ways:
    time.sleep(0.3)
    sys.exit(3)
while True:
    signal.pause()
"""

# A supervisor over services given as "name:way:way"; each is ready when it noted its start, unless it is "lazy".
_HOUSE = """
import sys
from pathlib import Path
from plutopixie.domain.errors import PlutoPixieError
from plutopixie.entrypoints.supervisor import RestartPolicy, Service, Supervisor, command
log, script, *plans = sys.argv[1:]
def service(plan):
    name, *ways = plan.split(":")
    argv = ["absent-program"] if "absent" in ways else [sys.executable, "-I", "-S", "-c", script, log, name, *ways]
    def is_ready():
        return "lazy" not in ways and f"{name} started" in Path(log).read_text()
    return Service(name, command(argv), is_ready, ready_within=2, stop_within=60 if "patient" in ways else 1)
policy = RestartPolicy(first_delay=0.05, most_quick_deaths=2)
try:
    sys.exit(Supervisor([service(plan) for plan in plans], lambda line: print(line, flush=True), policy).run())
except PlutoPixieError as error:
    print(f"{error.code}: {error}", flush=True)
    sys.exit(9)
"""


class House:
    """A supervisor in a process group of its own, as a shell would start it, and what it and its services said."""

    def __init__(self, folder: Path, *plans: str) -> None:
        """Start it over the services planned."""
        self.log = folder / "log"
        self.log.touch()
        self.output = folder / "output"
        argv = [sys.executable, "-c", _HOUSE, str(self.log), _SERVICE, *plans]
        with self.output.open("w") as output:  # no pipe: a service that is left behind would hold it open
            self.process = subprocess.Popen(argv, stdout=output, process_group=0)

    def notes(self) -> list[str]:
        """What the services noted so far, without their numbers."""
        return [line.rsplit(" ", 1)[0] for line in self.log.read_text().splitlines()]

    def numbers(self, note: str) -> list[int]:
        """The process ids of those who noted this."""
        return [int(line.rsplit(" ", 1)[1]) for line in self.log.read_text().splitlines() if line.startswith(note)]

    def wait_for(self, *notes: str) -> None:
        """Wait until all of this was noted."""
        assert until(lambda: not set(notes) - set(self.notes())), self.notes()

    def end(self) -> tuple[int, str]:
        """Its exit status and what it said, once it has ended by itself."""
        return self.process.wait(20), self.output.read_text()

    def wait_until_complete(self) -> None:
        """Wait until the supervisor says that every service is ready."""
        assert until(lambda: "Everything runs." in self.output.read_text()), self.notes()


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


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Starts supervisors, and makes sure that none survives the test."""
    houses: list[House] = []

    def build(*plans: str) -> House:
        houses.append(House(tmp_path, *plans))
        return houses[-1]

    yield build
    for each in houses:
        each.process.kill()
        each.process.wait()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stops_in_the_opposite_order(house: Callable[..., House], asked: signal.Signals) -> None:
    """Services start one after the other and stop the other way round, and the exit status is 0."""
    running = house("first", "second", "third")
    running.wait_until_complete()
    running.process.send_signal(asked)
    status, said = running.end()
    assert status == 0, said
    assert [note for note in running.notes() if "asked" not in note] == [
        "first started",
        "second started",
        "third started",
        "third stopped",
        "second stopped",
        "first stopped",
    ]


def test_keeps_ctrl_c_from_the_services(house: Callable[..., House]) -> None:
    """Ctrl-C goes to the whole foreground group; the services don't get it, so the order is kept."""
    running = house("first", "second")
    running.wait_until_complete()
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.end()[0] == 0
    assert running.notes()[-4:] == ["second asked", "second stopped", "first asked", "first stopped"]
    assert not running.numbers("first interrupted")


def test_stops_the_services_when_it_is_killed(house: Callable[..., House]) -> None:
    """When the supervisor is killed, every service is asked to stop, and does."""
    running = house("first", "second")
    running.wait_until_complete()
    running.process.kill()
    running.wait_for("first stopped", "second stopped")


def test_starts_again_what_was_killed(house: Callable[..., House]) -> None:
    """A service that ends unexpectedly is started again; the others don't notice."""
    running = house("first", "second")
    running.wait_until_complete()
    os.kill(running.numbers("first started")[0], signal.SIGKILL)
    assert until(lambda: len(running.numbers("first started")) == 2)
    running.process.terminate()
    status, said = running.end()
    assert status == 0
    assert "The first was ended by SIGKILL. Starting it again in 0.05 seconds." in said
    assert len(running.numbers("second started")) == 1


def test_gives_up_on_what_keeps_ending(house: Callable[..., House]) -> None:
    """A service that keeps ending soon is given up with its name and how it ended, and the others are stopped."""
    running = house("first", "second:short")
    status, said = running.end()
    assert status == 9
    assert "service-failed: The second ended with status 3, 3 times in a row." in said
    assert len(running.numbers("second started")) == 3
    assert running.notes()[-1] == "first stopped"


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        ("second:mortal:lazy", "The second ended with status 3 before it was ready."),
        ("second:absent:lazy", "The second ended with status 1 before it was ready."),
        ("second:lazy", "The second was not ready after 2 seconds."),
    ],
)
def test_refuses_what_never_gets_ready(house: Callable[..., House], plan: str, problem: str) -> None:
    """A service that does not become ready stops everything at once; what comes after it is never started."""
    running = house("first", plan, "third")
    status, said = running.end()
    assert (status, problem in said) == (9, True), said
    assert running.notes()[-1] == "first stopped"
    assert not running.numbers("third")


def test_stops_while_starting(house: Callable[..., House]) -> None:
    """A stop that is asked for while a service gets ready is obeyed at once."""
    running = house("first", "second:lazy", "third")
    running.wait_for("second started")
    running.process.terminate()
    assert running.end()[0] == 0
    assert running.notes()[-1] == "first stopped"
    assert not running.numbers("third")


def test_kills_what_misses_its_deadline(house: Callable[..., House]) -> None:
    """A service that does not stop in time is killed, the others still stop in order, and the exit status says so."""
    running = house("first", "second:deaf")
    running.wait_until_complete()
    running.process.terminate()
    status, said = running.end()
    assert status == 1
    assert "The second did not stop in time and is killed." in said
    assert ended(running.numbers("second started")[0])
    assert running.notes()[-1] == "first stopped"


def test_hurries_when_asked_again(house: Callable[..., House]) -> None:
    """Asking a second time ends the waiting; two requests at the same moment count as one."""
    running = house("first:deaf:patient")
    running.wait_until_complete()
    running.process.terminate()
    running.process.terminate()
    running.wait_for("first asked")
    time.sleep(1.2)
    assert running.process.poll() is None
    running.process.send_signal(signal.SIGINT)
    assert running.end()[0] == 1


@pytest.mark.parametrize("by_itself", [True, False])
def test_leaves_no_grandchildren(house: Callable[..., House], *, by_itself: bool) -> None:
    """What a service started itself does not outlive it, whether it died or was stopped."""
    running = house("first:parent")
    running.wait_until_complete()
    if by_itself:
        os.kill(running.numbers("first started")[0], signal.SIGKILL)
    else:
        running.process.terminate()
    assert until(lambda: ended(running.numbers("first child")[0]))


def test_leaves_no_grandchildren_of_a_failed_start(house: Callable[..., House]) -> None:
    """What a service started before it failed to get ready does not outlive it either."""
    running = house("first:parent:mortal:lazy")
    assert running.end()[0] == 9
    assert until(lambda: ended(running.numbers("first child")[0]))


# The embedded server as the first service, and one that depends on it.
_DATABASE = """
import sys
from pathlib import Path
from signal import SIGINT
from plutopixie.adapters.embedded_postgres import EmbeddedPostgres
from plutopixie.entrypoints.supervisor import Service, Supervisor, command
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
services = [
    Service("database", server.start, server.is_ready, stop_signal=SIGINT),
    Service("web server", command(["sleep", "600"])),
]
try:
    status = Supervisor(services, lambda line: print(line, flush=True)).run()
finally:
    server.stop()
sys.exit(status)
"""


def test_runs_the_embedded_database(data_folder: Path) -> None:
    """The database starts first, is started again when it is killed, and stops last and in order."""
    output = data_folder / "output"
    pid_file = data_folder / "database" / "postmaster.pid"

    def database() -> str:
        return pid_file.read_text().split("\n", 1)[0] if pid_file.exists() else ""

    with output.open("w") as file:
        process = subprocess.Popen([sys.executable, "-c", _DATABASE, str(data_folder)], stdout=file)
    assert until(lambda: "Everything runs." in output.read_text(), 30)
    first = database()
    os.kill(int(first), signal.SIGKILL)
    assert until(lambda: database() not in {"", first}, 30)
    assert until(lambda: pid_file.read_text().rstrip().endswith("ready"), 30)
    process.terminate()
    assert process.wait(30) == 0
    assert output.read_text().splitlines()[-2:] == ["Stopping the web server.", "Stopping the database."]
    assert "database system is shut down" in next((data_folder / "log" / "database").iterdir()).read_text()


def test_passes_output_through(tmp_path: Path) -> None:
    """What a service prints goes where the supervisor's own output goes."""
    program = (
        "from plutopixie.entrypoints.supervisor import Service, command\n"
        "Service('greeter', command(['echo', 'good morning'])).start().wait()\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert result.stdout == "good morning\n"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 503)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def test_asks_an_address_whether_it_is_ready() -> None:
    """An address is ready when it answers with success, and not while it refuses or is absent."""
    with HTTPServer(("127.0.0.1", 0), _Page) as server:
        base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        assert answers(f"{base}/readyz")()
        assert not answers(f"{base}/starting")()
        server.shutdown()
        thread.join()
    assert not answers(f"{base}/readyz")()
