"""Lines at the head of a receipt, and what each of them is.

The laws:

- A column of a row is a line of its own.
- Who is billed is not the vendor: what stands below such a label, up to the next label or a gap, is no name.
- What stands below the label of who sells is the vendor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from attrs import define

from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import COLUMN, Row
from plutopixie.domain.reading.vendor_names import (
    EDGES,
    LETTERS_MIN,
    LONG_DIGITS,
    has_registration,
    is_registration,
    tidy,
    without_kind,
    without_label,
    without_registration,
)
from plutopixie.domain.reading.vendor_words import (
    BILLED,
    FORM,
    FORM_AT_END,
    LETTERS,
    NAME_LABEL,
    OWNER,
    SELLER,
    SOFT_FORM,
    TRADE,
    is_address,
    is_generic,
    is_other,
    is_street,
    is_telephone,
    is_title,
    is_web,
)

ROWS_MAX: Final = 30
LINES_MAX: Final = 90
#: How far lines of one name may stand apart, in heights of a line.
NEAR: Final = 1.2
_SECTION: Final = 16  # lines behind a label that it may speak of
_SECTION_GAP: Final = 3.5  # in heights of a line
_LONG_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_BETWEEN: Final = re.compile(r" [-\u2013|\u00b7\u2022\u25cf] ")


@define(eq=False, slots=False)
class Line:
    """One column of a row, with what its words say of it."""

    text: str
    row: Row
    index: int
    start: int
    end: int
    billed: bool = False
    seller: bool = False

    @cached_property
    def place(self) -> Place:
        """Where it stands."""
        return self.row.place(self.start, self.end)

    @cached_property
    def sureness(self) -> float:
        """How sure the engine was of it."""
        return self.row.sureness(self.start, self.end)

    @cached_property
    def name(self) -> str:
        """What would be kept of it as a name."""
        return tidy(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its own long words: what tells it from other names."""
        found = _LONG_WORD.findall(self.name.casefold())
        return frozenset(word for word in found if not is_generic(word))

    @cached_property
    def letters(self) -> int:
        """How many letters it has."""
        return len(LETTERS.findall(self.name))

    @cached_property
    def form_ends(self) -> bool:
        """Whether a form of company ends it."""
        return bool(FORM_AT_END.search(without_registration(self.text).strip(EDGES)))

    @cached_property
    def form(self) -> bool:
        """Whether it holds a form of company."""
        return bool(FORM.search(without_registration(self.text)))

    @cached_property
    def soft_form(self) -> bool:
        """Whether it holds a word such as enterprise or trading."""
        return bool(SOFT_FORM.search(self.name))

    @cached_property
    def trade(self) -> bool:
        """Whether it holds a word of trade."""
        return bool(TRADE.search(self.name))

    @cached_property
    def generic(self) -> bool:
        """Whether it holds nothing but forms of company and words of trade."""
        return is_generic(self.name)

    @cached_property
    def registered(self) -> bool:
        """Whether a registration number stands behind a name."""
        return has_registration(self.text)

    @cached_property
    def registration(self) -> bool:
        """Whether it is a registration number and nothing else."""
        return is_registration(self.text)

    @cached_property
    def address(self) -> bool:
        """Whether it looks like a part of an address."""
        return is_address(without_registration(self.text))

    @cached_property
    def telephone(self) -> bool:
        """Whether it gives a telephone number."""
        return is_telephone(self.text)

    @cached_property
    def other(self) -> bool:
        """Whether a word marks it as something other than a name."""
        return is_other(without_kind(without_label(self.text)))

    @cached_property
    def title(self) -> bool:
        """Whether it says which kind of document this is."""
        return is_title(self.text)

    @cached_property
    def owner(self) -> bool:
        """Whether a label says that this owns the shop."""
        return bool(OWNER.match(self.text))

    @cached_property
    def possible(self) -> bool:
        """Whether it may be a name, or a part of one, at all: letters enough, not too many digits, not plainly else."""
        name = self.name
        solid = len(name.replace(" ", ""))
        digits = sum(char.isdigit() for char in name)
        if self.letters < max(LETTERS_MIN, solid / 2) or digits >= LONG_DIGITS:
            return False
        return not (self.registration or self.plainly_else)

    @cached_property
    def plainly_else(self) -> bool:
        """Whether nothing speaks for a name, and something against it."""
        if self.form_ends:
            return False
        numbered = self.address and any(char.isdigit() for char in self.text)
        spoken_for = self.form or self.soft_form or self.trade
        return self.title or is_web(self.text) or is_street(self.text) or ((self.other or numbered) and not spoken_for)


