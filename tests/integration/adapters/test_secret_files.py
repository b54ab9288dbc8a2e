"""Secrets in files: made once, for their owner alone, whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from plutopixie.adapters.secret_files import SecretFiles, UnsafeSecretError, new_secret

KEYS = ("app", "relay")


@pytest.fixture
def files(tmp_path: Path) -> SecretFiles:
    """A folder that does not exist yet."""
    return SecretFiles(tmp_path / "below" / "secrets")


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.asvs("V11.2.3", "V11.6.1")
def test_missing_secrets_are_made(files: SecretFiles) -> None:
    """Each name gets a secret of its own, of 256 bits."""
    made = files.load_or_make("roles", KEYS)
    assert set(made) == set(KEYS)
    assert len(set(made.values())) == len(KEYS)
    assert all(len(secret) >= 43 for secret in made.values())


def test_secrets_stay_as_they_are(files: SecretFiles) -> None:
    """What was made is found again, and a name that comes later is added to it."""
    made = files.load_or_make("roles", KEYS)
    assert files.load_or_make("roles", KEYS) == made
    more = files.load_or_make("roles", (*KEYS, "queue"))
    assert {key: more[key] for key in KEYS} == made
    assert files.load_or_make("roles", ("queue",)) == more


@pytest.mark.asvs("V13.2.3")
def test_two_files_share_nothing(files: SecretFiles) -> None:
    """The same name in two files is two secrets."""
    assert files.load_or_make("roles", ("1",)) != files.load_or_make("signing", ("1",))


@pytest.mark.asvs("V13.3.1")
def test_only_the_owner_can_read(files: SecretFiles) -> None:
    """Files have the mode 0600 and their folder 0700, whatever the umask allows."""
    before = os.umask(0)
    try:
        files.load_or_make("roles", KEYS)
    finally:
        os.umask(before)
    assert _mode(files.folder) == 0o700
    assert _mode(files.folder / "roles.json") == 0o600
    assert [path.name for path in files.folder.iterdir()] == ["roles.json"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_that_others_can_read_is_refused(files: SecretFiles, mode: int) -> None:
    """A file with a wider mode is refused with its path and what to do, and is left as it is."""
    files.load_or_make("roles", KEYS)
    path = files.folder / "roles.json"
    path.chmod(mode)
    before = path.read_bytes()
    with pytest.raises(UnsafeSecretError, match="set its mode to 0600") as caught:
        files.load_or_make("roles", (*KEYS, "queue"))
    assert caught.value.path == path
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"text"', b'{"app": 1}', b'{"app": null}', b"\xff\xfe"])
def test_a_damaged_file_is_refused(files: SecretFiles, content: bytes) -> None:
    """A file that is not what was written is refused and kept: fresh secrets would lock everybody out."""
    files.load_or_make("roles", KEYS)
    path = files.folder / "roles.json"
    path.write_bytes(content)
    with pytest.raises(UnsafeSecretError, match="restore it from a backup"):
        files.load_or_make("roles", KEYS)
    assert path.read_bytes() == content


def test_a_write_that_fails_changes_nothing(files: SecretFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is replaced in one step: a full disk leaves the secrets that were there."""
    made = files.load_or_make("roles", KEYS)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.load_or_make("roles", (*KEYS, "queue"))
    monkeypatch.undo()
    assert json.loads((files.folder / "roles.json").read_text()) == made


def test_what_an_interrupted_write_left_is_no_obstacle(files: SecretFiles) -> None:
    """A draft of a process that was killed is thrown away, and its mode means nothing."""
    files.folder.mkdir(parents=True, mode=0o700)
    draft = files.folder / "roles.draft"
    draft.write_text("half of")
    draft.chmod(0o666)
    files.load_or_make("roles", KEYS)
    assert not draft.exists()
    assert _mode(files.folder / "roles.json") == 0o600


def test_secrets_stay_out_of_the_folder_s_representation(files: SecretFiles) -> None:
    """What a log might show of the adapter holds no secret, and neither does its error."""
    made = files.load_or_make("roles", KEYS)
    (files.folder / "roles.json").chmod(0o644)
    with pytest.raises(UnsafeSecretError) as caught:
        files.load_or_make("roles", KEYS)
    assert not any(secret in f"{files!r}{caught.value}" for secret in made.values())


def test_a_file_that_is_missing_is_told(files: SecretFiles) -> None:
    """Loading makes nothing: it says what is missing, and what to do."""
    with pytest.raises(UnsafeSecretError, match="is missing; restore it"):
        files.load("signing")
    assert not files.folder.exists()


def test_a_change_is_seen_by_whoever_loads(files: SecretFiles) -> None:
    """What a change makes of the secrets stands in the file; a change to the same leaves it alone."""
    files.change("signing", lambda held: {**held, "1": new_secret()})
    before = (files.folder / "signing.json").stat()
    held = files.change("signing", lambda held: held)
    assert files.load("signing") == held
    assert (files.folder / "signing.json").stat() == before
    files.change("signing", lambda _: {"2": "x"})
    assert files.load("signing") == {"2": "x"}
    assert _mode(files.folder / "signing.json") == 0o600


def test_a_change_that_fails_changes_nothing(files: SecretFiles) -> None:
    """An error in the change leaves the file as it was, and the folder free for the next."""
    made = files.load_or_make("signing", ("1",))

    def fail(_: Mapping[str, str]) -> Mapping[str, str]:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it is ours
        files.change("signing", fail)
    assert files.load_or_make("signing", ("1",)) == made


_MAKE = """
import sys
from pathlib import Path
from plutopixie.adapters.secret_files import SecretFiles

sys.stdin.readline()
print(SecretFiles(Path(sys.argv[1])).load_or_make("signing", ("1",))["1"])
"""


def test_programs_that_start_together_make_one_secret(files: SecretFiles) -> None:
    """Whoever comes second finds what the first made: no process is left with a secret that stands in no file."""
    command = [sys.executable, "-c", _MAKE, str(files.folder)]
    programs = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    said = {program.communicate(timeout=60)[0] for program in programs}
    assert said == {files.load("signing")["1"] + "\n"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change a file that belongs to somebody else")
def test_a_file_keeps_its_owner(files: SecretFiles) -> None:
    """What root changes for the service's own account stays readable for that account, and for it alone."""
    files.load_or_make("signing", ("1",))
    path = files.folder / "signing.json"
    os.chown(path, 12_345, 12_346)
    files.change("signing", lambda held: {**held, "2": new_secret()})
    found = path.stat()
    assert (found.st_uid, found.st_gid, _mode(path)) == (12_345, 12_346, 0o600)
