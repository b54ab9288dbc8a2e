"""What a child may take and reach: each limit stops a reader that wants more, and the next document is read."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

import greedy_reader
from plutopixie.adapters.reading_process import Confinement, Limits, ReadingProcess, Sandbox, Wall
from plutopixie.adapters.reading_process.messages import Job
from plutopixie.domain.documents import Document, MediaType, ReaderUnavailableError, Unavailable
from process_tree import until
from reading_children import WALLS, child_of, in_group, left_in, members, prepare, running

_MEGABYTE: Final = 1024 * 1024
LIMITS: Final = Limits(memory_bytes=512 * _MEGABYTE, cpu_seconds=1, file_bytes=8 * _MEGABYTE, files=64, processes=40)
#: What walls are behind, wherever the system has them.
LINUX: Final = pytest.mark.skipif(sys.platform != "linux", reason="walls are made of what Linux has")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the child has its room."""
    return tmp_path / "scratch"


@pytest.fixture(params=WALLS)
def process(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingProcess]:
    """A greedy child behind each kind of walls."""
    prepare(monkeypatch, request.param)
    sandbox = Sandbox.LIMITS if request.param == "limits" else Sandbox.AUTO
    with ReadingProcess(greedy_reader.make, folder, deadline_seconds=30, limits=LIMITS, sandbox=sandbox) as process:
        yield process


@pytest.fixture(params=[wall for wall in WALLS if wall != "limits"])
def walled(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingProcess]:
    """A greedy child behind walls."""
    prepare(monkeypatch, request.param)
    with ReadingProcess(greedy_reader.make, folder, deadline_seconds=30, limits=LIMITS) as process:
        yield process


@pytest.fixture
def open_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingProcess]:
    """A greedy child without walls: the control, which shows that an order would succeed."""
    prepare(monkeypatch)
    with ReadingProcess(greedy_reader.make, folder, limits=LIMITS, sandbox=Sandbox.LIMITS) as process:
        yield process


def told(process: ReadingProcess, text: str) -> str:
    """What the reader answers to an order."""
    return process.read(Document(text.encode(), MediaType.PNG)).text


def assert_goes_on(process: ReadingProcess, folder: Path) -> None:
    """Nothing is left of the document before, and the next is read."""
    assert left_in(folder) == []
    assert told(process, "echo next") == "next"
    assert left_in(folder) == []


@pytest.mark.asvs("V15.2.2", "V5.2.1")
class TestLimits:
    """What a child may take, whatever walls there are."""

    @pytest.mark.parametrize("way", ["memory", "library-memory"])
    def test_memory(self, process: ReadingProcess, folder: Path, way: str) -> None:
        """A document that takes more memory than is allowed is given up for that reason."""
        size = 600 * _MEGABYTE if way == "memory" else 400 * _MEGABYTE
        with pytest.raises(ReaderUnavailableError) as caught:
            told(process, f"{way} {size}")

        assert caught.value.reason is Unavailable.TOO_MUCH_MEMORY
        assert_goes_on(process, folder)

    def test_computing_time(self, process: ReadingProcess, folder: Path) -> None:
        """A document that computes without end is ended long before the deadline, and counts as overrun."""
        began = time.monotonic()
        with pytest.raises(ReaderUnavailableError, match="computing time") as caught:
            told(process, "spin")

        assert caught.value.reason is Unavailable.OVERRAN
        assert time.monotonic() - began < 20
        assert_goes_on(process, folder)

    def test_computing_time_is_each_documents_own(self, process: ReadingProcess) -> None:
        """Documents before don't count: a child that reads for long is not ended for that."""
        told(process, "burn 0.7")
        child = child_of(process)
        for _ in range(3):
            told(process, "burn 0.7")

        assert child_of(process) == child

    def test_size_of_a_file(self, process: ReadingProcess, folder: Path) -> None:
        """No file grows beyond the limit."""
        assert told(process, f"write {9 * _MEGABYTE}") == "OSError"
        assert told(process, f"write {7 * _MEGABYTE}") == "written"
        assert_goes_on(process, folder)

    def test_open_files(self, process: ReadingProcess, folder: Path) -> None:
        """Not more files can be open at once than the limit says."""
        assert told(process, "open") == "OSError"
        assert_goes_on(process, folder)

    def test_no_core_dump(self, process: ReadingProcess) -> None:
        """A crash leaves no picture of the memory, in which the receipt would stand."""
        assert told(process, "limits").endswith("CORE 0")

    def test_processes(self, process: ReadingProcess, folder: Path) -> None:
        """A child starts few processes where they are counted for it alone; however many it starts, all end with it."""
        told(process, "echo first")
        counted = Wall.BUBBLEWRAP in process.confinement().walls and os.geteuid() != 0

        assert told(process, "fork") == ("BlockingIOError" if counted else "forked")
        assert len(members(process)) > LIMITS.processes // 2
        group = child_of(process)
        process.close()

        assert until(lambda: not in_group(group))
        assert_goes_on(process, folder)


