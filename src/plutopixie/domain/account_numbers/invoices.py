"""Masking of e-invoices, whose sellers state the accounts that they want to be paid on."""

from __future__ import annotations

from attrs import evolve

from plutopixie.domain.account_numbers.masking import mask
from plutopixie.domain.reading.e_invoice import EInvoice, UnreadableInvoice


def mask_invoice(invoice: EInvoice | UnreadableInvoice | None) -> EInvoice | UnreadableInvoice | None:
    """An e-invoice whose texts show no full account number; what it is by code lists stays."""
    if not isinstance(invoice, EInvoice):
        return invoice
    return evolve(
        invoice,
        number=_masked(invoice.number),
        seller=_masked(invoice.seller),
        lines=tuple(evolve(line, description=mask(line.description).text) for line in invoice.lines),
    )


def _masked(text: str | None) -> str | None:
    return mask(text).text if text is not None else None
