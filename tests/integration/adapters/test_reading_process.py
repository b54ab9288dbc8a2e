"""Reading in a child process: whatever happens to the child, the parent answers and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import odd_reader
from plutopixie.adapters.reading_process import ReadingProcess, Sandbox
from plutopixie.domain.documents import (
    Document,
    MediaType,
    ReaderUnavailableError,
    Unavailable,
    Unreadable,
    UnreadableDocumentError,
)
from plutopixie.entrypoints.wiring_readers import reader_factory
from plutopixie.ports.contracts.text_readers import TextReaderContract
from plutopixie.ports.outbound.text_reader import TextReader
from process_tree import until
from reading_children import MODULES, WALLS, child_of, left_in, members, prepare, running, written_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where documents have their temporary folders."""
    return tmp_path / "scratch"


@pytest.fixture(params=WALLS)
def process(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingProcess]:
    """A child that does as it is told, behind each kind of walls."""
    prepare(monkeypatch, request.param)
    sandbox = Sandbox.LIMITS if request.param == "limits" else Sandbox.AUTO
    with ReadingProcess(odd_reader.make, folder, deadline_seconds=60, sandbox=sandbox) as process:
        yield process


@pytest.fixture(scope="module")
def tesseract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingProcess]:
    """Tesseract in one child for the whole contract."""
    with ReadingProcess(reader_factory("tesseract"), tmp_path_factory.mktemp("scratch")) as process:
        yield process


def order(text: str) -> Document:
    """A document that tells the reader what to do."""
    return Document(text.encode(), MediaType.PNG)


def told(process: ReadingProcess, text: str) -> str:
    """What the reader answers to an order."""
    return process.read(order(text)).text


@pytest.mark.service("tesseract")
class TestTesseractInAProcess(TextReaderContract):
    """The contract over Tesseract in a child process."""

    @pytest.fixture
    def reader(self, tesseract: ReadingProcess) -> TextReader:
        """The child."""
        return tesseract


