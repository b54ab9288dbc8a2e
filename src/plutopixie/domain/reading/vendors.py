"""Vendors: who issued the receipt.

The laws:

- The issuer names itself at the head of the page, before its address and telephone. The further down, the less
  likely.
- A form of company (SDN BHD, GmbH, Inc, Ltd …) marks a name more surely than anything else; a word of trade
  (restaurant, bakery, hardware …) marks it somewhat.
- An address, a telephone number, a tax number, a date, an amount, a greeting or the kind of the document is no
  name.
- A name may run over two or three rows: an open parenthesis, or a row that begins with the form of company,
  continues the row above.
- A registration number behind a name is not part of it, and no name holds a long run of digits.
- Who is billed is not the vendor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import COLUMN, Row

_ROWS_MAX: Final = 30
_NAME_CHARS_MAX: Final = 90
_LINES_MAX: Final = 3
_ENOUGH: Final = 1.5
_LONG_DIGITS: Final = 7
_LETTERS_MIN: Final = 2
_SHORT: Final = 4
_SHORTISH: Final = 6

#: Forms of company, as printed and as engines misread them.
_FORMS: Final = (
    r"s[dobe][nmw]\.?,? ?\.?b[hn][doq0]\.?|s ?/ ?b|5/b|sb|berhad|bhd\.?|plt|pte\.? ?ltd\.?|pty\.? ?ltd\.?|"
    r"pvt\.? ?ltd\.?|ltd\.?|limited|llc|l\.l\.c\.|llp|"
    r"inc\.?|incorporated|corp\.?|corporation|plc|gmbh(?: ?& ?co\.? ?k\.?g\.?(?:aa)?)?|mbh|ag|kg|ohg|e\.? ?k\.?|gbr|"
    r"ug|e\.g\.|eg|se|"
    r"sarl|s\.a\.r\.l\.|sasu?|s\.a\.s\.?|s\.a\.|s\.l\.u?\.?|s\.r\.l\.?|srl|s\.p\.a\.?|spa|b\.v\.|bv|n\.v\.|nv|oy|ab|"
    r"a/s|aps|as|"
    r"sp\. z o\.o\.|s\.a\. de c\.v\.|ltda\.?|株式会社|有限会社|有限公司|a\.g\.|k\.k\."
)
_SOFT_FORMS: Final = (
    r"enterprises?|trading|holdings?|company|co\.|group|marketing|industries|& ?co\.?|& ?sons?|"
    r"brothers|bros\.?|ventures?|services?|ent\.?"
)
_TRADES: Final = (
    r"restoran|restaurants?|restaurante|ristorante|café|cafe|coffee|kopitiam|bistro|diner|grill|kitchen|pizza|"
    r"pizzeria|bakery|bakeries|"
    r"bäckerei|konditorei|boulangerie|cake house|confectionery|seafood|noodles?|stationery|stationers?|bookstores?|"
    r"books?|hardware|electrical|mart|"
    r"minimart|market|markt|supermarket|supermarkt|supermarché|hypermarket|shop|store|stores|boutique|pharmacy|"
    r"farmasi|apotheke|"
    r"pharmacie|farmacia|clinic|dental|klinik|kedai|pasar|pasaraya|syarikat|perniagaan|hotel|inn|pub|bar|salon|"
    r"saloon|florist|motors?|auto|garage|"
    r"petrol|petroleum|station|tankstelle|parking|furniture|furnishing|gallery|studio|centre|center|house|deli|"
    r"butcher|metzgerei|"
    r"optik|optical|workshop|tyres?|supply|supplies|maker|machinery|foods?|baumarkt|drogerie|buchhandlung|drugs?|"
    r"depot|outlet"
)
_FORM: Final = re.compile(rf"(?<![\w/])(?:{_FORMS})(?![\w/])", re.IGNORECASE)
_FORM_AT_END: Final = re.compile(rf"(?<![\w/])(?:{_FORMS})[ .,:;)]*$", re.IGNORECASE)
_SOFT_FORM: Final = re.compile(rf"(?<!\w)(?:{_SOFT_FORMS})(?!\w)", re.IGNORECASE)
_TRADE: Final = re.compile(rf"(?<!\w)(?:{_TRADES})(?!\w)", re.IGNORECASE)
_CONTINUES: Final = re.compile(
    rf"^(?:\([^()]{{1,20}}\) ?)?(?:{_FORMS}|enterprise|trading|holdings?|marketing|& .{{1,30}}|and .{{1,30}})(?!\w)",
    re.IGNORECASE,
)
_OPEN_END: Final = re.compile(r"(?:&|\band|\bof|-|,)$", re.IGNORECASE)

_ADDRESS: Final = re.compile(
    r"\b(?:jalan|jln|lorong|taman|tmn|lot|persiaran|lebuh|seksyen|section|sek|bandar|kampung|kg\.|wisma|plaza|blok|"
    r"block|tingkat|"
    r"no\.? ?\d+|no\.? ?[a-z]?-?\d|unit|suite|floor|flr|level|street|st\.?|avenue|ave|road|rd|blvd|boulevard|drive|"
    r"lane|highway|hwy|parkway|"
    r"p\.?o\.? ?box|rue|avenida|calle|via|piazza|platz|allee|selangor|johor|kuala lumpur|k\.?l\.?|penang|perak|"
    r"melaka|malaysia|"
    r"batu|mukim|shah alam|petaling|wilayah|square|mall|building|bldg|ground|autoroute|zone|city centre|usj|km)\b"
    r"|\w(?:str(?:\.|aße|asse)|weg|gasse|platz|allee|straat)\b|\b\d{5}\b|\b[A-Z]{2} \d{5}\b|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|^\d+[-/\w]*, ?",
    re.IGNORECASE,
)
_NOT_NAME: Final = re.compile(
    r"\b(?:tel|phone|ph|fax|mobile|h/?p|hotline|whats ?apps?|telefon|telp|tél|gst|vat|sst|tin|ust|steuer|siret|rcs|"
    r"roc|reg(?:istration)?|"
    r"reg\.? ?no|co\.? ?(?:reg\.?)? ?no|company (?:no|reg)|brn|license|tax|invoice|receipt|rechnung|quittung|bon|"
    r"facture|factura|bill|cash ?sales?|order|"
    r"table|cashier|kasse|kassierer|server|waiter|guest|pax|covers|counter|pos|terminal|trans(?:action)?|check|"
    r"ticket|queue|"
    r"date|datum|time|uhr|customer|kunde|client|member|salesperson|sales ?person|sold to|bill to|ship to|deliver|attn|"
    r"welcome|thank|danke|merci|please|visit|copy|duplicate|reprint|page|seite|description|item|qty|amount|price|"
    r"open(?:ing)?|hours|öffnungszeiten|mon|monday|daily|refund|exchange|goods|wifi|password|survey|e-?mail|website|"
    r"^(?:grand |sub)?total|slip|simplified|original|approved|statement|credit note|debit|delivery|document|doc|ref|"
    r"no\.?:?$|id|pump|station id|"
    r"owned by|managed by|operated by|licensed|formerly)\b|@|www\.|https?:|\.com\b|\.de\b|\.my\b|\d{1,2}:\d{2}|"
    r"\d+[.,]\d{2}\b|#|\bno ?[.:]",
    re.IGNORECASE,
)
_BILLED: Final = re.compile(
    r"\b(?:bill(?:ed)? to|sold to|ship to|deliver(?:ed)? to|invoice to|customer|attn|m/s|kunde|rechnungsempfänger|"
    r"client|messrs)\b",
    re.IGNORECASE,
)
_REGISTRATION: Final = re.compile(
    r"[ ,]{0,3}[(\[{]? ?(?:co\.? ?(?:reg\.?)? ?(?:no\.?)?|reg\.? ?no\.?|roc ?(?:no\.?)?|company ?no\.?|no\.?)?"
    r"[ :.]{0,4}"
    r"[(\[{]?[A-Z]{0,5}\d{4,16}(?: \d{1,6}){0,2} ?[-\u2013\u2014.]{0,3} ?[A-Z0]{0,3}[)\]}JI1]? ?[)\]}.]?$",
    re.IGNORECASE,
)
_ONLY_REGISTRATION: Final = re.compile(
    r"^\W{0,3}(?:(?:co|reg|roc|company|no|brn)\b[.: ]{0,3}){0,4}[(\[]?[A-Z]{0,4}\d{4,16}(?: \d{1,6}){0,2} ?"
    r"[-\u2013\u2014]{0,2} ?[A-Z]{0,5}[)\]]?\W{0,3}$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"\b(?:company|co\.?|business|reg(?:istration)?|roc)\W{1,3}(?:reg|no|num)", re.IGNORECASE)
_BEHIND_FORM: Final = re.compile(rf"(?<=\w)(?P<form>[ ,.](?:{_FORMS}))[ ,.:(]+[A-Z]{{0,3}}\d{{4,}}.*$", re.IGNORECASE)
_GENERIC_PART: Final = re.compile(
    rf"\([^()]{{1,20}}\)|(?<!\w)(?:{_FORMS}|{_SOFT_FORMS}|{_TRADES}|and|of|the)(?!\w)", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r" [-\u2013|\u00b7\u2022\u25cf] ")
_EDGES: Final = " \t*.,:;-\u2013\u2014_=~|'\"`<>«»•·#!?/\\"
_LETTERS: Final = re.compile(r"[^\W\d_]")
_WELCOME: Final = re.compile(r"^(?:welcome to|willkommen bei|bienvenue chez)\s+", re.IGNORECASE)
_MISREAD_FORMS: Final = (
    (re.compile(r"(?<!\w)s[obe][nmw]\.? b[hn][doq0](?!\w)", re.IGNORECASE), "SDN BHD"),
    (re.compile(r"(?<!\w)sd[nmw](\.?) ?b[hn][oq0](?!\w)", re.IGNORECASE), r"SDN\1 BHD"),
    (re.compile(r"(?<=\w)sdn(\.?) ?bhd(?!\w)", re.IGNORECASE), r" SDN\1 BHD"),
    (re.compile(r"(?<!\w)5 ?/ ?b(?!\w)", re.IGNORECASE), "S/B"),
)


@frozen
class Named:
    """The vendor's name as printed, how sure the rules are, where it stands, and whether a form of company is in it."""

    name: str
    confidence: float
    place: Place
    has_form: bool


