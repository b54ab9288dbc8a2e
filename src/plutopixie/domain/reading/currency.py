"""Currency: in which money a receipt is reckoned, by evidence.

The laws:

- A mark that only one currency uses (RM, €, £, an ISO code) settles it, the more often the surer. Marks of one stroke
  are easily a smudge: they count beside a number, and a few of them do not outweigh the country that the words show.
- Where several currencies are printed, the one in which the total stands is meant.
- `$`, `¥`, `kr`, `Rs` and `DH` are shared: the region that the document shows decides which one is meant; a bare
  `$` without any region is the home currency if that is a dollar, otherwise it is assumed to be the US dollar and
  said to be assumed.
- A document that names no currency takes its region's; failing that the home currency, and says that it was
  assumed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.amounts import Amount
from plutopixie.domain.reading.regions import Region

#: What a printed mark may mean; the first is the usual meaning where nothing else is known.
MEANINGS: Final[dict[str, tuple[str, ...]]] = {
    "RM": ("MYR",), "RN": ("MYR",), "RH": ("MYR",), "€": ("EUR",),
    "£": ("GBP",), "₹": ("INR",), "₩": ("KRW",), "฿": ("THB",), "₱": ("PHP",), "₫": ("VND",),
    "US$": ("USD",), "CA$": ("CAD",), "C$": ("CAD",), "A$": ("AUD",), "S$": ("SGD",), "HK$": ("HKD",), "NZ$": ("NZD",),
    "R$": ("BRL",), "MX$": ("MXN",), "NT$": ("TWD",), "SFR": ("CHF",), "FR": ("CHF",), "ZŁ": ("PLN",), "KČ": ("CZK",),
    "RP": ("IDR",), "RS": ("INR", "PKR", "LKR"), "DH": ("MAD", "AED"), "円": ("JPY",), "元": ("CNY",), "원": ("KRW",),
    "$": ("USD", "CAD", "AUD", "SGD", "NZD", "HKD", "MXN", "TWD", "MYR"), "¥": ("JPY", "CNY"), "KR": ("SEK", "NOK",
    "DKK"),
}  # fmt: skip
_CODES: Final = (
    "USD", "CAD", "AUD", "SGD", "NZD", "HKD", "MXN", "EUR", "GBP", "CHF", "JPY", "CNY", "MYR", "INR", "BRL", "MAD",
    "AED",
    "THB", "PHP", "IDR", "VND", "KRW", "TWD", "ZAR", "DKK", "SEK", "NOK", "PLN", "CZK",
)  # fmt: skip
_CODE_PRINTED: Final = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(_CODES)})(?= {{0,2}}[-\d):]| *$)")
_RINGGIT_PRINTED: Final = re.compile(r"\(RM\)|\bRM ?:|(?<![A-Za-z])RM(?![A-Za-z])")
_SIGNS: Final = "€£₹₩฿₱₫"
_SIGN_PRINTED: Final = re.compile(rf"[{_SIGNS}](?= ?[-\d])|(?<=\d)(?: ?)[{_SIGNS}](?!\w)")
_SMUDGES_MAX: Final = 2
_EUROS_PRINTED: Final = re.compile(r"\beuros?\b", re.IGNORECASE)

#: Currencies that have no smaller unit: their amounts are whole.
WHOLE: Final = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})


@frozen
class Reckoned:
    """The currency by ISO 4217 code, how sure the rules are, and whether it was assumed rather than shown."""

    code: str
    confidence: float
    assumed: bool


def currency_of(
    texts: Sequence[str], amounts: Iterable[Amount], region: Region | None, home: str | None
) -> Reckoned | None:
    """The currency of a document, or None when it shows none and no home currency is known."""
    votes, shared = _votes(texts, amounts)
    votes += _sign_votes(texts, region)
    if votes:
        return _voted(votes, region)
    if shared:
        return _shared(shared.most_common(1)[0][0], region, home)
    if region is not None:
        return Reckoned(region.currency, 0.8, assumed=False)
    return Reckoned(home, 0.4, assumed=True) if home else None


def currency_of_total(reckoned: Reckoned | None, total: Amount) -> Reckoned | None:
    """The currency with regard to the mark that stands beside the total itself; a lone stroke does not overrule."""
    meanings = _meanings(total.mark)
    if len(meanings) != 1 or total.mark in _SIGNS or (reckoned and reckoned.code == meanings[0]):
        return reckoned
    return Reckoned(meanings[0], 0.8, assumed=False)


def _votes(texts: Sequence[str], amounts: Iterable[Amount]) -> tuple[Counter[str], Counter[str]]:
    """How often letters and codes name a currency, and how often a mark that several currencies share is printed."""
    votes: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for amount in amounts:
        meanings = _meanings(amount.mark) if amount.decimals or not amount.mark.isalpha() else ()
        if len(meanings) == 1 and amount.mark not in _SIGNS:
            votes[meanings[0]] += 2
        elif len(meanings) > 1:
            shared[amount.mark] += 1
    for text in texts:
        votes.update(match.group() for match in _CODE_PRINTED.finditer(text))
        votes.update("MYR" for _ in _RINGGIT_PRINTED.finditer(text))
        votes.update("EUR" for _ in _EUROS_PRINTED.finditer(text))
    return votes, shared


def _sign_votes(texts: Sequence[str], region: Region | None) -> Counter[str]:
    """How often signs beside numbers name a currency; a few that contradict the country are taken for smudges."""
    signs = Counter(match.group().strip() for text in texts for match in _SIGN_PRINTED.finditer(text))
    votes: Counter[str] = Counter()
    for sign, count in signs.items():
        code = MEANINGS[sign][0]
        if region is None or region.currency == code or count > _SMUDGES_MAX:
            votes[code] += 3 * count
    return votes


def _meanings(mark: str) -> tuple[str, ...]:
    return (mark,) if mark in _CODES else MEANINGS.get(mark, ())


def _voted(votes: Counter[str], region: Region | None) -> Reckoned:
    if region is not None:
        votes[region.currency] += 1
    (code, most), *others = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    clear = not others or most >= 2 * others[0][1]
    return Reckoned(code, 0.97 if clear else 0.7, assumed=False)


def _shared(mark: str, region: Region | None, home: str | None) -> Reckoned:
    meanings = _meanings(mark)
    if region is not None and region.currency in meanings:
        return Reckoned(region.currency, 0.9, assumed=False)
    if home in meanings:
        return Reckoned(home, 0.6, assumed=True)
    return Reckoned(meanings[0], 0.5, assumed=True)
