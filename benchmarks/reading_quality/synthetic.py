"""How well synthetic receipts are read, field by field: through an engine, or by the rules alone on the exact words.

`python -m benchmarks.reading_quality.synthetic --engine neural --count 60 --degraded` measures; `--labels` and
`--recognized` name files of labels and of recognized words instead. A field whose label is null is not asked for; a
reading that gives one all the same has invented it.
"""

from __future__ import annotations

import argparse
import difflib
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from benchmarks.synthetic_receipts.generator import Receipt, generate
from plutopixie.adapters.reading_process.messages import decode
from plutopixie.domain.documents import ReaderUnavailableError, UnreadableDocumentError, recognize
from plutopixie.domain.reading.extraction import Extraction, Item, ReadingContext, Warning  # noqa: A004
from plutopixie.domain.reading.words import RecognizedText
from plutopixie.entrypoints.wiring_readers import text_reader
from plutopixie.ports.inbound.reading import understood
from plutopixie.ports.outbound.text_reader import TextReader

SEED: Final = 2026
COUNT: Final = 300
CONTEXT: Final = ReadingContext(date(2026, 11, 1), "USD")
FIELDS: Final = (
    "vendor",
    "date",
    "total",
    "subtotal",
    "tax",
    "tip",
    "currency",
    "payment",
    "last4",
    "document_number",
)
_IN_F1: Final = ("vendor", "date", "total")
_NEAR: Final = 0.9
_NEAR_ITEM: Final = 0.75
_TYPED_MIN: Final = 4

Label = Mapping[str, Any]
Pair = tuple[Label, RecognizedText | None]


@define
class Tally:
    """Counts of one field: labels that ask for it, right answers, wrong ones, and answers that nothing asked for."""

    asked: int = 0
    right: int = 0
    wrong: int = 0
    invented: int = 0

    @property
    def share(self) -> float:
        """How many of those asked for are right."""
        return self.right / self.asked if self.asked else 1.0


@define
class Measure:
    """What a set of receipts came to."""

    receipts: int = 0
    fields: dict[str, Tally] = field(factory=lambda: {name: Tally() for name in FIELDS})
    vendor_near: int = 0
    all_right: int = 0
    items_right: int = 0
    items_given: int = 0
    items_asked: int = 0
    ambiguous: int = 0
    ambiguous_silent: int = 0
    misses: list[str] = field(factory=list)

    @property
    def f1(self) -> float:
        """Of vendor (exact), date and total together, as the score of the real sets counts it."""
        right = sum(self.fields[name].right for name in _IN_F1)
        given = right + sum(self.fields[name].wrong for name in _IN_F1)
        return 2 * right / (given + sum(self.fields[name].asked for name in _IN_F1)) if given else 0.0

    @property
    def items_f1(self) -> float:
        """Of the lines of items."""
        both = self.items_given + self.items_asked
        return 2 * self.items_right / both if both else 1.0

    def add(self, label: Label, extraction: Extraction) -> None:
        """Count one reading."""
        self.receipts += 1
        said = plain(extraction)
        right = {name: self._count(name, label, said[name]) for name in FIELDS}
        near = label["vendor"] is None or is_near(said["vendor"], label["vendor"], _NEAR)
        self.vendor_near += near and label["vendor"] is not None
        self.all_right += near and right["date"] and right["total"]
        self._count_items(label, extraction)
        if label["date_ambiguous"]:
            self.ambiguous += 1
            self.ambiguous_silent += said["date"] is not None and Warning.DATE_AMBIGUOUS not in extraction.warnings

    def _count(self, name: str, label: Label, said: str | None) -> bool:
        tally, truth = self.fields[name], label[name]
        if truth is None:
            if said is not None and not _is_left_open(name, label):
                tally.invented += 1
                self.misses.append(f"{label['id']} {label['kind']} {name}: nothing expected, got {said!r}")
            return True
        right = said is not None and is_same(name, said, truth)
        tally.asked += 1
        tally.right += right
        tally.wrong += said is not None and not right
        if not right:
            self.misses.append(f"{label['id']} {label['kind']} {name}: expected {truth!r}, got {said!r}")
        return right

    def _count_items(self, label: Label, extraction: Extraction) -> None:
        left = list(label["items"])
        self.items_asked += len(left)
        self.items_given += len(extraction.items)
        for found in extraction.items:
            match = next((one for one in left if _is_item(label["kind"], found.value, one)), None)
            if match is not None:
                left.remove(match)
                self.items_right += 1

    def lines(self) -> Iterator[str]:
        """The figures as text."""
        yield f"receipts {self.receipts}   F1 {self.f1:.3f}   all three {self.all_right / max(1, self.receipts):.3f}"
        for name, tally in self.fields.items():
            near = f"   near {self.vendor_near / max(1, tally.asked):.3f}" if name == "vendor" else ""
            counts = f"wrong {tally.wrong:>3}   invented {tally.invented:>3}   of {tally.asked}"
            yield f"{name:<16} {tally.share:.3f}   {counts}{near}"
        yield f"{'items':<16} F1 {self.items_f1:.3f}   of {self.items_asked}"
        yield f"ambiguous dates  {self.ambiguous}, given without a warning {self.ambiguous_silent}"


