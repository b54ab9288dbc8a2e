r"""Account numbers: full card and bank account numbers are never kept, only their last four digits (P4.4).

What counts as one:

- A payment card number: an issuer's range and length (ISO/IEC 7812 and what the issuers publish), a right check digit
  (Luhn), and whole groups of digits in a grouping that cards have. Digits of any script; spaces, dashes, dots and other
  signs between.
- An IBAN: a country's code, that country's length, and a right check (ISO 13616, ISO 7064 mod 97-10).
- A bank account number: 5 to 17 digits right after words such as "account no".
- A US routing number: nine digits in a Federal Reserve range with a right check (ABA), near words such as "routing".

Numbers that only could be a card's (13 digits as on a barcode, lengths hardly any card has, odd groupings) count with
words such as "card" or "Visa" near by, or at least not after a plus sign or words such as "tel" and "order no".

The laws of masking:

- Every digit of such a number but its last four becomes `•`; separators stay, and the text keeps its length.
- Where possible numbers overlap, a digit shows only if it is among the last four of each.
- Masking twice is masking once: what is left over never joins into a number that wasn't there before.
- It takes time in proportion to the text.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.reading.e_invoice import EInvoice, UnreadableInvoice
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.words import Box, RecognizedText, Word

#: What a hidden digit becomes.
MASK: Final = "•"
#: How many digits of a number stay.
SHOWN_DIGITS: Final = 4


class AccountNumberKind(enum.StrEnum):
    """What the number identifies."""

    CARD = "card"
    IBAN = "iban"
    BANK_ACCOUNT = "bank account"
    ROUTING = "routing"


@frozen
class AccountNumber:
    """A number that was found: its kind, its last four digits (ASCII), and its place in the text, end exclusive."""

    kind: AccountNumberKind
    last4: str
    start: int
    end: int


@frozen
class Masked:
    """A text without full account numbers, as long as it was before, and what was found in it, in reading order."""

    text: str
    found: tuple[AccountNumber, ...]


# --- the tables -----------------------------------------------------------------------------------


class _Proof(enum.IntEnum):
    """What a card number needs beside range, length and check digit."""

    NOTHING = 0  # a card's grouping is enough
    NO_OTHER_LABEL = 1  # and no sign that it is a barcode, a phone or a document
    CARD_WORDS = 2  # words near by must say it is a card


@frozen
class _Issuer:
    """A range of first digits, and the lengths of its numbers."""

    first: str
    last: str
    lengths: tuple[int, ...]
    proof: _Proof = _Proof.NOTHING

    def holds(self, digits: str) -> bool:
        return self.first <= digits[: len(self.first)] <= self.last


#: Issuer ranges as the networks publish them. Lengths that hardly any card has need more proof.
_ISSUERS: Final = (
    _Issuer("4", "4", (16,)),  # Visa, and with it Dankort, Elo and others in its range
    _Issuer("4", "4", (19,), _Proof.NO_OTHER_LABEL),
    _Issuer("4", "4", (13,), _Proof.CARD_WORDS),  # as long as a barcode (EAN-13, ISBN): words decide
    _Issuer("51", "55", (16,)),  # Mastercard
    _Issuer("222100", "272099", (16,)),
    _Issuer("34", "34", (15,)),  # American Express
    _Issuer("37", "37", (15,)),
    _Issuer("300", "305", (14, 16)),  # Diners Club
    _Issuer("3095", "3095", (14, 16)),
    _Issuer("36", "36", (14, 16)),
    _Issuer("38", "39", (14, 16)),
    _Issuer("300", "305", (17, 18, 19), _Proof.CARD_WORDS),
    _Issuer("3095", "3095", (17, 18, 19), _Proof.CARD_WORDS),
    _Issuer("36", "36", (15, 17, 18, 19), _Proof.CARD_WORDS),
    _Issuer("38", "39", (17, 18, 19), _Proof.CARD_WORDS),
    _Issuer("6011", "6011", (16, 17, 18, 19)),  # Discover
    _Issuer("644", "649", (16, 17, 18, 19)),
    _Issuer("65", "65", (16, 17, 18, 19)),
    _Issuer("3528", "3589", (16, 17, 18, 19)),  # JCB
    _Issuer("1800", "1800", (15,), _Proof.NO_OTHER_LABEL),
    _Issuer("2131", "2131", (15,), _Proof.NO_OTHER_LABEL),
    _Issuer("62", "62", (16, 17, 18, 19)),  # UnionPay
    _Issuer("8100", "8171", (16, 17, 18, 19)),
    _Issuer("81", "82", (16,)),  # RuPay; 60, 65 and 508 are below and above
    _Issuer("353", "353", (16,)),
    _Issuer("356", "356", (16,)),
    _Issuer("2200", "2204", (16, 17, 18, 19)),  # Mir
    _Issuer("2205", "2205", (16,)),  # BORICA
    _Issuer("9792", "9792", (16,)),  # Troy
    _Issuer("9704", "9704", (16, 19)),  # Napas
    _Issuer("8600", "8600", (16,)),  # Uzcard
    _Issuer("9860", "9860", (16,)),  # Humo
    _Issuer("1946", "1946", (16,), _Proof.NO_OTHER_LABEL),  # GPN
    _Issuer("357111", "357111", (16, 17, 18, 19)),  # LankaPay
    _Issuer("5610", "5610", (16,)),  # Bankcard
    _Issuer("5614", "5614", (16,)),  # Uzcard
    _Issuer("564182", "564182", (16, 18, 19)),  # Switch
    _Issuer("5018", "5020", (16, 17, 18, 19)),  # Maestro, Dankort
    _Issuer("5038", "5038", (16, 17, 18, 19)),
    _Issuer("5893", "5893", (16, 17, 18, 19)),
    _Issuer("6304", "6304", (16, 17, 18, 19)),
    _Issuer("6706", "6709", (16, 17, 18, 19)),
    _Issuer("6759", "6771", (16, 17, 18, 19)),
    _Issuer("636", "639", (16, 17, 18, 19)),  # InterPayment, InstaPayment
    _Issuer("506099", "506198", (16, 18, 19)),  # Verve
    _Issuer("507865", "507964", (16, 18, 19)),
    _Issuer("50", "50", (16, 18, 19), _Proof.NO_OTHER_LABEL),  # the rest of Maestro's and national ranges
    _Issuer("56", "58", (16, 18, 19), _Proof.NO_OTHER_LABEL),
    _Issuer("60", "69", (16, 18, 19), _Proof.NO_OTHER_LABEL),
    _Issuer("50", "50", (12, 13, 14, 15, 17), _Proof.CARD_WORDS),
    _Issuer("56", "58", (12, 13, 14, 15, 17), _Proof.CARD_WORDS),
    _Issuer("60", "69", (12, 13, 14, 15, 17), _Proof.CARD_WORDS),
    _Issuer("1", "1", (15,), _Proof.CARD_WORDS),  # UATP
)
_CARD_DIGITS_MIN: Final = 12
_CARD_DIGITS_MAX: Final = 19
_PREFIX_DIGITS: Final = 6

#: Where groups end on cards, by length, the commonest grouping first.
_GROUPINGS: Final = {
    12: ({4, 8}, {6}),
    13: ({4, 8, 12}, {4, 7, 10}, {4, 8}),
    14: ({4, 10}, {4, 8, 12}),
    15: ({4, 10}, {4, 8, 12}, {5, 10}),
    16: ({4, 8, 12}, {6}),
    17: ({4, 8, 12, 16}, {4, 8, 12}),
    18: ({4, 8, 12, 16}, {6}, {6, 12}),
    19: ({4, 8, 12, 16}, {6}, {4, 8, 12}),
}

#: What follows country and check digits (SWIFT's registry of ISO 13616): so many n digits, a letters, c of either.
_IBAN_REGISTRY: Final = """
    AD:n8c12 AE:n19 AL:n8c16 AT:n16 AZ:a4c20 BA:n16 BE:n12 BG:a4n6c8 BH:a4c14 BI:n23 BR:n23a1c1 BY:c4n4c16 CH:n5c12
    CR:n18 CY:n8c16 CZ:n20 DE:n18 DJ:n23 DK:n14 DO:c4n20 EE:n16 EG:n25 ES:n20 FI:n14 FK:a2n12 FO:n14 FR:n10c11n2
    GB:a4n14 GE:a2n16 GI:a4c15 GL:n14 GR:n7c16 GT:c24 HN:a4n20 HR:n17 HU:n24 IE:a4n14 IL:n19 IQ:a4n15 IS:n22
    IT:a1n10c12 JO:a4n4c18 KW:a4c22 KZ:n3c13 LB:n4c20 LC:a4c24 LI:n5c12 LT:n16 LU:n3c13 LV:a4c13 LY:n21 MC:n10c11n2
    MD:c20 ME:n18 MK:n3c10n2 MN:n16 MR:n23 MT:a4n5c18 MU:a4n19a3 NI:a4n20 NL:a4n10 NO:n11 OM:n3c16 PK:a4c16 PL:n24
    PS:a4c21 PT:n21 QA:a4c21 RO:a4c16 RS:n18 RU:n14c15 SA:n2c18 SC:a4n20a3 SD:n14 SE:n20 SI:n15 SK:n20 SM:a1n10c12
    SO:n19 ST:n21 SV:a4n20 TL:n19 TN:n20 TR:n6c16 UA:n6c19 VA:n18 VG:a4n16 XK:n16 YE:a4n4c18
