"""Where on an invoice names stand that may be the seller's, and what each place says for them.

A heading announces a name beside or under it; a sender's line goes on with street and town; the holder of the account
to pay into is named; a letterhead or imprint stands at the head or the foot. Blocks under a heading for the buyer are
left out.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.reading.cells import Cell, below, is_aligned
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.vendor_names import EDGES, LETTERS_MIN, tidy, without_registration
from plutopixie.domain.reading.vendor_words import (
    FORM,
    FORM_AT_END,
    LETTERS,
    is_address,
    is_other,
    is_title,
    is_web,
)

#: Standing at the head alone makes a name no seller.
_ALONE: Final = 1.5
_BLOCK_LINES: Final = 5
_NAME_CHARS_MAX: Final = 80
_NAME_LINES: Final = 3
_HEAD: Final = 0.3  # of the page
_FOOT: Final = 0.85
_LOGO: Final = 1.8
#: Headings that name the seller: how surely, and what they are.
_SELLERS: Final = tuple(
    (points, re.compile(rf"^\W{{0,3}}(?:{pattern})(?: ?(?P<mark>[:.])|$)", re.IGNORECASE))
    for points, pattern in (
        (12.0, r"ordered (?:through|via)|bought (?:on|through|via)|purchased (?:through|via|on)|order placed with"),
        (
            8.0,
            (
                r"verk[äa]ufer(?:in)?|rechnungs(?:er)?steller|rechnungsaussteller|leistungserbringer|seller|"
                r"invoice issuer|issued by|sold by|service provider|vendeur|[ée]metteur|verkoper|vendedor|emisor|"
                r"venditore|cedente"
            ),
        ),
        (4.0, r"lieferant|supplier|vendor|fournisseur|leverancier|proveedor|fornitore|from(?= ?:)|von(?= ?:)"),
    )
)
_BUYERS: Final = re.compile(
    r"^\W{0,3}(?:rechnungsempf[äa]nger|k[äa]ufer|kunde\b|warenempf[äa]nger|lieferanschrift|lieferadresse|"
    r"rechnungsadresse|rechnungsanschrift|leistungsempf|bill(?:ed|ing)? (?:to|address)|invoice (?:to|address)|sold to|"
    r"ship(?:ping|ped)? (?:to|address)|deliver(?:y|ed) (?:to|address)|buyer|customer\b|adresse de (?:livraison|"
    r"facturation)|client\b|factur[ée] [àa]|livr[ée] [àa]|destinataire|acheteur|factuuradres|afleveradres|klant\b|"
    r"cliente\b|facturar a|enviar a|cessionario|attn\b|t\.a\.v\.|herrn?$|frau$|an$|m/s\b)",
    re.IGNORECASE,
)
_NAME_CAPTION: Final = re.compile(r"^(?:name|firma|company|nom|naam|nombre|raison sociale)\b ?:?$", re.IGNORECASE)
_HOLDER: Final = re.compile(
    r"(?:titulaire(?: du compte)?|kontoinhaber(?:in)?|kontoname|account (?:holder|name)|beneficiary|rekeninghouder|"
    r"zahlungsempf[äa]nger|payable to|ten name van|t\.n\.v\.) ?:? *(?P<name>[^\W\d][^:|]{2,60})",
    re.IGNORECASE,
)
_SOLD_BY: Final = re.compile(r"\b(?:is|are|was|were) sold by (?P<name>[A-Z][^:|]{2,60})")
_IMPRINT: Final = re.compile(
    r"ust\.?-?id|umsatzsteuer-?id|vat[- ]?(?:id|no|reg|number)|handelsreg|\bhr[ab]\b|amtsgericht|gesch[äa]ftsf|"
    r"vorstand|si[èe]ge social|au capital|\bsiret\b|\brcs\b|\bkvk\b|btw[- ]?(?:nr|nummer)|regd?\.? office|registered "
    r"(?:office|in)|company (?:no|reg)|\bcin ?:|partita iva|\bcif\b|\bnif\b|steuer-?n(?:umme)?r|\btva ?:",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(r"\b(?:tel|t[ée]l|phone|telefon|fon|fax|mobile)\b|\+\d{2}|@|www\.|https?:", re.IGNORECASE)
_TOWN: Final = re.compile(r"\b(?:[A-Z]{1,2}[- ])?\d{4,5}\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]{2},? \d{5}\b")
_PARTS: Final = re.compile(r"\s+[-\u2013\u2014|\u00b7\u2022\u25cf*]\s+|,\s+|\s{2,}")
_NOT_A_PARTY: Final = re.compile(
    r"(?:nummer|number|nr|no|gln|gtin|iban|bic|ust|vat|tva|mail|telefon|phone|fax|kontakt|abteilung|kostenstelle)\b"
    r" ?(?:[.:]|$)|^\(|\bgln\b|: |:$|^(?:herrn?|frau|mr|mrs|ms|monsieur|madame|z\. ?hd)\b|"
    r"(?:str\.|stra[sß]s?e|weg|platz|allee|gasse|street|road|avenue) \d",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(r" (?:iov|i\.o\.v\.|obo|o/b|c/o|on behalf of|im auftrag|au capital)\b.*$", re.IGNORECASE)
#: A logo that is an address of the web names the company; engines misread its end.
_WEB_NAME: Final = re.compile(r"^(?:www\.)?(?P<name>[\w-]{3,40})\.(?:c[o0][mn]|net|org|co\.uk|com\.au)$", re.IGNORECASE)
_DOTTED: Final = re.compile(r"\.\w{1,3}$")


class Reason(enum.Enum):
    """Why a name may be the seller's; each reason counts once."""

    HEADING = "a heading announces it"
    HOLDER = "the account to pay into is its"
    SENDER = "its address follows in one line"
    LETTERHEAD = "it stands at the head, or beside an imprint"


