"""Bank account and US routing numbers, which only words or signs beside them tell from other numbers.

The signs are those of the line at the foot of US cheques (MICR, ANSI X9.100-160): the routing number stands between two
transit symbols, the account number before an on-us symbol. Engines know neither symbol and read strokes and colons.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from plutopixie.domain.account_numbers.grouping import LETTER, Groups, Link, WordsNearBy, matched
from plutopixie.domain.account_numbers.numbers import MASK, SHOWN_DIGITS, AccountNumberKind, Match

_ACCOUNT_LABEL: Final = re.compile(
    rf"(?<!{LETTER})(?:accounts?|acct|a/c|dda|acc(?=[\s._-]{{0,2}}(?:no|nr|num|#))|(?<=bank )acc|"
    rf"konto|kontonummer|kontonr|kto|compte|cuenta|"
    rf"akaun|rekening)(?!{LETTER})"
    rf"(?:[\s._:#()=-]{{0,4}}(?:no|nos|nr|num|number|numbers|id|is|bank|checking|savings|current|n[oº°])(?!{LETTER})){{0,3}}"
    r"[\s._:#()=º°-]{0,4}(?=\d)",
    re.IGNORECASE,
)
_TAX_WORD: Final = re.compile(rf"(?<!{LETTER})(?:gst|sst|vat|tax|loyalty|member|points)[\s.-]{{0,3}}$", re.IGNORECASE)
_ROUTING_WORD: Final = re.compile(rf"(?<!{LETTER})(?:routing|aba|rtn|transit|fedwire|ach)(?!{LETTER})", re.IGNORECASE)
_ROUTING_WORD_REACH: Final = (40, 24)
_ACCOUNT_DIGITS: Final = range(5, 18)
_ROUTING_DIGITS: Final = 9
_TRANSIT_BEFORE: Final = re.compile(r"(?:\u2446|[:;][|I1l!]?|[|I1l!][:;])\s?$")
_TRANSIT_AFTER: Final = re.compile(r"\s?(?:\u2446|[|I1l!]?[:;]|[:;][|I1l!]?)")
_ACCOUNT_REACH: Final = 6  # characters between a routing number and the account it belongs to
#: An amount's decimals, or what masking left of groups that belonged to something longer.
_GOES_ON: Final = re.compile(rf"[.,][\d{MASK}]{{1,2}}(?![\d{MASK}])|-{MASK}|\s{MASK}{{3}}")


def bank_accounts(groups: Groups) -> Iterator[Match]:
    """The numbers right after words for an account."""
    for label in _ACCOUNT_LABEL.finditer(groups.text):
        if _TAX_WORD.search(groups.text[max(0, label.start() - 12) : label.start()]):
            continue
        first = bisect_left(groups.starts, label.end())
        last = _last_group_of_account(groups, first)
        length = groups.offsets[last + 1] - groups.offsets[first]
        if length not in _ACCOUNT_DIGITS or _GOES_ON.match(groups.text, groups.ends[last]):
            continue
        if not _is_date(groups, first, last):
            yield matched(groups, AccountNumberKind.BANK_ACCOUNT, first, last, 3)


def _last_group_of_account(groups: Groups, first: int) -> int:
    """The last group that still belongs: after one dash, or after one space if it is no short number of its own."""
    last = first
    while last + 1 < len(groups.starts) and groups.links[last] is Link.TIGHT:
        between = groups.text[groups.ends[last] : groups.starts[last + 1]]
        size = groups.ends[last + 1] - groups.starts[last + 1]
        if groups.offsets[last + 2] - groups.offsets[first] >= _ACCOUNT_DIGITS.stop:
            break
        if len(between) > 1 or (between.isspace() and size < SHOWN_DIGITS - 1):
            break
        last += 1
    return last


def _is_date(groups: Groups, first: int, last: int) -> bool:
    sizes = [groups.ends[group] - groups.starts[group] for group in range(first, last + 1)]
    return sizes in ([4, 2, 2], [2, 2, 4], [2, 2, 2], [1, 2, 4], [2, 1, 4], [1, 1, 4])


def routing_numbers(groups: Groups) -> Iterator[Match]:
    """The numbers with a right check near words for them or between transit symbols, and the accounts behind them."""
    near = WordsNearBy(_ROUTING_WORD, groups.text, _ROUTING_WORD_REACH)
    for group, (start, end) in enumerate(zip(groups.starts, groups.ends, strict=True)):
        if (
            end - start != _ROUTING_DIGITS
            or groups.left_over[group]
            or not _is_routing_number(groups.number(group, group))
        ):
            continue
        in_micr = _is_between_transit_symbols(groups.text, start, end)
        if in_micr or (start, end) in near:
            yield matched(groups, AccountNumberKind.ROUTING, group, group, 2)
            yield from _account_behind(groups, group, in_micr=in_micr)


def _is_between_transit_symbols(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    return _TRANSIT_BEFORE.search(before) is not None and _TRANSIT_AFTER.match(after) is not None


def _account_behind(groups: Groups, routing: int, *, in_micr: bool) -> Iterator[Match]:
    """The account number right behind a routing number: one group, or on a cheque all up to a sign that is no space."""
    first = routing + 1
    if first == len(groups.starts) or groups.starts[first] - groups.ends[routing] > _ACCOUNT_REACH:
        return
    between = groups.text[groups.ends[routing] : groups.starts[first]]
    if groups.left_over[first] or any(character.isalpha() or character == "\n" for character in between):
        return
    last = _last_group_of_account(groups, first) if in_micr else first
    if groups.offsets[last + 1] - groups.offsets[first] in _ACCOUNT_DIGITS:
        yield matched(groups, AccountNumberKind.BANK_ACCOUNT, first, last, 3)


def _is_routing_number(number: str) -> bool:
    """The American Bankers Association's rule: a Federal Reserve district first, and weights 3, 7, 1."""
    district = int(number[:2])
    if not (district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80):  # noqa: PLR2004 - the rule's own
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, (3, 7, 1) * 3, strict=True)) % 10 == 0
