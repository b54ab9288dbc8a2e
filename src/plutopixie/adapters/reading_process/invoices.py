"""How parent and child tell each other of an e-invoice: amounts as decimal texts, its date as in ISO 8601."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from plutopixie.domain.reading.e_invoice import EInvoice, InvoiceLine, UnreadableInvoice

_UNREADABLE: Final = "unreadable"
_TEXTS: Final = ("number", "type_code", "currency", "seller", "payment_means", "last4")
_AMOUNTS: Final = ("total", "tax", "tax_basis", "due")


def encode_invoice(invoice: EInvoice | UnreadableInvoice | None) -> Any:
    """The invoice as plain values."""
    if not isinstance(invoice, EInvoice):
        return _UNREADABLE if invoice else None
    lines = [(line.description, str(line.amount), _written(line.quantity)) for line in invoice.lines]
    return {
        **{name: getattr(invoice, name) for name in _TEXTS},
        **{name: _written(getattr(invoice, name)) for name in _AMOUNTS},
        "issued": invoice.issued.isoformat() if invoice.issued else None,
        "lines": lines,
    }


def decode_invoice(plain: Any) -> EInvoice | UnreadableInvoice | None:
    """The invoice of plain values; raises any of the errors that nonsense causes."""
    if plain is None or plain == _UNREADABLE:
        return UnreadableInvoice() if plain else None
    return EInvoice(
        **{name: _read(str, plain[name]) for name in _TEXTS},
        **{name: _read(Decimal, plain[name]) for name in _AMOUNTS},
        issued=_read(date.fromisoformat, plain["issued"]),
        lines=tuple(
            InvoiceLine(str(text), Decimal(amount), _read(Decimal, quantity))
            for text, amount, quantity in plain["lines"]
        ),
    )


def _written(amount: Decimal | None) -> str | None:
    return str(amount) if amount is not None else None


def _read(read: Callable[[Any], Any], plain: Any) -> Any:
    return read(plain) if plain is not None else None
