"""The XML of e-invoices: UN/CEFACT CII (ZUGFeRD 1.0 and 2, Factur-X, XRechnung) and UBL 2.1, without a schema.

Strangers write it. Declarations of types and entities are refused before anything is expanded, nothing is fetched, and
size, depth and number of elements are bounded while it is parsed. Elements are found by their local names: ZUGFeRD 1.0
and 2 differ in namespaces and a few prefixes, not in meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import define, field
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from plutopixie.domain.reading.e_invoice import LINES_MAX, TEXT_CHARS_MAX, EInvoice, InvoiceLine

XML_BYTES_MAX: Final = 4 * 1024 * 1024
DEPTH_MAX: Final = 40
ELEMENTS_MAX: Final = 200_000

_TEXT_READ_MAX: Final = 4 * TEXT_CHARS_MAX
_CHUNK_BYTES: Final = 64 * 1024
_AMOUNT: Final = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,10})?", re.ASCII)
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T+Z-].{0,30})?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)


class NotAnInvoiceError(Exception):
    """The bytes are no e-invoice that can be read."""


def parsed(content: bytes) -> EInvoice:
    """The invoice that the XML says; raises NotAnInvoiceError."""
    if len(content) > XML_BYTES_MAX:
        raise NotAnInvoiceError("too large")
    root = _tree(content)
    kind = root.name
    if kind in {"CrossIndustryInvoice", "CrossIndustryDocument"}:
        return _cii(root)
    if kind in {"Invoice", "CreditNote"}:
        return _ubl(root, kind)
    raise NotAnInvoiceError("another kind of document")


@define(eq=False)
class _Element:
    """An element: its name without namespace, its attributes, the text before its first child, and its children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[_Element] = field(factory=list)


@define
class _Tree:
    """What the parser tells the elements to; it refuses a tree that is too deep or has too many of them."""

    _open: list[_Element] = field(factory=list)
    _root: _Element | None = None
    _count: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._count += 1
        if len(self._open) >= DEPTH_MAX or self._count > ELEMENTS_MAX:
            raise NotAnInvoiceError("too deep or too many elements")
        element = _Element(tag.rpartition("}")[2], dict(attributes))
        if self._open:
            self._open[-1].children.append(element)
        self._root = self._root or element
        self._open.append(element)

    def data(self, text: str) -> None:
        """Text goes on; what is mixed between children means nothing in an invoice."""
        if self._open and not self._open[-1].children and len(self._open[-1].text) <= _TEXT_READ_MAX:
            self._open[-1].text += text

    def end(self, _: str) -> None:
        """The innermost element ends."""
        self._open.pop()

    def close(self) -> _Element | None:
        """The root."""
        return self._root


def _tree(content: bytes) -> _Element:
    parser = DefusedXMLParser(target=_Tree(), forbid_dtd=True)
    try:
        for start in range(0, len(content), _CHUNK_BYTES):
            parser.feed(content[start : start + _CHUNK_BYTES])
        root: _Element | None = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        # ValueError and LookupError: an encoding that Python does not know, or text that is not in it.
        root = None
    if root is None:
        raise NotAnInvoiceError("no well-formed XML without declarations")
    return root


