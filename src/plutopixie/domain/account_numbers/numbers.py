"""What is found: account numbers with their place in a text, and what of them is hidden."""

from __future__ import annotations

import enum
from typing import Final

from attrs import frozen

#: What a hidden digit becomes.
MASK: Final = "•"
#: How many digits of a number stay.
SHOWN_DIGITS: Final = 4


class AccountNumberKind(enum.StrEnum):
    """What the number identifies."""

    CARD = "card"
    IBAN = "iban"
    BANK_ACCOUNT = "bank account"
    ROUTING = "routing"


@frozen
class AccountNumber:
    """A number that was found: its kind, its last four digits (ASCII), and its place in the text, end exclusive."""

    kind: AccountNumberKind
    last4: str
    start: int
    end: int


@frozen
class Masked:
    """A text without full account numbers, as long as it was before, and what was found in it, in reading order."""

    text: str
    found: tuple[AccountNumber, ...]


@frozen
class Match:
    """A number, the places of characters to hide, and how sure it is (less is surer)."""

    number: AccountNumber
    hidden: tuple[int, ...]
    doubt: int
