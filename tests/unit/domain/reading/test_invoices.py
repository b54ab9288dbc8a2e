"""Invoices: told from till receipts; their seller, date, total and tax among everything else that stands on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from plutopixie.domain.reading.extraction import Extraction, ReadingContext
from plutopixie.domain.reading.invoices import is_invoice
from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

CONTEXT: Final = ReadingContext(date(2026, 11, 1))
_CHAR: Final = 15
_LINE: Final = 30

#: Lines of a typed page, 2480 by 3508 pixels: left edge, top edge, text.
Lines = tuple[tuple[int, int, str], ...]


def typed(lines: Lines) -> Page:
    """A typed page with these lines."""
    words = tuple(
        Word(text, Box(left, top, left + _CHAR * len(text), top + _LINE), 1.0) for left, top, text in lines
    )
    return Page(1, 2480, 3508, words)


def read(lines: Lines, context: ReadingContext = CONTEXT) -> Extraction:
    """What is read from a page with these lines."""
    return extract(RecognizedText((typed(lines),), "typed", "1"), context)


US: Final[Lines] = (
    (200, 200, "Example Seller LLC"),
    (1700, 200, "INVOICE"),
    (200, 250, "100 Example Street"),
    (200, 300, "Springfield, IL 62701"),
    (200, 350, "(555) 010-0100"),
    (1500, 300, "Invoice #"),
    (1900, 300, "INV-1042"),
    (1500, 350, "Invoice Date"),
    (1900, 350, "03/04/2024"),
    (1500, 400, "Due Date"),
    (1900, 400, "04/03/2024"),
    (200, 550, "Bill To"),
    (200, 600, "Example Buyer Inc."),
    (200, 650, "200 Sample Avenue"),
    (200, 700, "Chicago, IL 60601"),
    (200, 900, "Description"),
    (1300, 900, "Qty"),
    (1600, 900, "Unit Price"),
    (1900, 900, "Amount"),
    (200, 960, "Consulting"),
    (1300, 960, "2"),
    (1600, 960, "100.00"),
    (1900, 960, "200.00"),
    (1600, 1100, "Subtotal"),
    (1900, 1100, "200.00"),
    (1600, 1150, "Sales Tax (6.25%)"),
    (1900, 1150, "12.50"),
    (1600, 1200, "Total"),
    (1900, 1200, "$212.50"),
    (1600, 1250, "Payments/Credits"),
    (1900, 1250, "-$100.00"),
    (1600, 1300, "Balance Due"),
    (1900, 1300, "$112.50"),
    (200, 1500, "Payment Terms: net 30"),
)
BRITISH: Final[Lines] = (
    (200, 150, "INVOICE"),
    (200, 300, "Example Buyer Ltd"),
    (200, 350, "1 Sample Road"),
    (200, 400, "Leeds"),
    (200, 450, "LS1 1AA"),
    (1000, 300, "Invoice Date"),
    (1000, 350, "4 Mar 2024"),
    (1000, 450, "Invoice Number"),
    (1000, 500, "INV-0007"),
    (1700, 300, "Example Seller Ltd"),
    (1700, 350, "2 Example Lane"),
    (1700, 400, "York"),
    (1700, 450, "YO1 1AA"),
    (1000, 600, "VAT Number"),
    (1000, 650, "GB123456789"),
    (200, 900, "Description"),
    (1000, 900, "Quantity"),
    (1300, 900, "Unit Price"),
    (1600, 900, "VAT"),
    (1900, 900, "Amount GBP"),
    (200, 960, "Repairs"),
    (1000, 960, "1.00"),
    (1300, 960, "80.00"),
    (1600, 960, "20%"),
    (1900, 960, "80.00"),
    (1600, 1100, "Subtotal"),
    (1900, 1100, "80.00"),
    (1600, 1150, "TOTAL VAT 20%"),
    (1900, 1150, "16.00"),
    (1600, 1200, "TOTAL GBP"),
    (1900, 1200, "96.00"),
    (200, 1400, "Due Date: 3 Apr 2024"),
    (200, 3300, "Example Seller Ltd. Registered Office: 2 Example Lane, York, YO1 1AA. Company No: 01234567"),
)
GERMAN: Final[Lines] = (
    (200, 450, "Muster Verkauf GmbH · Beispielweg 1 · 12345 Musterstadt"),
    (200, 520, "Beispiel Kauf AG"),
    (200, 570, "Frau Erika Beispiel"),
    (200, 620, "Musterallee 2"),
    (200, 670, "54321 Beispielstadt"),
    (1600, 520, "Kundennummer: 77"),
    (1600, 570, "Lieferdatum: 01.03.2024"),
    (1600, 620, "Rechnungsdatum: 04.03.2024"),
    (200, 900, "Rechnung Nr. 2024-17"),
    (200, 1100, "Pos  Beschreibung"),
    (1300, 1100, "Menge"),
    (1600, 1100, "Einzelpreis"),
    (1900, 1100, "Betrag"),
    (200, 1160, "1 Beratung"),
    (1300, 1160, "1"),
    (1600, 1160, "100,00"),
    (1900, 1160, "100,00"),
    (200, 1210, "2 Buch"),
    (1300, 1210, "1"),
    (1600, 1210, "50,00"),
    (1900, 1210, "50,00"),
    (1500, 1400, "Nettobetrag"),
    (1900, 1400, "150,00"),
    (1500, 1450, "19 % USt. auf"),
    (1700, 1450, "100,00"),
    (1900, 1450, "19,00"),
    (1500, 1500, "7 % USt. auf"),
    (1700, 1500, "50,00"),
    (1900, 1500, "3,50"),
    (1500, 1550, "Gesamtbetrag"),
    (1900, 1550, "172,50 €"),
    (200, 1800, "Zahlbar bis 18.03.2024 ohne Abzug."),
    (200, 3300, "Muster Verkauf GmbH"),
    (900, 3300, "Geschäftsführer: Max Muster"),
    (1700, 3300, "USt-IdNr. DE123456789"),
)
FRENCH: Final[Lines] = (
    (200, 200, "EXEMPLE VENTE"),
    (200, 250, "1 rue de l'Exemple"),
    (200, 300, "75001 Paris"),
    (200, 350, "www.exemple-vente.fr"),
    (1500, 500, "Facturé à"),
    (1500, 550, "EXEMPLE ACHAT SAS"),
    (1500, 600, "2 avenue du Modèle"),
    (1500, 650, "69001 Lyon"),
    (200, 800, "FACTURE N° F-2024-12"),
    (200, 850, "Date de facturation : 04/03/2024"),
    (200, 900, "Date de livraison : 01/03/2024"),
    (200, 950, "Date d'échéance : 03/04/2024"),
    (200, 1100, "Désignation"),
    (1300, 1100, "Quantité"),
    (1600, 1100, "Prix unitaire HT"),
    (1900, 1100, "Montant HT"),
    (200, 1160, "Table"),
    (1300, 1160, "1"),
    (1600, 1160, "100,00 €"),
    (1900, 1160, "100,00 €"),
    (1600, 1300, "Total HT"),
    (1900, 1300, "100,00 €"),
    (1600, 1350, "TVA 20 %"),
    (1900, 1350, "20,00 €"),
    (1600, 1400, "Total TTC"),
    (1900, 1400, "120,00 €"),
    (1600, 1450, "Acompte versé"),
    (1900, 1450, "20,00 €"),
    (1600, 1500, "Net à payer"),
    (1900, 1500, "100,00 €"),
    (200, 3300, "EXEMPLE VENTE SARL au capital de 1 000 € - SIRET 123 456 789 00012 - TVA FR12123456789"),
)
DUTCH: Final[Lines] = (
    (200, 200, "Verkoper:"),
    (200, 250, "Voorbeeld Verkoop B.V."),
    (200, 300, "Voorbeeldstraat 1"),
    (200, 350, "1000 AA Amsterdam"),
    (1500, 200, "Klant:"),
    (1500, 250, "Voorbeeld Koop N.V."),
    (1500, 300, "Koopweg 2"),
    (200, 600, "Factuur"),
    (200, 700, "Factuurnummer"),
    (800, 700, "Factuurdatum"),
    (1400, 700, "Vervaldatum"),
    (200, 750, "2024-9"),
    (800, 750, "4-3-2024"),
    (1400, 750, "18-3-2024"),
    (200, 900, "Artikel"),
    (1300, 900, "Aantal"),
    (1900, 900, "Bedrag"),
    (200, 960, "Stoel"),
    (1300, 960, "1"),
    (1900, 960, "100,00"),
    (1500, 1100, "Totaal excl. BTW"),
    (1900, 1100, "€ 100,00"),
    (1500, 1150, "BTW 21%"),
    (1900, 1150, "€ 21,00"),
    (1500, 1200, "Totaal incl. BTW"),
    (1900, 1200, "€ 121,00"),
    (200, 1500, "IBAN: NL00 0000 0000 0000 00"),
)


@pytest.mark.parametrize(
    ("lines", "vendor", "day", "total", "tax", "currency"),
    [
        (US, "Example Seller LLC", date(2024, 3, 4), "212.50", "12.50", "USD"),
        (BRITISH, "Example Seller Ltd", date(2024, 3, 4), "96.00", "16.00", "GBP"),
        (GERMAN, "Muster Verkauf GmbH", date(2024, 3, 4), "172.50", "22.50", "EUR"),
        (FRENCH, "EXEMPLE VENTE", date(2024, 3, 4), "120.00", "20.00", "EUR"),
        (DUTCH, "Voorbeeld Verkoop B.V.", date(2024, 3, 4), "121.00", "21.00", "EUR"),
    ],
    ids=["us", "british", "german", "french", "dutch"],
)
def test_reads_what_the_invoice_says(  # noqa: PLR0913 - the fields of an invoice
    lines: Lines, vendor: str, day: date, total: str, tax: str, currency: str
) -> None:
    """The seller, not the buyer; the day of issue, not of delivery; the sum with tax, whatever is still due."""
    assert is_invoice(rebuild(typed(lines)))

    found = read(lines)

    assert found.vendor
    assert found.date
    assert found.total
    assert found.tax
    assert found.currency
    values = found.vendor.value.rstrip("."), found.date.value, found.total.value, found.tax.value, found.currency.value
    assert values == (vendor.rstrip("."), day, Decimal(total), Decimal(tax), currency)
