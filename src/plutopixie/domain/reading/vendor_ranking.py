"""The ranking of possible names: which of them is the vendor, and how sure that is.

The laws:

- A name's score is the sum of its features times their weights; the weights were learned once, from public and invented
  receipts only, and are constants of the package (`vendor_model`; docs/model-card.md).
- How sure a choice is depends on its lead over every other name, and on how clearly it was printed and read.
- The same names give the same choice in the same order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.vendor_features import Head, features_of
from plutopixie.domain.reading.vendor_model import RANKING, SURENESS
from plutopixie.domain.reading.vendor_spans import Span

_LEAD_MOST: Final = 8.0  # natural log of the odds
_SCALE: Final = 4.0
_NEVER: Final = 1e-9
#: Features of the chosen name that also speak for how sure the choice is.
TELLING: Final = (
    "strange", "form_end", "bare", "trade", "digits", "lines2", "address", "row", "then_contact", "short", "other",
    "after_address",
)  # fmt: skip


@frozen
class Weights:
    """What was learned: a weight for each feature of a name, and for each sign that a choice is right."""

    ranking: Mapping[str, float] = RANKING
    sureness: Mapping[str, float] = SURENESS


@frozen
class Choice:
    """A chosen name, and how sure the choice is (0 to 1)."""

    span: Span
    sureness: float


LEARNED: Final = Weights()


def choose(spans: Sequence[Span], head: Head, weights: Weights = LEARNED) -> Choice | None:
    """The likeliest vendor among possible names; None when there is none."""
    if not spans:
        return None
    features = [features_of(span, head) for span in spans]
    names = [plain(span.name) for span in spans]
    at, signs = signs_of(names, features, weights.ranking)
    return Choice(spans[at], 1.0 / (1.0 + math.exp(-dot(signs, weights.sureness))))


def signs_of(
    names: Sequence[str], features: Sequence[Mapping[str, float]], ranking: Mapping[str, float]
) -> tuple[int, dict[str, float]]:
    """Where the best-scored name stands, and the signs of how sure that choice is."""
    scores = [dot(one, ranking) for one in features]
    at = max(range(len(scores)), key=scores.__getitem__)
    shares = [math.exp(score - scores[at]) for score in scores]
    same = sum(share for name, share in zip(names, shares, strict=True) if name == names[at])
    others = sum(share for name, share in zip(names, shares, strict=True) if name != names[at])
    lead = max(-_LEAD_MOST, min(_LEAD_MOST, math.log(same / (others + _NEVER))))
    chosen = features[at]
    signs = {name: chosen.get(name, 0.0) for name in TELLING}
    return at, {
        "always": 1.0,
        "lead": lead / _SCALE,
        "score": scores[at] / _SCALE,
        "unsure": math.sqrt(chosen.get("unsure", 0.0)),
        **signs,
    }


def dot(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The sum of the values times their weights; what has no weight counts nothing."""
    return sum(value * weights.get(name, 0.0) for name, value in values.items())


def plain(name: str) -> str:
    """A name for comparison: its letters and digits alone."""
    return "".join(char for char in name.casefold() if char.isalnum())
