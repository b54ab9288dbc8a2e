"""Payment card numbers: an issuer's range and length, a right check digit, and a grouping that cards have."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from plutopixie.domain.account_numbers.grouping import LETTER, Groups, Link, WordsNearBy, matched
from plutopixie.domain.account_numbers.issuers import BY_PREFIX, GROUPINGS, PREFIX_DIGITS, Proof, proofs
from plutopixie.domain.account_numbers.misreads import MISREAD_MAX
from plutopixie.domain.account_numbers.numbers import MASK, SHOWN_DIGITS, AccountNumber, AccountNumberKind, Match

_CARD_WORD: Final = re.compile(
    rf"(?<!member\s)(?<!loyalty\s)(?<!bonus\s)(?<!gift\s)(?<!club\s)(?<!points\s)(?<!id\s)"
    rf"(?:card|carte\b|karte|tarjeta|carta\b|(?<!{LETTER})(?:kad|visa|master|maestro|mastercard|amex|american express|"
    rf"discover|diners|jcb|union ?pay|rupay|debit|credit|cvv|cvc|pan|cc)(?!{LETTER}))",
    re.IGNORECASE,
)
_OTHER_LABEL: Final = re.compile(
    rf"(?<!{LETTER})(?:tel|phone|telephone|telefon|fon|fax|mobile|mob|cell|handy|hp|h/p|call|whatsapp|invoice|inv|order|ref|"
    rf"reference|doc|document|bill|receipt|rcpt|resit|tracking|parcel|barcode|ean|gtin|upc|isbn|serial|sn|imei|gst|sst|vat|"
    rf"tax|tin|abn|uid|ust|reg|trans|transaction|txn|trx|approval|batch|trace|rrn|terminal|tid|merchant|mid|"
    rf"(?:loyalty|member|membership|bonus|club|points|rewards?)(?:\scard)?)"
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
_COMMON_LENGTHS: Final = (15, 16)
_PHONE_DIGITS_MAX: Final = 15  # ITU-T E.164


def cards(groups: Groups) -> Iterator[Match]:
    """The card numbers among these groups of digits, overlapping ones too."""
    card_words = WordsNearBy(_CARD_WORD, groups.text, _CARD_WORD_REACH)
    for first, length, proof in _candidates(groups):
        end = groups.offsets[first] + length
        last = groups.group_ending_at.get(end)
        if last is None:
            yield from _with_tail(groups, first, length, proof, card_words)
        elif groups.runs[first] == groups.runs[last]:
            needed = max(proof, _grouping_proof(groups, first, last), _check_proof(groups, first, last))
            if _is_proven(groups, first, last, needed, card_words):
                yield matched(groups, AccountNumberKind.CARD, first, last, needed)


def misread_cards(text: str, groups: Groups) -> Iterator[Match]:
    """The card numbers of a text of which some digits were taken for letters; `groups` are those of `as_digits`."""
    for match in cards(groups):
        places = range(match.number.start, match.number.end)
        if 0 < sum(text[place] != groups.text[place] for place in places) <= MISREAD_MAX:
            yield match


def _candidates(groups: Groups) -> Iterator[tuple[int, int, Proof]]:
    """Each group at which an issuer's range begins, with each length its numbers have and the proof those need."""
    known: dict[str, dict[int, Proof]] = {}
    for first, start in enumerate(groups.offsets[:-1]):
        if groups.digits[start : start + 2] not in BY_PREFIX or groups.left_over[first]:
            continue
        prefix = groups.digits[start : start + PREFIX_DIGITS]
        if prefix not in known:
            known[prefix] = proofs(prefix)
        for length, proof in known[prefix].items():
            yield first, length, proof


def _check_proof(groups: Groups, first: int, last: int) -> int:
    """With a wrong check digit, as misreadings make, a number in a card's groups still counts near words for cards."""
    start, end = groups.offsets[first], groups.offsets[last + 1]
    if groups.luhn(start, end):
        return Proof.NOTHING
    in_its_groups = end - start in _COMMON_LENGTHS and _breaks(groups, first, last) == GROUPINGS[end - start][0]
    return Proof.CARD_WORDS if in_its_groups and Link.LOOSE not in groups.links[first:last] else _NEVER


def _breaks(groups: Groups, first: int, last: int) -> set[int]:
    """After how many digits of the number a new group begins."""
    start = groups.offsets[first]
    return {groups.offsets[group] - start for group in range(first + 1, last + 1)}


# --- what is glued to a number --------------------------------------------------------------------

_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_YEAR: Final = r"[2-4]\d"
#: What stands at once behind a number, without a space: when the card expires, and perhaps its security code.
_TAIL: Final = re.compile(rf"(?:{_MONTH}(?:20)?{_YEAR}|(?:20)?{_YEAR}{_MONTH})(?:\d{{3}})?")

_YEAR_BEHIND: Final = re.compile(rf"[/-](?:20)?{_YEAR}(?!\d)")


def _with_tail(groups: Groups, first: int, length: int, proof: Proof, card_words: WordsNearBy) -> Iterator[Match]:
    """The number that ends within a group of which the rest is an expiry; its tail is hidden with it."""
    start, end = groups.offsets[first], groups.offsets[first] + length
    last = bisect_left(groups.offsets, end) - 1
    if last >= len(groups.starts) or groups.runs[first] != groups.runs[last] or not groups.luhn(start, end):
        return
    usual = [set(), *GROUPINGS[length]]
    if _breaks(groups, first, last) not in usual or not _is_tail(groups, last, end):
        return
    needed = max(proof, Proof.NO_OTHER_LABEL)
    if _is_proven(groups, first, last, needed, card_words):
        yield _match_with_tail(groups, first, last, length)


def _is_tail(groups: Groups, last: int, end: int) -> bool:
    """Whether the rest of the last group says when a card expires, also with the year behind a stroke."""
    tail = groups.digits[end : groups.offsets[last + 1]]
    if _TAIL.fullmatch(tail):
        return True
    return re.fullmatch(_MONTH, tail) is not None and _YEAR_BEHIND.match(groups.text, groups.ends[last]) is not None


def _match_with_tail(groups: Groups, first: int, last: int, length: int) -> Match:
    places = groups.digit_places(first, last)
    shown = range(length - SHOWN_DIGITS, length)
    last4 = groups.number(first, last)[length - SHOWN_DIGITS : length]
    found = AccountNumber(AccountNumberKind.CARD, last4, places[0], places[length - 1] + 1)
    hidden = tuple(at for place, at in enumerate(places) if place not in shown)
    return Match(found, hidden, Proof.NO_OTHER_LABEL)


# --- proofs ---------------------------------------------------------------------------------------


def _grouping_proof(groups: Groups, first: int, last: int) -> int:
    """What the grouping of the digits asks for: nothing if cards have it, more than any proof if they can't."""
    breaks = _breaks(groups, first, last)
    usual = GROUPINGS[groups.offsets[last + 1] - groups.offsets[first]]
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
