"""E-invoices for tests: XML written by hand for made-up companies, and PDFs that carry files and forms."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from plutopixie.domain.reading.e_invoice import EInvoice
from plutopixie.ports.contracts import drawn

ROWS = ("Example Seller Ltd", "Invoice INV-7 of 2024-03-05", "Rope and tackle 100.00", "VAT 20.00", "Total 120.00")


def cii(invoice: EInvoice, *, old: bool = False) -> bytes:
    """The invoice in the syntax of UN/CEFACT, as Factur-X has it or as ZUGFeRD 1.0 had it."""
    header = "SupplyChain" if old else "Header"
    line_part = "SupplyChain" if old else "Line"
    names = ("CrossIndustryDocument", "HeaderExchangedDocument", "SpecifiedSupplyChainTradeTransaction")
    root, head, trade = names if old else ("CrossIndustryInvoice", "ExchangedDocument", "SupplyChainTradeTransaction")
    summation = "SpecifiedTradeSettlement" + ("" if old else "Header") + "MonetarySummation"
    line_summation = "SpecifiedTradeSettlement" + ("" if old else "Line") + "MonetarySummation"
    lines = "".join(
        _e(
            "IncludedSupplyChainTradeLineItem",
            _e("SpecifiedTradeProduct", _t("Name", line.description)),
            _e(f"Specified{line_part}TradeDelivery", _t("BilledQuantity", line.quantity)),
            _e(f"Specified{line_part}TradeSettlement", _e(line_summation, _t("LineTotalAmount", line.amount))),
        )
        for line in invoice.lines
    )
    day = f"{invoice.issued:%Y%m%d}" if invoice.issued else None
    card = f"xxxxxx{invoice.last4}" if invoice.last4 else None
    agreed = _e(
        f"Applicable{header}TradeAgreement",
        _e("SellerTradeParty", _t("Name", invoice.seller)),
        _e("BuyerTradeParty", _t("Name", "Example Buyer Inc")),
    )
    means = _e(
        "SpecifiedTradeSettlementPaymentMeans",
        _t("TypeCode", invoice.payment_means),
        _e("ApplicableTradeSettlementFinancialCard", _t("ID", card)),
        _e("PayeePartyCreditorFinancialAccount", _t("IBANID", "DE89370400440532013000")),
    )
    sums = _e(
        summation,
        _t("TaxBasisTotalAmount", invoice.tax_basis),
        _t("TaxTotalAmount", "999.99", ' currencyID="XXX"'),
        _t("TaxTotalAmount", invoice.tax, f' currencyID="{invoice.currency}"' if invoice.currency else ""),
        _t("GrandTotalAmount", invoice.total),
        _t("DuePayableAmount", invoice.due),
    )
    content = (
        _e(
            head,
            _t("ID", invoice.number),
            _t("TypeCode", invoice.type_code),
            _e("IssueDateTime", _t("DateTimeString", day, ' format="102"')),
        ),
        _e(
            trade,
            lines,
            agreed,
            _e(f"Applicable{header}TradeSettlement", _t("InvoiceCurrencyCode", invoice.currency), means, sums),
        ),
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="urn:example">{"".join(content)}</{root}>'.encode()


def ubl(invoice: EInvoice) -> bytes:
    """The invoice in UBL 2.1."""
    kind = "CreditNote" if invoice.is_credit_note else "Invoice"
    lines = "".join(
        _e(
            f"{kind}Line",
            _t("CreditedQuantity" if invoice.is_credit_note else "InvoicedQuantity", line.quantity),
            _t("LineExtensionAmount", line.amount),
            _e("Item", _t("Name", line.description)),
        )
        for line in invoice.lines
    )
    card = f"xxxxxx{invoice.last4}" if invoice.last4 else None
    currency = f' currencyID="{invoice.currency}"' if invoice.currency else ""
    content = (
        _t("ID", invoice.number),
        _t("IssueDate", invoice.issued),
        _t(f"{kind}TypeCode", invoice.type_code),
        _t("DocumentCurrencyCode", invoice.currency),
        _e("AccountingSupplierParty", _e("Party", _e("PartyLegalEntity", _t("RegistrationName", invoice.seller)))),
        _e(
            "PaymentMeans",
            _t("PaymentMeansCode", invoice.payment_means),
            _e("CardAccount", _t("PrimaryAccountNumberID", card)),
        ),
        _e("TaxTotal", _t("TaxAmount", invoice.tax, currency)),
        _e(
            "LegalMonetaryTotal",
            _t("TaxExclusiveAmount", invoice.tax_basis),
            _t("TaxInclusiveAmount", invoice.total),
            _t("PayableAmount", invoice.due),
        ),
        lines,
    )
    return f'<?xml version="1.0"?><{kind} xmlns="urn:example:ubl">{"".join(content)}</{kind}>'.encode()


def carrying(files: Mapping[str, bytes], rows: Sequence[str] = ROWS) -> bytes:
    """A typed PDF with these files attached."""
    names, objects = [], []
    for place, (name, content) in enumerate(files.items()):
        number = 6 + 2 * place
        names.append(f"({name}) {number} 0 R")
        objects += [
            f"<</Type/Filespec/F({name})/UF({name})/EF<</F {number + 1} 0 R>>>>".encode(),
            drawn.stream("/Type/EmbeddedFile/Filter/FlateDecode", zlib.compress(content, 9)),
        ]
    return drawn.written_pdf(rows, objects, f"/Names<</EmbeddedFiles<</Names[{' '.join(names)}]>>>>")


def with_form(value: str, rows: Sequence[str] = ROWS) -> bytes:
    """A typed PDF with a form of one field, which somebody filled in."""
    look = drawn.stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F 3 0 R>>>>",
        f"/Tx BMC BT /F 12 Tf 2 5 Td ({value}) Tj ET EMC".encode(),
    )
    field = f"<</Type/Annot/Subtype/Widget/FT/Tx/T(field)/V({value})/Rect[20 100 220 120]/F 4/AP<</N 7 0 R>>>>".encode()
    form = "/AcroForm<</Fields[6 0 R]/DR<</Font<</F 3 0 R>>>>>>"
    return drawn.written_pdf(rows, [field, look], form, page="/Annots[6 0 R]")


def _e(name: str, *content: str) -> str:
    return f"<{name}>{''.join(content)}</{name}>" if any(content) else ""


def _t(name: str, value: object, attributes: str = "") -> str:
    return f"<{name}{attributes}>{escape(str(value))}</{name}>" if value is not None else ""
