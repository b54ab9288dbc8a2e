"""The work of a worker, done at once: receipts are read by a reader that finds the same in each, letters are kept.

What is judged is the service, neither an engine nor a mail server.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from attrs import frozen

from plutopixie.domain.documents import Document
from plutopixie.domain.letters import Letter
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word
from plutopixie.entrypoints import wiring
from plutopixie.entrypoints.metrics import Metrics
from plutopixie.entrypoints.settings import Settings
from plutopixie.entrypoints.worker import handlers
from plutopixie.ports.contracts.noninterference import BlackInk
from plutopixie.ports.outbound.outbox import Message

_ROWS: Final = ("BLUE CAFE", "02/14/2026", "Coffee 4.00", "Cake 6.00", "TOTAL $10.00", "VISA ****4242")
_EVERY_SECONDS: Final = 0.1
_BATCH: Final = 100


@frozen
class _Printed:
    """A text reader for which every document is the same receipt."""

    def read(self, document: Document) -> RecognizedText:
        """The rows, one below the other."""
        del document
        words = tuple(
            Word(row, Box(10, 30 * place, 10 + 12 * len(row), 30 * place + 20), 0.99)
            for place, row in enumerate(_ROWS, 1)
        )
        return RecognizedText((Page(1, 400, 600, words),), "printed", "1")


@frozen
class Mailbox:
    """Keeps the latest letter to each address in a folder."""

    folder: Path

    def send(self, letter: Letter, id: UUID) -> None:
        """Keep it."""
        draft = self.folder / f"{id}.draft"
        draft.write_text(letter.text, "utf-8")
        draft.replace(self._file(letter.to))

    def take(self, address: str) -> str | None:
        """The latest letter to the address, once."""
        try:
            text = self._file(address).read_text("utf-8")
        except FileNotFoundError:
            return None
        self._file(address).unlink()
        return text

    def _file(self, address: str) -> Path:
        return self.folder / hashlib.sha256(address.encode()).hexdigest()


@contextlib.contextmanager
def working(settings: Settings) -> Iterator[None]:
    """While this lasts, what the outbox holds is done as it comes."""
    settings.mail.mkdir(mode=0o700)
    house, over = wiring.house(settings), threading.Event()
    worker = threading.Thread(target=_work_until, args=(house, over), name="working")
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()
        house.connected.close()


def _work_until(house: wiring.House, over: threading.Event) -> None:
    world, settings = house.world, house.settings
    posting = world.posting(Mailbox(settings.mail), settings.base_url)
    handle = handlers(world.reader(_Printed(), BlackInk()), posting, Metrics())
    confirming = world.use_cases(settings.policy_version).confirming

    def do(message: Message) -> None:
        if message.kind in handle:
            handle[message.kind](message.organization, UUID(message.subject))

    while not over.wait(_EVERY_SECONDS):
        while house.connected.outbox_feed.relay(do, _BATCH) or confirming.look_up_resets():
            pass
