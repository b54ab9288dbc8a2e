"""Stretches of lines that may be the vendor's name.

The laws:

- A name may run over up to three lines that stand close below one another.
- A line that says a word of the ones above again begins another name; a line in brackets is no part of one.
- Where a label says who sells, the names below or behind it alone count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.vendor_lines import NEAR, Line
from plutopixie.domain.reading.vendor_names import EDGES, is_safe, tidy, without_registration

_LINES_MOST: Final = 3
_REACH: Final = 8  # lines; other columns stand between those of one
_BRACKETED: Final = re.compile(r"^\W*\([^()]*(?:\([^()]*\)[^()]*)?\)\W*$")


@frozen(eq=False)
class Span:
    """One to three lines, from top to bottom, that may be the vendor's name together.

    `name` is what would be kept, `text` what is printed of it; `sureness` is the engine's, of its least sure line.
    """

    lines: tuple[Line, ...]
    name: str
    text: str
    place: Place
    sureness: float

    @property
    def labelled(self) -> bool:
        """Whether a label says that this is who sells."""
        return self.lines[0].seller


def possible_names(lines: Sequence[Line]) -> list[Span]:
    """The stretches of lines that may be the vendor's name."""
    spans = list(_spans(lines))
    return [span for span in spans if span.labelled] or spans


def _spans(lines: Sequence[Line]) -> Iterator[Span]:
    for at, first in enumerate(lines):
        if not first.possible or first.billed or _BRACKETED.match(first.text):
            continue
        taken = [first]
        yield from _safe(taken)
        for line in lines[at + 1 : at + 1 + _REACH]:
            if _is_beside(taken[-1], line):
                continue
            if len(taken) == _LINES_MOST or not _goes_with(taken, line):
                break
            taken.append(line)
            yield from _safe(taken)


def _safe(lines: Sequence[Line]) -> Iterator[Span]:
    span = _span(lines)
    if is_safe(span.name):
        yield span


def _span(lines: Sequence[Line]) -> Span:
    place = lines[0].place
    for line in lines[1:]:
        place = evolve(place, box=place.box.union(line.place.box))
    text = " ".join([*(without_registration(line.text) for line in lines[:-1]), lines[-1].text])
    return Span(
        tuple(lines), tidy(text), without_registration(text).strip(EDGES), place, min(line.sureness for line in lines)
    )


def _goes_with(taken: Sequence[Line], line: Line) -> bool:
    """Whether a line stands close below the others, and may be a part of their name."""
    above = taken[-1]
    gap = line.place.box.top - above.place.box.bottom
    return (
        line.possible
        and not line.billed
        and not _BRACKETED.match(line.text)
        and line.row.page == above.row.page
        and gap <= NEAR * max(1, above.row.height)
        and not any(one.words & line.words for one in taken)
    )


def _is_beside(one: Line, other: Line) -> bool:
    left, right = one.place.box, other.place.box
    return one.row is other.row or min(left.right, right.right) <= max(left.left, right.left)
