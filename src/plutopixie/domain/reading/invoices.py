"""Invoices, as opposed to till receipts: whether a document is one.

The law: a document is an invoice when it calls itself one and shows two more marks of it: a buyer's address, terms of
payment, a bank account, a tax number, an invoice's number, columns of a table. What speaks of a till is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from plutopixie.domain.reading.rows import Row

_MARKS_NEEDED: Final = 2
_ROWS_MAX: Final = 400
_CHARS_MAX: Final = 300

_INVOICE: Final = re.compile(
    r"(?:rechnung|invoice|factur[ae]?\b|fattura|factuur|facture|faktura|gutschrift|\bavoir\b|credit note|creditnota|"
    r"nota de cr[eé]dito|\bnota di credito)",
    re.IGNORECASE,
)
_MARKS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"rechnungsempf|k[äa]ufer\b|bill(?:ed|ing)? (?:to|address)|invoice to|sold to|buyer\b|"
            r"adresse de (?:livraison|facturation)|delivery address|ship(?:ping)? (?:to|address)|factuuradres|"
            r"afleveradres|kundennummer|kunden-nr|spett\.le|customer (?:no|number|vat|id)|n° ?(?:tva )?client|"
            r"num[ée]ro de dossier|account number"
        ),
        (
            r"zahlbar|f[äa]llig|zahlungsbeding|[üu]berweis|due date|payment terms|amount due|remit|[ée]ch[ée]ance|"
            r"modes? de r[èe]glement|conditions de paiement|vervaldatum|betaal|vencimiento|scadenza"
        ),
        r"\biban\b|\bbic\b|\bswift\b|bankverbindung|kontoinhaber|titulaire du compte",
        (
            r"ust\.?-?id|umsatzsteuer-?id|vat[ -]?(?:id|no|reg|number|/tin)|n° ?tva|tva :|btw[ -]?(?:nr|nummer)|"
            r"siret\b|steuer-?n(?:umme)?r|partita iva|p\. ?iva|\bgstin\b|\bcif\b|\bnif\b"
        ),
        r"(?:rechnungs?|invoice|facture|factuur|beleg)[- ]?(?:nummer|nr|no|number|n°|#)|invoice #|facture n°",
        (
            r"(?:menge|quantity|quantit[ée]|qty|anzahl|aantal|hoeveelheid|amount|nombre)\b.*(?:preis|price|prix|prijs|"
            r"p\.u\.|pu ht|betrag|total|montant|bedrag)|(?:pos|artikel|description|beschreibung|d[ée]signation)\b.*"
            r"(?:menge|preis|price|prix|qty|quantit|montant|bedrag|betrag)"
        ),
    )
)
_TILL: Final = re.compile(
    r"\b(?:cashier|kassierer|change due|rounding adj|rückgeld|cash tend|kasse \d|terminal[- ]?id|bon-?nr)\b",
    re.IGNORECASE,
)


def is_invoice(rows: Sequence[Row]) -> bool:
    """Whether these rows are of an invoice, not of a till receipt."""
    whole = "\n".join(row.text[:_CHARS_MAX] for row in rows[:_ROWS_MAX])
    if not _INVOICE.search(whole) or _TILL.search(whole):
        return False
    return sum(bool(mark.search(whole)) for mark in _MARKS) >= _MARKS_NEEDED
