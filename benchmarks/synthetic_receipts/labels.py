"""What is true of a receipt, as a line of JSON that `score.py` of the sets of real receipts understands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from benchmarks.synthetic_receipts.facts import Facts, Kind


def label_of(id: str, file: str, facts: Facts) -> dict[str, Any]:
    """The fields; null where the receipt prints none, so that it is not asked for.

    `tax` is null, too, where several taxes are printed without their sum, and `subtotal` where only the amount of a
    card slip is. The date is null, too, where the paper leaves open which number is the month: nobody can know it, and
    `date_meant` says which day it was. What a line takes off is an item, with a negative amount.
    """
    meant = facts.dating.day.isoformat()
    return {
        "id": id,
        "file": file,
        "vendor": facts.vendor.name,
        "date": None if facts.dating.is_ambiguous else meant,
        "date_meant": meant,
        "total": str(facts.total),
        "currency": facts.currency,
        "subtotal": None if facts.tax_included or facts.kind is Kind.CARD_SLIP else _text(facts.subtotal),
        "tax": _text(facts.tax),
        "tip": _text(facts.tip),
        "last4": facts.payment.last4,
        "payment": facts.payment.kind,
        "document_number": facts.number,
        "items": [
            *(_item(item.description, item.quantity, item.amount) for item in facts.items),
            *([_item(facts.discount.label, None, facts.discount.amount)] if facts.discount else ()),
        ],
        "date_ambiguous": facts.dating.is_ambiguous,
        "tax_included": facts.tax_included,
        "several_taxes": len(facts.taxes) > 1,
        "kind": facts.kind.value,
    }


def _item(description: str, quantity: Decimal | None, amount: Decimal) -> dict[str, str | None]:
    return {"description": description, "quantity": _text(quantity), "amount": str(amount)}


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