"""


def _iban_form(structure: str) -> str:
    """One letter for each place of an IBAN, from such as `a4n14`."""
    return "aann" + "".join(kind * int(count) for kind, count in re.findall(r"([anc])(\d+)", structure))


_IBAN_FORMS: Final = {entry[:2]: _iban_form(entry[3:]) for entry in _IBAN_REGISTRY.split()}

_LETTER: Final = r"[^\W\d_]"
_CARD_WORD: Final = re.compile(
    rf"(?<!member )(?<!loyalty )(?<!bonus )(?<!gift )(?<!club )(?<!points )(?<!id )"
    rf"(?:card|carte\b|karte|tarjeta|carta\b|(?<!{_LETTER})(?:kad|visa|master|maestro|mastercard|amex|american express|"
    rf"discover|diners|jcb|union ?pay|rupay|debit|credit|cvv|cvc|pan|cc)(?!{_LETTER}))",
    re.IGNORECASE,
)
_OTHER_LABEL: Final = re.compile(
    rf"(?<!{_LETTER})(?:tel|phone|telephone|telefon|fon|fax|mobile|mob|cell|handy|hp|h/p|call|whatsapp|invoice|inv|order|ref|"
    rf"reference|doc|document|bill|receipt|rcpt|resit|tracking|parcel|barcode|ean|gtin|upc|isbn|serial|sn|imei|gst|sst|vat|"
    rf"tax|tin|abn|uid|ust|reg|trans|transaction|txn|trx|approval|batch|trace|rrn|terminal|tid|merchant|mid|"
    rf"(?:loyalty|member|membership|bonus|club|points|rewards?)(?: card)?)"
    rf"(?:[\s._:#-]{{0,3}}(?:no|nr|num|number|id|code|reg)(?!{_LETTER}))?[\s.:#()=-]{{0,4}}$",
    re.IGNORECASE,
)
_PHONE_LABEL: Final = re.compile(
    rf"(?<!{_LETTER})(?:tel|phone|telephone|telefon|fax|mobile|whatsapp)(?!{_LETTER})[\d{MASK}\s.,:/+()-]*$",
    re.IGNORECASE,
)
_ACCOUNT_LABEL: Final = re.compile(
    rf"(?<!{_LETTER})(?:accounts?|acct|a/c|acc(?=[\s._-]{{0,2}}(?:no|nr|num|#))|konto|kontonummer|kontonr|compte|cuenta|"
    rf"akaun|rekening)(?!{_LETTER})"
    rf"(?:[\s._:#()=-]{{0,4}}(?:no|nos|nr|num|number|numbers|id|is|bank|checking|savings|current|n[oº°])(?!{_LETTER})){{0,3}}"
    r"[\s._:#()=º°-]{0,4}(?=\d)",
    re.IGNORECASE,
)
_TAX_WORD: Final = re.compile(rf"(?<!{_LETTER})(?:gst|sst|vat|tax|loyalty|member|points)[\s.-]{{0,3}}$", re.IGNORECASE)
_ROUTING_WORD: Final = re.compile(rf"(?<!{_LETTER})(?:routing|aba|rtn|transit|fedwire|ach)(?!{_LETTER})", re.IGNORECASE)
_NEVER: Final = _Proof.CARD_WORDS + 1
_ODD_GROUPS_MAX: Final = 4
_CARD_WORD_REACH: Final = (48, 24)  # characters before and after a number
_ROUTING_WORD_REACH: Final = (40, 24)
_LABEL_REACH: Final = 32
_ACCOUNT_DIGITS: Final = range(5, 18)
_ROUTING_DIGITS: Final = 9
_PHONE_DIGITS_MAX: Final = 15  # ITU-T E.164

# --- digits and groups ----------------------------------------------------------------------------


class _Link(enum.IntEnum):
    """How two groups of digits stand together; below BREAK they can belong to one number."""

    TIGHT = 0  # spaces, dashes, or signs that can't be seen
    LOOSE = 1  # a dot, a line break, or other signs between digits
    BREAK = 2


_SEPARATORS_MAX: Final = 3
_DIGITS: Final = re.compile(r"\d+")
_LOOSE_SIGNS: Final = frozenset(f".,/|:'\u2019·‧∙⋅．，／：\n\r\x0b\x0c\x85\u2028\u2029{MASK}")  # noqa: RUF001 - as they occur


def _is_tight(character: str) -> bool:
    if character in {"\t", "_"}:
        return True
    category = unicodedata.category(character)
    return category in {"Zs", "Pd", "Cf", "Mn", "Me"} or character == "\u2212"


def _link(between: str) -> _Link:
    if len(between) > _SEPARATORS_MAX:
        return _Link.BREAK
    if all(map(_is_tight, between)):
        return _Link.TIGHT
    if all(character in _LOOSE_SIGNS or _is_tight(character) for character in between):
        return _Link.LOOSE
    return _Link.BREAK


class _Groups:
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
        self.runs = [0, *accumulate(link is _Link.BREAK for link in self.links)]
        self._sums = self._luhn_sums()

    def _links(self) -> list[_Link]:
        return [
            _Link.BREAK if self.left_over[group + 1] else _link(self.text[self.ends[group] : start])
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


@frozen
class _Match:
    """A number, the places of characters to hide, and how sure it is (less is surer)."""

    number: AccountNumber
    hidden: tuple[int, ...]
    doubt: int


def _match(groups: _Groups, kind: AccountNumberKind, first: int, last: int, doubt: int) -> _Match:
    number = groups.number(first, last)
    places = groups.digit_places(first, last)
    found = AccountNumber(kind, number[-SHOWN_DIGITS:], places[0], places[-1] + 1)
    return _Match(found, tuple(places[:-SHOWN_DIGITS]), doubt)


class _WordsNearBy:
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


# --- cards ----------------------------------------------------------------------------------------


def _issuers_by_prefix() -> dict[str, tuple[_Issuer, ...]]:
    table: dict[str, list[_Issuer]] = {}
    for issuer in _ISSUERS:
        for two in range(int(issuer.first.ljust(2, "0")[:2]), int(issuer.last.ljust(2, "9")[:2]) + 1):
            table.setdefault(str(two), []).append(issuer)
    return {two: tuple(issuers) for two, issuers in table.items()}


_BY_PREFIX: Final = _issuers_by_prefix()


def _proofs(prefix: str) -> dict[int, _Proof]:
    """For each length a number with these first digits may have, the least proof that it needs."""
    proofs: dict[int, _Proof] = {}
    for issuer in _BY_PREFIX.get(prefix[:2], ()):
        if issuer.holds(prefix):
            for length in issuer.lengths:
                proofs[length] = min(issuer.proof, proofs.get(length, issuer.proof))
    return proofs


def _cards(groups: _Groups) -> Iterator[_Match]:
    card_words = _WordsNearBy(_CARD_WORD, groups.text, _CARD_WORD_REACH)
    known: dict[str, dict[int, _Proof]] = {}
    for first, start in enumerate(groups.offsets[:-1]):
        if groups.digits[start : start + 2] not in _BY_PREFIX or groups.left_over[first]:
            continue
        prefix = groups.digits[start : start + _PREFIX_DIGITS]
        if prefix not in known:
            known[prefix] = _proofs(prefix)
        for length, proof in known[prefix].items():
            last = groups.group_ending_at.get(start + length)
            if last is None or groups.runs[first] != groups.runs[last] or not groups.luhn(start, start + length):
                continue
            needed = max(proof, _grouping_proof(groups, first, last))
            if _is_proven(groups, first, last, needed, card_words):
                yield _match(groups, AccountNumberKind.CARD, first, last, needed)


def _grouping_proof(groups: _Groups, first: int, last: int) -> int:
    """What the grouping of the digits asks for: nothing if cards have it, more than any proof if they can't."""
    start = groups.offsets[first]
    breaks = {groups.offsets[group] - start for group in range(first + 1, last + 1)}
    usual = _GROUPINGS[groups.offsets[last + 1] - start]
    if _Link.LOOSE in groups.links[first:last]:
        return _loose_grouping_proof(groups, first, last, exact=breaks in usual)
    if not breaks or breaks in usual:
        return _Proof.NOTHING
    if any(breaks < grouping for grouping in usual):
        return _Proof.NO_OTHER_LABEL
    if _is_cut_out(groups, first, last) or (len(breaks) >= _ODD_GROUPS_MAX and not breaks > usual[0]):
        return _NEVER
    return _Proof.NOTHING if breaks > usual[0] else _Proof.CARD_WORDS


