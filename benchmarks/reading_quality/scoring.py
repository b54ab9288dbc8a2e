"""Scores of readings against labels, defined as in the scoring program that comes with the receipts.

Vendors are compared by their letters and digits alone, `near` allows a slip of a letter or two; dates as days, totals
as numbers. F1 is micro-averaged over vendor (exact), date and total. A label of None is not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.vendor_ranking import plain

FIELDS: Final = ("vendor", "date", "total")
_NEAR: Final = 0.9


@frozen
class Scores:
    """Shares of receipts that were read right.

    `wrong` counts fields that were given and are wrong, `given` all that were given.
    """

    receipts: int
    vendor: float
    vendor_near: float
    date: float
    total: float
    all_three: float
    f1: float
    wrong: Mapping[str, int]
    given: int


def scored(labels: Sequence[Mapping[str, str | None]], readings: Mapping[str, Mapping[str, str | None]]) -> Scores:
    """The scores of readings by file; a file without a reading has nothing found."""
    asked = dict.fromkeys(FIELDS, 0)
    right = dict.fromkeys(FIELDS, 0)
    wrong = dict.fromkeys(FIELDS, 0)
    near = whole = 0
    for label in labels:
        said = readings.get(str(label["file"]), {})
        hits = {field: _is_right(field, said.get(field), label[field]) for field in FIELDS}
        for field in FIELDS:
            asked[field] += label[field] is not None
            right[field] += bool(hits[field] and label[field] is not None)
            wrong[field] += bool(not hits[field] and said.get(field))
        close = hits["vendor"] or is_near(said.get("vendor"), label["vendor"])
        near += bool(close and label["vendor"] is not None)
        whole += bool(close and hits["date"] and hits["total"])
    found, missed = sum(right.values()), sum(asked.values()) - sum(right.values())
    f1 = 2 * found / (2 * found + missed + sum(wrong.values())) if found else 0.0
    shares = {field: right[field] / max(1, asked[field]) for field in FIELDS}
    near_share = near / max(1, asked["vendor"])
    given = found + sum(wrong.values())
    return Scores(
        len(labels),
        shares["vendor"],
        near_share,
        shares["date"],
        shares["total"],
        whole / len(labels),
        f1,
        wrong,
        given,
    )


def is_near(said: str | None, truth: str | None) -> bool:
    """Whether two vendors differ by a slip of a letter or two at most."""
    if not said or not truth:
        return False
    return SequenceMatcher(None, plain(said), plain(truth), autojunk=False).ratio() >= _NEAR


def _is_right(field: str, said: str | None, truth: str | None) -> bool:
    if truth is None:
        return True
    if not said:
        return False
    if field == "total":
        return _number(said) == _number(truth)
    return plain(said) == plain(truth) if field == "vendor" else said[:10] == truth


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
