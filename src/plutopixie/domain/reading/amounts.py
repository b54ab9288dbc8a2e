"""Amounts: numbers that are printed as money, and how they are written.

The laws:

- A value is a decimal; no binary float ever touches money.
- Which mark parts the cents is a habit of the whole document: the many plain prices decide for the one large sum.
- Two digits behind the last mark are cents in every habit; three are thousands, unless the habit's own mark stands
  there.
- What belongs to a longer number, a date, a time or a percentage is no amount.
- A sign counts only when it touches the number (or its currency mark).
- Where a comma parts the cents, a space may part the thousands, but only beside a currency mark; elsewhere a number
  before a space is a quantity.
- A price whose point is lost or misread (`28 60`, `28-90`) is mended only where the caller knows that a sum must stand
  there; it says so, and counts for less.
- A number is at most twelve digits long; what is longer is an account, a barcode or a card, and is not parsed at
  all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from attrs import frozen

POINT: Final = "."
COMMA: Final = ","

_DIGITS_MAX: Final = 12
_MINUS: Final = "[-\u2212\u2013]"
_GROUP: Final = 3
_CENTS: Final = 2

#: What may touch an amount and name its currency. Longer marks first, so that `RM` is not read as `R`.
MARKS: Final = (
    "RM", "MYR", "US$", "USD", "CA$", "CAD", "C$", "A$", "AUD", "S$", "SGD", "HK$", "HKD", "NZ$", "NZD", "R$", "BRL",
    "MX$", "MXN", "EUR", "GBP", "JPY", "CNY", "CHF", "SFr", "Fr", "DKK", "SEK", "NOK", "kr", "PLN", "zł", "CZK", "Kč",
    "INR", "Rs", "MAD", "DH", "AED", "THB", "PHP", "IDR", "Rp", "VND", "KRW", "TWD", "NT$", "ZAR", "$", "€", "£",
    "¥", "₹",
    "₩", "฿", "₱", "₫", "円", "元", "원",
    "Y",  # how engines see ¥
    "RN",  # how engines see RM
    "RH",
)  # fmt: skip
_MARK: Final = "|".join(re.escape(mark) for mark in sorted(MARKS, key=len, reverse=True))

_NUMBER: Final = r"\d[\d.,'\u2019]{0,18}(?:[.,] ?[\dOo]{2}|(?<=[\dOo]) [.,][\dOo]{2}|[\dOo])|\d"
_AMOUNT: Final = re.compile(
    rf"(?:(?<![\w.,/:#*])|(?<=\w)(?=(?:RM|\$|€|£) ?\d))"
    rf"(?P<open>\()?(?P<lead>{_MINUS})?(?:(?P<mark>{_MARK})\.? ?)?(?P<sign>{_MINUS})?"
    rf"(?P<zero>[Oo](?=[.,]\d))?(?P<number>[.,]\d\d(?!\d)|{_NUMBER})"
    rf"(?P<trail>{_MINUS}(?!\w)|\)| ?CR\b)?"
    rf"(?P<after> ?(?:{_MARK})(?![A-Za-z])(?! ?\d))?"
    r"(?P<percent> ?%)?(?P<more>\d|[/:.,\-]\d| ?[x@*\u00d7]\b)?",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(r"\b(?:mon?|lun?|ma|di|mi|do)\.? ?(?:[-\u2013/,]|bis) ?fr\.? ?$", re.IGNORECASE)
_WEEKDAY_CHARS: Final = 12
_LOST_POINT: Final = re.compile(r" \d\d(?!\d)")
_WORD_GOES_ON: Final = re.compile(r"[^\W\d_]{2}")  # a letter misread as a digit, as in 6ST
_SPACED: Final = re.compile(
    rf"(?<![\w.,])(?:(?:{_MARK})\.? ?\d{{1,3}}(?: \d{{3}}){{1,3}},\d\d(?!\d)|"
    rf"\d{{1,3}}(?: \d{{3}}){{1,3}},\d\d ?(?:{_MARK})(?![A-Za-z]))",
    re.IGNORECASE,
)
_THOUSANDS: Final = re.compile(r"(?<=\d) (?=\d{3})")
_BROKEN: Final = re.compile(
    rf"(?<![\w.,:/-])(?:(?P<mark>{_MARK})\.? ?)?(?P<whole>\d{{1,5}})(?P<between> |[-:;\u00b7]) ?(?P<cents>\d\d)"
    r"(?: ?(?!CR)[A-Z]{1,2})?\W*$",
    re.IGNORECASE,
)
_HOURS: Final = 24
_MINUTES: Final = 60
_PLAIN: Final = {POINT: re.compile(r"(?<![\d.,])\d{1,6}\.\d\d(?![\d.,/-])"),
                 COMMA: re.compile(r"(?<![\d.,])\d{1,6},\d\d(?![\d.,/-])")}  # fmt: skip


@frozen
class Amount:
    """A number printed as money: its value, its digits behind the mark, the currency mark, and where it stands.

    `mended` says that its decimal point was not read and had to be assumed.
    """

    value: Decimal
    decimals: int
    mark: str
    start: int
    end: int
    mended: bool = False

    @property
    def is_priced(self) -> bool:
        """Whether it looks like a price: two decimals, or whole with a currency mark."""
        return self.decimals == _CENTS or (self.decimals == 0 and bool(self.mark))


def decimal_mark(texts: Iterable[str]) -> str:
    """The mark that parts the cents in this document; a point when nothing speaks for either."""
    votes = {POINT: 0, COMMA: 0}
    for text in texts:
        for mark, pattern in _PLAIN.items():
            votes[mark] += len(pattern.findall(text))
    return COMMA if votes[COMMA] > votes[POINT] else POINT


def amounts_in(text: str, mark: str = POINT) -> tuple[Amount, ...]:
    """All amounts in a row's text from left to right; percentages, dates, times and long numbers are left out."""
    found = []
    if mark == COMMA:
        text = _SPACED.sub(lambda spaced: _THOUSANDS.sub("'", spaced.group()), text)
    for match in _AMOUNT.finditer(text):
        if match["percent"] or match["more"]:
            continue
        parsed = parse_number(((match["zero"] and "0") or "") + match["number"], mark)
        if parsed is None:
            continue
        value, decimals = parsed
        if not decimals and _WORD_GOES_ON.match(text, match.end("number")) and not match["after"]:
            continue
        if _is_negative(match):
            value = -value
        symbol = match["mark"] or (match["after"] or "").strip()
        if _WEEKDAY.search(text[max(0, match.start() - _WEEKDAY_CHARS) : match.start("number")]):
            symbol = ""
        if not decimals and _LOST_POINT.match(text, match.end()):
            symbol = ""
        found.append(Amount(value, decimals, symbol.rstrip(".").upper(), *match.span("number")))
    return tuple(found)


