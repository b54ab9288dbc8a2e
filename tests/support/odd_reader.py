"""A reader that does what the document tells it, for the process that is to survive it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from plutopixie.domain.documents import (
    Document,
    ReaderUnavailableError,
    Unavailable,
    Unreadable,
    UnreadableDocumentError,
)
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

LONG_SECONDS: Final = 600


class OddReader:
    """`ports.outbound.text_reader.TextReader` that takes the document's content for an order."""

    def read(self, document: Document) -> RecognizedText:
        """Obey; the answer says what came of it."""
        order, _, argument = document.content.decode().partition(" ")
        return answer(_ORDERS[order](argument))


def make() -> OddReader:
    """Make the reader."""
    return OddReader()


def fail() -> OddReader:
    """Make no reader."""
    raise ReaderUnavailableError(Unavailable.NOT_INSTALLED, "There is no odd reader here.")


def answer(text: str) -> RecognizedText:
    """A reading that says this."""
    return RecognizedText((Page(1, 10, 10, (Word(text, Box(1, 2, 3, 4), 0.25),)),), "odd", "1")


def _echo(argument: str) -> str:
    return argument


def _pid(_: str) -> str:
    return str(os.getpid())


def _exit(argument: str) -> str:
    os._exit(int(argument))


def _abort(_: str) -> str:
    os.abort()


def _hang(_: str) -> str:
    Path(tempfile.mkdtemp(), "page").write_bytes(b"a receipt")
    time.sleep(LONG_SECONDS)
    return "late"


def _deaf(argument: str) -> str:
    """Hang, and let nobody end it politely."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return _hang(argument)


def _leave_file(_: str) -> str:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"a receipt")
    return file.name


def _program_file(_: str) -> str:
    """Let a program write a temporary file."""
    script = "import tempfile; print(tempfile.mkdtemp())"
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.strip()


def _program(argument: str) -> str:
    """Start a program that takes so many seconds, and wait for it."""
    subprocess.run(["sleep", argument], check=True)
    return "late"


def _unreadable(argument: str) -> str:
    raise UnreadableDocumentError(Unreadable(argument))


def _unavailable(argument: str) -> str:
    raise ReaderUnavailableError(Unavailable(argument), "The odd reader is tired.")


def _raise(_: str) -> str:
    raise RuntimeError("4111 1111 1111 1111 stood on the receipt")


def _print(argument: str) -> str:
    print(argument, flush=True)  # noqa: T201 - engines do
    os.write(1, argument.encode())
    os.write(2, argument.encode())
    return "printed"


def _long(argument: str) -> str:
    return "x" * int(argument)


_ORDERS: Final[dict[str, Callable[[str], str]]] = {
    "echo": _echo,
    "pid": _pid,
    "exit": _exit,
    "abort": _abort,
    "hang": _hang,
    "deaf": _deaf,
    "file": _leave_file,
    "program-file": _program_file,
    "program": _program,
    "unreadable": _unreadable,
    "unavailable": _unavailable,
    "raise": _raise,
    "print": _print,
    "long": _long,
}
