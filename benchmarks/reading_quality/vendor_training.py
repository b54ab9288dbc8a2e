"""Learning the ranking of vendors from public and invented receipts.

Two small linear models, fitted exactly (Newton's method), so that the same input gives the same weights: which of a
receipt's possible names is the vendor (a conditional logit over them), and how sure a choice is (a logistic
regression on choices made for vendors that were left out of the fit).

Each public receipt, which comes as perfect text, is used three times: as it is, with a few characters misread, and with
many misread and smudges above its head, as engines do. What a vendor weighs falls with the number of its receipts.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from benchmarks.reading_quality.heads import heads
from benchmarks.reading_quality.noise import NOISES, noisy
from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.totals import usual_height
from plutopixie.domain.reading.vendor_features import features_of, head_of
from plutopixie.domain.reading.vendor_lines import lines_of
from plutopixie.domain.reading.vendor_names import tidy
from plutopixie.domain.reading.vendor_ranking import TELLING, Weights, plain, signs_of
from plutopixie.domain.reading.vendor_spans import possible_names
from plutopixie.domain.reading.words import Box, Page, Word

SEED: Final = 20190
HEADS: Final = 400
FOLDS: Final = 8
_NEAR: Final = 0.85
_HEAD_WEIGHT: Final = 0.2
_VENDOR_POWER: Final = -0.75
_SIGN_POWER: Final = -0.5
_RANKING_PENALTY: Final = 0.01
_SURENESS_PENALTY: Final = 0.5
_ROUNDS: Final = 30
_STEP_MOST: Final = 3.0
_STEP_LEAST: Final = 1e-5

_Matrix = NDArray[np.float64]


@frozen
class Example:
    """The possible names of one receipt with their features; `right` are the places of the vendor among them."""

    vendor: str
    names: tuple[str, ...]
    features: tuple[Mapping[str, float], ...]
    right: tuple[int, ...]
    weight: float = 1.0


def examples_from(text_file: Path, left_out: frozenset[str] = frozenset()) -> list[Example]:
    """Examples from labelled text (one JSON object a line with id, vendor and lines), but for the ids left out."""
    writer = random.Random(SEED)  # noqa: S311 - noise, not secrets
    receipts = [json.loads(line) for line in text_file.read_text("utf-8").splitlines() if line.strip()]
    kept = [receipt for receipt in receipts if receipt["id"] not in left_out]
    return [
        example(noisy(page_of(receipt["lines"]), writer, noise), receipt["vendor"])
        for receipt in kept
        for noise in NOISES
    ]


def invented_examples() -> list[Example]:
    """Examples from invented heads of receipts; each is a vendor of its own."""
    return [evolve(example(head.page, tidy(head.vendor)), weight=_HEAD_WEIGHT) for head in heads(HEADS, SEED)]


def example(page: Page, vendor: str) -> Example:
    """The possible names on a page, and which of them are this vendor."""
    rows = rebuild(page)
    lines = lines_of(rows)
    spans = possible_names(lines)
    head = head_of(lines, rows, usual_height(rows)) if rows else None
    names = tuple(plain(span.name) for span in spans)
    features = tuple(features_of(span, head) for span in spans if head)
    return Example(plain(vendor), names, features, _right(names, plain(vendor)))


def page_of(lines: Iterable[Sequence[object]]) -> Page:
    """A page from lines of four corners and a text."""
    words = []
    for *corners, text in lines:
        at = [int(str(corner)) for corner in corners]
        words.append(Word(str(text), Box(min(at[::2]), min(at[1::2]), max(at[::2]), max(at[1::2])), 1.0))
    right, bottom = max(word.box.right for word in words), max(word.box.bottom for word in words)
    return Page(1, right + 20, bottom + 20, tuple(words))


def learn(examples: Sequence[Example]) -> Weights:
    """The weights that these examples teach."""
    counts = Counter(one.vendor for one in examples)
    signs: list[tuple[Mapping[str, float], bool, float]] = []
    for fold in range(FOLDS):
        ranking = _ranked([one for one in examples if fold_of(one.vendor) != fold])
        for one in examples:
            if fold_of(one.vendor) == fold and one.names:
                at, said = signs_of(one.names, one.features, ranking)
                signs.append((said, one.names[at] == one.vendor, one.weight * counts[one.vendor] ** _SIGN_POWER))
    return Weights(_ranked(examples), _sure(signs))


def fold_of(vendor: str) -> int:
    """The fold of a vendor: the same for all its receipts, and for the same name ever after."""
    return random.Random(f"{SEED} {vendor}").randrange(FOLDS)  # noqa: S311 - folds, not secrets


def _right(names: Sequence[str], vendor: str) -> tuple[int, ...]:
    """The names that are the vendor's; failing those, the nearest one that is near enough."""
    exact = tuple(at for at, name in enumerate(names) if name == vendor)
    if exact or not names:
        return exact
    ratios = [SequenceMatcher(None, name, vendor, autojunk=False).ratio() for name in names]
    best = max(range(len(names)), key=ratios.__getitem__)
    return (best,) if ratios[best] >= _NEAR else ()


