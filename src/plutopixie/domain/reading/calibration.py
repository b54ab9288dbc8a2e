"""Calibration: from how well the rules think of a field to how often such a field is right.

The laws:

- A confidence is a probability: of many fields given with the same one, about that share is right.
- The scale is monotone: what the rules think better of never comes out less sure.
- How legible the page is as a whole counts beside the field's own characters, for an engine that guesses at one row
  guesses at others.
- The scale is measured, not set: `scripts/fit_confidence.py` writes the tables, from receipts that are used for
  nothing else that is measured. A field without a table keeps the rules' own figure; so does the currency, for the
  receipts to measure by are of one country.
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

# The tables begin here.
TABLES: Final[Mapping[str, Table]] = {
    "date": (
        (0.373, 0.581), (0.459, 0.705), (0.503, 0.754), (0.599, 0.85), (0.704, 0.856),
        (0.767, 0.925), (0.811, 0.944), (0.855, 0.952), (0.905, 0.979), (0.952, 0.983),
        (0.964, 0.996),
    ),
    "total": (
        (0.182, 0.525), (0.3, 0.525), (0.355, 0.57), (0.396, 0.59), (0.423, 0.59),
        (0.448, 0.672), (0.47, 0.689), (0.564, 0.737), (0.67, 0.831), (0.738, 0.898),
        (0.787, 0.92), (0.829, 0.965), (0.863, 0.987), (0.89, 0.987), (0.917, 0.993),
        (0.935, 0.993), (0.96, 0.996), (0.975, 0.998),
    ),
    "tax": (
        (0.291, 0.705), (0.419, 0.738), (0.477, 0.754), (0.544, 0.783), (0.615, 0.894),
        (0.663, 0.894), (0.751, 0.986), (0.828, 0.995), (0.845, 0.995), (0.852, 0.995),
        (0.908, 0.995), (0.954, 0.995),
    ),
}  # fmt: skip
# The tables end here.


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
    """The confidence that belongs to a raw figure: in proportion between two entries of the table.

    Above the last entry it is the last one's; below the first it falls to half of that, for little was measured there.
    """
    if raw <= table[0][0]:
        return round(table[0][1] * (1.0 + raw / table[0][0]) / 2, 3)
    for (low, sure), (high, surer) in pairwise(table):
        if raw <= high:
            return round(sure + (surer - sure) * (raw - low) / (high - low), 3)
    return table[-1][1]
