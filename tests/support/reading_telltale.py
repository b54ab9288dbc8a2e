"""A reader for the reading process that tells what its process can see: its environment and its descriptors."""

from __future__ import annotations

import json
import os
from pathlib import Path

from plutopixie.domain.documents import Document
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word


class Telltale:
    """A text reader whose only word is what it saw."""

    def read(self, document: Document) -> RecognizedText:
        """The environment, the command line and the open descriptors, as JSON in one word."""
        assert document.content
        seen = {
            "environment": Path("/proc/self/environ").read_bytes().decode(),
            "variables": sorted(os.environ),
            "command": Path("/proc/self/cmdline").read_bytes().decode(),
            "descriptors": sorted(map(_target, Path("/proc/self/fd").iterdir())),
        }
        word = Word(json.dumps(seen), Box(0, 0, 10, 10), 1.0)
        return RecognizedText((Page(1, 100, 100, (word,)),), "telltale", "1")


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:  # the one that the folder was looked into with
        return ""


def telltale() -> Telltale:
    """What the child is told to make."""
    return Telltale()