@frozen
class Candidate:
    """A name with what its place says for it."""

    name: str
    reason: Reason
    points: float
    place: Place
    cell: Cell


def candidates(cells: Sequence[Cell], buyers: frozenset[Cell]) -> Iterator[Candidate]:
    """Every name that may be the seller's, once for each reason that speaks for it."""
    for cell in cells:
        yield from _headed(cell, cells)
        for pattern in (_HOLDER, _SOLD_BY):
            for match in pattern.finditer(cell.text):
                yield from _candidate(match["name"], Reason.HOLDER, 4.0, cell)
    free = [cell for cell in cells if cell not in buyers]
    for cell in free:
        yield from _sender(cell, free)
        yield from _letterhead(cell, free)


def buyers_of(cells: Sequence[Cell]) -> frozenset[Cell]:
    """The cells of blocks under a heading for the buyer, and the heading itself."""
    found = set()
    for cell in cells:
        if _BUYERS.match(cell.text):
            found.add(cell)
            found.update(below(cell, cells, _BLOCK_LINES, gap_max=3.0))
    return frozenset(found)


def _is_name(text: str) -> bool:
    """Whether a text may be a name: letters enough, not too long, and nothing that marks it as something else."""
    bare = without_registration(text)
    solid = len(bare.replace(" ", ""))
    if len(LETTERS.findall(bare)) < max(LETTERS_MIN, solid / 2) or len(bare) > _NAME_CHARS_MAX:
        return False
    return bool(FORM_AT_END.search(bare.strip(EDGES))) or not any(
        judge(bare) for judge in (is_other, is_address, is_web, is_title)
    )


def _candidate(text: str, reason: Reason, points: float, *cells: Cell) -> Iterator[Candidate]:
    name = _WEB_NAME.sub(r"\g<name>", tidy(_BEHIND.sub("", text)))
    if _DOTTED.search(name) and f"{name}." in text:
        name += "."
    if len(plain(name)) > 1 and _is_name(name) and not _NOT_A_PARTY.search(name) and not _BUYERS.match(name):
        box = cells[0].box
        for cell in cells[1:]:
            box = box.union(cell.box)
        yield Candidate(name, reason, points, Place(cells[0].row.page, box), cells[0])


def _headed(cell: Cell, cells: Sequence[Cell]) -> Iterator[Candidate]:
    """The name beside or under a heading that announces the seller."""
    for points, pattern in _SELLERS:
        match = pattern.match(cell.text)
        if not match:
            continue
        rest = cell.text[match.end() :].strip(" :")
        beside = _beside(cell, cells)
        if rest:
            yield from _candidate(rest, Reason.HEADING, points, cell)
        elif match["mark"] and beside and not _BUYERS.match(beside.text) and _is_party(beside):
            yield from _candidate(beside.text, Reason.HEADING, points, beside)
        else:
            yield from _block(cell, cells, points)
        return


def _beside(heading: Cell, cells: Sequence[Cell]) -> Cell | None:
    """What stands to the right at the same height: a far larger one first, which is a logo, else the nearest."""
    middle = (heading.box.top + heading.box.bottom) / 2
    right = [
        cell
        for cell in cells
        if cell is not heading
        and cell.row.page == heading.row.page
        and cell.box.left >= heading.box.right - heading.box.height
        and cell.box.top <= middle <= cell.box.bottom
    ]
    logo = max(right, key=lambda cell: cell.box.height, default=None)
    if logo is not None and logo.box.height > _LOGO * heading.box.height:
        return logo
    return min(right, key=lambda cell: cell.box.left, default=None)


