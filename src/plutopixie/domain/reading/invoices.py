"""Invoices, as opposed to till receipts: whether a document is one, and who its seller is.

The laws:

- A document is an invoice when it calls itself one and shows two more marks of it: a buyer's address, terms of payment,
  a bank account, a tax number, an invoice's number, columns of a table.
- Who is named as the seller is the seller. Else what speaks for a name adds up: a sender's line (name, street and town
  in small print above the address, DIN 5008), an imprint (register, tax number, management beside it), the holder of
  the account to pay into, the document's own web address, a form of company, standing at the head, being repeated.
- A buyer's block, whoever may stand in it, never names the seller. A block of an address that no heading explains and
  that has neither telephone nor tax number may be the buyer's.
- Whoever an order was placed through (a marketplace) is the vendor: it is whom the buyer knows and paid.
- A name is given as the company gives it. In French law the form follows the name and is no part of it (Code de
  commerce, L223-1, L227-1), so it is left out where the company's own web address leaves it out; in German law it is
  part of the name (HGB § 19, GmbHG § 4) and stays.
"""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from plutopixie.domain.reading.cells import Cell, below, cells_of, is_aligned
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import Row
from plutopixie.domain.reading.vendors import Named, has_form, is_address, is_name, tidy

_MARKS_NEEDED: Final = 2
_BLOCK_LINES: Final = 5
_NAME_LINES: Final = 3
_ENOUGH: Final = 3.5
_HEAD: Final = 0.3  # of the page
_FOOT: Final = 0.85
_LOGO: Final = 1.8
_DOMAIN_LETTERS_MIN: Final = 5

_INVOICE: Final = re.compile(
    r"(?:rechnung|invoice|factur[ae]?\b|fattura|factuur|facture|faktura|gutschrift|\bavoir\b|credit note|creditnota|"
    r"nota de cr[eé]dito|\bnota di credito)",
    re.IGNORECASE,
)
_MARKS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"rechnungsempf|k[äa]ufer\b|bill(?:ed|ing)? (?:to|address)|invoice to|sold to|buyer\b|adresse de (?:livraison|"
        r"facturation)|delivery address|ship(?:ping)? (?:to|address)|factuuradres|afleveradres|kundennummer|kunden-nr|"
        r"customer (?:no|number|vat|id)|n° ?(?:tva )?client|num[ée]ro de dossier|account number",
        r"zahlbar|f[äa]llig|zahlungsbeding|[üu]berweis|due date|payment terms|amount due|remit|[ée]ch[ée]ance|"
        r"modes? de r[èe]glement|conditions de paiement|vervaldatum|betaal|vencimiento|scadenza",
        r"\biban\b|\bbic\b|\bswift\b|bankverbindung|kontoinhaber|titulaire du compte",
        r"ust\.?-?id|umsatzsteuer-?id|vat[ -]?(?:id|no|reg|number|/tin)|n° ?tva|tva :|btw[ -]?(?:nr|nummer)|siret\b|"
        r"steuer-?n(?:umme)?r|partita iva|\bgstin\b|\bcif\b|\bnif\b",
        r"(?:rechnungs?|invoice|facture|factuur|beleg)[- ]?(?:nummer|nr|no|number|n°|#)|invoice #|facture n°",
        r"(?:menge|quantity|quantit[ée]|qty|anzahl|aantal|hoeveelheid|amount|nombre)\b.*(?:preis|price|prix|prijs|"
        r"p\.u\.|pu ht|betrag|total|montant|bedrag)|(?:pos|artikel|description|beschreibung|d[ée]signation)\b.*"
        r"(?:menge|preis|price|prix|qty|quantit|montant|bedrag|betrag)",
    )
)
_TILL: Final = re.compile(
    r"\b(?:cashier|kassierer|change due|rounding adj|rückgeld|cash tend|kasse \d|terminal[- ]?id|bon-?nr)\b",
    re.IGNORECASE,
)