@frozen
class _Line:
    """A part of a row that may be a name: one column of it."""

    text: str
    row: Row
    index: int
    start: int
    end: int
    count: int = 1

    @property
    def place(self) -> Place:
        return self.row.place(self.start, self.end)


def vendor_of(rows: Sequence[Row], usual_height: float) -> Named | None:
    """The vendor of a receipt whose first page has these rows, or None when nothing there looks like a name."""
    head = rows[:_ROWS_MAX]
    lines = [line for index, row in enumerate(head) for line in _columns(row, index)]
    address_at = next((line.index for line in lines if _is_contact(line.text)), _ROWS_MAX)
    billed_at = next((line.index for line in lines if line.index and _BILLED.search(line.text)), _ROWS_MAX)
    best: tuple[float, Named] | None = None
    rank = 0
    for at, line in enumerate(lines):
        if not is_name(line.text):
            continue
        whole, place, confidence = _continued(lines, at)
        points = _points(whole, lines, at, usual_height) - 0.6 * rank
        points -= 2.5 if line.index > address_at else 0.0
        points -= 4.0 if line.index >= billed_at else 0.0
        rank += 1
        name = tidy(whole)
        if points >= _ENOUGH and _is_safe(name) and (best is None or points > best[0]):
            sure = min(0.95, 0.35 + 0.09 * points) * confidence
            best = (points, Named(name, round(sure, 3), place, has_form(name)))
    return best[1] if best else None