def plain(extraction: Extraction) -> dict[str, str | None]:
    """The fields as texts."""
    return {
        name: None if found is None else str(found.value) for name in FIELDS for found in (getattr(extraction, name),)
    }


def is_same(name: str, said: str, truth: str) -> bool:
    """Whether an answer is right: names but for case, spaces and punctuation, amounts by value."""
    if name in {"total", "subtotal", "tax", "tip"}:
        return Decimal(said) == Decimal(truth)
    return _letters(said) == _letters(truth)


def is_near(said: str | None, truth: str, ratio: float) -> bool:
    """Whether two names differ by a slip of a letter or two."""
    if said is None:
        return False
    return difflib.SequenceMatcher(None, _letters(said), _letters(truth), autojunk=False).ratio() >= ratio


def exact(receipts: Iterable[Receipt]) -> Iterator[Pair]:
    """Receipts with the words that were printed, as if an engine never erred."""
    for receipt in receipts:
        yield receipt.label, receipt.drawn().text


def through(reader: TextReader, receipts: Iterable[Receipt], *, damaged: bool) -> Iterator[Pair]:
    """Receipts with what an engine recognizes in their pictures, None where it gives up."""
    for receipt in receipts:
        image = receipt.drawn().image
        buffer = io.BytesIO()
        (receipt.degraded(image) if damaged else image).save(buffer, "PNG")
        try:
            yield receipt.label, reader.read(recognize(buffer.getvalue()))
        except (UnreadableDocumentError, ReaderUnavailableError):
            yield receipt.label, None


def kept(labels: Path, recognized: Path) -> Iterator[Pair]:
    """Receipts whose labels and recognized words stand in files, one a line; receipts without words are left out."""
    by_file = {Path(row["file"]).stem: row for row in map(json.loads, labels.read_text().splitlines())}
    for line in recognized.read_bytes().splitlines():
        label = by_file.get(Path(json.loads(line)["file"]).stem)
        if label is None:
            continue
        try:
            yield label, decode(line)
        except (UnreadableDocumentError, ReaderUnavailableError):
            yield label, None


def measured(pairs: Iterable[Pair]) -> Measure:
    """What the rules of today make of these."""
    measure = Measure()
    for label, text in pairs:
        measure.add(label, Extraction() if text is None else understood(text, CONTEXT).extraction)
    return measure


def _is_left_open(name: str, label: Label) -> bool:
    """Fields of which the label says null although something is printed: parts of a tax, doubtful dates, slips."""
    return (
        (name == "date" and bool(label["date_ambiguous"]))
        or (name == "tax" and bool(label["several_taxes"]))
        or (name == "subtotal" and (bool(label["tax_included"]) or label["kind"] == "card-slip"))
    )


def _is_item(kind: str, said: Item, truth: Label) -> bool:
    """The same amount and much the same words; at a pump the amount alone, for its words stand apart from it."""
    if said.amount != Decimal(truth["amount"]):
        return False
    here, there = _letters(said.description), _letters(truth["description"])
    within = min(len(here), len(there)) >= _TYPED_MIN and (here in there or there in here)
    return kind == "fuel" or within or is_near(here, there, _NEAR_ITEM)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.reading_quality.synthetic", description=__doc__)
    parser.add_argument("--engine", default="exact", help="exact (the printed words), neural or tesseract")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--degraded", action="store_true")
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--recognized", type=Path)
    parser.add_argument("--misses", type=int, default=0, help="print this many wrong, missing or invented fields")
    options = parser.parse_args()
    measure = measured(_pairs(options))
    for miss in measure.misses[: options.misses]:
        print(miss)
    for line in measure.lines():
        print(line)
    causes = Counter(" ".join(miss.split(":")[0].split()[1:]) for miss in measure.misses)
    print("most missed:", ", ".join(f"{name} {count}" for name, count in causes.most_common(8)))
    return 0


def _pairs(options: argparse.Namespace) -> Iterator[Pair]:
    if options.labels and options.recognized:
        return kept(options.labels, options.recognized)
    receipts = generate(options.seed, options.count)
    if options.engine == "exact":
        return exact(receipts)
    return through(text_reader(options.engine, 1), receipts, damaged=options.degraded)


if __name__ == "__main__":
    sys.exit(main())