def _cii(root: _Element) -> EInvoice:
    """UN/CEFACT Cross Industry Invoice D16B, and the draft of it that is ZUGFeRD 1.0."""
    head = _first(root, "ExchangedDocument", "HeaderExchangedDocument")
    trade = _first(root, "SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    agreement = _first(trade, "ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
    settled = _first(trade, "ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
    sums = _first(
        settled, "SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"
    )
    currency = _currency(_at(settled, "InvoiceCurrencyCode"))
    means = _first(settled, "SpecifiedTradeSettlementPaymentMeans")
    return EInvoice(
        number=_text(_at(head, "ID")),
        issued=_day(_at(head, "IssueDateTime", "DateTimeString")),
        type_code=_text(_at(head, "TypeCode")),
        currency=currency,
        seller=_text(_at(agreement, "SellerTradeParty", "Name")),
        total=_amount(_in_currency(_all(sums, "GrandTotalAmount"), currency)),
        tax=_amount(_in_currency(_all(sums, "TaxTotalAmount"), currency)),
        tax_basis=_amount(_in_currency(_all(sums, "TaxBasisTotalAmount"), currency)),
        due=_amount(_at(sums, "DuePayableAmount")),
        payment_means=_text(_at(means, "TypeCode")),
        last4=_card_end(_at(means, "ApplicableTradeSettlementFinancialCard", "ID")),
        lines=_lines(_all(trade, "IncludedSupplyChainTradeLineItem"), _cii_line),
    )


def _cii_line(line: _Element) -> InvoiceLine | None:
    name = _text(_at(line, "SpecifiedTradeProduct", "Name"))
    settled = _first(line, "SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
    sums = _first(settled, "SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
    amount = _amount(_at(sums, "LineTotalAmount"))
    delivered = _first(line, "SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
    return InvoiceLine(name, amount, _amount(_at(delivered, "BilledQuantity"))) if name and amount is not None else None


def _ubl(root: _Element, kind: str) -> EInvoice:
    """UBL 2.1 (ISO/IEC 19845), as EN 16931 binds it."""
    currency = _currency(_at(root, "DocumentCurrencyCode"))
    party = _first(_first(root, "AccountingSupplierParty"), "Party")
    sums = _first(root, "LegalMonetaryTotal")
    means = _first(root, "PaymentMeans")
    legal_name = _text(_at(party, "PartyLegalEntity", "RegistrationName"))
    taxes = [tax for total in _all(root, "TaxTotal") for tax in _all(total, "TaxAmount")]
    code = _text(_at(root, "InvoiceTypeCode")) or _text(_at(root, "CreditNoteTypeCode"))
    return EInvoice(
        number=_text(_at(root, "ID")),
        issued=_day(_at(root, "IssueDate")),
        type_code=code or ("381" if kind == "CreditNote" else None),
        currency=currency,
        seller=legal_name or _text(_at(party, "PartyName", "Name")),
        total=_amount(_at(sums, "TaxInclusiveAmount")),
        tax=_amount(_in_currency(taxes, currency)),
        tax_basis=_amount(_at(sums, "TaxExclusiveAmount")),
        due=_amount(_at(sums, "PayableAmount")),
        payment_means=_text(_at(means, "PaymentMeansCode")),
        last4=_card_end(_at(means, "CardAccount", "PrimaryAccountNumberID")),
        lines=_lines(_all(root, "InvoiceLine", "CreditNoteLine"), _ubl_line),
    )


def _ubl_line(line: _Element) -> InvoiceLine | None:
    name = _text(_at(line, "Item", "Name"))
    amount = _amount(_at(line, "LineExtensionAmount"))
    quantity = _first(line, "InvoicedQuantity", "CreditedQuantity")
    return InvoiceLine(name, amount, _amount(quantity)) if name and amount is not None else None


def _lines(found: Iterable[_Element], line_of: Any) -> tuple[InvoiceLine, ...]:
    lines: list[InvoiceLine] = []
    for element in found:
        line = line_of(element)
        if line is not None:
            lines.append(line)
        if len(lines) == LINES_MAX:
            break
    return tuple(lines)


def _all(parent: _Element | None, *names: str) -> Iterator[_Element]:
    return (child for child in (parent.children if parent is not None else ()) if child.name in names)


def _first(parent: _Element | None, *names: str) -> _Element | None:
    return next(_all(parent, *names), None)


def _at(parent: _Element | None, *path: str) -> _Element | None:
    for name in path:
        parent = _first(parent, name)
    return parent


def _in_currency(found: Iterable[_Element], currency: str | None) -> _Element | None:
    """The amount in the invoice's currency; the tax may stand a second time, in that of its books (BT-111)."""
    elements = list(found)
    return next((one for one in elements if one.attributes.get("currencyID") in {None, currency}), None)


def _text(element: _Element | None) -> str | None:
    plain = " ".join(element.text[:_TEXT_READ_MAX].split()) if element is not None else ""
    return "".join(char for char in plain if char.isprintable())[:TEXT_CHARS_MAX].strip() or None


def _amount(element: _Element | None) -> Decimal | None:
    written = _text(element) or ""
    return Decimal(written) if _AMOUNT.fullmatch(written) else None


def _currency(element: _Element | None) -> str | None:
    written = _text(element) or ""
    return written if _CURRENCY.fullmatch(written) else None


def _day(element: _Element | None) -> date | None:
    match = _DAY.fullmatch(_text(element) or "")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _card_end(element: _Element | None) -> str | None:
    match = re.search(r"([0-9]{4})$", _text(element) or "")
    return match[1] if match else None
