"""Reading every receipt with a ranking of vendors that never saw its vendor.

The receipts are dealt into folds by their vendor. For each fold the ranking is learned anew without the fold's vendors,
and the fold's receipts are read with it. None of the receipts that are read is learned from in any fold.

What this can't show: the rules beside the ranking (words of trade, forms of company, what is an address, dates, totals)
were written by people who had these receipts in sight, though not for single vendors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.reading_quality.scoring import Scores, scored
from benchmarks.reading_quality.vendor_training import (
    FOLDS,
    Example,
    examples_from,
    fold_of,
    invented_examples,
    learn,
)
from plutopixie.domain.account_numbers import mask_recognized
from plutopixie.domain.reading.extraction import ReadingContext
from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.totals import usual_height
from plutopixie.domain.reading.vendor_ranking import LEARNED, Weights, plain
from plutopixie.domain.reading.vendors import vendor_of
from plutopixie.domain.reading.words import RecognizedText

Label = Mapping[str, str | None]
Readings = dict[str, dict[str, str | None]]


def cross_validated(
    words: Mapping[str, Mapping[str, RecognizedText]],
    labels: Sequence[Label],
    text_file: Path,
    context: ReadingContext,
) -> dict[str, Scores]:
    """The scores by engine of reading every labelled receipt with a ranking that never saw its vendor.

    `words` holds what each engine recognized, by engine and by the `file` of the label; `text_file` is the labelled
    text that is learned from, of which the labelled receipts themselves are left out.
    """
    examples = [*examples_from(text_file, frozenset(str(label["id"]) for label in labels)), *invented_examples()]
    readings: dict[str, Readings] = {engine: {} for engine in words}
    for fold in range(FOLDS):
        there = [label for label in labels if fold_of(plain(label["vendor"] or "")) == fold]
        if there:
            weights = learn(_without(examples, fold))
            for engine, recognized in words.items():
                readings[engine] |= read(recognized, there, context, weights)
    return {engine: scored(labels, said) for engine, said in readings.items()}


def read(
    words: Mapping[str, RecognizedText], labels: Sequence[Label], context: ReadingContext, weights: Weights = LEARNED
) -> Readings:
    """The fields of these receipts, the vendor chosen by this ranking; a file without words is left out."""
    files = (str(label["file"]) for label in labels)
    return {file: _fields(mask_recognized(words[file]), context, weights) for file in files if file in words}


def _without(examples: Sequence[Example], fold: int) -> list[Example]:
    return [one for one in examples if fold_of(one.vendor) != fold]


def _fields(text: RecognizedText, context: ReadingContext, weights: Weights) -> dict[str, str | None]:
    found = extract(text, context)
    rows = next((rows for rows in map(rebuild, text.pages) if rows), ())
    named = vendor_of(rows, usual_height(rows), weights) if rows else None
    return {
        "vendor": named.name if named else None,
        "date": found.date.value.isoformat() if found.date else None,
        "total": str(found.total.value) if found.total else None,
    }
