"""Masking of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plutopixie.domain.account_numbers.bank_accounts import bank_accounts, routing_numbers
from plutopixie.domain.account_numbers.cards import cards, misread_cards
from plutopixie.domain.account_numbers.grouping import Groups
from plutopixie.domain.account_numbers.ibans import ibans
from plutopixie.domain.account_numbers.misreads import as_digits
from plutopixie.domain.account_numbers.numbers import MASK, SHOWN_DIGITS, AccountNumber, Masked, Match


def mask(text: str) -> Masked:
    """The text with every digit of full account numbers hidden but the last four, and what was found.

    The result is exactly as long as the text. A text without such numbers comes back unchanged; so does a masked one.
    """
    matches = _matches(text)
    if not matches:
        return Masked(text, ())
    characters = list(text)
    for match in matches:
        for place in match.hidden:
            characters[place] = MASK
    return Masked("".join(characters), _apart(matches))


def _matches(text: str) -> list[Match]:
    if not _has_enough_digits(text):
        return []
    groups = Groups(text)
    return [
        *ibans(text),
        *cards(groups),
        *_misread(text),
        *bank_accounts(groups),
        *routing_numbers(groups),
    ]


def _misread(text: str) -> Iterator[Match]:
    mended = as_digits(text)
    return iter(()) if mended == text else misread_cards(text, Groups(mended))


def _has_enough_digits(text: str) -> bool:
    return sum(map(str.isdecimal, text)) > SHOWN_DIGITS


def _apart(matches: Iterable[Match]) -> tuple[AccountNumber, ...]:
    """The numbers that don't overlap a surer one, in reading order."""
    chosen: list[AccountNumber] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda match: (match.doubt, match.number.start, match.number.end)):
        places = range(match.number.start, match.number.end)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(match.number)
    return tuple(sorted(chosen, key=lambda number: number.start))
