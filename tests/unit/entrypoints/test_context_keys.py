"""The keys of signed contexts as the composition root reads them: made once, and only once."""

from __future__ import annotations

import json
from pathlib import Path

from plutopixie.entrypoints import wiring
from plutopixie.entrypoints.settings import Settings

SECRET = "a secret of at least thirty-two bytes"


def _held(folder: Path) -> list[str]:
    settings = Settings(data=folder, database_url="postgresql://127.0.0.1/nowhere")
    return [key.id for key in wiring.addresses(settings).context.newest_first]


def test_the_first_key_is_made_once(tmp_path: Path) -> None:
    """An installation begins with one key of its own, for its owner's eyes, and keeps it."""
    assert _held(tmp_path) == ["1"]
    file = tmp_path / "secrets" / "context.json"
    made = json.loads(file.read_text("utf-8"))

    assert _held(tmp_path) == ["1"]
    assert json.loads(file.read_text("utf-8")) == made
    assert len(made["1"]) >= 43
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_taken_out_does_not_come_back(tmp_path: Path) -> None:
    """After a rotation the file holds what the operator left in it, and nothing is added."""
    assert _held(tmp_path) == ["1"]
    file = tmp_path / "secrets" / "context.json"
    file.write_text(json.dumps({"2": SECRET, "10": SECRET}), "utf-8")

    assert _held(tmp_path) == ["10", "2"]
