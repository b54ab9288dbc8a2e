"""Real receipts: the SROIE images, German shops, invoices and traps, through the engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from benchmarks.reading_quality import einvoices, traps
from benchmarks.reading_quality.cross_validation import cross_validated, read
from benchmarks.reading_quality.figures import Figure
from benchmarks.reading_quality.recognized import Recognized, recognized
from benchmarks.reading_quality.reliability import as_markdown, reliability, surely_right
from benchmarks.reading_quality.scoring import Scores, scored
from benchmarks.reading_quality.sets import CONTEXT, Labelled, labelled
from plutopixie.domain.reading.extraction import Extraction
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import RecognizedText

ENGINES: Final = ("neural", "tesseract")
_NEURAL: Final = "neural"


@cache
def words_of(engine: str, sets: Path, name: str, labels: str = "labels.jsonl") -> Mapping[str, Recognized]:
    """What an engine finds in a set, by the file as its label names it; read once in a run."""
    chosen = labelled(sets, name, labels)
    found = recognized(engine, chosen.files)
    return {str(label["file"]): found[Path(label["file"]).name] for label in chosen.labels.values()}


def _texts(found: Mapping[str, Recognized]) -> dict[str, RecognizedText]:
    return {file: one.text for file, one in found.items() if one.text is not None}


def sroie(sets: Path) -> Iterator[Figure | str]:
    """The images of the SROIE challenge: with what was learned from all vendors, and never from the receipt's own."""
    chosen = labelled(sets, "sroie")
    labels = list(chosen.labels.values())
    words = {engine: _texts(words_of(engine, sets, "sroie")) for engine in ENGINES}
    for engine in ENGINES:
        yield from _scores(f"SROIE, {engine}", scored(labels, read(words[engine], labels, CONTEXT)), _ASKED[engine])
    unseen = cross_validated(words, labels, sets / "sroie" / "text.jsonl", CONTEXT)
    for engine in ENGINES:
        yield from _scores(f"SROIE, {engine}, vendors never seen", unseen[engine], _ASKED_UNSEEN[engine])


#: F1, all three right, and the share of given fields that are wrong.
_ASKED: Final[dict[str, tuple[float | None, float | None, float | None]]] = {
    "neural": (0.95, 0.90, 0.03),
    "tesseract": (None, None, None),
}
_ASKED_UNSEEN: Final[dict[str, tuple[float | None, float | None, float | None]]] = {
    "neural": (0.93, 0.85, None),
    "tesseract": (0.75, None, None),
}


def _scores(name: str, scores: Scores, asked: tuple[float | None, float | None, float | None]) -> Iterator[Figure]:
    f1, all_three, wrong = asked
    yield Figure(f"{name}: F1", scores.f1, f1)
    yield Figure(f"{name}: vendor (near), date and total all right", scores.all_three, all_three)
    yield Figure(f"{name}: given but wrong", sum(scores.wrong.values()) / max(1, scores.given), wrong, at_most=True)
    yield Figure(f"{name}: vendor exact", scores.vendor)
    yield Figure(f"{name}: vendor near", scores.vendor_near)
    yield Figure(f"{name}: date", scores.date)
    yield Figure(f"{name}: total", scores.total)


def german(sets: Path) -> Iterator[Figure]:
    """Flatbed scans of German shop receipts: date and total."""
    for engine in ENGINES:
        pairs = _pairs(engine, sets, "german_shops")
        both = sum(_is_day_and_sum(label, found) for label, found in pairs)
        asked = 0.90 if engine == _NEURAL else None
        yield Figure(f"German shops, {engine}: date and total both right", both / len(pairs), asked)


def invoices(sets: Path) -> Iterator[Figure | str]:
    """E-invoices from their XML and from the page alone, and invoices without XML."""
    for score, asked in zip(einvoices.scores(sets), (1.0, 0.95, 1.0), strict=True):
        yield Figure(f"{score.name}: all fields right ({score.right} of {score.documents})", score.share, asked)
        yield from (f"    {miss}" for miss in score.misses)


def awkward(sets: Path) -> Iterator[Figure | str]:
    """Hostile and awkward files, each judged by what must happen to it."""
    chosen = labelled(sets, "traps", "expected.jsonl")
    found = words_of(_NEURAL, sets, "traps", "expected.jsonl")
    outcomes = {
        file: traps.Outcome(one.text, extract(one.text, CONTEXT) if one.text else None, one.reason)
        for file, one in found.items()
    }
    verdicts = traps.judged(chosen.labels.values(), outcomes)
    passed = sum(verdict.passed for verdict in verdicts)
    yield Figure(f"Traps ({passed} of {len(verdicts)})", passed / len(verdicts), 1.0)
    yield from (f"    {one.id}: {one.objection}" for one in verdicts if not one.passed)


def sureness(sets: Path) -> Iterator[Figure | str]:
    """Whether fields are right as often as their confidence says."""
    for engine in ENGINES:
        names = ("sroie", "german_shops", "einvoices", "invoices") if engine == _NEURAL else ("sroie", "german_shops")
        pairs = [pair for name in names for pair in _pairs(engine, sets, name)]
        sure = surely_right(pairs)
        yield Figure(f"{engine}: of {sure.given} fields given at >= 0.95, right", sure.share, 0.98)
        yield as_markdown(reliability(pairs))


def _pairs(engine: str, sets: Path, name: str) -> list[tuple[Mapping[str, Any], Extraction]]:
    chosen: Labelled = labelled(sets, name)
    texts = _texts(words_of(engine, sets, name))
    return [
        (label, extract(texts[label["file"]], CONTEXT) if label["file"] in texts else Extraction())
        for label in chosen.labels.values()
    ]


def _is_day_and_sum(label: Mapping[str, Any], found: Extraction) -> bool:
    day = found.date is not None and found.date.value.isoformat() == label["date"]
    return day and found.total is not None and found.total.value == Decimal(label["total"])
