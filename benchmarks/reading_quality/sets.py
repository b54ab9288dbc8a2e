"""Labelled sets of receipts. They are no part of the repository: `PLUTOPIXIE_TEST_RECEIPTS` names their folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from plutopixie.domain.reading.extraction import ReadingContext

VARIABLE: Final = "PLUTOPIXIE_TEST_RECEIPTS"
#: The day on which the sets count as read, so that a run next year says the same.
TODAY: Final = date(2026, 11, 1)
CONTEXT: Final = ReadingContext(TODAY)


@frozen
class Labelled:
    """A set: the folder and the labels by the file's name."""

    folder: Path
    labels: Mapping[str, Mapping[str, Any]]

    @property
    def files(self) -> Sequence[Path]:
        """The labelled files, by name."""
        return [self.folder / label["file"] for _, label in sorted(self.labels.items())]


def folder() -> Path | None:
    """Where the sets lie, if they are here."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named and Path(named).is_dir() else None


def labelled(sets: Path, name: str, labels: str = "labels.jsonl") -> Labelled:
    """One of the sets."""
    within = sets / name
    rows = (json.loads(line) for line in (within / labels).read_text("utf-8").splitlines() if line.strip())
    return Labelled(within, {Path(row["file"]).name: row for row in rows})
