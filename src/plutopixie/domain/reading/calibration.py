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

# tables: begin
TABLES: Final[Mapping[str, Table]] = {
    "date": (
        (0.365, 0.689), (0.515, 0.82), (0.638, 0.836), (0.729, 0.898), (0.783, 0.938),
        (0.844, 0.947), (0.901, 0.972), (0.948, 0.982), (0.968, 0.993),
    ),
    "total": (
        (0.239, 0.541), (0.349, 0.607), (0.403, 0.639), (0.452, 0.754), (0.556, 0.786),
        (0.652, 0.843), (0.716, 0.895), (0.756, 0.923), (0.8, 0.931), (0.844, 0.964),
        (0.877, 0.98), (0.922, 0.986), (0.958, 0.996), (0.979, 0.996),
    ),
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
    """The confidence that belongs to a raw figure: in proportion between two entries of the table.

    Above the last entry it is the last one's; below the first it falls to half of that, for little was measured there.
    """
    if raw <= table[0][0]:
        return round(table[0][1] * (1.0 + raw / table[0][0]) / 2, 3)
    for (low, sure), (high, surer) in pairwise(table):
        if raw <= high:
            return round(sure + (surer - sure) * (raw - low) / (high - low), 3)
    return table[-1][1]
