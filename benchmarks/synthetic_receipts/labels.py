"""What is true of a receipt, as a line of JSON that `score.py` of the sets of real receipts understands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from benchmarks.synthetic_receipts.facts import Facts, Kind


def label_of(id: str, file: str, facts: Facts) -> dict[str, Any]:
    """The fields; null where the receipt prints none, so that it is not asked for.

    `tax` is null, too, where several taxes are printed without their sum, and `subtotal` where only the amount of a
    card slip is.
    """
    return {
        "id": id,
        "file": file,
        "vendor": facts.vendor.name,
        "date": facts.dating.day.isoformat(),
        "total": str(facts.total),
        "currency": facts.currency,
        "subtotal": None if facts.tax_included or facts.kind is Kind.CARD_SLIP else _text(facts.subtotal),
        "tax": _text(facts.tax),
        "tip": _text(facts.tip),
        "last4": facts.payment.last4,
        "payment": facts.payment.kind,
        "document_number": facts.number,
        "items": [
            {"description": item.description, "quantity": _text(item.quantity), "amount": str(item.amount)}
            for item in facts.items
        ],
        "date_ambiguous": facts.dating.is_ambiguous,
        "tax_included": facts.tax_included,
        "several_taxes": len(facts.taxes) > 1,
        "kind": facts.kind.value,
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