def broken_amount(text: str) -> Amount | None:
    """The price at the end of a row whose decimal point was lost or misread; None for what may be a time of day."""
    match = _BROKEN.search(text)
    if match is None:
        return None
    whole, cents = match["whole"], match["cents"]
    if match["between"] in ":;" and int(whole) < _HOURS and int(cents) < _MINUTES:
        return None
    mark = (match["mark"] or "").rstrip(".").upper()
    return Amount(Decimal(f"{whole}.{cents}"), _CENTS, mark, match.start("whole"), match.end("cents"), mended=True)


def parse_number(text: str, mark: str = POINT) -> tuple[Decimal, int] | None:
    """The value of a written number and its count of decimals, or None when it is not written like one.

    Args:
        text: digits with points, commas or apostrophes between them.
        mark: the decimal mark that the document uses, which settles what `1.234` means.
    """
    plain = text.replace(" ", "").replace("\u2019", "'").replace("O", "0").replace("o", "0")
    whole, decimals = _parted(plain, mark)
    if whole is None or not _is_grouped(whole):
        return None
    digits = re.sub(r"[.,']", "", whole)
    if not digits.isascii() or not (digits + decimals).isdigit() or len(digits + decimals) > _DIGITS_MAX:
        return None
    return Decimal(f"{digits or '0'}.{decimals}" if decimals else digits), len(decimals)


def _parted(plain: str, mark: str) -> tuple[str | None, str]:
    """The digits before and behind the decimal mark; None when the marks make no sense."""
    last = max(plain.rfind(POINT), plain.rfind(COMMA))
    if last < 0:
        return plain, ""
    char, behind = plain[last], plain[last + 1 :]
    if not behind:
        return None, ""
    several = plain.count(char) > 1
    if len(behind) == _CENTS and not (several and char != mark and "," in plain and "." in plain):
        return plain[:last], behind
    if several:
        return plain, ""
    others = any(other in plain for other in (POINT, COMMA, "'") if other != char)
    if len(behind) == _GROUP and char != mark and not others:
        return plain, ""
    return plain[:last], behind


def _is_grouped(whole: str) -> bool:
    """Whether the marks before the cents part groups of three (or the last of Indian groups of two)."""
    groups = re.split(r"[.,']", whole)
    return len(groups) == 1 or (
        all(_GROUP - 1 <= len(group) <= _GROUP for group in groups[1:])
        and len(groups[-1]) == _GROUP
        and 1 <= len(groups[0]) <= _GROUP
    )


def _is_negative(match: re.Match[str]) -> bool:
    in_parentheses = bool(match["open"]) and match["trail"] == ")"
    trailing = (match["trail"] or "").strip().upper()
    return bool(match["lead"] or match["sign"]) or in_parentheses or trailing in {"-", "\u2212", "\u2013", "CR"}
