"""Invoice dates: which of an invoice's many dates the document itself calls the day of its issue.

The laws:

- A date beside or under a caption such as "invoice date" is the day of issue, and so is one that the title names:
  "Invoice no. 7 of 5 May". Dates of orders, deliveries, payments and periods are not, whatever words stand near by.
- Without a caption, it is the date of a letter: one that stands alone at the head of the first page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from plutopixie.domain.reading.cells import Cell, cells_of
from plutopixie.domain.reading.dates import Span, days_in
from plutopixie.domain.reading.rows import Row

_ROWS_MAX: Final = 400
_CELLS_MAX: Final = 2_000
_HEAD: Final = 0.45  # of the page
_DOCUMENT: Final = (
    r"(?:\w*rechnung|invoice|factur[ae]|facture|factuur|fattura|gutschrift|avoir|credit note|bill|beleg|statement|"
    r"creditnota)"
)
_CAPTION: Final = re.compile(
    r"(?:rechnungs?|beleg|invoice|bill(?:ing)?|statement|factuur|facture|issue|ausstellungs?|gutschrifts?)[- ]?"
    r"(?:datum|date)\b|date (?:of|de|d['\u2019]) ?(?:the |la )?(?:invoice|issue|factur\w*|[ée]mission)|"
    r"datum der (?:rechnung|ausstellung)|fecha de (?:la )?(?:factura|emisi[óo]n|expedici[óo]n)|"
    r"data (?:di )?(?:fattura|emissione)|data da fatura|issued (?:at|on)|ausgestellt am|[ée]mise? le|dated\b",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    rf"\b{_DOCUMENT}\b(?:(?!bestell|order|auftrag|liefer|deliver|commande).){{0,70}}?\b"
    r"(?:vom|von|of|from|du|del|dated|van|at)[: ]*$",
    re.IGNORECASE,
)
_PLAIN_CAPTION: Final = re.compile(r"^(?:date|datum|fecha|data|dato)\b ?:?", re.IGNORECASE)
_BEFORE: Final = re.compile(r"(?:[^\W\d_][\w .'-]{1,30}, ?)?(?:den|le|the|am)? ?", re.IGNORECASE)
_TABLE_ROWS: Final = 2
_PERIOD: Final = re.compile(
    r"zeitraum|period|f[äa]llig|due|[ée]ch[ée]ance|verval|liefer|deliver|leistung", re.IGNORECASE
)


def stated_dates(rows: Sequence[Row]) -> tuple[Span, ...]:
    """Where an invoice states its date: the spans of rows in which it stands; none when it does not say."""
    cells = cells_of(rows[:_ROWS_MAX])[:_CELLS_MAX]
    for found in (_captioned(cells, _CAPTION), _titled(cells), _captioned(cells, _PLAIN_CAPTION), _alone(cells)):
        if spans := tuple(found):
            return spans
    return ()


def _captioned(cells: Sequence[Cell], caption: re.Pattern[str]) -> Iterator[Span]:
    for cell in cells:
        match = caption.search(cell.text)
        if not match:
            continue
        rest = cell.start + match.end()
        beside = _first_dated(cell.row, rest, cells)
        if beside:
            yield beside
            continue
        under = next((one for one in _under(cell, cells) if _is_date(one.text)), None)
        if under:
            yield Span(under.row, under.start, under.end)


def _under(caption: Cell, cells: Sequence[Cell]) -> Iterator[Cell]:
    """What stands within the width of a caption in the next two rows, as in a table."""
    for cell in cells:
        near = 0 < cell.index - caption.index <= _TABLE_ROWS and cell.row.page == caption.row.page
        if near and cell.box.left < caption.box.right and caption.box.left < cell.box.right:
            yield cell


def _first_dated(row: Row, start: int, cells: Sequence[Cell]) -> Span | None:
    """The date that follows in the same cell or the next one of the row; not one behind another caption."""
    for cell in cells:
        if cell.row is not row or cell.end <= start:
            continue
        begin = max(start, cell.start)
        dated = next(days_in(row.text[begin : cell.end]), None)
        if dated:
            return Span(row, begin + dated[1], begin + dated[2])
        if re.search(r"[^\W\d_]{3}", row.text[begin : cell.end]):
            return None
    return None


def _titled(cells: Sequence[Cell]) -> Iterator[Span]:
    for at, cell in enumerate(cells):
        for _, start, end in days_in(cell.text):
            if _TITLE.search(cell.text[:start]):
                yield Span(cell.row, cell.start + start, cell.start + end)
        following = cells[at + 1] if at + 1 < len(cells) else None
        if _TITLE.search(cell.text) and following is not None and _is_date(following.text):
            yield Span(following.row, following.start, following.end)


def _alone(cells: Sequence[Cell]) -> Iterator[Span]:
    """Dates that stand alone at the head of the first page, in a row that speaks of no other day."""
    for cell in cells:
        at_head = cell.row.page == cells[0].row.page and cell.box.top < _HEAD * max(1, cell.row.frame.height)
        if at_head and _is_date(cell.text) and not _PERIOD.search(cell.row.text):
            yield Span(cell.row, cell.start, cell.end)


def _is_date(text: str) -> bool:
    """Whether a cell holds a date and nothing else, but for the town before it: "Berlin, den 5. Mai 2024"."""
    dated = next(days_in(text), None)
    return dated is not None and bool(_BEFORE.fullmatch(text[: dated[1]])) and not text[dated[2] :].strip(" .")
