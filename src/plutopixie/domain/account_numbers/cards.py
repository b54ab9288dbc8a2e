"""Payment card numbers: an issuer's range and length, a right check digit, and a grouping that cards have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from plutopixie.domain.account_numbers.grouping import LETTER, Groups, Link, WordsNearBy, matched
from plutopixie.domain.account_numbers.issuers import BY_PREFIX, GROUPINGS, PREFIX_DIGITS, Proof, proofs
from plutopixie.domain.account_numbers.numbers import MASK, AccountNumberKind, Match

_CARD_WORD: Final = re.compile(
    rf"(?<!member )(?<!loyalty )(?<!bonus )(?<!gift )(?<!club )(?<!points )(?<!id )"
    rf"(?:card|carte\b|karte|tarjeta|carta\b|(?<!{LETTER})(?:kad|visa|master|maestro|mastercard|amex|american express|"
    rf"discover|diners|jcb|union ?pay|rupay|debit|credit|cvv|cvc|pan|cc)(?!{LETTER}))",
    re.IGNORECASE,
)
_OTHER_LABEL: Final = re.compile(
    rf"(?<!{LETTER})(?:tel|phone|telephone|telefon|fon|fax|mobile|mob|cell|handy|hp|h/p|call|whatsapp|invoice|inv|order|ref|"
    rf"reference|doc|document|bill|receipt|rcpt|resit|tracking|parcel|barcode|ean|gtin|upc|isbn|serial|sn|imei|gst|sst|vat|"
    rf"tax|tin|abn|uid|ust|reg|trans|transaction|txn|trx|approval|batch|trace|rrn|terminal|tid|merchant|mid|"
    rf"(?:loyalty|member|membership|bonus|club|points|rewards?)(?: card)?)"
    rf"(?:[\s._:#-]{{0,3}}(?:no|nr|num|number|id|code|reg)(?!{LETTER}))?[\s.:#()=-]{{0,4}}$",
    re.IGNORECASE,
)
_PHONE_LABEL: Final = re.compile(
    rf"(?<!{LETTER})(?:tel|phone|telephone|telefon|fax|mobile|whatsapp)(?!{LETTER})[\d{MASK}\s.,:/+()-]*$",
    re.IGNORECASE,
)
_NEVER: Final = Proof.CARD_WORDS + 1
_ODD_GROUPS_MAX: Final = 4
_CARD_WORD_REACH: Final = (48, 24)  # characters before and after a number
_LABEL_REACH: Final = 32
_PHONE_DIGITS_MAX: Final = 15  # ITU-T E.164


def cards(groups: Groups) -> Iterator[Match]:
    """The card numbers among these groups of digits, overlapping ones too."""
    card_words = WordsNearBy(_CARD_WORD, groups.text, _CARD_WORD_REACH)
    known: dict[str, dict[int, Proof]] = {}
    for first, start in enumerate(groups.offsets[:-1]):
        if groups.digits[start : start + 2] not in BY_PREFIX or groups.left_over[first]:
            continue
        prefix = groups.digits[start : start + PREFIX_DIGITS]
        if prefix not in known:
            known[prefix] = proofs(prefix)
        for length, proof in known[prefix].items():
            last = groups.group_ending_at.get(start + length)
            if last is None or groups.runs[first] != groups.runs[last] or not groups.luhn(start, start + length):
                continue
            needed = max(proof, _grouping_proof(groups, first, last))
            if _is_proven(groups, first, last, needed, card_words):
                yield matched(groups, AccountNumberKind.CARD, first, last, needed)


def _grouping_proof(groups: Groups, first: int, last: int) -> int:
    """What the grouping of the digits asks for: nothing if cards have it, more than any proof if they can't."""
    start = groups.offsets[first]
    breaks = {groups.offsets[group] - start for group in range(first + 1, last + 1)}
    usual = GROUPINGS[groups.offsets[last + 1] - start]
    if Link.LOOSE in groups.links[first:last]:
        return _loose_grouping_proof(groups, first, last, exact=breaks in usual)
    if not breaks or breaks in usual:
        return Proof.NOTHING
    if any(breaks < grouping for grouping in usual):
        return Proof.NO_OTHER_LABEL
    if _is_cut_out(groups, first, last) or (len(breaks) >= _ODD_GROUPS_MAX and not breaks > usual[0]):
        return _NEVER
    return Proof.NOTHING if breaks > usual[0] else Proof.CARD_WORDS


def _loose_grouping_proof(groups: Groups, first: int, last: int, *, exact: bool) -> int:
    """With dots, line breaks and other signs between, only a card's own groups count, or single digits alike."""
    alike = _one_separator(groups, first, last)
    if exact:
        return Proof.NOTHING if alike else Proof.NO_OTHER_LABEL
    return Proof.NOTHING if alike and last - first + 1 == len(groups.number(first, last)) else _NEVER


_TIED_BEFORE: Final = re.compile(rf"[\d{MASK}][.,:/]")
_TIED_AFTER: Final = re.compile(rf"[.,:/][\d{MASK}]")


def _is_cut_out(groups: Groups, first: int, last: int) -> bool:
    """Whether a sign ties the number's ends to other digits, as in times, dates and prices."""
    start, end = groups.starts[first], groups.ends[last]
    before, after = groups.text[max(0, start - 2) : start], groups.text[end : end + 2]
    return _TIED_BEFORE.fullmatch(before) is not None or _TIED_AFTER.fullmatch(after) is not None


def _one_separator(groups: Groups, first: int, last: int) -> bool:
    return len({groups.text[groups.ends[group] : groups.starts[group + 1]] for group in range(first, last)}) == 1


def _is_proven(groups: Groups, first: int, last: int, needed: int, card_words: WordsNearBy) -> bool:
    if needed == Proof.NOTHING and not _is_moment(groups.number(first, last)):
        return True
    if needed > Proof.CARD_WORDS:
        return False
    span = groups.starts[first], groups.ends[last]
    if span in card_words:
        return True
    return needed == Proof.NO_OTHER_LABEL and not _is_something_else(groups, first, last)


def _is_something_else(groups: Groups, first: int, last: int) -> bool:
    number, start = groups.number(first, last), groups.starts[first]
    before = groups.text[max(0, start - _LABEL_REACH) : start]
    if before.endswith(("+", "+(", "\uff0b")) and len(number) <= _PHONE_DIGITS_MAX:
        return True
    return any(label.search(before) for label in (_OTHER_LABEL, _PHONE_LABEL))


_MOMENT: Final = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")


def _is_moment(number: str) -> bool:
    """Whether the digits are a day, month, year, hour, minute and second in one."""
    return _MOMENT.fullmatch(number) is not None
