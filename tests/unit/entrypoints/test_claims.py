"""What one `up` has for itself: a data folder and a port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from plutopixie.entrypoints import claims
from plutopixie.entrypoints.claims import DataFolderError, DataInUseError, PortUnavailableError


def _silent(_: str) -> None:
    """Say nothing."""


def test_a_folder_is_claimed_once(tmp_path: Path) -> None:
    """A second claim is refused at once; after the first one ends the folder is free again."""
    folder = tmp_path / "data"
    assert not claims.is_claimed(folder)
    with claims.data_folder(folder, _silent):
        assert claims.is_claimed(folder)
        with pytest.raises(DataInUseError, match="choose another with --data"), claims.data_folder(folder, _silent):
            pass
    assert not claims.is_claimed(folder)
    with claims.data_folder(folder, _silent):
        pass


def _program(descriptor: int) -> subprocess.Popen[bytes]:
    """A program that inherited the claim and lives until it is killed."""
    return subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], pass_fds=[descriptor])


def test_what_a_killed_start_left_behind_is_waited_for(tmp_path: Path) -> None:
    """The folder is free when the last program that inherited the claim has ended, and waiting is said."""
    with claims.data_folder(tmp_path, _silent) as held:
        program = _program(held)
    said: list[str] = []
    threading.Timer(2.0, program.kill).start()
    with claims.data_folder(tmp_path, said.append):
        assert program.wait() < 0
    assert said == ["Waiting for programs that an earlier PlutoPixie left behind."]


def test_what_does_not_end_is_not_waited_for_forever(tmp_path: Path) -> None:
    """Programs that stay keep the folder in use."""
    with claims.data_folder(tmp_path, _silent) as held:
        program = _program(held)
    with pytest.raises(DataInUseError), claims.data_folder(tmp_path, _silent, patience=0.2):
        pass
    program.kill()
    program.wait()


def test_a_folder_that_can_t_be_is_refused(tmp_path: Path) -> None:
    """A file in the folder's place is refused in one sentence, with its name."""
    (tmp_path / "data").write_text("")
    with pytest.raises(DataFolderError, match="data can't be used"), claims.data_folder(tmp_path / "data", _silent):
        pass


def test_a_new_folder_lets_nobody_look(tmp_path: Path) -> None:
    """A data folder is made without any right for others but, under root, to pass through."""
    with claims.data_folder(tmp_path / "data", _silent):
        assert (tmp_path / "data").stat().st_mode & 0o777 == (0o711 if os.geteuid() == 0 else 0o700)


def test_a_taken_port_is_refused() -> None:
    """A port that somebody listens on is refused; the same port is fine when they are gone."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortUnavailableError, match=f"Port {port} of 127.0.0.1"):
            claims.require_free("127.0.0.1", port)
    claims.require_free("127.0.0.1", port)


def test_an_unknown_address_is_refused() -> None:
    """An address that this machine does not have is refused in the same way."""
    with pytest.raises(PortUnavailableError):
        claims.require_free("203.0.113.7", 8080)
