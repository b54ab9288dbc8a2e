"""Features of a stretch of lines that tell a vendor's name from everything else at the head of a receipt.

The laws:

- A feature says nothing of a single vendor: position, size, forms of company, words of trade, shape of the letters,
  what stands around it. What holds for vendors that were seen must hold for those that were not.
- Every feature has a name and a value between -1 and 2; what is not named is 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.rows import Row
from plutopixie.domain.reading.vendor_lines import Line
from plutopixie.domain.reading.vendor_spans import Span
from plutopixie.domain.reading.vendor_words import (
    CONTINUES,
    FORM,
    FORM_AT_END,
    LETTERS,
    OPEN_END,
    SOFT_FORM,
    TRADE,
    is_generic,
    is_other,
)

_FAR: Final = 12  # rows
_NAMES_MOST: Final = 4
_SHORT: Final = 4  # letters
_SHORTISH: Final = 7
_LONG: Final = 35  # characters
_MANY_WORDS: Final = 6
_WHOLE_WORDS: Final = 2
_SAME_PRINT: Final = 1.4  # heights of one print differ with the letters in it
_CODE_DIGITS: Final = 4
_WEB_WORD: Final = 4
_SINGLE: Final = 2
_VOWELLESS: Final = 4
_VOWELS: Final = re.compile(r"[aeiouyàâäáéèêëíîïóôöúùûüœæøå]", re.IGNORECASE)
_WEB: Final = re.compile(
    r"(?:www\.|@|https?://)([\w-]{3,40})|([\w-]{3,40})\.(?:com|de|fr|my|net|org|co)\b", re.IGNORECASE
)
_PERSON: Final = re.compile(r"^(?:[A-Z][a-z]+|[A-Z]{2,9})(?: (?:[A-Z][a-z]+|[A-Z]{1,9})){1,2}$")


@frozen
class Head:
    """What is the same for every stretch of lines of one receipt; positions are rows from 0, at most `_FAR`."""

    lines: tuple[Line, ...]
    at: Mapping[Line, int]
    usual_height: float
    top: int
    bottom: int
    left: int
    right: int
    address_at: int
    telephone_at: int
    first_name_at: int
    web: str

    def around(self, span: Span) -> tuple[Line | None, Line | None, Line | None]:
        """The line before a stretch, and the two lines behind it."""
        first, last = self.at[span.lines[0]], self.at[span.lines[-1]]
        before = self.lines[first - 1] if first else None
        after, then = [*self.lines[last + 1 : last + 3], None, None][:2]
        return before, after, then


def head_of(lines: Sequence[Line], rows: Sequence[Row], usual_height: float) -> Head:
    """The head of a receipt, measured once for all stretches of lines in it; there must be rows."""
    boxes = [row.box for row in rows]
    return Head(
        tuple(lines),
        {line: number for number, line in enumerate(lines)},
        usual_height or 1.0,
        min(box.top for box in boxes),
        max(box.bottom for box in boxes),
        min(box.left for box in boxes),
        max(box.right for box in boxes),
        next((line.index for line in lines if line.address and not line.form_ends), _FAR),
        next((line.index for line in lines if line.telephone and not line.form_ends), _FAR),
        next((line.index for line in lines if _is_namely(line)), _FAR),
        " ".join(part.casefold() for row in rows for pair in _WEB.findall(row.text) for part in pair if part),
    )


def features_of(span: Span, head: Head) -> dict[str, float]:
    """The features of one stretch of lines by their names."""
    groups = (_of_position(span, head), _of_print(span, head), _of_words(span, head), _of_shape(span))
    return {
        name: float(value)
        for group in (*groups, _of_neighbours(span, head), _of_joints(span))
        for name, value in group
        if value
    }


def strangeness(name: str) -> float:
    """The share of a name's words that look like no words: no vowel, capitals in the middle, single letters."""
    words = name.split()
    return sum(map(_strange, words)) / len(words) if words else 1.0


_Values = Iterator[tuple[str, float]]


def _of_position(span: Span, head: Head) -> _Values:
    first, last = span.lines[0], span.lines[-1]
    earlier = head.lines[: head.at[first]]
    names_before = len({line.index for line in earlier if _is_namely(line) and not line.generic})
    yield "row", min(first.index, _FAR) / _FAR
    yield "first", first.index == head.first_name_at
    yield "names_before", min(names_before, _NAMES_MOST) / _NAMES_MOST
    yield "depth", (span.place.box.top - head.top) / max(1, head.bottom - head.top)
    yield "after_address", first.index > head.address_at
    yield "after_telephone", first.index > head.telephone_at
    yield "to_address", min(_FAR, max(0, head.address_at - last.index)) / _FAR
    yield "branch", any(_is_namely(line) and _adds_place(line.name, span) for line in earlier)


def _of_print(span: Span, head: Head) -> _Values:
    box = span.place.box
    width = max(1, head.right - head.left)
    height = sum(line.row.height for line in span.lines) / len(span.lines)
    yield "height", max(-1.0, min(2.0, height / head.usual_height - 1.0))
    yield "off_centre", min(1.0, abs((box.left + box.right) - (head.left + head.right)) / width)
    yield "width", min(1.0, box.width / width)
    yield "unsure", 1.0 - span.sureness


