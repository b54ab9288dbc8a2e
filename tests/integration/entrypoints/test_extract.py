"""`plutopixie extract` as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from plutopixie.ports.contracts import drawn
from vision_server import peer, reading

SAMPLES: Final = Path(__file__).parents[2] / "samples"
LABELS: Final = [json.loads(line) for line in (SAMPLES / "labels.jsonl").read_text().splitlines()]
FIELDS: Final = {
    "file", "vendor", "date", "total", "currency", "subtotal", "tax", "tip", "payment", "last4", "document_number",
    "items", "alternatives", "confidence", "confidences", "warnings",
}  # fmt: skip
INVOICE: Final = drawn.typed_pdf(
    (
        "Harbour Supplies Ltd",
        "12 Quay Street, Portsmouth PO1 2AB",
        "Date: 14 March 2024",
        "Rope   20.00",
        "VAT 20%   4.00",
        "Total GBP   24.00",
        "Paid by card 4111 1111 1111 1111",
    )
)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, "-m", "plutopixie.entrypoints", "extract", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=240,
    )


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The lines printed, as objects."""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def invoice(tmp_path: Path) -> Path:
    """A PDF with a text layer, which no engine needs to look at."""
    path = tmp_path / "invoice.pdf"
    path.write_bytes(INVOICE)
    return path


@pytest.mark.parametrize("engine", ["neural", pytest.param("tesseract", marks=pytest.mark.service("tesseract"))])
def test_reads_the_samples(engine: str) -> None:
    """Either engine reads vendor, date and total of every sample right, and the neural one the currency, too."""
    done = run("--engine", engine, "--format", "jsonl", *[SAMPLES / label["file"] for label in LABELS])

    read = rows(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert [Path(row["file"]).name for row in read] == [label["file"] for label in LABELS]
    for row, label in zip(read, LABELS, strict=True):
        assert row.keys() == FIELDS
        assert _plain(row["vendor"]) == _plain(label["vendor"])
        assert row["date"] == label["date"]
        assert Decimal(row["total"]) == Decimal(label["total"])
        assert engine == "tesseract" or row["currency"] == label["currency"]


@pytest.mark.service("tesseract")
def test_reads_by_a_vision_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of one's own reads for the command, from the process that handles strangers' files."""
    key = tmp_path / "vision.key"
    key.write_text("canary-key\n")
    with peer(reading) as server:
        monkeypatch.setenv("PLUTOPIXIE_VISION_URL", server.url)
        monkeypatch.setenv("PLUTOPIXIE_VISION_MODEL", "receipts-7b")
        monkeypatch.setenv("PLUTOPIXIE_VISION_KEY_FILE", str(key))
        done = run("--engine", "vision", "--format", "jsonl", SAMPLES / "us-diner.png")

    [row] = rows(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert (row["date"], row["total"]) == ("2024-03-04", "16.78")
    assert server.asked
    assert {headers["Authorization"] for headers, _ in server.asked} == {"Bearer canary-key"}


def test_a_vision_model_must_be_named(invoice: Path) -> None:
    """The engine that is a server of one's own says which setting names it."""
    done = run("--engine", "vision", invoice)

    assert done.returncode != 0
    assert "PLUTOPIXIE_VISION_URL" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_file_among_good_ones(invoice: Path, tmp_path: Path) -> None:
    """Each bad file gets a line that says why, the good ones are read all the same, and the exit status is 1."""
    bad = {
        "empty.jpg": (b"", "empty"),
        "page.jpg": (b"<html>no picture</html>", "unknown-type"),
        "cut.png": (drawn.png(drawn.page())[:500], "truncated"),
        "bomb.png": (drawn.png_bomb(40_000, 40_000), "too-many-pixels"),
        "locked.pdf": (drawn.locked_pdf(), "encrypted"),
        "long.pdf": (drawn.empty_pdf(51), "too-many-pages"),
        "large.png": (bytes(20 * 1024 * 1024 + 1), "too-large"),
    }
    for name, (content, _) in bad.items():
        (tmp_path / name).write_bytes(content)

    done = run("--format", "jsonl", *[tmp_path / name for name in bad], tmp_path / "absent.png", tmp_path, invoice)

    *refused, absent, folder, read = rows(done)
    assert done.returncode == 1
    assert [row["error"] for row in refused] == [reason for _, reason in bad.values()]
    assert all(row["problem"] for row in refused)
    assert absent["error"] == folder["error"] == "no-file"
    assert read["total"] == "24.00"


def test_says_every_field_as_text(invoice: Path) -> None:
    """A program gets dates as in ISO 8601, amounts as decimal strings, null for what was not found, and how sure."""
    (row,) = rows(run("--format", "jsonl", invoice))

    least, sure, (item,) = row.pop("confidence"), row.pop("confidences"), row.pop("items")
    assert row == {
        "file": str(invoice),
        "vendor": "Harbour Supplies Ltd",
        "date": "2024-03-14",
        "total": "24.00",
        "currency": "GBP",
        "subtotal": None,
        "tax": "4.00",
        "tip": None,
        "payment": "card",
        "last4": "1111",
        "document_number": None,
        "alternatives": {},
        "warnings": [],
    }
    assert (item["description"], item["quantity"], item["amount"]) == ("Rope", None, "20.00")
    assert sure.keys() == {"vendor", "date", "total", "currency", "tax", "payment", "last4"}
    assert all(0 <= value <= 1 for value in (*sure.values(), item["confidence"]))
    assert least == min(sure[name] for name in ("vendor", "date", "total"))


def test_shows_people_the_same(invoice: Path) -> None:
    """A person sees one field and one item a line, and never a full card number."""
    done = run(invoice)

    assert done.returncode == 0
    assert "vendor          Harbour Supplies Ltd" in done.stdout
    assert "total           24.00" in done.stdout
    assert "item                 20.00  Rope" in done.stdout
    assert "4111" not in done.stdout


def test_names_what_to_look_at_twice(tmp_path: Path) -> None:
    """What is missing or assumed stands among the warnings."""
    path = tmp_path / "note.pdf"
    path.write_bytes(drawn.typed_pdf(("A note to ourselves, without any sum or day", "Total 12.50")))

    (row,) = rows(run("--format", "jsonl", "--currency", "USD", path))

    assert "date.missing" in row["warnings"]
    assert "currency.assumed" in row["warnings"]
    assert row["currency"] == "USD"


def test_refuses_a_currency_that_is_none(invoice: Path) -> None:
    """A code that no currency has is a usage error, before anything is read."""
    done = run("--currency", "QQQ", invoice)

    assert done.returncode == 2
    assert done.stdout == ""
    assert "QQQ" in done.stderr


def test_a_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Control characters in file names come out as a harmless sign."""
    path = tmp_path / "a\x1b[31mred\nline.png"
    path.write_bytes(b"")

    done = run(path)

    assert "\x1b" not in done.stdout
    assert "red\ufffdline.png" in done.stdout


def _plain(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())
