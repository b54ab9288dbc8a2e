"""Fits the scale of confidence and writes it into domain/reading/calibration.py.

    fit_confidence.py SETS [WORDS.jsonl LABELS.jsonl]... [--check]

SETS is the folder of receipts with known answers. Of it, only the text lines of `sroie/text.jsonl` are used, without the
receipts whose images are measured (`sroie/labels.jsonl`). Each is read as it stands and several times misread: characters
are confused as engines confuse them, and the words' confidences fall with the errors, though not reliably, as engines'
do. WORDS and LABELS add receipts that were recognized before, synthetic ones for instance. Every draw is fixed by seed.

The scale of a field is the monotone table that fits best (pool adjacent violators), in few steps. `--check` changes
nothing and fails when the tables are not current.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from plutopixie.adapters.reading_process.messages import decode
from plutopixie.domain import account_numbers
from plutopixie.domain.reading.calibration import raw_of
from plutopixie.domain.reading.extraction import Extraction, ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

MODULE: Final = Path(__file__).parents[1] / "src" / "plutopixie" / "domain" / "reading" / "calibration.py"
BEGIN, END = "# tables: begin\n", "# tables: end\n"
CONTEXT: Final = ReadingContext(date(2026, 11, 1))
FIELDS: Final = ("date", "total", "tax", "currency")
#: How legible the misread copies are; 1 is the text as it stands.
QUALITIES: Final = (1.0, 0.98, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65)
CONFUSED: Final = {
    "0": "O68", "1": "lI7", "2": "Z7", "3": "89", "4": "9A", "5": "S6", "6": "58", "7": "1T", "8": "36B", "9": "48",
    ".": ", -", ",": ".", "/": "17", ":": ".;", "o": "c0", "a": "eo", "e": "c", "l": "1]", "i": "l", "t": "f", "A": "4",
    "T": "I", "L": "I", "O": "0U", "S": "5", "B": "8", "G": "6C", "M": "N",
}  # fmt: skip
STEPS_MAX: Final = 12
POOLED_MIN: Final = 60


def main(arguments: Sequence[str]) -> int:
    """Fit, and write or compare."""
    check = "--check" in arguments
    sets, *pairs = [Path(one) for one in arguments if one != "--check"]
    seen: dict[str, list[tuple[float, bool]]] = {name: [] for name in FIELDS}
    for label, text in samples(sets, pairs):
        for name, raw, right in judged(label, text):
            seen[name].append((raw, right))
    tables = {name: table(points) for name, points in seen.items() if len(points) >= POOLED_MIN}
    before, rest = MODULE.read_text("utf-8").split(BEGIN)
    written = before + BEGIN + source(tables) + END + rest.split(END)[1]
    if check:
        return int(written != MODULE.read_text("utf-8"))
    MODULE.write_text(written, "utf-8")
    return 0


def samples(sets: Path, pairs: Sequence[Path]) -> Iterator[tuple[dict[str, Any], RecognizedText]]:
    """Labelled texts to learn from, none of which is measured elsewhere."""
    measured = {json.loads(line)["id"] for line in lines_of(sets / "sroie" / "labels.jsonl")}
    for line in lines_of(sets / "sroie" / "text.jsonl"):
        label = json.loads(line)
        if label["id"] not in measured:
            for quality in QUALITIES:
                yield label, misread(label, quality)
    for words, labels in zip(pairs[::2], pairs[1::2], strict=True):
        known = {Path(label["file"]).name: label for label in map(json.loads, lines_of(labels))}
        for line in lines_of(words):
            label = known.get(Path(json.loads(line)["file"]).name)
            if label is not None:
                yield label, account_numbers.mask_recognized(decode(line.encode()))


def misread(label: dict[str, Any], quality: float) -> RecognizedText:
    """The lines of a receipt as an engine of this quality might hand them over."""
    draw = random.Random(f"{label['id']} {quality}")
    words = [word for line in label["lines"] if (word := misread_word(line, quality, draw)) is not None]
    right = max(word.box.right for word in words)
    bottom = max(word.box.bottom for word in words)
    return RecognizedText((Page(1, right + 20, bottom + 20, tuple(words)),), "misread", "1")


def misread_word(line: Sequence[Any], quality: float, draw: random.Random) -> Word | None:
    """One line, with characters confused more often the less legible it is, and a confidence that mostly tells."""
    if not line[8].strip():
        return None
    box = Box(min(line[0:8:2]), min(line[1:8:2]), max(line[0:8:2]), max(line[1:8:2]))
    if quality == 1.0:
        return Word(line[8], box, 1.0)
    legible = min(0.995, max(0.05, draw.gauss(quality, 0.4 * (1.0 - quality))))
    rate = 0.4 * (1.0 - legible) ** 1.5
    chars = [draw.choice(CONFUSED[char]) if char in CONFUSED and draw.random() < rate else char for char in line[8]]
    sure = min(1.0, max(0.0, draw.gauss(legible + 0.3 * (1.0 - legible), 0.5 * (1.0 - legible))))
    return Word("".join(chars), box, round(sure, 3))


def judged(label: dict[str, Any], text: RecognizedText) -> Iterator[tuple[str, float, bool]]:
    """Each field that was given and is labelled: its name, its raw figure, and whether it is right."""
    found = extract(text, CONTEXT, {})
    sure = [word.confidence for page in text.pages for word in page.words]
    legibility = sum(sure) / len(sure) if sure else 0.0
    for name in FIELDS:
        one = getattr(found, name)
        if one is not None and label.get(name) is not None:
            yield name, raw_of(one.confidence, legibility), is_right(found, name, label[name])


def is_right(found: Extraction, name: str, expected: str) -> bool:
    """Whether a field says what the label says: amounts as numbers, everything else as text."""
    value = getattr(found, name).value
    return value == Decimal(expected) if isinstance(value, Decimal) else str(value) == expected


def table(points: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """The monotone scale: raw figures and the share that was right at them."""
    ordered = sorted(points)
    size = max(POOLED_MIN, len(ordered) // STEPS_MAX)
    pools = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    if len(pools) > 1 and len(pools[-1]) < POOLED_MIN:
        pools[-2:] = [pools[-2] + pools[-1]]
    while (broken := next((at for at in range(1, len(pools)) if share(pools[at]) < share(pools[at - 1])), 0)) > 0:
        pools[broken - 1 : broken + 1] = [pools[broken - 1] + pools[broken]]
    steps: dict[float, float] = {}
    for pool in pools:
        middle = round(sum(raw for raw, _ in pool) / len(pool), 3)
        steps[middle] = round(share(pool), 3)
    return sorted(steps.items())


def share(pool: Sequence[tuple[float, bool]]) -> float:
    """The share that is right, a little less than counted: of few, one more might have been wrong."""
    return sum(right for _, right in pool) / (len(pool) + 1)


def source(tables: dict[str, list[tuple[float, float]]]) -> str:
    """The tables as Python."""
    rows = [f'    "{name}": {tuple(steps)!r},\n' for name, steps in tables.items()]
    return "TABLES: Final[Mapping[str, Table]] = {\n" + "".join(rows) + "}  # fmt: skip\n"


def lines_of(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text("utf-8").splitlines()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