@LINUX
@pytest.mark.asvs("V13.2.5", "V13.2.4")
class TestNetwork:
    """A child reaches nobody: what it read can't be told to anybody else."""

    def test_connections(self, walled: ReadingProcess, open_process: ReadingProcess) -> None:
        """No connection to a port of this very machine comes about; without walls it would."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            order = f"connect {server.getsockname()[1]}"

            assert told(open_process, order) == "connected"
            assert told(walled, order) in {"ConnectionRefusedError", "PermissionError", "OSError"}
        assert walled.confinement().has_no_network
        assert not open_process.confinement().has_no_network

    def test_datagrams(self, walled: ReadingProcess, open_process: ReadingProcess) -> None:
        """No datagram leaves: what is sent arrives nowhere."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
            receiver.bind(("127.0.0.1", 0))
            receiver.settimeout(0.3)
            order = f"datagram {receiver.getsockname()[1]}"

            assert told(open_process, order) == "sent"
            assert receiver.recv(10) == b"4111"
            told(walled, order)
            with pytest.raises(TimeoutError):
                receiver.recv(10)

    def test_sockets_in_the_file_system(
        self, walled: ReadingProcess, open_process: ReadingProcess, tmp_path: Path
    ) -> None:
        """A database that listens on a socket in the file system is out of reach, too."""
        path = str(tmp_path / "s")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
            server.bind(path)
            server.listen()

            assert told(open_process, f"connect-path {path}") == "connected"
            assert told(walled, f"connect-path {path}") in {"FileNotFoundError", "PermissionError"}

    @pytest.mark.parametrize("walls", [wall for wall in WALLS if wall != "limits"])
    def test_an_engine_elsewhere(self, folder: Path, monkeypatch: pytest.MonkeyPatch, walls: str) -> None:
        """A child that is meant to have a network has one, and still sees no data."""
        prepare(monkeypatch, walls)
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            ReadingProcess(greedy_reader.make, folder, limits=LIMITS, network=True) as process,
        ):
            assert told(process, f"connect {server.getsockname()[1]}") == "connected"
            confinement = process.confinement()
        assert not confinement.has_no_network
        assert confinement.sees_no_data
        assert confinement.is_complete


@LINUX
@pytest.mark.asvs("V13.3.2")
class TestReach:
    """A child sees no data and touches nobody else's processes."""

    def test_other_files(self, walled: ReadingProcess, open_process: ReadingProcess, tmp_path: Path) -> None:
        """The files of receipts and secrets can't be read, also not those beside the child's own room."""
        secret = tmp_path / "signing.json"
        secret.write_text("canary-77b0")

        assert told(open_process, f"read {secret}") == "canary-77b0"
        assert told(walled, f"read {secret}") in {"FileNotFoundError", "PermissionError"}

    def test_writing_elsewhere(self, walled: ReadingProcess, open_process: ReadingProcess, tmp_path: Path) -> None:
        """Nothing is written outside of the room."""
        place = tmp_path / "place"

        assert told(open_process, f"write-to {place}") == "written"
        place.unlink()
        assert told(walled, f"write-to {place}") in {"FileNotFoundError", "PermissionError", "OSError"}
        assert not place.exists()

    def test_the_parents_environment(self, walled: ReadingProcess) -> None:
        """The parent's environment, in which the database's password stands, can't be read through /proc."""
        assert told(walled, f"read /proc/{os.getpid()}/environ") in {"FileNotFoundError", "PermissionError"}

    def test_signals(self, walled: ReadingProcess) -> None:
        """No signal reaches a process that is not its own, such as its parent."""
        received = threading.Event()
        before = signal.signal(signal.SIGTERM, lambda *_: received.set())
        try:
            assert told(walled, f"kill {os.getpid()}") in {"ProcessLookupError", "PermissionError"}
            assert not received.wait(0.2)
        finally:
            signal.signal(signal.SIGTERM, before)

    def test_nobody_leaves_the_group(self, walled: ReadingProcess) -> None:
        """A program can't move to a session of its own to outlive the child."""
        seconds = f"600.{os.getpid()}{time.monotonic_ns()}"

        assert told(walled, f"leave-group {seconds}") == "1"
        assert not running("sleep", seconds)

    @pytest.mark.parametrize("number", [425, 272, 101], ids=["io_uring_setup", "unshare", "ptrace"])
    @pytest.mark.skipif(os.uname().machine != "x86_64", reason="calls have other numbers on other machines")
    def test_calls_that_reading_never_needs(self, walled: ReadingProcess, number: int) -> None:
        """System calls that lead past the walls are refused."""
        assert told(walled, f"call {number}") == "Operation not permitted"

    def test_no_capabilities(self, walled: ReadingProcess) -> None:
        """Root, too, can do nothing in there but with its own files."""
        assert told(walled, "capabilities") == "0000000000000000"

    def test_no_new_privileges(self, process: ReadingProcess) -> None:
        """No program that is started can be more than the child is."""
        assert told(process, "privileges") == "1"


