"""The child that reads hostile files: no secrets within its reach, and no network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from plutopixie.adapters.reading_process import ReadingProcess
from plutopixie.adapters.reading_process.process import PASSED_ON
from plutopixie.domain.documents import Document, MediaType
from reading_children import prepare
from reading_telltale import telltale

SAMPLE: Final = Path(__file__).parents[2] / "samples" / "us-diner.png"


@pytest.mark.asvs("V13.3.2")
def test_the_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither its environment nor its command line nor a descriptor leads it to a secret that its parent holds."""
    for name in ("PLUTOPIXIE_DATABASE_URL", "PLUTOPIXIE_BROKER_URL", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "MY_TOKEN"):
        monkeypatch.setenv(name, "postgresql://admin:canary-5ec2e7@db/x")
    prepare(monkeypatch)
    secret = tmp_path / "signing.json"
    secret.write_text("canary-5ec2e7")
    with secret.open(), ReadingProcess(telltale, tmp_path / "scratch") as process:
        read = process.read(Document(b"x", MediaType.PNG))
    [word] = read.pages[0].words
    seen = json.loads(word.text)
    assert "canary" not in word.text
    assert set(seen["variables"]) <= {*PASSED_ON, "PWD"}
    assert str(secret) not in seen["descriptors"]
    files = {name for name in seen["descriptors"] if name.startswith("/") and not name.startswith(("/dev/", "/proc/"))}
    assert files <= {str(Path("/proc/self/fd/2").readlink())}  # standard error, for what engines complain of


_WATCHED: Final = """
import sys
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"):
        raise RuntimeError("the network was asked: " + event)
sys.addaudithook(hook)
from plutopixie.entrypoints.cli import main
sys.exit(main(["extract", "--engine", sys.argv[1], "--jobs", "1", "--format", "jsonl", sys.argv[2]]))
"""


@pytest.mark.asvs("V13.2.5", "V13.2.4", "V14.2.3")
@pytest.mark.parametrize("engine", ["neural", pytest.param("tesseract", marks=pytest.mark.service("tesseract"))])
def test_reading_needs_no_network(engine: str, tmp_path: Path) -> None:
    """A receipt is read by a process that would fail if it connected to anything, in a network of its own if we may."""
    command = [sys.executable, "-c", _WATCHED, engine, str(SAMPLE)]
    alone = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0:
        command = [*alone, *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    [line] = [json.loads(line) for line in done.stdout.splitlines()]
    assert line["total"] is not None
    assert "the network was asked" not in done.stderr
