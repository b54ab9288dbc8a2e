"""Mail into a folder: for the operator's eyes alone, and not for ever."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from plutopixie.adapters.mail_files import KEPT, MailFiles
from plutopixie.adapters.memory import MemoryClock
from plutopixie.domain.letters import Letter
from plutopixie.ports.contracts.mail import LETTER, MailerContract
from plutopixie.ports.contracts.samples import fresh_id
from plutopixie.ports.outbound.mail import Mailer, MailUnavailableError


class TestMailFiles(MailerContract):
    """The adapter."""

    @pytest.fixture
    def mailer(self, tmp_path: Path) -> Mailer:
        """A mailer into a folder."""
        return MailFiles(tmp_path / "mail", MemoryClock())

    @pytest.fixture
    def arrived(self, tmp_path: Path) -> Callable[[], list[Letter]]:
        """The letters in the folder."""
        return lambda: [_letter(path) for path in sorted((tmp_path / "mail").glob("*"))]


def _letter(path: Path) -> Letter:
    head, _, text = path.read_text("utf-8").partition("\n\n")
    to, subject = (line.partition(": ")[2] for line in head.splitlines())
    return Letter(to, subject, text)


def test_only_the_operator_reads_it(tmp_path: Path) -> None:
    """The folder and each letter are closed to everybody else."""
    MailFiles(tmp_path / "mail", MemoryClock()).send(LETTER, fresh_id())

    (letter,) = (tmp_path / "mail").iterdir()
    assert (letter.stat().st_mode & 0o777, letter.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_letters_are_not_kept_for_ever(tmp_path: Path) -> None:
    """A letter that lies there for longer than a week is removed when another one comes."""
    clock = MemoryClock()
    mailer = MailFiles(tmp_path, clock)
    for age in (KEPT + timedelta(hours=1), KEPT - timedelta(hours=1)):
        mailer.send(LETTER, fresh_id())
        newest = max(tmp_path.glob("*.txt"), key=lambda path: path.stat().st_mtime)
        then = (clock.now() - age).timestamp()
        os.utime(newest, (then, then))
    mailer.send(LETTER, fresh_id())

    assert len(list(tmp_path.glob("*.txt"))) == 2


def test_a_full_or_missing_disk_is_tried_again(tmp_path: Path) -> None:
    """A letter that can't be written waits."""
    (tmp_path / "mail").write_text("no folder")

    with pytest.raises(MailUnavailableError):
        MailFiles(tmp_path / "mail", MemoryClock()).send(LETTER, fresh_id())