#: Headings that name the seller: how surely, and what they are.
_SELLERS: Final = tuple(
    (points, re.compile(rf"^\W{{0,3}}(?:{pattern})(?: ?(?P<mark>[:.])|$)", re.IGNORECASE))
    for points, pattern in (
        (9.0, r"ordered (?:through|via)|bought (?:on|through|via)|purchased (?:through|via|on)|order placed with"),
        (
            8.0,
            r"verk[äa]ufer(?:in)?|rechnungs(?:er)?steller|rechnungsaussteller|leistungserbringer|seller|invoice issuer|"
            r"issued by|sold by|service provider|vendeur|[ée]metteur|verkoper|vendedor|emisor|venditore|cedente",
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
_CONTACT: Final = re.compile(
    r"\b(?:tel|t[ée]l|phone|telefon|fon|fax|mobile)\b|\+\d{2}|@|www\.|https?:", re.IGNORECASE
)
_TOWN: Final = re.compile(r"\b(?:[A-Z]{1,2}[- ])?\d{4,5}\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]{2},? \d{5}\b")
_PARTS: Final = re.compile(r"\s+[-\u2013\u2014|\u00b7\u2022\u25cf*]\s+|,\s+|\s{2,}")
_DOMAIN: Final = re.compile(
    r"(?:@|www\.|https?://(?:www\.)?)(?:[\w-]+\.)*?(?P<name>[\w-]{3,60})\.(?:co\.|com\.)?[a-z]{2,6}(?![\w.]*@)|"
    r"\b(?P<bare>[A-Za-z][\w-]{3,60})\.(?:com|de|fr|nl|net|org|eu|at|ch|es|it|io|co\.uk)\b",
    re.IGNORECASE,
)
_NOT_A_PARTY: Final = re.compile(
    r"(?:nummer|number|nr|no|gln|gtin|iban|bic|ust|vat|tva|mail|telefon|phone|fax|kontakt|abteilung|kostenstelle)\b"
    r" ?(?:[.:]|$)|^\(|\bgln\b|: |:$|^(?:herrn?|frau|mr|mrs|ms|monsieur|madame|z\. ?hd)\b|"
    r"(?:str\.|stra[sß]s?e|weg|platz|allee|gasse|street|road|avenue) \d",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(r" (?:iov|i\.o\.v\.|obo|o/b|c/o|on behalf of|im auftrag).*$", re.IGNORECASE)
_DOTTED: Final = re.compile(r"\.\w{1,3}$")
_FRENCH_FORM: Final = re.compile(r"[ ,]+(?:s\.?a\.?r\.?l\.?|s\.?a\.?s\.?u?\.?|eurl|s\.?a\.?|sci|snc)$", re.IGNORECASE)


def is_invoice(rows: Sequence[Row]) -> bool:
    """Whether these rows are of an invoice, not of a till receipt."""
    whole = "\n".join(row.text for row in rows)
    if not _INVOICE.search(whole) or _TILL.search(whole):
        return False
    return sum(bool(mark.search(whole)) for mark in _MARKS) >= _MARKS_NEEDED


def seller_of(rows: Sequence[Row]) -> Named | None:
    """The seller that an invoice names, or None when too little speaks for any name."""
    cells = cells_of(rows)
    buyers = _buyers(cells)
    whole = "\n".join(row.text for row in rows)
    domains = {_plain(match["name"] or match["bare"]) for match in _DOMAIN.finditer(whole)}
    found: dict[str, dict[_Reason, _Candidate]] = defaultdict(dict)
    for candidate in _candidates(cells, buyers):
        reasons = found[_plain(candidate.name)]
        known = reasons.get(candidate.reason)
        if known is None or candidate.points > known.points:
            reasons[candidate.reason] = candidate
    _merge_short_names(found)
    ranked = [
        (_general(best, key, domains, cells, buyers) + sum(one.points for one in reasons.values()), best)
        for key, reasons in found.items()
        if (best := max(reasons.values(), key=lambda one: (one.points, -one.cell.index)))
    ]
    points, chosen = max(ranked, key=lambda pair: (pair[0], -pair[1].cell.index, pair[1].name), default=(0.0, None))
    return _named(chosen, points, domains) if chosen and points >= _ENOUGH else None


def _merge_short_names(found: dict[str, dict[_Reason, _Candidate]]) -> None:
    """A short name, as in a logo, is no name of its own beside the full name of the company that begins with it."""
    for short in list(found):
        full = [key for key in found if key != short and key.startswith(short) and _are_firms(found[key])]
        if len(full) != 1 or _are_firms(found[short]):
            continue
        known = found[full[0]]
        best = max(known.values(), key=lambda one: one.points)
        for reason, one in found.pop(short).items():
            known.setdefault(reason, evolve(best, reason=reason, points=one.points))


def _are_firms(reasons: Mapping[_Reason, _Candidate]) -> bool:
    return any(has_form(one.name) for one in reasons.values())


class _Reason(enum.Enum):
    """Why a name may be the seller's; each reason counts once."""

    HEADING = "a heading announces it"
    HOLDER = "the account to pay into is its"
    SENDER = "its address follows in one line"
    LETTERHEAD = "it stands at the head, or beside an imprint"


@frozen
class _Candidate:
    """A name with what its place says for it."""

    name: str
    reason: _Reason
    points: float
    place: Place
    cell: Cell


def _named(candidate: _Candidate, points: float, domains: set[str]) -> Named:
    name = candidate.name
    bare = _FRENCH_FORM.sub("", name)
    if bare != name and _plain(bare) in domains:
        name = bare
    sure = min(0.95, 0.55 + 0.04 * points) * candidate.cell.row.confidence
    return Named(name, round(sure, 3), candidate.place, has_form(candidate.name))


def _general(
    candidate: _Candidate, key: str, domains: set[str], cells: Sequence[Cell], buyers: frozenset[Cell]
) -> float:
    """What speaks for a name wherever it stands: its form, the document's web addresses, repetition."""
    short = _plain(re.sub(r"\W+\S+$", "", candidate.name)) if has_form(candidate.name) else key
    known = {name for name in (key, short) if len(name) >= _DOMAIN_LETTERS_MIN} & domains
    printed = re.compile(rf"(?<!\w){re.escape(candidate.name)}(?!\w)", re.IGNORECASE)
    repeated = sum(bool(printed.search(cell.text)) for cell in cells if cell not in buyers)
    return (
        (1.0 if has_form(candidate.name) else 0.0) + (2.0 if known else 0.0) + min(1.0, 0.5 * max(0, repeated - 1))
    )


def _candidates(cells: Sequence[Cell], buyers: frozenset[Cell]) -> Iterator[_Candidate]:
    for cell in cells:
        yield from _headed(cell, cells)
        for pattern in (_HOLDER, _SOLD_BY):
            for match in pattern.finditer(cell.text):
                yield from _candidate(match["name"], _Reason.HOLDER, 4.0, cell)
    free = [cell for cell in cells if cell not in buyers]
    for cell in free:
        yield from _sender(cell, free)
        yield from _letterhead(cell, free)


def _candidate(text: str, reason: _Reason, points: float, *cells: Cell) -> Iterator[_Candidate]:
    name = tidy(_BEHIND.sub("", text))
    if _DOTTED.search(name) and f"{name}." in text:
        name += "."
    if len(_plain(name)) > 1 and is_name(name) and not _NOT_A_PARTY.search(name) and not _BUYERS.match(name):
        box = cells[0].box
        for cell in cells[1:]:
            box = box.union(cell.box)
        yield _Candidate(name, reason, points, Place(cells[0].row.page, box), cells[0])


def _headed(cell: Cell, cells: Sequence[Cell]) -> Iterator[_Candidate]:
    """The name beside or under a heading that announces the seller."""
    for points, pattern in _SELLERS:
        match = pattern.match(cell.text)
        if not match:
            continue
        rest = cell.text[match.end() :].strip(" :")
        beside = _beside(cell, cells)
        if rest:
            yield from _candidate(rest, _Reason.HEADING, points, cell)
        elif match["mark"] and beside and not _BUYERS.match(beside.text) and _is_party(beside):
            yield from _candidate(beside.text, _Reason.HEADING, points, beside)
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


def _block(heading: Cell, cells: Sequence[Cell], points: float) -> Iterator[_Candidate]:
    lines = list(below(heading, cells, _BLOCK_LINES, gap_max=4.5))
    caption = next((line for line in lines if _NAME_CAPTION.match(line.text)), None)
    if caption is not None:
        values = _values(caption, cells)
    else:
        values = [line for line in lines if _is_party(line)]
    yield from _joined(values, _Reason.HEADING, points)


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


def _joined(lines: Sequence[Cell], reason: _Reason, points: float) -> Iterator[_Candidate]:
    """A name of one line, or of up to three when the last of them brings the form of company."""
    named: list[Cell] = []
    for line in lines[:_NAME_LINES]:
        if is_address(line.text) and not has_form(line.text):
            break
        named.append(line)
        if has_form(line.text):
            yield from _candidate(" ".join(one.text for one in named), reason, points, *named)
            return
    if named:
        yield from _candidate(named[0].text, reason, points, named[0])


def _is_party(line: Cell) -> bool:
    name = tidy(_BEHIND.sub("", line.text))
    return bool(name) and not _NOT_A_PARTY.search(line.text) and is_name(name)


def _sender(cell: Cell, cells: Sequence[Cell]) -> Iterator[_Candidate]:
    """The first part of a line that goes on with street and town; its parts may stand apart."""
    if not _is_at_edge(cell):
        return
    parts = [part for part in _PARTS.split(cell.text) if part]
    if len(parts) >= _NAME_LINES and any(_TOWN.search(part) for part in parts[1:]):
        yield from _candidate(parts[0], _Reason.SENDER, 4.0, evolve(cell, end=cell.start + len(parts[0])))
        return
    others = [other for other in cells if other.row is cell.row and other.start > cell.start]
    if len(others) >= _NAME_LINES - 1 and len(others[0].text) < len(cell.text) * 3:
        near = others[1].box.left - cell.box.right < 25 * max(1, cell.row.height)
        if near and _TOWN.search(others[1].text) and not _TOWN.search(cell.text):
            yield from _candidate(cell.text, _Reason.SENDER, 4.0, cell)


def _is_at_edge(cell: Cell) -> bool:
    """Whether it stands at the head or at the foot of its page."""
    height = max(1, cell.row.frame.height)
    return cell.box.top < _HEAD * height or cell.box.bottom > _FOOT * height


def _letterhead(cell: Cell, cells: Sequence[Cell]) -> Iterator[_Candidate]:
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
    if points > 1.5 or (points and any(has_form(line.text) for line in lines)):
        yield from _joined(lines, _Reason.LETTERHEAD, points)


def _buyers(cells: Sequence[Cell]) -> frozenset[Cell]:
    """The cells of blocks under a heading for the buyer, and the heading itself."""
    found = set()
    for cell in cells:
        if _BUYERS.match(cell.text):
            found.add(cell)
            found.update(below(cell, cells, _BLOCK_LINES, gap_max=3.0))
    return frozenset(found)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())
