"""Secrets kept in files that only their owner can read (mode 0600, in a folder of mode 0700)."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from plutopixie.domain.errors import CallerError

_FILE_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700
_OTHERS: Final = 0o077
_SECRET_BYTES: Final = 32


class UnsafeSecretError(CallerError):
    """A file with secrets can be read by others, or is damaged; correct its mode or restore it from a backup."""

    code = "unsafe-secret"

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}")


def new_secret() -> str:
    """A fresh secret of 256 bits, as text."""
    return secrets.token_urlsafe(_SECRET_BYTES)


@frozen
class SecretFiles:
    """A folder of JSON files, each a mapping from names to secrets.

    Whoever changes a file has the folder to itself meanwhile, so that two programs never make different secrets under
    one name, and a file is replaced in one step, so that whoever reads needs to wait for nobody.
    """

    folder: Path

    def load(self, name: str) -> Mapping[str, str]:
        """The secrets in the file of that name.

        Raises:
            UnsafeSecretError: there is no such file, others can read it, or it is damaged.
        """
        return _read(self._path(name))

    def load_or_make(self, name: str, keys: tuple[str, ...]) -> Mapping[str, str]:
        """The secrets in the file of that name; keys that are missing get a fresh secret of 256 bits first.

        Raises:
            UnsafeSecretError: others can read the file, or it is damaged.
        """
        return self.change(name, lambda known: {**known, **{key: new_secret() for key in keys if key not in known}})

    def change(self, name: str, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        """Replace the secrets in the file of that name by what `change` makes of them; a missing file holds none.

        Raises:
            UnsafeSecretError: others can read the file, or it is damaged.
        """
        self.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        path = self._path(name)
        with _alone(self.folder):
            known = _read(path) if path.exists() else {}
            wanted = change(known)
            if wanted != known:
                _write(path, wanted)
        return wanted

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Have the folder to oneself, among all programs that ask for it."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _read(path: Path) -> dict[str, str]:
    try:
        file = path.open(encoding="utf-8")
    except FileNotFoundError:
        raise UnsafeSecretError(path, "is missing; restore it from a backup") from None
    with file:
        if os.fstat(file.fileno()).st_mode & _OTHERS:
            raise UnsafeSecretError(path, "can be read by others; set its mode to 0600")
        try:
            held = json.loads(file.read())
        except ValueError:
            held = None
    if not isinstance(held, dict) or not all(isinstance(value, str) for value in held.values()):
        raise UnsafeSecretError(path, "is damaged; restore it from a backup")
    return held


def _write(path: Path, held: Mapping[str, str]) -> None:
    """Replace the file in one step, so that it is never seen half-written. It keeps its owner, whoever changes it."""
    owner = (path if path.exists() else path.parent).stat()
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "w", encoding="utf-8") as file:
        if owner.st_uid != os.geteuid():
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        json.dump(dict(held), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
