"""E-invoices: what the structured half of an invoice says, exactly as its issuer's program wrote it.

The terms are those of EN 16931-1 (electronic invoicing: semantic data model of the core elements), each with its
number there (BT-…). Both of its syntaxes, UN/CEFACT CII (which Factur-X and ZUGFeRD embed) and UBL 2.1, end here.

The laws:

- What the invoice leaves out is None; nothing is computed from the rest.
- Texts and lines are bounded, whoever wrote them.
- The seller's and buyer's bank accounts are no part of it: they are left behind where the file is parsed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import Attribute, field, frozen, validators

TEXT_CHARS_MAX: Final = 200
LINES_MAX: Final = 500

#: Types of document that owe the buyer money, of UNTDID 1001, as EN 16931 names them for credit notes.
CREDIT_NOTES: Final = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})

_DIGITS_MAX: Final = 12
_DECIMALS_MAX: Final = 10

_short = validators.optional(validators.max_len(TEXT_CHARS_MAX))


def _plain(_: object, attribute: Attribute[Any], value: Decimal | None) -> None:
    """An amount is a number with few digits before and behind the point: no infinity, no power of ten."""
    if value is None:
        return
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not -_DECIMALS_MAX <= exponent <= 0 or value.adjusted() >= _DIGITS_MAX:
        raise ValueError(f"{attribute.name} is no plain amount")


@frozen
class InvoiceLine:
    """A line of an invoice: what was bought (BT-153), its net amount (BT-131), and how many (BT-129)."""

    description: str = field(validator=validators.max_len(TEXT_CHARS_MAX))
    amount: Decimal = field(validator=_plain)
    quantity: Decimal | None = field(default=None, validator=_plain)


@frozen
class EInvoice:
    """The structured half of an invoice. Amounts stand as they are written there, a credit note's without sign.

    Attributes:
        number: BT-1, the invoice's number.
        issued: BT-2, the day on which it was issued.
        type_code: BT-3, what it is by the code list UNTDID 1001: 380 an invoice, 381 a credit note …
        currency: BT-5, an ISO 4217 code.
        seller: BT-27, the seller's name.
        total: BT-112, the sum with tax, whatever was paid before.
        tax: BT-110, all tax in the invoice's currency.
        tax_basis: BT-109, the sum without tax.
        due: BT-115, what is still to be paid.
        payment_means: BT-81, how it is paid by the code list UNTDID 4461: 30 a transfer, 54 a credit card …
        last4: the last four digits of BT-87, the paying card's.
        lines: BG-25.
    """

    number: str | None = field(default=None, validator=_short)
    issued: date | None = None
    type_code: str | None = field(default=None, validator=_short)
    currency: str | None = field(default=None, validator=_short)
    seller: str | None = field(default=None, validator=_short)
    total: Decimal | None = field(default=None, validator=_plain)
    tax: Decimal | None = field(default=None, validator=_plain)
    tax_basis: Decimal | None = field(default=None, validator=_plain)
    due: Decimal | None = field(default=None, validator=_plain)
    payment_means: str | None = field(default=None, validator=_short)
    last4: str | None = field(default=None, validator=validators.optional(validators.matches_re(r"[0-9]{4}")))
    lines: tuple[InvoiceLine, ...] = field(default=(), validator=validators.max_len(LINES_MAX))

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives money back."""
        return self.type_code in CREDIT_NOTES


@frozen
class UnreadableInvoice:
    """The document carries a structured half that can't be read: damaged, hostile, or of another kind."""