def is_name(text: str) -> bool:
    """Whether a line may be a vendor's name: letters enough, and nothing that marks it as something else."""
    if _NUMBERED.search(text) and not _FORM.search(text):
        return False
    bare = _REGISTRATION.sub("", _WELCOME.sub("", text))
    letters = len(_LETTERS.findall(bare))
    if letters < _LETTERS_MIN:
        return False
    if letters < 0.5 * len(bare.replace(" ", "")) or len(bare) > _NAME_CHARS_MAX:
        return False
    if _FORM_AT_END.search(bare.strip(_EDGES)) and not _BILLED.search(bare):
        return True
    return not _NOT_NAME.search(bare) and not is_address(bare)


def has_form(text: str) -> bool:
    """Whether a form of company stands in a name."""
    return bool(_FORM.search(text))


def is_address(text: str) -> bool:
    """Whether a line holds words or numbers of an address."""
    return bool(_ADDRESS.search(text))


def tidy(text: str) -> str:
    """A name without registration number, greeting and stray marks, its form of company spelled right."""
    bare = _BEHIND_FORM.sub(r"\g<form>", _WELCOME.sub("", text.strip(_EDGES)))
    shorter = _REGISTRATION.sub("", bare).strip(_EDGES)
    bare = shorter if len(_LETTERS.findall(shorter)) >= _LETTERS_MIN else bare
    for pattern, right in _MISREAD_FORMS:
        bare = pattern.sub(right, bare)
    if bare.count("(") > bare.count(")"):
        opened = bare.rfind("(")
        bare = bare[:opened].strip(_EDGES) if any(char.isdigit() for char in bare[opened:]) else bare + ")"
    return " ".join(bare.split())


