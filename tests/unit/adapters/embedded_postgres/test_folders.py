"""Where the data goes when nobody said, and how its parts are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from plutopixie.adapters.embedded_postgres import default_data_folder
from plutopixie.adapters.embedded_postgres.folders import Folders


def test_root_uses_the_system_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root's data belongs to the system."""
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert default_data_folder() == Path("/var/lib/plutopixie")


@pytest.mark.parametrize(
    ("data_home", "expected"),
    [
        ("/srv/data", "/srv/data/plutopixie"),
        ("", "/home/p/.local/share/plutopixie"),
        ("data", "/home/p/.local/share/plutopixie"),
    ],
)
def test_users_data_follows_their_settings(monkeypatch: pytest.MonkeyPatch, data_home: str, expected: str) -> None:
    """A user's data goes where XDG_DATA_HOME says; a relative one is ignored, as its specification asks."""
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/p")
    monkeypatch.setenv("XDG_DATA_HOME", data_home)
    assert default_data_folder() == Path(expected)


@pytest.mark.parametrize("depth", range(80, 125))
def test_socket_path_always_fits(depth: int) -> None:
    """The socket's path never exceeds what a socket address can hold."""
    folders = Folders(Path("/" + "x" * depth))
    assert len(str(folders.socket / ".s.PGSQL.5432")) <= 107


def test_folders_have_names_of_their_own() -> None:
    """Two data folders never share the name that marks their processes, and one keeps its name."""
    assert Folders(Path("/a")).token != Folders(Path("/b")).token
    assert Folders(Path("/a")).token == Folders(Path("/a")).token
