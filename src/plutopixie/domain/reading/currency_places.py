"""Where the currency of a receipt is printed.

A currency that was read from a mark or a code stands there, the one at the total before others; a currency that the
country of the document told, or that was assumed, stands nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from plutopixie.domain.reading.currency import MEANINGS
from plutopixie.domain.reading.entries import Entry
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import Row


def currency_place(code: str, rows: Sequence[Row], total: Entry | None) -> Place | None:
    """Where a mark or the code of this currency stands: in the row of the total, else beside the first amount."""
    printed = _printed(code)
    ordered = [*([total.row] if total else []), *rows]
    for row in ordered:
        if match := printed.search(row.text):
            return row.place(*match.span())
    return None


def _printed(code: str) -> re.Pattern[str]:
    """What prints a currency: its code, and the marks that may mean it, beside a number or alone in brackets."""
    marks = {mark for mark, meanings in MEANINGS.items() if code in meanings} | {code}
    return _pattern(frozenset(marks))


def _pattern(marks: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, marks), key=lambda mark: (-len(mark), mark)))
    word = r"[^\W\d_]"
    return re.compile(
        rf"(?<!{word})(?:{either})\.?(?= ?-?\d|\)|$| {{2,}}| ?:)|(?<=\d)(?: ?(?:{either}))(?!{word})", re.IGNORECASE
    )
