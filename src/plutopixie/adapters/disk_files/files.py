"""Files on a disk, under the digest of their content.

    root/<organization>/<first two digits>/<next two>/<digest>
    root/incoming/<random name>           what is being written

A file is written under a random name, brought to the disk, and only then given its own name, which is brought to the
disk as well before `put` returns. So a file under a digest is always whole, and a crash leaves at most a piece in
`incoming`, which `sweep` removes. Names are made of a checked digest and an id, so no path leads outside the root.
Folders and files are for their owner alone (0700 and 0600).

The bytes are kept as they come. Sealing them is the task of another `Files` that wraps this one: it would seal, hand
the sealed bytes on, and keep which digest stands for which.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from attrs import field, frozen

from plutopixie.domain.ids import OrganizationId
from plutopixie.ports.outbound.files import FilesUnavailableError, MissingFileError

INCOMING: Final = "incoming"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@frozen
class DiskFiles:
    """`ports.outbound.files.Files` in a folder that is all its own."""

    root: Path = field(converter=Path)

    def put(self, organization: OrganizationId, content: bytes) -> str:
        """Keep the bytes for good before returning; returns their digest."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(organization, digest)
        with _translated():
            _make_folder(path.parent)
            if _read_if_whole(path) is None:
                os.replace(self._written(content), path)  # noqa: PTH105 - the atomic call by its own name
            _bring_to_disk(path.parent)
        return digest

    def get(self, organization: OrganizationId, digest: str) -> bytes:
        """The bytes, checked against their digest; raises MissingFileError if they are gone or damaged."""
        if not _DIGEST.fullmatch(digest):
            raise MissingFileError
        with _translated():
            content = _read_if_whole(self._path(organization, digest))
        if content is None:
            raise MissingFileError
        return content

    def remove(self, organization: OrganizationId, digest: str) -> None:
        """Remove the bytes; removing what is not there is no error."""
        if not _DIGEST.fullmatch(digest):
            return
        path = self._path(organization, digest)
        with _translated():
            try:
                path.unlink()
            except FileNotFoundError:
                return
            _bring_to_disk(path.parent)

    def digests(self, organization: OrganizationId) -> Iterator[str]:
        """Every digest the organization keeps."""
        with _translated():
            names = [path.name for path in (self.root / organization.hex).glob("??/??/*")]
        return (name for name in names if _DIGEST.fullmatch(name))

    def sweep(self, older_than: timedelta = timedelta(hours=1)) -> int:
        """Remove what writers that were stopped left behind that long ago; returns how many pieces. Run it at start."""
        latest = time.time() - older_than.total_seconds()
        removed = 0
        with _translated():
            for path in (self.root / INCOMING).glob("*"):
                if path.lstat().st_mtime <= latest:
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _path(self, organization: OrganizationId, digest: str) -> Path:
        return self.root / organization.hex / digest[:2] / digest[2:4] / digest

    def _written(self, content: bytes) -> Path:
        """A new file of that content, on the disk, under a random name."""
        folder = self.root / INCOMING
        _make_folder(folder)
        path = folder / secrets.token_hex(16)
        try:
            with os.fdopen(os.open(path, _NEW, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path


def _read_if_whole(path: Path) -> bytes | None:
    """The bytes of the file if they are there and fit the digest that is its name."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return content if hashlib.sha256(content).hexdigest() == path.name else None


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it where they are missing, each brought to the disk."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _bring_to_disk(folder.parent)


def _bring_to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated() -> Iterator[None]:
    """What the operating system complains about becomes the port's error."""
    try:
        yield
    except OSError as error:
        raise FilesUnavailableError from error
