"""`plutopixie up` as a process tree under test: started, asked over HTTP, killed in parts, and seen to its end.

Every process is known by its place below the one we started, so that nobody else's is ever touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self

import httpx
from attrs import define, field, frozen

PASSWORD: Final = "a long and private sentence"
#: Machines are slow at times; a test that waits this long has failed.
PATIENCE: Final = 120.0
_PROC: Final = Path("/proc")


def until(condition: Callable[[], bool], patience: float = PATIENCE, every: float = 0.05) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


@contextlib.contextmanager
def short_folder() -> Iterator[Path]:
    """A folder whose path fits into a socket's address and that other accounts can enter, as the database's must."""
    folder = Path(tempfile.mkdtemp(prefix="pp-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@frozen
class Process:
    """A process, known by its number and the moment it began, so that a number used again is not mistaken for it."""

    number: int
    began: str
    title: str = field(eq=False)

    @property
    def alive(self) -> bool:
        """Whether it still runs; one that only waits to be collected does not."""
        found = _status(self.number)
        return found is not None and found[2] == self.began and found[0] != "Z"

    def kill(self) -> None:
        """End it the hard way, if it is still the one we mean."""
        if self.alive:
            os.kill(self.number, signal.SIGKILL)


def _status(number: int) -> tuple[str, int, str] | None:
    """State, parent and start of a process."""
    try:
        fields = (_PROC / str(number) / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return fields[0], int(fields[1]), fields[19]


def _title(number: int) -> str:
    try:
        return (_PROC / str(number) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def below(root: int) -> list[Process]:
    """The processes below this one, whatever their depth; those without a title are on their way out."""
    children: dict[int, list[int]] = {}
    starts: dict[int, str] = {}
    for entry in _PROC.glob("[0-9]*"):
        found = _status(int(entry.name))
        if found is not None and found[0] != "Z":
            children.setdefault(found[1], []).append(int(entry.name))
            starts[int(entry.name)] = found[2]
    waiting, seen = [root], []
    while waiting:
        for child in children.get(waiting.pop(), ()):
            waiting.append(child)
            seen.append(child)
    return [Process(number, starts[number], title) for number in seen if (title := _title(number))]


#: How the parts of a tree are told apart by their titles; the first that fits counts.
_PARTS: Final = (
    ("reading child", "reading_process.child"),
    ("worker", "plutopixie.entrypoints work"),
    ("web", "plutopixie.entrypoints serve"),
    ("postmaster", "/postgres -D"),
    ("backend", " plutopixie [local]"),
)


@define
class Tree:
    """One `plutopixie up` after the other on one data folder and one port."""

    folder: Path
    port: int = field(factory=free_port)
    environment: dict[str, str] = field(factory=dict)
    process: subprocess.Popen[bytes] = field(init=False)
    clients: contextlib.ExitStack = field(factory=contextlib.ExitStack, init=False)
    _known: set[Process] = field(factory=set, init=False)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """What all starts so far printed, errors included."""
        return (self.folder / "output").read_text(errors="replace")

    def start(self, *arguments: str) -> None:
        """Start `up` as a shell would, in a process group of its own."""
        argv = [
            sys.executable,
            "-m",
            "plutopixie.entrypoints",
            "up",
            "--data",
            str(self.data),
            "--port",
            str(self.port),
        ]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PLUTOPIXIE_")}
        environment |= {"PLUTOPIXIE_BCRYPT_COST": "4", "PLUTOPIXIE_ENGINE": "tesseract", **self.environment}
        with (self.folder / "output").open("ab") as output:  # no pipe: what is left behind would hold it open
            self.process = subprocess.Popen(
                [*argv, *arguments], stdout=output, stderr=output, env=environment, process_group=0
            )

    def ready(self) -> bool:
        """Whether it says so."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10, trust_env=False).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def wait_until_ready(self) -> float:
        """Wait until it is ready; returns the seconds that took."""
        began = time.monotonic()
        assert until(lambda: self.ready() or self.process.poll() is not None), self.output
        assert self.process.poll() is None, self.output
        self.processes()
        return time.monotonic() - began

    def wait_until_complete(self) -> None:
        """Wait until this start says that everything runs."""
        starts = self.output.count("Everything runs.")
        assert until(lambda: self.output.count("Everything runs.") > starts or self._complete()), self.output

    def _complete(self) -> bool:
        return self.output.rstrip().rfind("Everything runs.") > self.output.rfind("Starting the worker.")

    def processes(self) -> list[Process]:
        """The processes that live below `up` now."""
        found = below(self.process.pid)
        self._known.update(found)
        return found

    def part(self, name: str) -> list[Process]:
        """The living processes of one part, the oldest first: for `web`, the master is the first."""
        return sorted(
            (each for each in self.processes() if _part(each) == name), key=lambda each: (int(each.began), each.number)
        )

    def wait_for_another(self, old: Process) -> None:
        """Wait until the part that this process was has another one."""
        name = _part(old)
        assert name is not None
        assert until(lambda: any(new != old for new in self.part(name))), self.output

    def left(self) -> list[Process]:
        """The processes that are alive and were ever seen in the tree."""
        return [each for each in self._known if each.alive]

    def kill(self) -> None:
        """End `up` itself the hard way."""
        self.processes()
        self.process.kill()
        self.process.wait()

    def stop(self, number: signal.Signals = signal.SIGTERM, *, group: bool = False) -> int:
        """Ask it to stop; returns its exit status once it has."""
        self.processes()
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        """Leave nothing of it behind."""
        self.clients.close()
        if hasattr(self, "process") and self.process.poll() is None:
            self.processes()
            self.process.terminate()
            try:
                self.process.wait(PATIENCE / 2)
            except subprocess.TimeoutExpired:
                self.kill()
        until(lambda: not self.left(), 30)
        for each in self.left():
            each.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def _part(process: Process) -> str | None:
    return next((name for name, mark in _PARTS if mark in process.title), None)


