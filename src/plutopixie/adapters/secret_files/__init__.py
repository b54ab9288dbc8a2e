"""Secrets kept in files that only their owner can read (mode 0600, in a folder of mode 0700)."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
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


@frozen
class SecretFiles:
    """A folder of JSON files, each a mapping from names to secrets."""

    folder: Path

    def load_or_make(self, name: str, keys: tuple[str, ...]) -> Mapping[str, str]:
        """The secrets in the file of that name; keys that are missing get a fresh secret of 256 bits first.

        Raises:
            UnsafeSecretError: others can read the file, or it is damaged.
        """
        self.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        path = self.folder / f"{name}.json"
        known = _read(path) if path.exists() else {}
        missing = [key for key in keys if key not in known]
        if missing:
            known = {**known, **{key: secrets.token_urlsafe(_SECRET_BYTES) for key in missing}}
            _write(path, known)
        return known


def _read(path: Path) -> dict[str, str]:
    if path.stat().st_mode & _OTHERS:
        raise UnsafeSecretError(path, "can be read by others; set its mode to 0600")
    try:
        held = json.loads(path.read_text("utf-8"))
    except ValueError:
        held = None
    if not isinstance(held, dict) or not all(isinstance(value, str) for value in held.values()):
        raise UnsafeSecretError(path, "is damaged; restore it from a backup")
    return held


def _write(path: Path, held: Mapping[str, str]) -> None:
    """Replace the file in one step, so that it is never seen half-written."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "w", encoding="utf-8") as file:
        json.dump(dict(held), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
