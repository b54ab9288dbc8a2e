"""The service on a real server over PostgreSQL, whose time and ids follow what each request says: for proofs alone.

It is told where everything is by JSON in the environment variable `PLUTOPIXIE_TEST_TURNED`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import httpx
from attrs import asdict, frozen

from plutopixie.adapters.disk_files import DiskFiles
from plutopixie.adapters.postgres import Addresses, Connected, ContextKeys, Unsealed, connect
from plutopixie.entrypoints import logs
from plutopixie.entrypoints.http.app import App
from plutopixie.entrypoints.http.server import serve
from plutopixie.ports.contracts.noninterference import Turn, Turns
from through_http import Request, Response, Send, application
from two_worlds import Following, world

_TOLD: Final = "PLUTOPIXIE_TEST_TURNED"
_TURN: Final = "X-Turn"
_PATIENCE_SECONDS: Final = 60.0


@contextlib.contextmanager
def running(addresses: Addresses, files: Path) -> Iterator[Callable[[Turns], Send]]:
    """A server that runs meanwhile; what makes a client of it, for the turns that it shall follow."""
    port = _free_port()
    keys = {one.id: one.secret.decode() for one in addresses.context.newest_first}
    told = json.dumps({"addresses": {**asdict(addresses), "context": keys}, "files": str(files), "port": port})
    process = subprocess.Popen([sys.executable, __file__], env={**os.environ, _TOLD: told})
    try:
        _wait_for(port, process)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE_SECONDS) as client:
            yield lambda turns: _sender(client, turns)
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE_SECONDS)


def _sender(client: httpx.Client, turns: Turns) -> Send:
    def send(request: Request) -> Response:
        turn = turns.turn
        stated = " ".join((turn.story, turn.whose, str(turn.number), turn.moment.isoformat()))
        headers = {**request.headers, _TURN: stated, "Connection": "close"}
        query = f"?{request.query}" if request.query else ""
        answer = client.request(request.method, request.path + query, headers=headers, content=request.body)
        return Response(answer.status_code, dict(answer.headers), answer.content)

    return send


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError("the server does not answer")


@frozen
class Turned:
    """The application, which takes the turn of each request: one request at a time."""

    app: App
    following: Following
    connected: Connected

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        story, whose, number, moment = environ["HTTP_X_TURN"].split(" ")
        self.following.turns = Turns(Turn(story, whose, int(number), datetime.fromisoformat(moment)))
        return self.app(environ, start)


def _main() -> None:
    logs.configure("error")
    told = json.loads(os.environ[_TOLD])

    def make() -> App:
        reached = {**told["addresses"], "context": ContextKeys.of(told["addresses"]["context"])}
        following, connected = Following(), connect(Addresses(**reached), Unsealed())
        files = DiskFiles(Path(told["files"]))
        built = world(connected.open_unit, connected.directory, following, files=files)
        return cast("App", Turned(application(built), following, connected))

    serve(make, host="127.0.0.1", port=told["port"], workers=1, threads=1)


if __name__ == "__main__":
    _main()
