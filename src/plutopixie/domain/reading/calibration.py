"""Calibration: from how well the rules think of a field to how often such a field is right.

The laws:

- A confidence is a probability: of many fields given with the same one, about that share is right.
- The scale is monotone: what the rules think better of never comes out less sure.
- How legible the page is as a whole counts beside the field's own characters, for an engine that guesses at one row
  guesses at others.
- The scale is measured, not set: `scripts/fit_confidence.py` writes the tables, from receipts that are used for
  nothing else that is measured. A field without a table keeps the rules' own figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from attrs import evolve

from plutopixie.domain.reading.extraction import Extraction

#: Pairs of a raw figure and the share that is right there, both rising.
Table = Sequence[tuple[float, float]]

_LEGIBILITY_SHARE: Final = 0.25

# tables: begin
TABLES: Final[Mapping[str, Table]] = {
    "date": ((0.512, 0.796), (0.673, 0.841), (0.741, 0.916), (0.791, 0.934), (0.838, 0.94), (0.871, 0.965), (0.906, 0.972), (0.952, 0.982), (0.969, 0.996)),
    "total": ((0.364, 0.653), (0.56, 0.782), (0.654, 0.839), (0.718, 0.899), (0.757, 0.923), (0.801, 0.935), (0.845, 0.964), (0.878, 0.98), (0.91, 0.984), (0.935, 0.984), (0.959, 0.996), (0.979, 0.996)),
    "currency": ((0.817, 0.984), (0.904, 0.988), (0.916, 0.996), (0.924, 0.996), (0.932, 0.996), (0.939, 0.996), (0.947, 0.996), (0.955, 0.996), (0.962, 0.996), (0.967, 0.996), (0.97, 0.996)),
}  # fmt: skip
# tables: end


def calibrated(extraction: Extraction, legibility: float, tables: Mapping[str, Table] = TABLES) -> Extraction:
    """The extraction with its confidences as probabilities.

    Args:
        extraction: what the rules found, with their own figures as confidences.
        legibility: how sure the engine was of the document's words on average, from 0 to 1.
        tables: the scale of each field by its name.
    """
    changes: dict[str, Any] = {}
    for name, table in tables.items():
        found = getattr(extraction, name)
        if found is not None:
            changes[name] = evolve(found, confidence=on_scale(raw_of(found.confidence, legibility), table))
    return evolve(extraction, **changes)


def raw_of(figure: float, legibility: float) -> float:
    """The rules' figure with regard to how legible the document is."""
    return figure * (1.0 - _LEGIBILITY_SHARE + _LEGIBILITY_SHARE * legibility)


def on_scale(raw: float, table: Table) -> float:
    """The confidence that belongs to a raw figure: between two entries in proportion, beyond the ends as at the ends."""
    if raw <= table[0][0]:
        return round(table[0][1] * (raw / table[0][0] if table[0][0] else 1.0), 3)
    for (low, sure), (high, surer) in pairwise(table):
        if raw <= high:
            return round(sure + (surer - sure) * (raw - low) / (high - low), 3)
    return table[-1][1]