@pytest.mark.promise("P5.2")
class TestLeftovers:
    """What a hostile document leaves in the child's room."""

    def test_litter(self, process: ReadingProcess, folder: Path) -> None:
        """Files in the wrong place, in a folder closed to its own account, end the child and are gone."""
        told(process, "echo first")
        child = child_of(process)

        assert told(process, "litter") == "left"

        assert list(folder.iterdir()) == []
        assert Path("/etc/passwd").exists()
        assert told(process, "echo next") == "next"
        assert child_of(process) != child

    def test_folders_within_folders(self, process: ReadingProcess, folder: Path) -> None:
        """Thousands of folders within each other, deeper than a path can name, are gone as well."""
        assert told(process, "nest 1200") == "left"

        assert left_in(folder) == []
        assert told(process, "echo next") == "next"

    def test_a_killed_child_leaves_nothing(self, process: ReadingProcess, folder: Path) -> None:
        """A child that is killed while it writes leaves no file, and its room goes too."""
        told(process, "echo first")
        with ThreadPoolExecutor(1) as thread:
            reading = thread.submit(told, process, "spin")
            os.kill(max(members(process)), signal.SIGKILL)
            with pytest.raises(ReaderUnavailableError):
                reading.result(timeout=30)

        assert list(folder.iterdir()) == []
        assert_goes_on(process, folder)


class TestAnswersOfOthers:
    """An answer belongs to the document that was asked about."""

    def test_an_interrupted_wait(self, process: ReadingProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever is interrupted while waiting ends the child, so that its late answer meets no other document."""
        told(process, "echo first")
        child = process._child
        assert child is not None

        def interrupted(_: object) -> bytes:
            child._connection.send(job)
            raise KeyboardInterrupt

        job = Job(Document(b"echo of another organization", MediaType.PNG), "/")
        with monkeypatch.context() as patch:
            patch.setattr(child, "ask", interrupted)
            with pytest.raises(KeyboardInterrupt):
                told(process, "echo second")

        assert told(process, "echo third") == "third"


class TestSandbox:
    """What an operator asks for, and what is told of it."""

    def test_it_tells_what_holds(self, walled: ReadingProcess) -> None:
        """The walls that stand are told, and keep data and network away."""
        confinement = walled.confinement()

        assert Wall.SECCOMP in confinement.walls
        assert confinement.is_complete
        assert str(confinement).endswith("and seccomp and resource limits")

    def test_limits_alone(self, open_process: ReadingProcess) -> None:
        """Without walls that is said, too."""
        assert open_process.confinement() == Confinement()
        assert str(open_process.confinement()) == "resource limits"

    def test_a_bubblewrap_that_does_not_work(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Where bubblewrap is installed and may do nothing, as in most containers, a child starts without it."""
        prepare(monkeypatch)
        broken = tmp_path / "bin" / "bwrap"
        broken.parent.mkdir()
        broken.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
        broken.chmod(0o755)
        monkeypatch.setenv("PATH", f"{broken.parent}:{os.environ['PATH']}")
        with ReadingProcess(greedy_reader.make, folder, limits=LIMITS) as process:
            assert told(process, "echo read") == "read"
            assert Wall.BUBBLEWRAP not in process.confinement().walls

    def test_required(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where walls are required and can't be put up, nothing is read."""
        prepare(monkeypatch, "kernel")
        monkeypatch.setattr(Confinement, "is_complete", property(lambda _: False))
        with (
            ReadingProcess(greedy_reader.make, folder, limits=LIMITS, sandbox=Sandbox.REQUIRED) as process,
            pytest.raises(ReaderUnavailableError, match="incomplete") as caught,
        ):
            told(process, "echo read")

        assert caught.value.reason is Unavailable.UNCONFINED
        assert until(lambda: list(folder.iterdir()) == [])
