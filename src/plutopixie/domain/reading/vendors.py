"""Vendors: who issued the receipt.

The laws:

- The issuer names itself at the head of the page, before its address and telephone. Rules say what may be a name
  (`vendor_lines`, `vendor_words`), a learned ranking says which of them it is (`vendor_ranking`), rules say what of it
  is kept (`vendor_names`).
- A label that says who sells outweighs every ranking; where no form of company speaks for a name, so does the name on
  the account that is paid to.
- A name below the threshold of sureness is left out rather than guessed.
- Who is billed is not the vendor.
- A registration number behind a name is not part of it, and no name holds a long run of digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import Row
from plutopixie.domain.reading.thresholds import THRESHOLDS
from plutopixie.domain.reading.vendor_features import head_of
from plutopixie.domain.reading.vendor_lines import lines_of
from plutopixie.domain.reading.vendor_names import LETTERS_MIN, is_safe, tidy
from plutopixie.domain.reading.vendor_ranking import LEARNED, Weights, choose
from plutopixie.domain.reading.vendor_spans import possible_names
from plutopixie.domain.reading.vendor_words import FORM, LETTERS, payee

_PAYEE_ROWS_MAX: Final = 300
_PAYEE_SURE: Final = 0.5
_LABEL_SURE: Final = 0.8


@frozen
class Named:
    """The vendor's name as printed, how sure the choice is, where it stands, and whether a form of company is in it."""

    name: str
    confidence: float
    place: Place
    has_form: bool


def vendor_of(rows: Sequence[Row], usual_height: float, weights: Weights = LEARNED) -> Named | None:
    """The vendor of a receipt whose first page has these rows, or None when nothing there looks like a name."""
    if not rows:
        return None
    lines = lines_of(rows)
    spans = possible_names(lines)
    labelled = bool(spans) and spans[0].labelled
    choice = choose(spans, head_of(lines, rows, usual_height), weights)
    found = None
    sureness = max(choice.sureness if choice else 0.0, _LABEL_SURE if labelled else 0.0)
    if choice and sureness >= THRESHOLDS["vendor"]:
        span = choice.span
        found = Named(span.name, round(sureness, 3), span.place, bool(FORM.search(span.text)))
    if labelled or (found and found.has_form):
        return found
    return _payee(rows) or found


def _payee(rows: Sequence[Row]) -> Named | None:
    """The name on the account that is paid to, where the page says it."""
    for row in rows[:_PAYEE_ROWS_MAX]:
        said = payee(row.text)
        name = tidy(said) if said else ""
        if len(LETTERS.findall(name)) >= LETTERS_MIN and is_safe(name):
            start = row.text.find(said or "")
            place = row.place(start, start + len(said or ""))
            return Named(name, round(_PAYEE_SURE * row.confidence, 3), place, bool(FORM.search(name)))
    return None
