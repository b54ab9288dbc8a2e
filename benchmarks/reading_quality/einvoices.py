"""Invoices with a text layer: read from their XML, from the page alone, and four that have no XML.

    python -m benchmarks.reading_quality.einvoices SETS [--misses]

SETS holds `einvoices/` and `invoices/`, each with `labels.jsonl`. A document counts when vendor, date, total, tax and
currency are all right, as far as they are labelled. The vendor is compared without case, spaces and punctuation, and
may differ by a slip (a ratio of 0.9 by difflib). The labels give the amounts of the XML, in which a credit note (type
381) has no sign; a total that gives money back is negative here, so those labels are compared with a minus.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium
from attrs import evolve, frozen

from plutopixie.domain import account_numbers
from plutopixie.domain.documents import recognize
from plutopixie.domain.reading.extraction import Extraction, ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.entrypoints.wiring_readers import text_reader
from plutopixie.ports.outbound.text_reader import TextReader

FIELDS: Final = ("vendor", "date", "total", "tax", "currency")
CONTEXT: Final = ReadingContext(date(2026, 11, 1))
NEAR: Final = 0.9
_CREDIT_NOTE: Final = re.compile(rb"TypeCode>\s*381\s*<")


@frozen
class Score:
    """How many documents were read right in every field, of how many, and what was wrong in the others."""

    name: str
    right: int
    documents: int
    misses: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.documents if self.documents else 0.0

    def __str__(self) -> str:
        return f"{self.name:<34} {self.right} of {self.documents} ({self.share:.3f})"


def scores(sets: Path, reader: TextReader | None = None) -> Iterator[Score]:
    """The three figures; every document is decoded once.

    Args:
        sets: the folder that holds the sets.
        reader: reads documents; None for the best engine that is installed, behind the text layer.
    """
    reads = reader or text_reader()
    with_xml = list(_read(sets / "einvoices", reads))
    yield _score("e-invoices from their XML", with_xml, ignore_xml=False)
    yield _score("e-invoices from the page alone", with_xml, ignore_xml=True)
    yield _score("invoices without XML", list(_read(sets / "invoices", reads)), ignore_xml=True)


def _read(folder: Path, reader: TextReader) -> Iterator[tuple[dict[str, Any], RecognizedText]]:
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        content = (folder / label["file"]).read_bytes()
        if _is_credit_note(content):
            label |= {name: str(-Decimal(label[name])) for name in ("total", "tax") if label.get(name)}
        yield label, reader.read(recognize(content))


def _is_credit_note(content: bytes) -> bool:
    """Whether the attached XML says so, found without the code that is measured."""
    held = pdfium.PdfDocument(content)
    try:
        files = (bytes(held.get_attachment(place).get_data()) for place in range(held.count_attachments()))
        return any(_CREDIT_NOTE.search(file) for file in files)
    finally:
        held.close()


def _score(name: str, documents: list[tuple[dict[str, Any], RecognizedText]], *, ignore_xml: bool) -> Score:
    misses = []
    for label, text in documents:
        read = evolve(text, invoice=None) if ignore_xml else text
        found = extract(account_numbers.mask_recognized(read), CONTEXT)
        wrong = [_miss(field, label, found) for field in FIELDS if label.get(field) is not None]
        if any(wrong):
            misses.append(f"{label['id']}: {'; '.join(filter(None, wrong))}")
    return Score(name, len(documents) - len(misses), len(documents), tuple(misses))


def _miss(field: str, label: dict[str, Any], found: Extraction) -> str:
    """What is wrong with a field; empty when nothing is."""
    said = getattr(found, field)
    truth = label[field]
    if said is not None and _is_right(field, said.value, truth):
        return ""
    return f"{field} {truth!r}, read {str(said.value) if said else None!r}"


def _is_right(field: str, said: object, truth: str) -> bool:
    if field == "vendor":
        return difflib.SequenceMatcher(None, _plain(str(said)), _plain(truth), autojunk=False).ratio() >= NEAR
    if isinstance(said, Decimal):
        return said == Decimal(truth)
    return str(said) == truth


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Score the reading of invoices.")
    parser.add_argument("sets", type=Path, help="the folder that holds einvoices/ and invoices/")
    parser.add_argument("--misses", action="store_true", help="say what was wrong")
    options = parser.parse_args()
    for score in scores(options.sets):
        print(score)
        for miss in score.misses if options.misses else ():
            print(f"  {miss}")


if __name__ == "__main__":
    main()
