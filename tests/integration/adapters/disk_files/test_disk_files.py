"""Files on a disk keep every promise of their port, also when the writer is killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from plutopixie.adapters.disk_files import DiskFiles
from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.contracts.files import FilesContract
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.outbound.files import Files, FilesUnavailableError, MissingFileError

#: Puts ever new files and tells each digest once it is kept, until it is killed.
WRITER: Final = """
import sys
from uuid import UUID
from plutopixie.adapters.disk_files import DiskFiles

files = DiskFiles(sys.argv[1])
for number in range(1_000_000):
    print(files.put(UUID(sys.argv[2]), str(number).encode() * 200_000), flush=True)
"""


class TestDiskFiles(FilesContract):
    """Files in a new folder."""

    @pytest.fixture
    def files(self, tmp_path: Path) -> Files:
        """Empty files."""
        return DiskFiles(tmp_path / "files")


@pytest.fixture
def files(tmp_path: Path) -> DiskFiles:
    """Empty files."""
    return DiskFiles(tmp_path / "files")


@pytest.fixture
def organization() -> OrganizationId:
    """An organization that keeps nothing yet."""
    return OrganizationId(fresh_id())


def kept_files(files: DiskFiles) -> list[Path]:
    """Every file below the root."""
    return [path for path in files.root.rglob("*") if path.is_file()]


def test_outlives_the_process(files: DiskFiles, organization: OrganizationId) -> None:
    """What one object put another one finds in the same folder."""
    digest = files.put(organization, b"content")

    assert DiskFiles(files.root).get(organization, digest) == b"content"


@pytest.mark.parametrize("damage", [b"", b"conten", b"cOntent", b"content!"])
def test_a_damaged_file_is_missing_until_it_is_put_again(
    files: DiskFiles, organization: OrganizationId, damage: bytes
) -> None:
    """Bytes that no longer fit their digest are never given out, and putting the right ones mends it."""
    digest = files.put(organization, b"content")
    (path,) = kept_files(files)
    path.write_bytes(damage)

    with pytest.raises(MissingFileError):
        files.get(organization, digest)

    files.put(organization, b"content")
    assert files.get(organization, digest) == b"content"


@pytest.mark.asvs("V5.3.1")
def test_nobody_else_may_look(files: DiskFiles, organization: OrganizationId) -> None:
    """Folders are 0700 and files 0600, whatever the process's mask allows."""
    before = os.umask(0)
    try:
        files.put(organization, b"content")
    finally:
        os.umask(before)

    modes = {path.is_dir(): oct(path.stat().st_mode & 0o7777) for path in (files.root, *files.root.rglob("*"))}
    assert modes == {True: "0o700", False: "0o600"}


@pytest.mark.asvs("V5.3.2")
def test_every_path_lies_inside(files: DiskFiles, organization: OrganizationId, tmp_path: Path) -> None:
    """A path in place of a digest neither reads nor removes what lies outside the root."""
    outside = tmp_path / "outside"
    outside.write_bytes(b"outside")

    for digest in ("../outside", str(outside), f"../../../../{outside.name}"):
        with pytest.raises(MissingFileError):
            files.get(organization, digest)
        files.remove(organization, digest)

    assert outside.read_bytes() == b"outside"


def test_a_full_or_forbidden_disk_is_told(tmp_path: Path, organization: OrganizationId) -> None:
    """What the operating system refuses becomes an error of the port, and leaves nothing behind."""
    (tmp_path / "file").write_bytes(b"in the way")

    with pytest.raises(FilesUnavailableError):
        DiskFiles(tmp_path / "file" / "below").put(organization, b"content")


def test_a_failed_write_leaves_nothing(
    files: DiskFiles, organization: OrganizationId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the bytes can't be brought to the disk, nothing is kept and the piece is removed."""

    def full(_: int) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(FilesUnavailableError):
            files.put(organization, b"content")

    assert kept_files(files) == []
    assert list(files.digests(organization)) == []


@pytest.mark.parametrize("attempt", range(4))
def test_a_killed_writer_tears_nothing(files: DiskFiles, organization: OrganizationId, attempt: int) -> None:
    """After a kill in the middle of writing, every file that was told is kept, all are whole, and a sweep clears up."""
    command = [sys.executable, "-c", WRITER, str(files.root), str(organization)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _ in range(3)]
        time.sleep(0.003 * attempt)
        writer.send_signal(signal.SIGKILL)
        told += [line.strip() for line in writer.stdout if line.endswith("\n")]

    files.sweep(older_than=timedelta(0))

    kept = set(files.digests(organization))
    assert set(told) <= kept
    assert all(files.get(organization, digest) for digest in kept)
    assert {path.name for path in kept_files(files)} == kept


def test_a_sweep_spares_what_is_being_written(files: DiskFiles, organization: OrganizationId) -> None:
    """A sweep removes old pieces only, and never a kept file."""
    digest = files.put(organization, b"content")
    piece = files.root / "incoming" / "piece"
    piece.write_bytes(b"half")

    assert files.sweep() == 0
    assert files.sweep(timedelta(0)) == 1
    assert not piece.exists()
    assert files.get(organization, digest) == b"content"
