"""Regions: in which country a receipt was printed, as far as its own words show.

The laws:

- Only the document's words count: forms of company, tax words, addresses, telephone codes. Each is a clue with a
  weight.
- A region is named only when it leads by a clear margin; otherwise it is not known.
- A region says which dollar a dollar is, and in which order the numbers of a date stand; it never overrules what is
  printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.dates import Order

_MARGIN: Final = 1.0
_STRONG: Final = 3.0
_CLEAR: Final = 2.0
_WEAK: Final = 1.0


@frozen
class Region:
    """A country by its ISO 3166 code, with its currency and the order of its dates (None where both are usual)."""

    code: str
    currency: str
    order: Order | None = Order.DAY_FIRST


REGIONS: Final = {
    region.code: region
    for region in (
        Region("US", "USD", Order.MONTH_FIRST),
        Region("CA", "CAD", None),
        Region("GB", "GBP"),
        Region("IE", "EUR"),
        Region("MY", "MYR"),
        Region("SG", "SGD"),
        Region("AU", "AUD"),
        Region("NZ", "NZD"),
        Region("HK", "HKD"),
        Region("DE", "EUR"),
        Region("AT", "EUR"),
        Region("CH", "CHF"),
        Region("FR", "EUR"),
        Region("ES", "EUR"),
        Region("IT", "EUR"),
        Region("NL", "EUR"),
        Region("MA", "MAD"),
        Region("IN", "INR"),
        Region("JP", "JPY", Order.YEAR_FIRST),
        Region("CN", "CNY", Order.YEAR_FIRST),
        Region("MX", "MXN"),
        Region("BR", "BRL"),
        Region("PH", "PHP", None),
        Region("TH", "THB"),
        Region("ID", "IDR"),
        Region("ZA", "ZAR", None),
        Region("AE", "AED"),
        Region("PL", "PLN"),
        Region("SE", "SEK", None),
        Region("DK", "DKK"),
        Region("NO", "NOK"),
    )
}

_STATES: Final = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|"
    "RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)

#: A clue: the region it speaks for, its weight, and its pattern. Each clue counts once, however often it is printed.
_CLUES: Final = tuple(
    (code, weight, re.compile(pattern, re.IGNORECASE if folded else 0))
    for code, weight, folded, pattern in (
        ("US", _STRONG, False, rf"\b(?:{_STATES})[ ,.]{{1,2}}\d{{5}}(?:-\d{{4}})?\b"),
        ("US", _CLEAR, True, r"\b(?:sales|state|county|city) tax\b|\bu\.?s\.?a\b|united states"),
        ("US", _WEAK, True, r"\binc\b(?!\.? ?(?:\d|gst|tax|vat|sst|of))|\bllc\b|\bgratuity\b|\btip\b|\bzip\b"),
        ("US", _WEAK, False, r"\(\d{3}\) ?\d{3}-\d{4}\b|(?<![\w-])\d{3}-\d{3}-\d{4}(?![\w-])"),
        ("CA", _STRONG, False, r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b"),
        ("CA", _STRONG, True, r"\b(?:hst|pst|qst|tvq|tps)\b|\bcanada\b"),
        ("GB", _STRONG, False, r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\bGB ?\d{3} ?\d{4} ?\d{2}\b"),
        ("GB", _CLEAR, True, r"£ ?\d|\bunited kingdom\b|\bgbp\b"),
        ("GB", _WEAK, True, r"\bvat\b|\bltd\b|\bplc\b|\b(?:london|leeds|manchester|birmingham|glasgow|edinburgh)\b"),
        ("GB", _WEAK, False, r"(?m)\b[A-Z]{1,2}\d{1,2}[A-Z]?$"),
        ("IE", _CLEAR, True, r"\bireland\b|\bdublin\b|\bIE ?\d{7}[a-z]{1,2}\b"),
        ("MY", _STRONG, True, (r"\bs[dbo][nm]\.? ?b[hn][do]\b|\bmalaysia\b|\bselangor\b|\bjohor\b|\bkuala lumpur\b|"
            r"\bpenang\b")),
        ("MY", _CLEAR, True, (r"\bjalan\b|\bjln\b|\btaman\b|\btmn\b|\blorong\b|\bgst ?(?:id|reg)\b|\bsst\b|"
            r"\bringgit\b|\b\d{6}-[a-z]\b")),
        ("MY", _CLEAR, False, r"\bRM ?\d|\(RM\)|\bMYR\b"),
        ("SG", _STRONG, True, r"\bpte\.? ?ltd\b|\bsingapore ?\d{0,6}\b|\bsgd\b"),
        ("AU", _STRONG, True, r"\babn\b|\baustralia\b|\bpty\.? ltd\b|\baud\b|\b(?:nsw|vic|qld) \d{4}\b"),
        ("NZ", _STRONG, True, r"\bnew zealand\b|\bnzd\b|\bauckland\b"),
        ("HK", _STRONG, True, r"\bhong kong\b|\bkowloon\b|\bhkd\b|hk\$"),
        ("DE", _STRONG, True, r"\bmwst\b|\bust-?id\b|\bde ?\d{9}\b|\bgmbh\b|\bsteuer-?nr\b"),
        ("DE", _CLEAR, True, r"\bsumme\b|\brechnung\b|\bdatum\b|\bkasse\b|(?:str\.|straße|strasse)"),
        ("AT", _STRONG, True, r"\batu ?\d{8}\b|\bösterreich\b"),
        ("CH", _STRONG, True, r"\bchf\b|\bche-\d{3}\b|\bschweiz\b|\bsuisse\b"),
        ("FR", _STRONG, True, r"\bsiret\b|\bfr ?\d{11}\b|\bsarl\b|\bfrance\b"),
        ("FR", _CLEAR, True, r"\btva\b|\bttc\b|\bmerci\b"),
        ("ES", _CLEAR, True, r"\b[nic]if\b|\biva\b|\bs\.?l\.?u?\.?\b|\bespa(?:ñ|n)a\b"),
        ("IT", _STRONG, True, r"\bp\.? ?iva\b|\bpartita iva\b|\bscontrino\b|\bitalia\b"),
        ("NL", _STRONG, True, r"\bbtw\b|\bb\.v\.|\bnederland\b|\bkvk\b"),
        ("MA", _STRONG, True, r"\bmaroc\b|\bdh\b|\bmad\b|\bice ?: ?\d{15}\b"),
        ("IN", _STRONG, True, r"\bgstin\b|\b[sc]gst\b|₹|\binr\b|\bindia\b|\bpvt\.? ltd\b"),
        ("JP", _STRONG, True, r"[ぁ-んァ-ン]|\bjapan\b|\btokyo\b|\bosaka\b|\bshibuya\b|\bjpy\b|〒|株式会社"),
        ("JP", _WEAK, True, r"¥|円|税"),
        ("CN", _STRONG, True, r"\bcny\b|\brmb\b|发票|元|\bchina\b"),
        ("MX", _STRONG, True, r"\brfc ?:|\bm[eé]xico\b|\bmxn\b|\bde c\.?v\.?\b"),
        ("BR", _STRONG, True, r"\bcnpj\b|r\$|\bbrasil\b"),
        ("PH", _STRONG, True, r"\bphilippines\b|\bphp\b|₱|\bvatable\b"),
        ("TH", _STRONG, True, r"\bthailand\b|\bbangkok\b|\bthb\b|฿|[ก-๙]"),
        ("ID", _STRONG, True, r"\bindonesia\b|\bjakarta\b|\bppn\b|\brp\.? ?\d|\bnpwp\b"),
        ("ZA", _STRONG, True, r"\bsouth africa\b|\(pty\) ltd\b|\bzar\b"),
        ("AE", _STRONG, True, r"\bdubai\b|\baed\b|\bdirham\b"),
        ("PL", _STRONG, True, r"\bnip\b|\bpln\b|\bzł\b|\bparagon\b"),
        ("SE", _STRONG, True, r"\bsverige\b|\bmoms\b.{0,80}\bkvitto\b|\borg\.?nr\b"),
        ("DK", _STRONG, True, r"\bdkk\b|\bdanmark\b|\bcvr\b"),
        ("NO", _STRONG, True, r"\bnok\b|\bnorge\b|\bmva\b"),
    )
)  # fmt: skip


def region_of(texts: Sequence[str]) -> Region | None:
    """The region that the document's words show, or None when they show none clearly."""
    whole = "\n".join(texts)
    weights: dict[str, float] = {}
    for code, weight, pattern in _CLUES:
        if pattern.search(whole):
            weights[code] = weights.get(code, 0.0) + weight
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _CLEAR:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MARGIN:
        return None
    return REGIONS[ranked[0][0]]


def order_of_currency(code: str) -> Order | None:
    """The order of dates where this currency is used; None where several are usual or it isn't known."""
    orders = {region.order for region in REGIONS.values() if region.currency == code}
    return orders.pop() if len(orders) == 1 else None
