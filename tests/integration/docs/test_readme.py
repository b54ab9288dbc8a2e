"""The README's way of a receipt, walked as it is written: `make up`, then curl alone, then a restart."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from process_tree import free_port

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")
START_SECONDS = 180
OF_AN_OUTER_MAKE = {"ARGS", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS"}
WALK_SECONDS = 240


def walk() -> str:
    """The commands between the marks, in the order they stand."""
    part = README.split("<!-- walk: begin -->")[1].split("<!-- walk: end -->")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", part, re.DOTALL))


@contextmanager
def running(data: Path, port: int) -> Iterator[None]:
    """`make up` on that folder and port, until the block ends; then it is asked to stop, as Ctrl-C asks."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in OF_AN_OUTER_MAKE},
        "PLUTOPIXIE_DATA": str(data),
        "PLUTOPIXIE_PORT": str(port),
        "PLUTOPIXIE_BCRYPT_COST": "4",
    }
    tree = subprocess.Popen(["make", "up"], cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait_until_ready(port, tree)
        yield
    finally:
        if tree.poll() is None:
            os.killpg(tree.pid, signal.SIGINT)
        tree.wait(60)


def wait_until_ready(port: int, tree: subprocess.Popen[bytes]) -> None:
    """Wait for /readyz; fail if the tree ends first."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert tree.poll() is None, "make up ended by itself"
        try:
            with opener.open(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    pytest.fail("make up was not ready in time")


def shell(script: str, port: int) -> str:
    """What the script prints, run from the repository with the port in place."""
    moved = script.replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", moved],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WALK_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.promise("P3.1")
@pytest.mark.timeout(900)
def test_the_readme_walks_from_sign_up_to_the_report_and_survives_a_restart(data_folder: Path) -> None:
    """Every command of the README works as written, and what it made is there after a restart."""
    port = free_port()
    sign_in = """API=http://127.0.0.1:8080/v1
        TOKEN=$(curl -sS --fail-with-body "$API/sessions" -H 'Content-Type: application/json' \
          -d '{"email": "ada@example.org", "password": "a long and private sentence"}' \
          | grep -o '"access_token": *"[^"]*"' | cut -d '"' -f 4)
        curl -sS --fail-with-body "$API/expenses.csv" -H "Authorization: Bearer $TOKEN" """

    with running(data_folder, port):
        said = shell(walk(), port)
    with running(data_folder, port):
        kept = shell(sign_in, port)

    assert '"state":"read"' in said.replace(" ", "")
    assert said.rstrip().endswith(kept.rstrip())
    assert "the first one" in kept
