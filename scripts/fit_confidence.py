"""Fits the scale of confidence and writes it into domain/reading/calibration.py.

    fit_confidence.py SETS [WORDS.jsonl LABELS.jsonl]... [--check]

SETS is the folder of receipts with known answers. Of it, only the text lines of `sroie/text.jsonl` are used, without
the receipts whose images are measured (`sroie/labels.jsonl`). WORDS and LABELS add synthetic receipts, of another
seed than those that are measured:

    python -m benchmarks.synthetic_receipts --seed 7 --count 400 --words --out FOLDER

Each is read as it stands and several times misread: characters are confused as engines confuse them, and the words'
confidences fall with the errors, though not reliably, as engines' do. Every draw is fixed by seed.

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

from attrs import evolve

from plutopixie.adapters.reading_process.messages import decode
from plutopixie.domain import account_numbers
from plutopixie.domain.reading.calibration import raw_of
from plutopixie.domain.reading.extraction import Extraction, ReadingContext
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

MODULE: Final = Path(__file__).parents[1] / "src" / "plutopixie" / "domain" / "reading" / "calibration.py"
BEGIN, END = "# The tables begin here.\n", "# The tables end here.\n"
CONTEXT: Final = ReadingContext(date(2026, 11, 1))
FIELDS: Final = ("date", "total", "tax")
#: How legible the misread copies are; 1 is the text as it stands.
QUALITIES: Final = (1.0, 0.98, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65)
CONFUSED: Final = {
    "0": "O68", "1": "lI7", "2": "Z7", "3": "89", "4": "9A", "5": "S6", "6": "58", "7": "1T", "8": "36B", "9": "48",
    ".": ", -", ",": ".", "/": "17", ":": ".;", "o": "c0", "a": "eo", "e": "c", "l": "1]", "i": "l", "t": "f", "A": "4",
    "T": "I", "L": "I", "O": "0U", "S": "5", "B": "8", "G": "6C", "M": "N",
}  # fmt: skip
STEPS_MAX: Final = 12
STEPS_A_LINE: Final = 5
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
    """Labelled texts to learn from, as they stand and misread; none of them is measured elsewhere."""
    for label, text in clean_samples(sets, pairs):
        for quality in QUALITIES:
            draw = random.Random(f"{label['id']} {quality}")  # noqa: S311 - fixed by seed
            yield label, misread(text, quality, draw)


def clean_samples(sets: Path, pairs: Sequence[Path]) -> Iterator[tuple[dict[str, Any], RecognizedText]]:
    """Labelled texts as they stand."""
    measured = {json.loads(line)["id"] for line in lines_of(sets / "sroie" / "labels.jsonl")}
    for line in lines_of(sets / "sroie" / "text.jsonl"):
        label = json.loads(line)
        if label["id"] not in measured:
            yield label, typed(label["lines"])
    for words, labels in zip(pairs[::2], pairs[1::2], strict=True):
        known = {Path(label["file"]).name: label for label in map(json.loads, lines_of(labels))}
        for line in lines_of(words):
            label = known.get(Path(json.loads(line)["file"]).name)
            if label is not None:
                yield label, account_numbers.mask_recognized(decode(line.encode()))


def typed(lines: Sequence[Sequence[Any]]) -> RecognizedText:
    """Lines with the corners of their boxes, as recognized text of which everything is sure."""
    words = tuple(
        Word(line[8], Box(min(line[0:8:2]), min(line[1:8:2]), max(line[0:8:2]), max(line[1:8:2])), 1.0)
        for line in lines
        if line[8].strip()
    )
    right, bottom = max(word.box.right for word in words), max(word.box.bottom for word in words)
    return RecognizedText((Page(1, right + 20, bottom + 20, words),), "typed", "1")


def misread(text: RecognizedText, quality: float, draw: random.Random) -> RecognizedText:
    """The text as an engine might hand it over from a paper of this quality."""
    if quality == 1.0:
        return text
    pages = tuple(
        evolve(page, words=tuple(misread_word(word, quality, draw) for word in page.words)) for page in text.pages
    )
    return evolve(text, pages=pages)


def misread_word(word: Word, quality: float, draw: random.Random) -> Word:
    """A word with characters confused more often the less legible it is, and a confidence that mostly tells."""
    legible = min(0.995, max(0.05, draw.gauss(quality, 0.4 * (1.0 - quality))))
    rate = 0.4 * (1.0 - legible) ** 1.5
    chars = [draw.choice(CONFUSED[char]) if char in CONFUSED and draw.random() < rate else char for char in word.text]
    sure = draw.gauss(legible + 0.3 * (1.0 - legible), 0.5 * (1.0 - legible))
    return Word("".join(chars), word.box, round(min(1.0, max(0.0, sure)), 3))


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
    low = ordered[: size // POOLED_MIN * POOLED_MIN]  # few receipts read so badly: finer steps, lest one hide another
    pools = [low[at : at + POOLED_MIN] for at in range(0, len(low), POOLED_MIN)]
    pools += [ordered[at : at + size] for at in range(len(low), len(ordered), size)]
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
    rows = [f'    "{name}": (\n{steps_source(steps)}    ),\n' for name, steps in tables.items()]
    return "TABLES: Final[Mapping[str, Table]] = {\n" + "".join(rows) + "}  # fmt: skip\n"


def steps_source(steps: Sequence[tuple[float, float]]) -> str:
    """The steps of one table, a few to a line."""
    lines = [", ".join(map(str, steps[at : at + STEPS_A_LINE])) for at in range(0, len(steps), STEPS_A_LINE)]
    return "".join(f"        {line},\n" for line in lines)


def lines_of(path: Path) -> list[str]:
    """The lines of a file."""
    return path.read_text("utf-8").splitlines()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