def _loose_grouping_proof(groups: _Groups, first: int, last: int, *, exact: bool) -> int:
    """With dots, line breaks and other signs between, only a card's own groups count, or single digits alike."""
    alike = _one_separator(groups, first, last)
    if exact:
        return _Proof.NOTHING if alike else _Proof.NO_OTHER_LABEL
    return _Proof.NOTHING if alike and last - first + 1 == len(groups.number(first, last)) else _NEVER


_TIED_BEFORE: Final = re.compile(rf"[\d{MASK}][.,:/]")
_TIED_AFTER: Final = re.compile(rf"[.,:/][\d{MASK}]")


def _is_cut_out(groups: _Groups, first: int, last: int) -> bool:
    """Whether a sign ties the number's ends to other digits, as in times, dates and prices."""
    start, end = groups.starts[first], groups.ends[last]
    before, after = groups.text[max(0, start - 2) : start], groups.text[end : end + 2]
    return _TIED_BEFORE.fullmatch(before) is not None or _TIED_AFTER.fullmatch(after) is not None


def _one_separator(groups: _Groups, first: int, last: int) -> bool:
    return len({groups.text[groups.ends[group] : groups.starts[group + 1]] for group in range(first, last)}) == 1


def _is_proven(groups: _Groups, first: int, last: int, needed: int, card_words: _WordsNearBy) -> bool:
    if needed == _Proof.NOTHING and not _is_moment(groups.number(first, last)):
        return True
    if needed > _Proof.CARD_WORDS:
        return False
    span = groups.starts[first], groups.ends[last]
    if span in card_words:
        return True
    return needed == _Proof.NO_OTHER_LABEL and not _is_something_else(groups, first, last)