def _block(heading: Cell, cells: Sequence[Cell], points: float) -> Iterator[Candidate]:
    lines = list(below(heading, cells, _BLOCK_LINES, gap_max=4.5))
    caption = next((line for line in lines if _NAME_CAPTION.match(line.text)), None)
    parties = [line for line in lines if _is_party(line)]
    values = _values(caption, cells) if caption is not None else parties
    yield from _joined(values, Reason.HEADING, points)


def _values(caption: Cell, cells: Sequence[Cell]) -> list[Cell]:
    """What stands beside a caption, and directly above and below that without a caption of its own."""
    value = next((cell for cell in cells if cell.row is caption.row and cell.start > caption.start), None)
    if value is None:
        return []
    captioned = {cell.index for cell in cells if is_aligned(caption, cell)} - {caption.index}
    reach = 2.2 * max(1, value.row.height)
    near = [
        cell
        for cell in cells
        if cell.row.page == value.row.page
        and abs(cell.box.left - value.box.left) <= value.row.height
        and abs(cell.box.top - value.box.top) <= reach
        and cell.index not in captioned
    ]
    return sorted(near, key=lambda cell: cell.index)


def _joined(lines: Sequence[Cell], reason: Reason, points: float) -> Iterator[Candidate]:
    """A name of one line, or of up to three when the last of them brings the form of company."""
    named: list[Cell] = []
    for line in lines[:_NAME_LINES]:
        if is_address(line.text) and not FORM.search(line.text):
            break
        named.append(line)
        if FORM.search(line.text):
            yield from _candidate(" ".join(one.text for one in named), reason, points, *named)
            return
    if named:
        yield from _candidate(named[0].text, reason, points, named[0])


def _is_party(line: Cell) -> bool:
    name = tidy(_BEHIND.sub("", line.text))
    return bool(name) and not _NOT_A_PARTY.search(line.text) and _is_name(name)


def _sender(cell: Cell, cells: Sequence[Cell]) -> Iterator[Candidate]:
    """The first part of a line that goes on with street and town; its parts may stand apart."""
    if not _is_at_edge(cell):
        return
    parts = [part for part in _PARTS.split(cell.text) if part]
    if len(parts) >= _NAME_LINES and any(_TOWN.search(part) for part in parts[1:]):
        yield from _candidate(parts[0], Reason.SENDER, 4.0, evolve(cell, end=cell.start + len(parts[0])))
        return
    others = [other for other in cells if other.row is cell.row and other.start > cell.start]
    if len(others) >= _NAME_LINES - 1 and len(others[0].text) < len(cell.text) * 3:
        near = others[1].box.left - cell.box.right < 25 * max(1, cell.row.height)
        if near and _TOWN.search(others[1].text) and not _TOWN.search(cell.text):
            yield from _candidate(cell.text, Reason.SENDER, 4.0, cell)


def _is_at_edge(cell: Cell) -> bool:
    """Whether it stands at the head or at the foot of its page."""
    height = max(1, cell.row.frame.height)
    return cell.box.top < _HEAD * height or cell.box.bottom > _FOOT * height


def _letterhead(cell: Cell, cells: Sequence[Cell]) -> Iterator[Candidate]:
    """A name at the head of the first page, or one with an imprint or ways to reach it beside or under it."""
    if not _is_party(cell):
        return
    page, height = cell.row.page, max(1, cell.row.frame.height)
    at_head = page == cells[0].row.page and cell.box.top < _HEAD * height
    block = [cell, *below(cell, cells, _BLOCK_LINES + 1)]
    beside = [other for other in cells if other.row is cell.row and other is not cell]
    around = [*block[1:], *beside, *(other for line in block[1:3] for other in cells if other.row is line.row)]
    if cell.box.bottom > _FOOT * height:  # the lines of a foot are often centred
        around += [other for other in cells if 0 < other.index - cell.index < _NAME_LINES and other.row.page == page]
    points = 3.0 if any(_IMPRINT.search(other.text) for other in around) else 0.0
    points += 1.5 if any(_CONTACT.search(other.text) for other in around) else 0.0
    points += 1.5 if any(is_address(other.text) for other in block[1:4]) else 0.0
    points += 1.5 if at_head else 0.0
    points += 1.0 if at_head and not any(_is_party(other) for other in cells if other.index < cell.index) else 0.0
    lines = [cell, *(line for line in block[1:_NAME_LINES] if _is_party(line))]
    if points > _ALONE or (points and any(FORM.search(line.text) for line in lines)):
        yield from _joined(lines, Reason.LETTERHEAD, points)


def plain(name: str) -> str:
    """A name without case, spaces and punctuation, to tell whether two are the same."""
    return re.sub(r"[\W_]", "", name.casefold())