def _ranked(examples: Sequence[Example]) -> dict[str, float]:
    """A conditional logit: the share of the right names among all names of a receipt, made as large as can be."""
    used = [one for one in examples if one.right]
    names = sorted({name for one in used for features in one.features for name in features})
    counts = Counter(one.vendor for one in used)
    shares = np.array([one.weight * counts[one.vendor] ** _VENDOR_POWER for one in used])
    shares /= shares.sum()
    tables = [_table(one.features, names) for one in used]
    aims = [table[list(one.right)].mean(axis=0) for table, one in zip(tables, used, strict=True)]

    def slope(weights: _Matrix) -> tuple[_Matrix, _Matrix]:
        gradient = _RANKING_PENALTY * weights
        curve = _RANKING_PENALTY * np.eye(len(names))
        for table, aim, share in zip(tables, aims, shares, strict=True):
            scores = table @ weights
            odds = np.exp(scores - scores.max())
            odds /= odds.sum()
            mean = odds @ table
            gradient = gradient + share * (mean - aim)
            curve = curve + share * ((table.T * odds) @ table - np.outer(mean, mean))
        return gradient, curve

    return _rounded(names, _descended(slope, len(names)))


def _sure(signs: Sequence[tuple[Mapping[str, float], bool, float]]) -> dict[str, float]:
    """A logistic regression: how often a choice with these signs is right."""
    names = ["always", "lead", "score", "unsure", *TELLING]
    table = _table([said for said, _, _ in signs], names)
    truth = np.array([float(right) for _, right, _ in signs])
    shares = np.array([weight for _, _, weight in signs])
    penalty = _SURENESS_PENALTY * np.diag([0.0, *([1.0] * (len(names) - 1))])

    def slope(weights: _Matrix) -> tuple[_Matrix, _Matrix]:
        odds = 1.0 / (1.0 + np.exp(-(table @ weights)))
        gradient = table.T @ (shares * (odds - truth)) + penalty @ weights
        curve = (table.T * (shares * odds * (1.0 - odds))) @ table + penalty
        return gradient, curve + 1e-9 * np.eye(len(names))

    return _rounded(names, _descended(slope, len(names)))


def _descended(slope: Callable[[_Matrix], tuple[_Matrix, _Matrix]], size: int) -> _Matrix:
    """The bottom of a convex bowl, by Newton's method with steps of bounded length."""
    weights = np.zeros(size)
    for _ in range(_ROUNDS):
        gradient, curve = slope(weights)
        step = np.linalg.solve(curve, gradient)
        weights = weights - step / max(1.0, float(np.linalg.norm(step)) / _STEP_MOST)
        if float(np.linalg.norm(step)) < _STEP_LEAST:
            break
    return weights


def _table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> _Matrix:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows])


def _rounded(names: Sequence[str], weights: _Matrix) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
