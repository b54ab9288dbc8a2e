"""Files as CSV (RFC 4180): UTF-8, lines ended by CR LF.

Spreadsheet programs run what begins like a formula: every text from outside passes through `neutral` on its way into
a cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

#: What spreadsheet programs take for the beginning of a formula, in half and full width, and what they skip before it.
_FORMULA: Final = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_SKIPPED: Final = " \u00a0\u200b\ufeff\u3000'\""


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet program takes for a formula."""
    begins = text.lstrip(_SKIPPED)[:1]
    return f"'{text}" if begins in _FORMULA and begins else text


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as lines of the file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")
