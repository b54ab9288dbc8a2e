"""Sellers: who issued an invoice, among all the names that stand on it.

The laws:

- Who is named as the seller is the seller. Else what speaks for a name adds up: a sender's line (name, street and town
  in small print above the address, DIN 5008), an imprint (register, tax number, management beside it), the holder of
  the account to pay into, the document's own web address, a form of company, standing at the head, being repeated.
- A buyer's block, whoever may stand in it, never names the seller. An address that no heading explains, and
  beside which stand neither telephone nor tax number, speaks little for its first line.
- Whoever an order was placed through (a marketplace) is the vendor: it is whom the buyer knows and paid.
- A name is given as the company gives it. In French law the form follows the name and is no part of it (Code de
  commerce, L223-1, L227-1), so it is left out where the company's own web address leaves it out; in German law it is
  part of the name (HGB § 19, GmbHG § 4) and stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import evolve

from plutopixie.domain.reading.cells import Cell, cells_of
from plutopixie.domain.reading.rows import Row
from plutopixie.domain.reading.seller_names import Candidate, Reason, buyers_of, candidates, plain
from plutopixie.domain.reading.vendor_words import FORM
from plutopixie.domain.reading.vendors import Named

#: More rows and cells than these no page of an invoice has.
_HEAD_ROWS: Final = 150
_FOOT_ROWS: Final = 50
_CELLS_MAX: Final = 800
_ENOUGH: Final = 3.5
_DOMAIN_LETTERS_MIN: Final = 5
_DOMAIN: Final = re.compile(
    r"(?:@|www\.|https?://(?:www\.)?)(?:[\w-]+\.)*?(?P<name>[\w-]{3,60})\.(?:co\.|com\.)?[a-z]{2,6}(?![\w.]*@)|"
    r"\b(?P<bare>[A-Za-z][\w-]{3,60})\.(?:com|de|fr|nl|net|org|eu|at|ch|es|it|io|co\.uk)\b",
    re.IGNORECASE,
)
_FRENCH_FORM: Final = re.compile(r"[ ,]+(?:s\.?a\.?r\.?l\.?|s\.?a\.?s\.?u?\.?|eurl|s\.?a\.?|sci|snc)$", re.IGNORECASE)


def seller_of(rows: Sequence[Row]) -> Named | None:
    """The seller that an invoice names on the page of these rows, or None when too little speaks for any name."""
    read = [*rows[:_HEAD_ROWS], *rows[_HEAD_ROWS:][-_FOOT_ROWS:]]
    cells = cells_of(read)[:_CELLS_MAX]
    buyers = buyers_of(cells)
    domains = {plain(match["name"] or match["bare"]) for row in read for match in _DOMAIN.finditer(row.text)}
    found = _by_name(candidates(cells, buyers))
    _merge_short_names(found)
    ranked = []
    for key, reasons in found.items():
        best = max(reasons.values(), key=lambda one: (one.points, -one.cell.index))
        points = _general(best, key, domains, cells, buyers) + sum(one.points for one in reasons.values())
        ranked.append((points, -best.cell.index, best.name, best))
    if not ranked:
        return None
    points, _, _, chosen = max(ranked, key=lambda one: one[:3])
    return _named(chosen, points, domains) if points >= _ENOUGH else None


def _by_name(named: Iterable[Candidate]) -> dict[str, dict[Reason, Candidate]]:
    """The candidates by name and reason; of several for one reason the one that counts most."""
    found: dict[str, dict[Reason, Candidate]] = defaultdict(dict)
    for candidate in named:
        reasons = found[plain(candidate.name)]
        known = reasons.get(candidate.reason)
        if known is None or candidate.points > known.points:
            reasons[candidate.reason] = candidate
    return found


def _merge_short_names(found: dict[str, dict[Reason, Candidate]]) -> None:
    """A short name, as in a logo, is no name of its own beside the full name of the company that begins with it."""
    for short in list(found):
        full = [key for key in found if key != short and key.startswith(short) and _are_firms(found[key])]
        if len(full) != 1 or _are_firms(found[short]):
            continue
        known = found[full[0]]
        best = max(known.values(), key=lambda one: one.points)
        for reason, one in found.pop(short).items():
            known.setdefault(reason, evolve(best, reason=reason, points=one.points))


def _are_firms(reasons: Mapping[Reason, Candidate]) -> bool:
    return any(FORM.search(one.name) for one in reasons.values())


def _named(candidate: Candidate, points: float, domains: set[str]) -> Named:
    name = candidate.name
    bare = _FRENCH_FORM.sub("", name)
    if bare != name and plain(bare) in domains:
        name = bare
    sure = min(0.95, 0.55 + 0.04 * points) * candidate.cell.row.confidence
    return Named(name, round(sure, 3), candidate.place, bool(FORM.search(candidate.name)))


def _general(
    candidate: Candidate, key: str, domains: set[str], cells: Sequence[Cell], buyers: frozenset[Cell]
) -> float:
    """What speaks for a name wherever it stands: its form, the document's web addresses, repetition."""
    short = plain(re.sub(r"\W+\S+$", "", candidate.name)) if FORM.search(candidate.name) else key
    known = {name for name in (key, short) if len(name) >= _DOMAIN_LETTERS_MIN} & domains
    printed = re.compile(rf"(?<!\w){re.escape(candidate.name)}(?!\w)", re.IGNORECASE)
    repeated = sum(bool(printed.search(cell.text)) for cell in cells if cell not in buyers)
    return (
        (1.0 if FORM.search(candidate.name) else 0.0) + (2.0 if known else 0.0) + min(1.0, 0.5 * max(0, repeated - 1))
    )