def _is_something_else(groups: _Groups, first: int, last: int) -> bool:
    number, start = groups.number(first, last), groups.starts[first]
    before = groups.text[max(0, start - _LABEL_REACH) : start]
    if before.endswith(("+", "+(", "\uff0b")) and len(number) <= _PHONE_DIGITS_MAX:
        return True
    return any(label.search(before) for label in (_OTHER_LABEL, _PHONE_LABEL))


_MOMENT: Final = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")


def _is_moment(number: str) -> bool:
    """Whether the digits are a day, month, year, hour, minute and second in one."""
    return _MOMENT.fullmatch(number) is not None


# --- IBANs ----------------------------------------------------------------------------------------

_IBAN_GROUP: Final = 4
_IBAN_START: Final = re.compile(r"[A-Za-z\uff21-\uff3a\uff41-\uff5a]{2}(?=\d\d)")


def _plain(character: str) -> str:
    """The ASCII upper-case letter or digit that a character stands for, or nothing."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKC", character).upper() if "\uff00" < character < "\uff5b" else character.upper()
    return plain if len(plain) == 1 and plain.isascii() and plain.isalpha() else ""


def _ibans(text: str) -> Iterator[_Match]:
    for found in _IBAN_START.finditer(text):
        form = _IBAN_FORMS.get("".join(map(_plain, found.group())))
        if form is None or not _iban_may_begin(text, found.start()):
            continue
        places = _iban_places(text, found.start(), form)
        if places and _is_iban("".join(_plain(text[at]) for at in places)):
            yield _iban_match(text, places)


def _iban_may_begin(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start]
    return not before[-1:].isalpha() or before.upper() == "IBAN"


def _iban_places(text: str, start: int, form: str) -> list[int]:
    """Where the letters and digits stand; nothing if they don't fit the country's form, or are words of a sentence."""
    places: list[int] = []
    gaps: dict[int, str] = {}
    end = start
    for kind in form:
        place = _next_iban_place(text, end)
        if place is None or not _fits(kind, text[place]):
            return []
        if place > end:
            gaps[len(places)] = text[end:place]
        places.append(place)
        end = place + 1
    goes_on = text[end : end + 1].isalpha() and text[end - 1].isalpha()
    return [] if goes_on or not _is_iban_grouping(text, places, gaps) else places


def _is_iban_grouping(text: str, places: Sequence[int], gaps: Mapping[int, str]) -> bool:
    """Whether it stands in groups of four as printed IBANs do, or else with one separator and no words."""
    odd = [group for group in gaps if group % _IBAN_GROUP]
    return not odd or (len(set(gaps.values())) == 1 and not any(text[places[group]].isalpha() for group in odd))


def _next_iban_place(text: str, start: int) -> int | None:
    for place in range(start, min(len(text), start + _SEPARATORS_MAX + 1)):
        if _plain(text[place]):
            return place
        if text[place] == MASK or not (text[place] in _LOOSE_SIGNS or _is_tight(text[place])):
            return None
    return None


def _fits(kind: str, character: str) -> bool:
    """Whether a place of this kind may hold the character."""
    return kind != "a" if character.isdecimal() else kind != "n"


def _is_iban(plain: str) -> bool:
    """Whether the check digits are right (ISO 7064, mod 97-10)."""
    if not "02" <= plain[2:4] <= "98":
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


def _iban_match(text: str, places: Sequence[int]) -> _Match:
    digits = [at for at in places if text[at].isdecimal()]
    shown = digits[-SHOWN_DIGITS:]
    last4 = "".join(_plain(text[at]) for at in shown)
    number = AccountNumber(AccountNumberKind.IBAN, last4, places[0], places[-1] + 1)
    return _Match(number, tuple(at for at in places if at < shown[0]), 0)


# --- bank accounts and routing numbers ------------------------------------------------------------

#: An amount's decimals, or what masking left of groups that belonged to something longer.
_GOES_ON: Final = re.compile(rf"[.,][\d{MASK}]{{1,2}}(?![\d{MASK}])|-{MASK}|\s{MASK}{{3}}")


def _bank_accounts(groups: _Groups) -> Iterator[_Match]:
    for label in _ACCOUNT_LABEL.finditer(groups.text):
        if _TAX_WORD.search(groups.text[max(0, label.start() - 12) : label.start()]):
            continue
        first = bisect_left(groups.starts, label.end())
        last = _last_group_of_account(groups, first)
        length = groups.offsets[last + 1] - groups.offsets[first]
        if length not in _ACCOUNT_DIGITS or _GOES_ON.match(groups.text, groups.ends[last]):
            continue
        if not _is_date(groups, first, last):
            yield _match(groups, AccountNumberKind.BANK_ACCOUNT, first, last, 3)


def _last_group_of_account(groups: _Groups, first: int) -> int:
    """The last group that still belongs: after one dash, or after one space if it is no short number of its own."""
    last = first
    while last + 1 < len(groups.starts) and groups.links[last] is _Link.TIGHT:
        between = groups.text[groups.ends[last] : groups.starts[last + 1]]
        size = groups.ends[last + 1] - groups.starts[last + 1]
        if groups.offsets[last + 2] - groups.offsets[first] >= _ACCOUNT_DIGITS.stop:
            break
        if len(between) > 1 or (between.isspace() and size < SHOWN_DIGITS - 1):
            break
        last += 1
    return last


def _is_date(groups: _Groups, first: int, last: int) -> bool:
    sizes = [groups.ends[group] - groups.starts[group] for group in range(first, last + 1)]
    return sizes in ([4, 2, 2], [2, 2, 4], [2, 2, 2], [1, 2, 4], [2, 1, 4], [1, 1, 4])


def _routing_numbers(groups: _Groups) -> Iterator[_Match]:
    near = _WordsNearBy(_ROUTING_WORD, groups.text, _ROUTING_WORD_REACH)
    for group, (start, end) in enumerate(zip(groups.starts, groups.ends, strict=True)):
        if end - start != _ROUTING_DIGITS or (start, end) not in near or groups.left_over[group]:
            continue
        if _is_routing_number(groups.number(group, group)):
            yield _match(groups, AccountNumberKind.ROUTING, group, group, 2)


def _is_routing_number(number: str) -> bool:
    """The American Bankers Association's rule: a Federal Reserve district first, and weights 3, 7, 1."""
    district = int(number[:2])
    if not (district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80):  # noqa: PLR2004 - the rule's own
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, (3, 7, 1) * 3, strict=True)) % 10 == 0