class TestAnswers:
    """What comes back over the border."""

    def test_a_reading_arrives_whole(self, process: ReadingProcess) -> None:
        """The words come back with boxes, confidences and every character."""
        assert process.read(order("echo Bäckerei 弁当 €5\u20285")) == odd_reader.answer("Bäckerei 弁当 €5\u20285")

    def test_the_child_is_kept(self, process: ReadingProcess) -> None:
        """One child reads many documents, because loading an engine takes long."""
        assert _started(process) == _started(process) != os.getpid()

    @pytest.mark.parametrize("reason", Unreadable)
    def test_a_refusal_keeps_its_reason(self, process: ReadingProcess, reason: Unreadable) -> None:
        """Why a document is unreadable is known on this side too, and the child lives on."""
        child = _started(process)

        with pytest.raises(UnreadableDocumentError) as caught:
            process.read(order(f"unreadable {reason}"))

        assert caught.value.reason is reason
        assert str(caught.value) == str(UnreadableDocumentError(reason))
        assert _started(process) == child

    @pytest.mark.parametrize("reason", Unavailable)
    def test_an_excuse_keeps_its_reason(self, process: ReadingProcess, reason: Unavailable) -> None:
        """Why the engine can't read is known on this side too, with what it says."""
        with pytest.raises(ReaderUnavailableError, match="tired") as caught:
            process.read(order(f"unavailable {reason}"))

        assert caught.value.reason is reason

    def test_an_engine_that_is_missing(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An engine that can't be made is unavailable, and says so at every document."""
        prepare(monkeypatch)
        with ReadingProcess(odd_reader.fail, folder) as process:
            for _ in range(2):
                with pytest.raises(ReaderUnavailableError, match="no odd reader"):
                    process.read(order("echo x"))

    def test_an_unknown_error_says_nothing_of_the_receipt(self, process: ReadingProcess) -> None:
        """An engine's own error becomes "unavailable", without its text, which may quote the receipt."""
        with pytest.raises(ReaderUnavailableError) as caught:
            process.read(order("raise"))

        assert caught.value.reason is Unavailable.CRASHED
        assert "4111" not in str(caught.value)
        assert caught.value.__context__ is None
        assert told(process, "echo still here") == "still here"

    def test_what_an_engine_prints_is_no_answer(
        self, process: ReadingProcess, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """An engine may print and complain: that neither disturbs the answer nor shows, least of all in the log."""
        assert told(process, 'print {"pages": []}') == "printed"
        assert capfd.readouterr() == ("", "")

    def test_a_long_answer(self, process: ReadingProcess) -> None:
        """A reading of millions of characters arrives."""
        assert len(told(process, "long 5000000")) == 5_000_000

    def test_two_threads(self, process: ReadingProcess) -> None:
        """Threads that share the child each get their own answer, from the one child."""
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(partial(told, process), [f"echo {number}" for number in range(40)]))

        assert answers == [str(number) for number in range(40)]


class TestAccidents:
    """The child dies, hangs or is killed."""

    @pytest.mark.parametrize("end", ["exit 0", "exit 1", "abort"])
    def test_a_crash(self, process: ReadingProcess, end: str) -> None:
        """A child that dies makes this document unavailable; the next is read by another child."""
        child = _started(process)

        with pytest.raises(ReaderUnavailableError) as caught:
            process.read(order(end))

        assert caught.value.reason is Unavailable.CRASHED
        assert _started(process) != child

    @pytest.mark.parametrize("way", ["hang", "deaf"])
    @pytest.mark.asvs("V15.2.2")
    def test_an_overrun(self, process: ReadingProcess, way: str) -> None:
        """A document that takes longer than the deadline is given up, at about the deadline, and its child killed."""
        child = _started(process)
        process.deadline_seconds = 0.5
        began = time.monotonic()

        with pytest.raises(ReaderUnavailableError, match=r"longer than 0\.5 seconds") as caught:
            process.read(order(way))

        assert caught.value.reason is Unavailable.OVERRAN
        assert time.monotonic() - began < 20
        assert not _is_alive(child)
        process.deadline_seconds = 60
        assert told(process, "echo next") == "next"

    @pytest.mark.asvs("V1.4.3", "V15.2.2")
    def test_an_overrun_ends_the_programs_too(self, process: ReadingProcess) -> None:
        """A program that the engine started ends with the child."""
        told(process, "echo started")
        process.deadline_seconds = 2
        seconds = f"600.{os.getpid()}{time.monotonic_ns()}"
        with ThreadPoolExecutor(1) as thread:
            reading = thread.submit(process.read, order(f"program {seconds}"))
            assert until(lambda: running("sleep", seconds))

            with pytest.raises(ReaderUnavailableError):
                reading.result(timeout=30)

        assert until(lambda: not running("sleep", seconds))

    def test_a_kill_between_documents(self, process: ReadingProcess) -> None:
        """A child that is killed while idle is replaced, and the next document never notices."""
        child = _started(process)
        os.kill(child, signal.SIGKILL)
        assert until(lambda: _is_ended(child))

        assert told(process, "echo next") == "next"

    def test_a_kill_while_reading(self, process: ReadingProcess, folder: Path) -> None:
        """A child that is killed at work is noticed at once, long before the deadline."""
        with ThreadPoolExecutor(1) as thread:
            reading = thread.submit(process.read, order("hang"))
            assert until(lambda: written_in(folder))
            os.kill(max(members(process)), signal.SIGKILL)

            with pytest.raises(ReaderUnavailableError) as caught:
                reading.result(timeout=30)

        assert caught.value.reason is Unavailable.CRASHED
        assert left_in(folder) == []

    @pytest.mark.asvs("V1.4.3")
    def test_closed_is_ended(self, process: ReadingProcess) -> None:
        """Closing ends the child; closing twice is closing once; a later document starts another."""
        child = _started(process)

        process.close()
        process.close()

        assert not _is_alive(child)
        assert _started(process) != child

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
    def test_the_child_dies_with_its_parent(self, folder: Path, tmp_path: Path, number: signal.Signals) -> None:
        """A parent that is killed at work takes the child along, and the next process clears its folders away."""
        script = (
            "import sys, odd_reader; from pathlib import Path\n"
            "from plutopixie.adapters.reading_process import ReadingProcess\n"
            "from plutopixie.domain.documents import Document, MediaType\n"
            "process = ReadingProcess(odd_reader.make, Path(sys.argv[1]))\n"
            "process.read(Document(b'pid', MediaType.PNG))\n"
            "print(process._child._process.pid, flush=True)\n"
            "process.read(Document(b'hang', MediaType.PNG))\n"
        )
        environment = {**os.environ, "PYTHONPATH": MODULES}
        with subprocess.Popen(
            [sys.executable, "-c", script, str(folder)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
        ) as parent:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            assert until(lambda: written_in(folder))
            parent.send_signal(number)

        assert until(lambda: not _is_alive(child))
        assert written_in(folder), "nobody was left to remove it"
        _age(folder)
        with pytest.MonkeyPatch.context() as patch:
            prepare(patch)
            with ReadingProcess(odd_reader.make, folder) as process:
                told(process, "echo next")
        assert left_in(folder) == []


@pytest.mark.promise("P5.2")
class TestTemporaryFiles:
    """What reading writes to disk is gone when the document is done (P5.2)."""

    @pytest.mark.parametrize("way", ["file", "program-file"])
    def test_gone_after_reading(self, process: ReadingProcess, folder: Path, way: str) -> None:
        """Temporary files, of the engine and of programs it starts, lie in the document's folder and go with it."""
        written = Path(told(process, way))

        assert written.is_relative_to(folder)
        assert left_in(folder) == []

    @pytest.mark.parametrize("way", ["unreadable damaged", "unavailable crashed", "raise", "exit 1", "hang"])
    def test_gone_after_failure(self, process: ReadingProcess, folder: Path, way: str) -> None:
        """Whatever goes wrong, nothing is left in the folder."""
        told(process, "file")
        process.deadline_seconds = 2

        with pytest.raises((UnreadableDocumentError, ReaderUnavailableError)):
            process.read(order(way))

        assert left_in(folder) == []

    def test_nobody_else_can_look(self, process: ReadingProcess, folder: Path) -> None:
        """Only this account may enter the folders while a document is read."""
        with ThreadPoolExecutor(1) as thread:
            reading = thread.submit(process.read, order("hang"))
            assert until(lambda: written_in(folder))
            modes = {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())}
            os.kill(max(members(process)), signal.SIGKILL)
            with pytest.raises(ReaderUnavailableError):
                reading.result(timeout=30)

        assert modes == {0}

    def test_others_keep_theirs(self, process: ReadingProcess, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A process that starts removes what dead ones left, but not what a living one is using."""
        with ThreadPoolExecutor(1) as thread:
            reading = thread.submit(process.read, order("hang"))
            assert until(lambda: written_in(folder))
            _age(folder)
            prepare(monkeypatch)
            with ReadingProcess(odd_reader.make, folder) as other:
                told(other, "echo next")

            assert written_in(folder)
            os.kill(max(members(process)), signal.SIGKILL)
            with pytest.raises(ReaderUnavailableError):
                reading.result(timeout=30)


def _started(process: ReadingProcess) -> int:
    """The child that reads the next document."""
    told(process, "echo started")
    return child_of(process)


def _age(folder: Path) -> None:
    """Make every folder look as if it were an hour old: young ones are left alone."""
    then = time.time() - 3600
    for path in folder.iterdir():
        os.utime(path, (then, then))


def _state(number: int) -> str | None:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return None


def _is_alive(number: int) -> bool:
    return _state(number) not in {None, "Z"}


def _is_ended(number: int) -> bool:
    """Whether nothing of the process runs any more: the first of several threads may be gone before the last."""
    try:
        threads = len(list(Path(f"/proc/{number}/task").iterdir()))
    except (FileNotFoundError, ProcessLookupError):
        return True
    return threads <= 1 and not _is_alive(number)
