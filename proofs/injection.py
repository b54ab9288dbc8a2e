"""Every place of every request, tried by sqlmap; and the same with a hole that it must find."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import urlsplit

import httpx
from attrs import field, frozen

from proofs.installation import Installation
from proofs.planted import planted
from proofs.requests import MARK, Marked, Writer
from proofs.seat import Seat
from proofs.society import Role, Society
from proofs.verdicts import Verdict

_AT_ONCE: Final = 3
_SECONDS: Final = 30.0
_SECONDS_EACH: Final = 600.0
#: Boolean, error, union, stacked and timed injection, with the payloads that sqlmap tries first.
_OPTIONS: Final = (
    "--batch",
    "--dbms=PostgreSQL",
    "--technique=BEUST",
    "--level=2",
    "--risk=1",
    "--time-sec=2",
    "--timeout=30",
    "--retries=1",
    "--flush-session",
    "--disable-coloring",
    "--ignore-code=400,401,403,404,405,409,410,412,413,415,422,428,429",
)
_TRIED: Final = re.compile(r"parameter '([^']*)' does not seem to be injectable")
_SENT: Final = re.compile(r"^plutopixie_http_requests_total\{[^}]*\} ([0-9.e+]+)$", re.MULTILINE)


@frozen
class Trial:
    """What sqlmap said about one request."""

    request: Marked
    said: str = field(repr=False)

    @property
    def injectable(self) -> bool:
        """Whether it found a way in."""
        return "sqlmap identified the following injection point" in self.said

    @property
    def tried(self) -> int:
        """How many places it tried in vain."""
        return len(set(_TRIED.findall(self.said)))


def trial(request: Marked) -> Trial:
    """The verdict of sqlmap on one request."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "request.txt"
        file.write_text(request.text, "utf-8", newline="")
        command = [str(Path(sys.executable).with_name("sqlmap")), "-r", str(file), f"--output-dir={folder}", *_OPTIONS]
        environment = {"HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}  # nothing is left behind
        try:
            run = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=_SECONDS_EACH, env=environment
            )
        except subprocess.TimeoutExpired:
            return Trial(request, "")
        return Trial(request, run.stdout + run.stderr)


def trials(installation: Installation) -> Iterator[Trial]:
    """The verdicts on all requests, each operation's in an organization of its own, so that none spoils another's."""
    client = httpx.Client(base_url=installation.url, timeout=_SECONDS)
    writer = Writer(installation.url, client.get("/v1/openapi.json").json())

    def of(operation: tuple[str, str]) -> list[Trial]:
        seat = Seat(Society(client, installation.mail), Role.OWNER, Random(1))  # noqa: S311 - nothing secret is drawn
        return [trial(request) for request in writer.requests(seat, *operation)]

    with ThreadPoolExecutor(_AT_ONCE) as runs:
        for done in runs.map(of, writer.operations()):
            yield from done


def control(database_url: str) -> Trial:
    """The verdict on a hole over the same database."""
    with planted(database_url) as url:
        text = f"GET /v1/planted?name=postgres{MARK} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n\r\n"
        return trial(Marked("GET /v1/planted", text))


def verdict(installation: Installation) -> Verdict:
    """Try everything, and the hole."""
    hole = control(installation.database_url)
    missed = () if hole.injectable else (f"the planted hole was not found:\n{hole.said}",)
    before, began = _sent(installation.url), time.monotonic()
    done = list(trials(installation))
    suspect = [one for one in done if one.injectable or one.tried < one.request.marks]
    ways_in = [f"{one.request.operation}: {one.said or 'took too long'}" for one in suspect]
    logged = [f"the server's log: {line}" for line in installation.mistakes()]
    places, operations = sum(one.request.marks for one in done), len({one.request.operation for one in done})
    sent, minutes = _sent(installation.url) - before, (time.monotonic() - began) / 60
    figures = f"{places} places of {operations} operations, {sent:,} requests in {minutes:.1f} minutes"
    word = "found" if hole.injectable else "missed"
    return Verdict("sqlmap", f"{figures}; planted hole {word}", (*missed, *ways_in, *logged))


def _sent(url: str) -> int:
    return int(sum(float(count) for count in _SENT.findall(httpx.get(f"{url}/metrics").text)))