def lines_of(rows: Sequence[Row]) -> tuple[Line, ...]:
    """The lines of the head of a page, from top to bottom and left to right."""
    lines = [line for index, row in enumerate(rows[:ROWS_MAX]) for line in _columns(row, index)][:LINES_MAX]
    _mark_sections(lines)
    return tuple(lines)


def _columns(row: Row, index: int) -> Iterator[Line]:
    start = 0
    for text in row.text.split(COLUMN):
        name = _sender(text)
        if name:
            yield Line(name, row, index, start, start + len(name))
        start += len(text) + len(COLUMN)


def _sender(text: str) -> str:
    """The name of a sender's line, which goes on with the address: "Green Leaf GmbH - Main Street 1"."""
    name, *address = _BETWEEN.split(text, maxsplit=1)
    return name.strip() if address and FORM_AT_END.search(name) else text.strip()


def _mark_sections(lines: Sequence[Line]) -> None:
    """Mark who is billed and who sells, by the labels above or before them."""
    for at, line in enumerate(lines):
        sold = SELLER.match(line.text)
        if sold:
            _mark_seller(lines, at, alone=not line.text[sold.end() :].strip(EDGES))
        elif at and BILLED.search(line.text) and not line.form_ends:
            line.billed = True
            for one in _below(lines, at):
                one.billed = True


def _mark_seller(lines: Sequence[Line], at: int, *, alone: bool) -> None:
    if not alone:
        lines[at].seller = True
        return
    below = [*_below(lines, at)]
    named = next((line for line in below if NAME_LABEL.match(line.text)), None)
    if named is None:
        meant = next((line for line in below if line.possible and not line.other), None)
    else:
        meant = named if without_label(named.text) else _value_of(named, lines)
    if meant is not None:
        meant.seller = True


def _value_of(label: Line, lines: Sequence[Line]) -> Line | None:
    """The first line of what stands beside a label: it may begin above the label, which is set to its middle."""
    value = next((line for line in lines if line.row is label.row and line.start > label.start), None)
    if value is None:
        return None
    above = [line for line in lines if line.index == label.index - 1]
    return above[0] if len(above) == 1 and _begins(above[0], value) else value


def _begins(above: Line, value: Line) -> bool:
    """Whether a line begins what a line close below it goes on with: both set to the same edge."""
    upper, lower = above.place.box, value.place.box
    height = max(1, above.row.height)
    return above.possible and abs(upper.left - lower.left) <= height and lower.top - upper.bottom <= NEAR * height


def _below(lines: Sequence[Line], at: int) -> Iterator[Line]:
    """The lines of the section that a label opens: below it, until another label or a gap."""
    label = lines[at]
    last = label
    for line in lines[at + 1 : at + 1 + _SECTION]:
        if line.row is label.row or _is_far_beside(label, line):
            continue
        gap = line.place.box.top - last.place.box.bottom
        if gap > _SECTION_GAP * max(1, label.row.height) or SELLER.match(line.text) or BILLED.search(line.text):
            return
        yield line
        last = line


def _is_far_beside(label: Line, line: Line) -> bool:
    """Whether a line stands further to the side than the label is wide."""
    mark, box = label.place.box, line.place.box
    return min(box.right, mark.right + mark.width) <= max(box.left, mark.left - mark.width)
