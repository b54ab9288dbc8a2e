"""`plutopixie extract`: reads receipts without any server, and says what was found."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final, TextIO

from plutopixie.domain import account_numbers, documents
from plutopixie.domain.currencies import currency
from plutopixie.domain.documents import ReaderUnavailableError, UnreadableDocumentError
from plutopixie.domain.errors import InvalidValueError, PlutoPixieError
from plutopixie.domain.reading.extraction import Extraction, Found, Item, ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.ports.outbound.text_reader import TextReader

FIELDS: Final = (
    "vendor", "date", "total", "currency", "subtotal", "tax", "tip", "payment", "last4", "document_number",
)  # fmt: skip
#: Two engines with half of the cores each read more receipts a minute than one with all of them.
JOBS: Final = min(2, os.cpu_count() or 1)
JOBS_MAX: Final = 64

Row = dict[str, object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a JPEG, PNG, WebP, HEIC, TIFF or PDF")
    parser.add_argument("--engine", choices=("neural", "tesseract"), help="the better one that is installed by default")
    parser.add_argument("--format", choices=("text", "jsonl"), default="text", help="for people or for programs")
    parser.add_argument("--currency", type=_code, metavar="CODE", help="the currency where a receipt names none")
    parser.add_argument("--jobs", type=_jobs, default=JOBS, metavar="N", help=f"files to read at once ({JOBS})")


def run(
    options: argparse.Namespace, reader: TextReader, *, today: date | None = None, out: TextIO | None = None
) -> int:
    """Read every file and say what was found, in the order of the files.

    Args:
        options: what `add_arguments` defines.
        reader: the engine; it is asked from `options.jobs` threads at once.
        today: bounds plausible dates; the present day if None.
        out: where the answers go; standard output if None.

    Returns:
        The exit status: 1 if a file could not be read, else 0.
    """
    context = ReadingContext(today or datetime.now(UTC).date(), options.currency)
    failed = False
    with ThreadPoolExecutor(options.jobs) as threads:
        rows = threads.map(partial(_row, reader, context), options.files)
        for row in _with_progress(rows, options.files, sys.stderr):
            _print(row, options.format, out or sys.stdout)
            failed = failed or "error" in row
    return 1 if failed else 0


def _code(text: str) -> str:
    try:
        return currency(text.upper()).code
    except InvalidValueError:
        raise argparse.ArgumentTypeError(f"{text[:10]!r} is no currency of ISO 4217, such as USD") from None


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= JOBS_MAX:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {JOBS_MAX}")
    return int(text)


def _with_progress(rows: Iterable[Row], files: Sequence[str], terminal: TextIO) -> Iterator[Row]:
    """The same rows; a terminal shows how many are done, on one line that is gone in the end."""
    shown = terminal.isatty() and len(files) > 1
    for done, row in enumerate(rows):
        if shown:
            print("\r\x1b[K", end="", file=terminal, flush=True)
        yield row
        if shown and done + 1 < len(files):
            print(f"{done + 1} of {len(files)} read", end="", file=terminal, flush=True)


def _row(reader: TextReader, context: ReadingContext, file: str) -> Row:
    shown: Row = {"file": file.encode(errors="replace").decode()}  # a file's name may be no text at all
    try:
        document = documents.recognize(_content(Path(file)))
        recognized = account_numbers.mask_recognized(reader.read(document))
    except (UnreadableDocumentError, ReaderUnavailableError) as problem:
        return shown | {"error": problem.reason, "problem": str(problem)}
    except PlutoPixieError as problem:
        return shown | {"error": problem.code, "problem": str(problem)}
    except OSError as problem:
        return shown | {"error": "no-file", "problem": problem.strerror or type(problem).__name__}
    return shown | _found(extract(recognized, context))


def _content(path: Path) -> bytes:
    """The file's bytes, or one more than is allowed: never all of an endless one."""
    with path.open("rb") as file:
        return file.read(documents.FILE_BYTES_MAX + 1)


def _found(extraction: Extraction) -> Row:
    """Each field, how sure the reading is as a whole and field by field, and what to look at twice."""
    fields = {name: getattr(extraction, name) for name in FIELDS}
    return {
        **{name: _plain(field.value) if field else None for name, field in fields.items()},
        "items": [_item(found) for found in extraction.items],
        "confidence": round(extraction.confidence, 3),
        "confidences": {name: round(field.confidence, 3) for name, field in fields.items() if field},
        "alternatives": {
            name: [_plain(value) for value in field.alternatives]
            for name, field in fields.items()
            if field and field.alternatives
        },
        "warnings": list(extraction.warnings),
    }


def _item(found: Found[Item]) -> Row:
    item = found.value
    return {
        "description": item.description,
        "quantity": None if item.quantity is None else _plain(item.quantity),
        "amount": _plain(item.amount),
        "confidence": round(found.confidence, 3),
    }


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _print(row: Row, form: str, out: TextIO) -> None:
    if form == "jsonl":
        print(json.dumps(row, ensure_ascii=False), file=out, flush=True)
        return
    names = ("error", "problem") if "error" in row else (*FIELDS, "confidence")
    lines = [f"  {name:<15} {'-' if row[name] is None else _visible(row[name])}" for name in names]
    print(_visible(row["file"]), *lines, *_items(row.get("items", ())), sep="\n", file=out, flush=True)


def _items(items: object) -> Iterator[str]:
    """A line for each item: quantity, description and amount."""
    for item in items if isinstance(items, list) else ():
        quantity = f"{item['quantity']} x " if item["quantity"] is not None else ""
        yield f"  {'item':<15} {_visible(item['amount']):>10}  {quantity}{_visible(item['description'])}"


def _visible(value: object) -> str:
    """As text that a terminal shows and never obeys: names of files and of vendors are strangers' words."""
    return "".join(mark if mark.isprintable() else "\ufffd" for mark in str(value))
