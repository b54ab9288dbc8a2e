"""Two peers that read without any network, on the same files: amagi-receipts-to-csv and invoice2data.

They live in an environment of their own (`make bench-reading` makes it), so that what they need touches nothing here.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from plutopixie.domain.reading.extraction import Extraction, Found

HOME: Final = Path(__file__).parents[2] / "build" / "peers"
_SECONDS_MAX: Final = 3600


def are_installed() -> bool:
    """Whether the peers can be asked."""
    return all((HOME / "bin" / name).is_file() for name in ("amagi-receipts-to-csv", "invoice2data"))


def amagi(files: Sequence[Path], *, day_first: bool, engine: str) -> Mapping[str, Extraction]:
    """What amagi-receipts-to-csv reads with that engine (`rapidocr` or `tesseract`), by the file's name."""
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            (Path(folder) / file.name).symlink_to(file)
        options = ["-f", "json", "-o", "-", "-q", "--ocr", engine, *(["--day-first"] if day_first else [])]
        answer = _asked("amagi-receipts-to-csv", folder, *options)
    start = answer.find("[")
    rows = json.loads(answer[start:]) if start >= 0 else []
    return {row["file"]: _extraction(row["vendor"], row["date"], row["total"]) for row in rows}


def invoice2data(files: Sequence[Path]) -> Mapping[str, Extraction]:
    """What invoice2data reads with its own templates, by the file's name."""
    found = {}
    for file in files:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "out.json"
            _asked("invoice2data", "-f", "json", "--output-name", str(target), str(file))
            rows = json.loads(target.read_text("utf-8")) if target.is_file() else []
        for row in rows[:1]:
            found[file.name] = _extraction(row.get("issuer"), row.get("date"), row.get("amount"))
    return found


def _asked(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [str(HOME / "bin" / program), *arguments],
        check=False,  # a file that it can't read is an answer too
        capture_output=True,
        text=True,
        timeout=_SECONDS_MAX,
    )
    return done.stdout


def _extraction(vendor: Any, day: Any, total: Any) -> Extraction:
    return Extraction(
        vendor=Found(str(vendor), 1.0) if vendor else None,
        date=next((Found(one, 1.0) for one in _days(day)), None),
        total=next((Found(one, 1.0) for one in _amounts(total)), None),
    )


def _days(text: Any) -> Iterator[date]:
    written = re.match(r"\d{4}-\d{2}-\d{2}", str(text or ""))
    if written:
        yield date.fromisoformat(written.group())


def _amounts(text: Any) -> Iterator[Decimal]:
    try:
        yield Decimal(str(text).replace(",", ""))
    except InvalidOperation:
        return
