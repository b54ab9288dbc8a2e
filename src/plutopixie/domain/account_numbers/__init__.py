r"""Account numbers: full card and bank account numbers are never kept, only their last four digits (P4.4).

What counts as one:

- A payment card number: an issuer's range and length (ISO/IEC 7812 and what the issuers publish), a right check digit
  (Luhn), and whole groups of digits in a grouping that cards have. Digits of any script; spaces, dashes, dots and other
  signs between.
- An IBAN: a country's code, that country's length, and a right check (ISO 13616, ISO 7064 mod 97-10).
- A bank account number: 5 to 17 digits right after words such as "account no".
- A US routing number: nine digits in a Federal Reserve range with a right check (ABA), near words such as "routing".

Numbers that only could be a card's (13 digits as on a barcode, lengths hardly any card has, odd groupings) count with
words such as "card" or "Visa" near by, or at least not after a plus sign or words such as "tel" and "order no".

The laws of masking:

- Every digit of such a number but its last four becomes `•`; separators stay, and the text keeps its length.
- Where possible numbers overlap, a digit shows only if it is among the last four of each.
- Masking twice is masking once: what is left over never joins into a number that wasn't there before.
- It takes time in proportion to the text.
"""

from __future__ import annotations

from plutopixie.domain.account_numbers.masking import mask
from plutopixie.domain.account_numbers.numbers import MASK, SHOWN_DIGITS, AccountNumber, AccountNumberKind, Masked
from plutopixie.domain.account_numbers.recognized import mask_recognized, mask_words, sensitive_boxes, sensitive_places

__all__ = [
    "MASK",
    "SHOWN_DIGITS",
    "AccountNumber",
    "AccountNumberKind",
    "Masked",
    "mask",
    "mask_recognized",
    "mask_words",
    "sensitive_boxes",
    "sensitive_places",
]