def _columns(row: Row, index: int) -> Iterator[_Line]:
    start = 0
    for text in row.text.split(COLUMN):
        name = _sender(text)
        if name:
            yield _Line(name, row, index, start, start + len(name))
        start += len(text) + len(COLUMN)


def _sender(text: str) -> str:
    """The name of a sender's line, which goes on with the address: "Green Leaf GmbH - Main Street 1"."""
    name, *address = _BETWEEN.split(text, maxsplit=1)
    return name.strip() if address and _FORM_AT_END.search(name) else text.strip()


def _points(text: str, lines: Sequence[_Line], at: int, usual: float) -> float:
    line = lines[at]
    points = 3.0 - 0.15 * line.index
    bare = tidy(text)
    if _FORM_AT_END.search(bare):
        points += 3.0
    elif _FORM.search(bare):
        points += 2.0
    elif _SOFT_FORM.search(bare):
        points += 1.5
    elif _TRADE.search(bare):
        points += 1.2
    if _REGISTRATION.search(text) and _REGISTRATION.sub("", text).strip():
        points += 1.0
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    if _ONLY_REGISTRATION.match(following) or _is_contact(following):
        points += 0.8
    if usual:
        points += max(-0.6, min(1.2, line.row.height / usual - 1.0))
    points -= 2.0 if _is_generic(bare) else 0.0
    letters = len(_LETTERS.findall(bare))
    points -= 1.2 if letters < _SHORT else 0.5 if letters < _SHORTISH else 0.0
    points -= 0.8 if any(char.isdigit() for char in bare) else 0.0
    return points - 1.5 * (1.0 - line.row.confidence)


def _continued(lines: Sequence[_Line], at: int) -> tuple[str, Place, float]:
    """The name from this line on, with the rows that continue it."""
    line = lines[at]
    text, place, confidence = line.text, line.place, line.row.confidence
    for following in lines[at + 1 : at + _LINES_MAX]:
        close = following.row.box.top - line.row.box.bottom <= 1.2 * max(1, line.row.height)
        same_page = following.row.page == line.row.page and following.row is not line.row
        if not (same_page and close and _goes_on(text, following.text)):
            break
        text = f"{text} {following.text}"
        place = evolve(place, box=place.box.union(following.place.box))
        confidence = min(confidence, following.row.confidence)
        line = following
    return text, place, confidence


def _goes_on(text: str, following: str) -> bool:
    if _FORM_AT_END.search(tidy(text)) or _ONLY_REGISTRATION.match(following) or _NUMBERED.search(following):
        return False
    if text.count("(") > text.count(")") and ")" in following:
        return True
    if _CONTINUES.match(following) or _is_generic(_REGISTRATION.sub("", following)):
        return True
    return bool(_OPEN_END.search(text)) and is_name(following)


def _is_generic(text: str) -> bool:
    """Whether a line holds nothing but forms of company and words of trade: a part of a name, never a whole one."""
    return bool(text) and not re.search(r"\w", _GENERIC_PART.sub("", text))


def _is_contact(text: str) -> bool:
    """Whether a line is an address or a telephone: the end of the head of a receipt."""
    if _FORM_AT_END.search(_REGISTRATION.sub("", text).strip(_EDGES)):
        return False
    return is_address(text) or bool(re.search(r"\b(?:tel|phone|fax|telefon)\b", text, re.IGNORECASE))


def _is_safe(name: str) -> bool:
    return bool(name) and sum(char.isdigit() for char in name) < _LONG_DIGITS