@frozen
class Person:
    """Somebody who is signed in, and asks over HTTP."""

    client: httpx.Client
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What shows who asks."""
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, method: str, path: str, key: str | None = None, **rest: Any) -> httpx.Response:
        """One request; `key` makes it the same request however often it is sent."""
        headers: dict[str, str] = {**self.headers, **rest.pop("headers", {})}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.client.request(method, path, headers=headers, **rest)

    def get(self, path: str) -> Any:
        """What stands there."""
        answer = self.ask("GET", path)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    def items(self, path: str) -> Iterator[Mapping[str, Any]]:
        """Everything of a list, page by page."""
        cursor = None
        while True:
            page = self.get(f"{path}?limit=200" + (f"&cursor={cursor}" if cursor else ""))
            yield from page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return

    def upload(self, content: bytes, key: str | None = None, media_type: str = "image/jpeg") -> httpx.Response:
        """Send a receipt."""
        return self.ask("POST", "/v1/receipts", key, content=content, headers={"Content-Type": media_type})

    def wait_until_settled(self, receipt: str, patience: float = PATIENCE) -> Mapping[str, Any]:
        """The receipt once it was read, or could not be."""
        shown: dict[str, Any] = {}

        def settled() -> bool:
            shown.update(self.get(f"/v1/receipts/{receipt}"))
            return shown["state"] in {"read", "unreadable"}

        assert until(settled, patience, 0.3), shown
        return shown


def sign_up(tree: Tree) -> Person:
    """A new organization, as its owner."""
    client = tree.clients.enter_context(httpx.Client(base_url=tree.url, timeout=30, trust_env=False))
    stated = {
        "organization_name": "Harbor Kitchen",
        "name": "Ada Example",
        "email": f"{uuid.uuid4().hex}@example.org",
        "password": PASSWORD,
        "adult": True,
        "accepted_policy": "2026-11-01",
        "home_currency": "MYR",
        "time_zone": "Asia/Kuala_Lumpur",
    }
    answer = client.post("/v1/organizations", json=stated)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return Person(client, answer.json()["access_token"])
