"""The digits of a text in groups, how groups stand together, and words near by."""

from __future__ import annotations

import enum
import re
import unicodedata
from bisect import bisect_left
from itertools import accumulate
from typing import Final

from plutopixie.domain.account_numbers.numbers import MASK, SHOWN_DIGITS, AccountNumber, AccountNumberKind, Match

LETTER: Final = r"[^\W\d_]"


class Link(enum.IntEnum):
    """How two groups of digits stand together; below BREAK they can belong to one number."""

    TIGHT = 0  # spaces, dashes, or signs that can't be seen
    LOOSE = 1  # a dot, a line break, or other signs between digits
    BREAK = 2


SEPARATORS_MAX: Final = 3
_DIGITS: Final = re.compile(r"\d+")
LOOSE_SIGNS: Final = frozenset(f".,/|:'\u2019·‧∙⋅．，／：\n\r\x0b\x0c\x85\u2028\u2029{MASK}")  # noqa: RUF001 - as they occur


def is_tight(character: str) -> bool:
    """Whether the character is a space, a dash, or a sign that can't be seen."""
    if character in {"\t", "_"}:
        return True
    category = unicodedata.category(character)
    return category in {"Zs", "Pd", "Cf", "Mn", "Me"} or character == "\u2212"


def _link(between: str) -> Link:
    if len(between) > SEPARATORS_MAX:
        return Link.BREAK
    if all(map(is_tight, between)):
        return Link.TIGHT
    if all(character in LOOSE_SIGNS or is_tight(character) for character in between):
        return Link.LOOSE
    return Link.BREAK


class Groups:
    """The digits of a text, in groups, with what numbers need to be found in time proportional to the text."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _DIGITS.finditer(text)]
        self.text = text
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.digits = "".join(str(unicodedata.decimal(digit)) for start, end in spans for digit in text[start:end])
        #: For each group, where it begins among all digits; one more at the end.
        self.offsets = [0, *accumulate(end - start for start, end in spans)]
        self.group_ending_at = {offset: group for group, offset in enumerate(self.offsets[1:])}
        #: For each group, whether it is what masking left of a longer one, so that no number begins or goes on there.
        self.left_over = [self._is_left_over(start) for start in self.starts]
        self.links = self._links()
        self.runs = [0, *accumulate(link is Link.BREAK for link in self.links)]
        self._sums = self._luhn_sums()

    def _links(self) -> list[Link]:
        return [
            Link.BREAK if self.left_over[group + 1] else _link(self.text[self.ends[group] : start])
            for group, start in enumerate(self.starts[1:])
        ]

    def _is_left_over(self, start: int) -> bool:
        """Whether the group follows a mask that doesn't itself follow a digit."""
        before = self.text[max(0, start - 2) : start]
        return before.endswith(MASK) and not before[:-1].isdecimal()

    def _luhn_sums(self) -> tuple[list[int], list[int]]:
        doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
        values = [int(digit) for digit in self.digits]
        even = [doubled[value] if place % 2 == 0 else value for place, value in enumerate(values)]
        odd = [doubled[value] if place % 2 else value for place, value in enumerate(values)]
        return [0, *accumulate(even)], [0, *accumulate(odd)]

    def luhn(self, start: int, end: int) -> bool:
        """Whether the digits from start to end have a right check digit (ISO/IEC 7812-1, annex B)."""
        sums = self._sums[end % 2]
        return (sums[end] - sums[start]) % 10 == 0

    def number(self, first: int, last: int) -> str:
        """The digits of the groups from first to last, in ASCII."""
        return self.digits[self.offsets[first] : self.offsets[last + 1]]

    def digit_places(self, first: int, last: int) -> list[int]:
        """Where in the text the digits of the groups from first to last stand."""
        return [place for group in range(first, last + 1) for place in range(self.starts[group], self.ends[group])]


def matched(groups: Groups, kind: AccountNumberKind, first: int, last: int, doubt: int) -> Match:
    """The number that the groups from first to last are."""
    number = groups.number(first, last)
    places = groups.digit_places(first, last)
    found = AccountNumber(kind, number[-SHOWN_DIGITS:], places[0], places[-1] + 1)
    return Match(found, tuple(places[:-SHOWN_DIGITS]), doubt)


class WordsNearBy:
    """Where words of one kind stand in a text."""

    def __init__(self, words: re.Pattern[str], text: str, reach: tuple[int, int]) -> None:
        spans = [match.span() for match in words.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._before, self._after = reach

    def __contains__(self, span: tuple[int, int]) -> bool:
        start, end = span
        place = bisect_left(self._starts, start)
        if place and start - self._ends[place - 1] <= self._before:
            return True
        return place < len(self._starts) and self._starts[place] - end <= self._after
