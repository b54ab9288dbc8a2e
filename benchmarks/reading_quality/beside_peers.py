"""The same files read by peers that need no network, in the same run: ahead in every field, or not.

The four invoices come from the tests of invoice2data, which has templates with the names of three of their issuers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.reading_quality import peers
from benchmarks.reading_quality.cross_validation import read
from benchmarks.reading_quality.figures import Figure
from benchmarks.reading_quality.real import words_of
from benchmarks.reading_quality.scoring import FIELDS, Scores, scored
from benchmarks.reading_quality.sets import CONTEXT, Labelled, labelled
from plutopixie.domain.reading.extraction import Extraction

#: Sets, the peer that reads them, and whether day comes before month there.
_AMAGI: Final = (("sroie", True), ("german_shops", True))


def beside_peers(sets: Path) -> Iterator[Figure | str]:
    """Shares of right fields, ours beside the peer's, on each set."""
    if not peers.are_installed():
        yield "    left out: the peers are not here (scripts/set_up --peers installs them)"
        return
    for name, day_first in _AMAGI:
        chosen = labelled(sets, name)
        theirs = peers.amagi(chosen.files, day_first=day_first, engine="rapidocr")
        yield from _compared(name, "amagi-receipts-to-csv", sets, chosen, theirs)
    for name in ("invoices", "einvoices"):
        chosen = labelled(sets, name)
        yield from _compared(name, "invoice2data", sets, chosen, peers.invoice2data(chosen.files))


def _compared(name: str, peer: str, sets: Path, chosen: Labelled, theirs: Mapping[str, Extraction]) -> Iterator[Figure]:
    labels = list(chosen.labels.values())
    texts = {file: one.text for file, one in words_of("neural", sets, name).items() if one.text is not None}
    ours = scored(labels, read(texts, labels, CONTEXT))
    other = scored(labels, {str(label["file"]): _said(theirs.get(Path(label["file"]).name)) for label in labels})
    for field in FIELDS:
        if any(label[field] is not None for label in labels):
            yield Figure(f"{name}, {field}: ours, beside {peer}'s", _share(ours, field), _share(other, field))
    if any(label["vendor"] is not None for label in labels):
        yield Figure(f"{name}, vendor near: ours, beside {peer}'s", ours.vendor_near, other.vendor_near)


def _share(scores: Scores, field: str) -> float:
    share: float = getattr(scores, field)
    return share


def _said(found: Extraction | None) -> dict[str, str | None]:
    fields: dict[str, Any] = {field: getattr(found, field) if found else None for field in FIELDS}
    return {field: str(one.value) if one else None for field, one in fields.items()}