def _of_words(span: Span, head: Head) -> _Values:
    form, ends = bool(FORM.search(span.text)), bool(FORM_AT_END.search(span.text))
    soft, trade = bool(SOFT_FORM.search(span.name)), bool(TRADE.search(span.name))
    yield "form_end", ends
    yield "form_inside", form and not ends
    yield "soft", soft and not form
    yield "trade", trade
    yield "bare", not (form or soft or trade)
    yield "person", not (form or soft or trade) and bool(_PERSON.match(span.name))
    yield "generic", is_generic(span.name)
    yield "registered", span.lines[-1].registered
    yield "registered_bare", span.lines[-1].registered and not form
    yield "address", any(line.address and not line.form_ends for line in span.lines)
    yield "other", is_other(span.name) and not ends
    yield "web", any(len(word) >= _WEB_WORD and word in head.web for line in span.lines for word in line.words)


def _of_shape(span: Span) -> _Values:
    name = span.name
    letters = LETTERS.findall(name)
    yield "digits", min(1.0, sum(char.isdigit() for char in name) / _CODE_DIGITS)
    yield "short", len(letters) < _SHORT
    yield "shortish", len(letters) < _SHORTISH
    yield "long", len(name) > _LONG
    yield "many_words", len(name.split()) > _MANY_WORDS
    yield "upper", sum(char.isupper() for char in letters) / max(1, len(letters))
    yield "strange", strangeness(name)


def _of_neighbours(span: Span, head: Head) -> _Values:
    before, after, then = head.around(span)
    if before:
        yield "before_number", not before.possible
        yield "starts_middle", _is_namely(before) and _same_print(before, span.lines[0])
    if after:
        yield "then_registration", after.registration
        yield "then_number", after.other and any(char.isdigit() for char in after.text)
        yield "then_address", after.address and not after.form_ends
        yield "then_name", _is_namely(after)
        yield "then_form", after.form_ends
        yield "then_continues", after.possible and bool(CONTINUES.match(after.text))
        yield "then_repeats", after.form_ends and any(after.words & line.words for line in span.lines)
    if then:
        yield "then_contact", (then.address or then.telephone) and not then.form_ends
    yield "open_end", _is_open(span.lines[-1])
    yield (
        "later_form",
        any(line.form_ends for line in head.lines[head.at[span.lines[-1]] + 1 :] if line.index <= head.address_at + 3),
    )


def _of_joints(span: Span) -> _Values:
    """How well the lines of a stretch go together."""
    joints = list(pairwise(span.lines))
    if not joints:
        return
    last = span.lines[-1]
    continued = [_continues(low) for _, low in joints]
    yield "lines2", len(span.lines) == 2  # noqa: PLR2004 - its name says it
    yield "lines3", len(span.lines) == 3  # noqa: PLR2004 - its name says it
    yield "join_after_form", any(up.form_ends for up, _ in joints)
    yield "join_continues", any(continued)
    yield "join_open", any(_is_open(up) for up, _ in joints)
    yield "join_sizes", any(not _same_print(up, low) for up, low in joints)
    yield "join_form", bool(FORM_AT_END.search(span.text)) and not any(continued)
    yield "join_bad", any((low.other or low.address) and not low.form_ends for _, low in joints)
    yield "join_tail", any(_stands_alone(low) for _, low in joints)
    yield "join_full", any(_is_whole(up) and _is_whole(low) for up, low in joints)
    yield "tail_registered", last.registered and _stands_alone(last)


def _is_namely(line: Line) -> bool:
    """Whether nothing marks a line as something other than a name."""
    return line.possible and not line.other and not line.address


def _is_whole(line: Line) -> bool:
    return (line.form or line.soft_form or line.trade) and not line.generic


def _stands_alone(line: Line) -> bool:
    """Whether a line is a whole name with its form of company."""
    formed = (line.form or line.soft_form) and not _continues(line)
    return formed and len(line.name.split()) > _WHOLE_WORDS


def _continues(line: Line) -> bool:
    return line.generic or bool(CONTINUES.match(line.text))


def _is_open(line: Line) -> bool:
    return bool(OPEN_END.search(line.name)) or line.text.count("(") > line.text.count(")")


def _adds_place(name: str, span: Span) -> bool:
    """Whether a stretch says an earlier name again and adds to it, but no form of company: the name of a branch."""
    longer = span.name.casefold()
    return longer.startswith(name.casefold() + " ") and not FORM.search(span.text)


def _same_print(up: Line, low: Line) -> bool:
    high, less = max(up.row.height, low.row.height), max(1, min(up.row.height, low.row.height))
    return high <= _SAME_PRINT * less and up.name.isupper() == low.name.isupper()


def _strange(word: str) -> float:
    letters = "".join(LETTERS.findall(word))
    if len(letters) < _SINGLE or (len(letters) > _VOWELLESS and not _VOWELS.search(letters)):
        return 1.0
    if letters[0].islower() and letters[1:].isupper():
        return 1.0
    return min(1.0, 0.5 * sum(one.islower() and next_one.isupper() for one, next_one in pairwise(letters)))
