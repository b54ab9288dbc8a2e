"""Mail into a folder, for an installation without a mail server: the operator reads it there and hands it on."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.letters import Letter
from plutopixie.ports.outbound.clock import Clock
from plutopixie.ports.outbound.mail import MailRefusedError, MailUnavailableError

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
#: How long a letter lies there.
KEPT: Final = timedelta(days=7)


@frozen
class MailFiles:
    """`ports.outbound.mail.Mailer` that writes a file for each letter, which only the operator can read."""

    folder: Path
    clock: Clock

    def send(self, letter: Letter, id: UUID) -> None:
        """Write the letter, and remove those that are too old."""
        if not letter.has_a_safe_head:
            raise MailRefusedError
        try:
            self.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            self._remove_old()
            draft = self.folder / f".{id}.draft"
            with os.fdopen(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE), "w", encoding="utf-8"
            ) as out:
                out.write(f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}")
            draft.replace(self.folder / f"{id}.txt")
        except OSError:
            raise MailUnavailableError from None

    def _remove_old(self) -> None:
        oldest = (self.clock.now() - KEPT).timestamp()
        for path in self.folder.glob("*.txt"):
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
