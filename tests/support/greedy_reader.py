"""A reader that takes what no document needs, as the document tells it, for the limits and walls to stop it."""

from __future__ import annotations

import ctypes
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from odd_reader import answer
from plutopixie.domain.documents import Document
from plutopixie.domain.reading.words import RecognizedText

_MANY: Final = 2_000
PROCESSES: Final = 100


class GreedyReader:
    """`ports.outbound.text_reader.TextReader` that obeys; what stopped it is its answer."""

    def read(self, document: Document) -> RecognizedText:
        """Obey; the answer says what came of it, and an error of the system by its name."""
        order, _, argument = document.content.decode().partition(" ")
        try:
            return answer(_ORDERS[order](argument))
        except OSError as problem:
            return answer(type(problem).__name__)


def make() -> GreedyReader:
    """Make the reader."""
    return GreedyReader()


def _echo(argument: str) -> str:
    return argument


def _memory(argument: str) -> str:
    """Take so many bytes."""
    taken = bytearray(int(argument))
    return str(len(taken))


def _library_memory(argument: str) -> str:
    """Take so many bytes as a library does, and fail with an error of its own."""
    held = mmap.mmap(-1, int(argument))
    raise RuntimeError(f"bad allocation after {len(held)}")


def _spin(_: str) -> str:
    """Compute without end."""
    while True:
        pass


def _burn(argument: str) -> str:
    """Compute for so many seconds."""
    end = time.process_time() + float(argument)
    while time.process_time() < end:
        pass
    return "burnt"


def _write(argument: str) -> str:
    """Write a file of so many bytes."""
    piece = bytes(1024 * 1024)
    with tempfile.NamedTemporaryFile(delete=False) as file:
        for _number in range(int(argument) // len(piece)):
            file.write(piece)
    return "written"


def _open(_: str) -> str:
    """Open many files at once."""
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(_MANY)]
    return str(len(held))


def _fork(_: str) -> str:
    """Start processes, each of which sleeps."""
    for _number in range(PROCESSES):
        if os.fork() == 0:
            time.sleep(600)
    return "forked"


def _leave_group(argument: str) -> str:
    """Start a program that takes so many seconds, in a session of its own, where no signal to the group finds it."""
    script = "import os, sys; os.setsid(); os.execvp('sleep', ['sleep', sys.argv[1]])"
    return str(subprocess.Popen([sys.executable, "-c", script, argument]).wait(5))


def _connect(argument: str) -> str:
    """Connect to a port of this machine."""
    with socket.create_connection(("127.0.0.1", int(argument)), timeout=5):
        return "connected"


def _connect_path(argument: str) -> str:
    """Connect to a socket in the file system."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(argument)
        return "connected"


def _datagram(argument: str) -> str:
    """Send a datagram to a port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.sendto(b"4111", ("127.0.0.1", int(argument)))
    return "sent"


def _read(argument: str) -> str:
    """Read a file."""
    return Path(argument).read_text()


def _write_to(argument: str) -> str:
    """Write a file somewhere."""
    Path(argument).write_text("was here")
    return "written"


def _kill_parent(argument: str) -> str:
    """Send a signal to a process that is none of its business."""
    os.kill(int(argument), signal.SIGTERM)
    return "sent"


def _call(argument: str) -> str:
    """Make a system call by its number, with arguments that are no good."""
    if ctypes.CDLL(None, use_errno=True).syscall(int(argument), 0, 0, 0, 0, 0) < 0:
        return os.strerror(ctypes.get_errno())
    return "called"


def _limits(_: str) -> str:
    """Tell the limits."""
    names = ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE")
    told = (f"{name} {resource.getrlimit(getattr(resource, f'RLIMIT_{name}'))[0]}" for name in names)
    return ", ".join(told)


def _privileges(_: str) -> str:
    """Tell whether new privileges are forbidden."""
    return _status("NoNewPrivs")


def _capabilities(_: str) -> str:
    """Tell what root's rights are left to a program that is started from here."""
    script = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('CapEff')))"
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.strip()


def _status(name: str) -> str:
    status = Path("/proc/self/status").read_text().splitlines()
    return next(line.split()[1] for line in status if line.startswith(name))


def _litter(_: str) -> str:
    """Leave files where none belongs, in a folder that is closed to its own account."""
    room = Path(tempfile.gettempdir()).parent
    closed = room / "closed"
    closed.mkdir()
    (closed / "page").write_bytes(b"a receipt")
    closed.chmod(0)
    (room / "link").symlink_to("/etc")
    return "left"


def _nest(argument: str) -> str:
    """Leave so many folders within each other, more than any path can name."""
    os.chdir(tempfile.gettempdir())
    for _ in range(int(argument)):
        Path("folder").mkdir()
        os.chdir("folder")
    Path("page").write_bytes(b"a receipt")
    return "left"


_ORDERS: Final[dict[str, Callable[[str], str]]] = {
    "echo": _echo,
    "memory": _memory,
    "library-memory": _library_memory,
    "spin": _spin,
    "burn": _burn,
    "write": _write,
    "open": _open,
    "fork": _fork,
    "leave-group": _leave_group,
    "connect": _connect,
    "connect-path": _connect_path,
    "datagram": _datagram,
    "read": _read,
    "write-to": _write_to,
    "kill": _kill_parent,
    "call": _call,
    "limits": _limits,
    "privileges": _privileges,
    "capabilities": _capabilities,
    "litter": _litter,
    "nest": _nest,
}