# --- masking --------------------------------------------------------------------------------------


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


def _matches(text: str) -> list[_Match]:
    if not _has_enough_digits(text):
        return []
    groups = _Groups(text)
    return [*_ibans(text), *_cards(groups), *_bank_accounts(groups), *_routing_numbers(groups)]


def _has_enough_digits(text: str) -> bool:
    return sum(map(str.isdecimal, text)) > SHOWN_DIGITS


def _apart(matches: Iterable[_Match]) -> tuple[AccountNumber, ...]:
    """The numbers that don't overlap a surer one, in reading order."""
    chosen: list[AccountNumber] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda match: (match.doubt, match.number.start, match.number.end)):
        places = range(match.number.start, match.number.end)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(match.number)
    return tuple(sorted(chosen, key=lambda number: number.start))


# --- recognized words -----------------------------------------------------------------------------

#: Two pieces stand in one row if they share this much of the smaller one's height, apart if the gap is wider than that.
_ROW_SHARE: Final = 0.5
_COLUMN_GAP: Final = 3.0  # heights of the smaller piece
_COLUMN_BREAK: Final = "   \x1f   "  # longer than a separator can be


def mask_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of one page with full account numbers hidden, also where a number stands in several words of a row.

    Boxes, confidence and order stay. Words are read twice: in rows, as they stand on the page, and in the given order.
    """
    by_rows = _masked_together(words, _in_rows(words))
    return _masked_together(by_rows, _in_order(by_rows))


def mask_recognized(text: RecognizedText) -> RecognizedText:
    """Everything recognized, with full account numbers hidden on every page, and in `text` as a whole."""
    pages = tuple(evolve(page, words=mask_words(page.words)) for page in text.pages)
    words = tuple(word for page in pages for word in page.words)
    masked = iter(_masked_together(words, _in_order(words)))
    hidden = tuple(evolve(page, words=tuple(next(masked) for _ in page.words)) for page in pages)
    return evolve(text, pages=hidden, invoice=_masked_invoice(text.invoice))


def _masked_invoice(invoice: EInvoice | UnreadableInvoice | None) -> EInvoice | UnreadableInvoice | None:
    """An e-invoice whose texts show no full account number; what it is by code lists stays."""
    if not isinstance(invoice, EInvoice):
        return invoice
    return evolve(
        invoice,
        number=_masked_text(invoice.number),
        seller=_masked_text(invoice.seller),
        lines=tuple(evolve(line, description=mask(line.description).text) for line in invoice.lines),
    )


def _masked_text(text: str | None) -> str | None:
    return mask(text).text if text is not None else None


def sensitive_boxes(words: tuple[Word, ...]) -> tuple[Box, ...]:
    """What to paint over on a page, in its pixels: where the digits stand that `mask_words` hides.

    Give the words as they were recognized, before masking. If only a part of a piece is hidden, its place is measured
    by its share of characters, with a margin for letters that are wider or narrower than others; so the painting may
    cover some of its neighbours, and of the last four digits.
    """
    return tuple(
        _hidden_box(word.box, before, after.text)
        for word, after in zip(words, mask_words(words), strict=True)
        if (before := word.text) != after.text
    )


def sensitive_places(text: RecognizedText) -> tuple[Place, ...]:
    """What to paint over in a document, page by page; otherwise as `sensitive_boxes`."""
    masked = mask_recognized(text)
    return tuple(
        Place(page.number, _hidden_box(word.box, word.text, after.text))
        for page, masked_page in zip(text.pages, masked.pages, strict=True)
        for word, after in zip(page.words, masked_page.words, strict=True)
        if word.text != after.text
    )


def _hidden_box(box: Box, before: str, after: str) -> Box:
    changed = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    width = box.width / len(before)
    margin = width / 2 if all(not character.isalpha() for character in before) else 2 * width
    left = box.left + int(changed[0] * width - margin)
    right = box.left + int((changed[-1] + 1) * width + margin) + 1
    return Box(max(box.left, left), box.top, min(box.right, right), box.bottom)


@frozen
class _Piece:
    """A word's place in the joined text: which word, and what stands before it."""

    word: int
    before: str


