"""Cards: the last four digits of the card or account that paid.

The laws:

- Never more than four digits of a card number leave this module.
- A masked number shows its last four behind the mask; a number is taken from a card's name only when the card's
  name stands right before it.
- A full number counts as a card only when its prefix, its length and its check digit fit and a word about cards
  stands near by: barcodes pass the check digit too.
- A member's, loyalty or gift card did not pay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import Row

#: What hides digits in print; engines see an X as a multiplication sign, too.
_HIDING: Final = "xX*#\u2022\u25cf\u00d7\u2715\u2716"
_MASKED: Final = re.compile(
    rf"[{_HIDING}]{{2,24}}(?:[ \-]{{1,3}}[{_HIDING}]{{1,24}}){{0,5}}[ \-]{{0,3}}(\d{{4}})(?![\d.,])|"
    rf"(?<!\d)\d{{4,6}}[{_HIDING}]{{2,12}}(\d{{4}})(?!\d)"
)
#: The same with a digit taken for a letter, which only a long mask makes plain.
_MISREAD: Final = re.compile(rf"(?:[{_HIDING}][ \-]?){{8,24}}(?P<digits>(?=[^\W_]*\d)[\dOoIilLSsB]{{4}})(?![^\W_])")
_LOOKALIKE: Final = str.maketrans("OoIil", "00111")
_ENDING: Final = re.compile(
    r"(?:ending(?: in| with)?|endet auf|last (?:four|4)(?: digits)?|acct ?#?|account ?#?|card ?(?:no\.?|num(?:ber)?|#)|"
    r"a/c(?: no\.?)?|karten-?nr\.?|terminant par)[ :#.*xX]{0,8}(\d{4})(?![\d.,/:\-])",
    re.IGNORECASE,
)
_BRANDED: Final = re.compile(
    r"\b(?:visa|master ?card|mastercard|amex|american express|discover|maestro|girocard|diners|jcb|unionpay|debit|"
    r"credit)"
    r"(?: (?:card|debit|credit))?[ :#\-]{1,4}(\d{4})(?! ?[\d.,/:\-])",
    re.IGNORECASE,
)
_STARRED: Final = re.compile(
    r"\b(?:visa|master ?card|amex|american express|discover|maestro|debit|credit|card)\b[^\d\n]{0,16}"
    rf"(?:[{_HIDING}]|[.\u2026]{{1,6}})(\d{{4}})(?![\d.,])",
    re.IGNORECASE,
)
_FULL: Final = re.compile(r"(?<![\d])\d(?:[ \-]?\d){12,18}(?!\d)")
_CARD_WORD: Final = re.compile(
    r"visa|master|amex|american express|discover|maestro|girocard|diners|jcb|unionpay|card|karte|carte|tarjeta|debit|"
    r"credit|"
    r"\bpan\b|\bauth|approval|\bexp\b|chip|contactless|emv|\baid\b",
    re.IGNORECASE,
)
_OTHER_CARD: Final = re.compile(
    r"member|loyal|reward|points|bonus|gift|payback|club|privilege|phone|\btel\b|iban", re.IGNORECASE
)
_LENGTH_MIN: Final = 13
_LENGTH_MAX: Final = 19
_PREFIX: Final = re.compile(r"4|5[1-5]|2[2-7]|3[47]|30|36|38|6(?:011|5|4)|62|35|50|56|57|58|67|63")


@frozen
class Carded:
    """The last four digits, how sure the rules are, and where they stand."""

    last4: str
    confidence: float
    row: Row
    start: int
    end: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.row.place(self.start, self.end)


def last_four(rows: Sequence[Row]) -> Carded | None:
    """The last four digits of the paying card, or None when none is printed."""
    found = [carded for index in range(len(rows)) for carded in _in_row(rows, index)]
    return max(found, key=lambda one: one.confidence, default=None)


def _in_row(rows: Sequence[Row], index: int) -> list[Carded]:
    row = rows[index]
    if _OTHER_CARD.search(row.text):
        return []
    near = " ".join(other.text for other in rows[max(0, index - 2) : index + 3])
    about_cards = bool(_CARD_WORD.search(near))
    found = []
    for match in _MASKED.finditer(row.text):
        group = 1 if match[1] else 2
        found.append(_carded(row, match, group, 0.95 if about_cards else 0.7))
    for match in _MISREAD.finditer(row.text):
        digits = match["digits"].translate(_LOOKALIKE)
        sure = 0.75 * row.sureness(*match.span("digits"))
        found.append(Carded(digits, round(sure, 3), row, *match.span("digits")))
    found.extend(_carded(row, match, 1, 0.85) for match in _ENDING.finditer(row.text) if about_cards)
    found.extend(_carded(row, match, 1, 0.8) for match in _STARRED.finditer(row.text))
    found.extend(_carded(row, match, 1, 0.8) for match in _BRANDED.finditer(row.text))
    for match in _FULL.finditer(row.text):
        if about_cards and is_card_number(match.group()):
            end = match.end()
            found.append(Carded(match.group()[-4:], 0.9 * row.sureness(match.start(), end), row, end - 4, end))
    return [one for one in found if one.last4.isascii() and one.last4.isdigit()]


def is_card_number(text: str) -> bool:
    """Whether digits (with spaces or hyphens) have a card's prefix, length and check digit."""
    digits = [int(char) for char in text if char.isdigit()]
    if not _LENGTH_MIN <= len(digits) <= _LENGTH_MAX or not _PREFIX.match("".join(map(str, digits))):
        return False
    doubled = [digit if at % 2 == 0 else sum(divmod(digit * 2, 10)) for at, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _carded(row: Row, match: re.Match[str], group: int, confidence: float) -> Carded:
    start, end = match.span(group)
    return Carded(match[group], round(confidence * row.sureness(start, end), 3), row, start, end)
