"""`plutopixie extract`: reads receipts without any server, and says what was found."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, TextIO

from plutopixie.domain import account_numbers, documents
from plutopixie.domain.errors import PlutoPixieError
from plutopixie.domain.reading.extraction import Extraction, ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.ports.outbound.text_reader import TextReader

FIELDS: Final = ("vendor", "date", "total", "currency", "tax", "last4")

Row = dict[str, object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a JPEG, PNG, WebP, HEIC, TIFF or PDF")
    parser.add_argument("--engine", choices=("neural", "tesseract"), help="the better one that is installed by default")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help="for people or for programs")
    parser.add_argument("--currency", metavar="CODE", help="the ISO 4217 code to assume where a receipt names none")


def run(options: argparse.Namespace, reader: TextReader) -> int:
    """Read every file, one line or block each; returns 1 if one of them could not be read, else 0."""
    context = ReadingContext(datetime.now(UTC).date(), options.currency)
    failed = 0
    for row in _rows(options.files, reader, context):
        _print(row, options.format, sys.stdout)
        failed += "error" in row
    return 1 if failed else 0


def _rows(files: list[str], reader: TextReader, context: ReadingContext) -> Iterator[Row]:
    for place, file in enumerate(files, 1):
        if sys.stderr.isatty() and len(files) > 1:
            print(f"\r{place}/{len(files)}", end="\n" if place == len(files) else "", file=sys.stderr)  # noqa: T201
        yield _row(file, reader, context)


def _row(file: str, reader: TextReader, context: ReadingContext) -> Row:
    try:
        document = documents.recognize(_content(Path(file)))
        recognized = account_numbers.mask_recognized(reader.read(document))
    except PlutoPixieError as problem:
        return {"file": file, "error": getattr(problem, "reason", problem.code), "problem": str(problem)}
    except OSError as problem:
        return {"file": file, "error": "no-file", "problem": problem.strerror or type(problem).__name__}
    found = extract(recognized, context)
    return {"file": file, **_values(found), "confidence": _confidence(found)}


def _content(path: Path) -> bytes:
    """The file's bytes, or one more than is allowed: never all of an endless one."""
    with path.open("rb") as file:
        return file.read(documents.FILE_BYTES_MAX + 1)


def _values(found: Extraction) -> Row:
    return {name: _plain(getattr(found, name)) for name in FIELDS}


def _plain(field: object) -> str | None:
    value = getattr(field, "value", None)
    if value is None:
        return None
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _confidence(found: Extraction) -> dict[str, float]:
    fields = {name: getattr(found, name) for name in FIELDS}
    return {name: round(field.confidence, 3) for name, field in fields.items() if field is not None}


def _print(row: Row, form: str, out: TextIO) -> None:
    if form == "jsonl":
        print(json.dumps(row, ensure_ascii=False), file=out, flush=True)
        return
    print(row["file"], file=out)
    for name in ("error", "problem") if "error" in row else FIELDS:
        value = row[name]
        print(f"  {name:<9} {value if value is not None else '-'}", file=out, flush=True)