def _masked_together(words: tuple[Word, ...], pieces: Sequence[_Piece]) -> tuple[Word, ...]:
    joined = mask("".join(piece.before + words[piece.word].text for piece in pieces)).text
    masked = list(words)
    place = 0
    for piece in pieces:
        word = words[piece.word]
        place += len(piece.before)
        text = joined[place : place + len(word.text)]
        place += len(word.text)
        if text != word.text:
            masked[piece.word] = evolve(word, text=text)
    return tuple(masked)


def _in_order(words: Sequence[Word]) -> list[_Piece]:
    return [_Piece(place, "\n" if place else "") for place in range(len(words))]


def _in_rows(words: Sequence[Word]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for row in _rows(words):
        pieces.append(_Piece(row[0], "\n" if pieces else ""))
        pieces.extend(_Piece(right, _between(words[left].box, words[right].box)) for left, right in pairwise(row))
    return pieces


def _between(left: Box, right: Box) -> str:
    height = max(1, min(left.height, right.height))
    return _COLUMN_BREAK if right.left - left.right > _COLUMN_GAP * height else " "


def _rows(words: Sequence[Word]) -> list[list[int]]:
    """The places of words that stand side by side, from left to right; rows from top to bottom."""
    rows: list[list[int]] = []
    for place in sorted(range(len(words)), key=lambda place: (words[place].box.top + words[place].box.bottom, place)):
        if rows and _side_by_side(words[rows[-1][-1]].box, words[place].box):
            rows[-1].append(place)
        else:
            rows.append([place])
    return [sorted(row, key=lambda place: (words[place].box.left, place)) for row in rows]


def _side_by_side(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _ROW_SHARE * max(1, min(one.height, other.height))
