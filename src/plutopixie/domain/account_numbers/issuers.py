"""Issuers of payment cards: first digits, lengths and groupings, and how much proof a number needs."""

from __future__ import annotations

import enum
from typing import Final

from attrs import frozen


class Proof(enum.IntEnum):
    """What a card number needs beside range, length and check digit."""

    NOTHING = 0  # a card's grouping is enough
    NO_OTHER_LABEL = 1  # and no sign that it is a barcode, a phone or a document
    CARD_WORDS = 2  # words near by must say it is a card


@frozen
class Issuer:
    """A range of first digits, and the lengths of its numbers."""

    first: str
    last: str
    lengths: tuple[int, ...]
    proof: Proof = Proof.NOTHING

    def holds(self, digits: str) -> bool:
        """Whether a number that begins with these digits is in the range."""
        return self.first <= digits[: len(self.first)] <= self.last


#: Issuer ranges as the networks publish them. Lengths that hardly any card has need more proof.
ISSUERS: Final = (
    Issuer("4", "4", (16,)),  # Visa, and with it Dankort, Elo and others in its range
    Issuer("4", "4", (19,), Proof.NO_OTHER_LABEL),
    Issuer("4", "4", (13,), Proof.CARD_WORDS),  # as long as a barcode (EAN-13, ISBN): words decide
    Issuer("51", "55", (16,)),  # Mastercard
    Issuer("222100", "272099", (16,)),
    Issuer("34", "34", (15,)),  # American Express
    Issuer("37", "37", (15,)),
    Issuer("300", "305", (14, 16)),  # Diners Club
    Issuer("3095", "3095", (14, 16)),
    Issuer("36", "36", (14, 16)),
    Issuer("38", "39", (14, 16)),
    Issuer("300", "305", (17, 18, 19), Proof.CARD_WORDS),
    Issuer("3095", "3095", (17, 18, 19), Proof.CARD_WORDS),
    Issuer("36", "36", (15, 17, 18, 19), Proof.CARD_WORDS),
    Issuer("38", "39", (17, 18, 19), Proof.CARD_WORDS),
    Issuer("6011", "6011", (16, 17, 18, 19)),  # Discover
    Issuer("644", "649", (16, 17, 18, 19)),
    Issuer("65", "65", (16, 17, 18, 19)),
    Issuer("3528", "3589", (16, 17, 18, 19)),  # JCB
    Issuer("1800", "1800", (15,), Proof.NO_OTHER_LABEL),
    Issuer("2131", "2131", (15,), Proof.NO_OTHER_LABEL),
    Issuer("62", "62", (16, 17, 18, 19)),  # UnionPay
    Issuer("8100", "8171", (16, 17, 18, 19)),
    Issuer("81", "82", (16,)),  # RuPay; 60, 65 and 508 are below and above
    Issuer("353", "353", (16,)),
    Issuer("356", "356", (16,)),
    Issuer("2200", "2204", (16, 17, 18, 19)),  # Mir
    Issuer("2205", "2205", (16,)),  # BORICA
    Issuer("9792", "9792", (16,)),  # Troy
    Issuer("9704", "9704", (16, 19)),  # Napas
    Issuer("8600", "8600", (16,)),  # Uzcard
    Issuer("9860", "9860", (16,)),  # Humo
    Issuer("1946", "1946", (16,), Proof.NO_OTHER_LABEL),  # GPN
    Issuer("357111", "357111", (16, 17, 18, 19)),  # LankaPay
    Issuer("5610", "5610", (16,)),  # Bankcard
    Issuer("5614", "5614", (16,)),  # Uzcard
    Issuer("564182", "564182", (16, 18, 19)),  # Switch
    Issuer("5018", "5020", (16, 17, 18, 19)),  # Maestro, Dankort
    Issuer("5038", "5038", (16, 17, 18, 19)),
    Issuer("5893", "5893", (16, 17, 18, 19)),
    Issuer("6304", "6304", (16, 17, 18, 19)),
    Issuer("6706", "6709", (16, 17, 18, 19)),
    Issuer("6759", "6771", (16, 17, 18, 19)),
    Issuer("636", "639", (16, 17, 18, 19)),  # InterPayment, InstaPayment
    Issuer("506099", "506198", (16, 18, 19)),  # Verve
    Issuer("507865", "507964", (16, 18, 19)),
    Issuer("50", "50", (16, 18, 19), Proof.NO_OTHER_LABEL),  # the rest of Maestro's and national ranges
    Issuer("56", "58", (16, 18, 19), Proof.NO_OTHER_LABEL),
    Issuer("60", "69", (16, 18, 19), Proof.NO_OTHER_LABEL),
    Issuer("50", "50", (12, 13, 14, 15, 17), Proof.CARD_WORDS),
    Issuer("56", "58", (12, 13, 14, 15, 17), Proof.CARD_WORDS),
    Issuer("60", "69", (12, 13, 14, 15, 17), Proof.CARD_WORDS),
    Issuer("1", "1", (15,), Proof.CARD_WORDS),  # UATP
)
PREFIX_DIGITS: Final = 6

#: Where groups end on cards, by length, the commonest grouping first.
GROUPINGS: Final = {
    12: ({4, 8}, {6}),
    13: ({4, 8, 12}, {4, 7, 10}, {4, 8}),
    14: ({4, 10}, {4, 8, 12}),
    15: ({4, 10}, {4, 8, 12}, {5, 10}),
    16: ({4, 8, 12}, {6}),
    17: ({4, 8, 12, 16}, {4, 8, 12}),
    18: ({4, 8, 12, 16}, {6}, {6, 12}),
    19: ({4, 8, 12, 16}, {6}, {4, 8, 12}),
}


def _issuers_by_prefix() -> dict[str, tuple[Issuer, ...]]:
    table: dict[str, list[Issuer]] = {}
    for issuer in ISSUERS:
        for two in range(int(issuer.first.ljust(2, "0")[:2]), int(issuer.last.ljust(2, "9")[:2]) + 1):
            table.setdefault(str(two), []).append(issuer)
    return {two: tuple(issuers) for two, issuers in table.items()}


BY_PREFIX: Final = _issuers_by_prefix()


def proofs(prefix: str) -> dict[int, Proof]:
    """For each length a number with these first digits may have, the least proof that it needs."""
    proofs: dict[int, Proof] = {}
    for issuer in BY_PREFIX.get(prefix[:2], ()):
        if issuer.holds(prefix):
            for length in issuer.lengths:
                proofs[length] = min(issuer.proof, proofs.get(length, issuer.proof))
    return proofs
