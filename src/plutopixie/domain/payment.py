"""How an expense was paid: a kind, and for cards and accounts the last four digits only (P4.4)."""

from __future__ import annotations

import enum
import re
from typing import Final

from attrs import field, frozen

from plutopixie.domain.errors import InvalidValueError

_LAST4: Final = re.compile(r"[0-9]{4}", re.ASCII)


class PaymentKind(enum.StrEnum):
    """The kinds of payment."""

    CASH = "cash"
    CARD = "card"
    BANK = "bank"
    OTHER = "other"


def _last4_or_none(_: object, __: object, value: str | None) -> None:
    if value is not None and not _LAST4.fullmatch(value):
        raise InvalidValueError("payment_method.last4", "takes exactly the last four digits, never more")


@frozen
class PaymentMethod:
    """A kind of payment, and the last four digits of the card or account where there is one."""

    kind: PaymentKind
    last4: str | None = field(default=None, validator=_last4_or_none)

    def __attrs_post_init__(self) -> None:
        if self.last4 is not None and self.kind is PaymentKind.CASH:
            raise InvalidValueError("payment_method.last4", "cash has no card number; leave it out")
