"""Payments: in which kind a receipt was paid.

The laws:

- What was handed over or charged, with its amount, says most; a card's masked number, its approval or its chip say that
  a card paid; change that was given back says that cash did.
- A word in passing ("no cash refunds", "cashier", "card no. of a member") says nothing.
- A debit card is a card, and so is one in a telephone; a gift card, a voucher or an online wallet is another kind; a
  transfer or a debit of an account is the bank's.
- Where two kinds are told alike, none is given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading.cards import Carded
from plutopixie.domain.reading.entries import Entry
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.labels import Kind
from plutopixie.domain.reading.rows import Row

_IN_PASSING: Final = re.compile(
    r"no (?:cash|refund|exchange)|cash ?(?:ier|back|refund|sales?|receipt|inv|bill|&|and|memo|counter|no\b)|"
    r"refunds?\b.*(?:cash|card)|credit(?:s| note| memo)|agree|\bwin\b|chance|accept|survey|apply|save \d|card ?member|"
    r"(?:member|loyalty|reward|points|club|bonus|business|score|post|sim|memory|greeting|birthday|brief) ?-?cards?\b|"
    r"karten?(?:zahlung)? (?:m[öo]glich)|cheque no longer|n.est plus",
    re.IGNORECASE,
)
_WALLET: Final = (
    r"gift ?card|e-?gift|store credit|voucher|gutschein(?:karte)?|paypal|venmo|cash ?app\b|zelle|grab ?pay|ali ?pay|"
    r"wechat ?pay|touch ?n ?go|e-?wallet|boost\b|klarna|afterpay|bitcoin"
)
_BANK: Final = (
    r"bank ?transfer|wire ?transfer|\bach\b|direct debit|sepa|lastschrift|[üu]berweisung|virement|online ?banking|"
    r"e-?check|\bcheque\b|paid by check|transferencia|bonifico|\bfpx\b"
)
_CARD: Final = (
    r"\bvisa\b|master ?card|\bamex\b|american ?express|discover(?! (?:our|more|the))|maestro|girocard|\bdiners\b|"
    r"\bjcb\b|union ?pay|interac|ec-?(?:karte|cash)|kreditkarte|kartenzahlung|mit karte|carte ?bancaire|\bcb\b|"
    r"tarjeta|apple ?pay|google ?pay|samsung ?pay|contactless|pay ?wave|pay ?pass|tap to pay|my ?debit|bankkarte|"
    r"carta di|pin ?verified|(?:credit|debit) ?(?:card|sale|purchase)?\b|\bcard\b"
)
_TERMINAL: Final = (
    r"\bauth(?:orization|orisation)?\.? ?(?:code|no|#|id|:)|approval|approved|\baid ?[:\-]|\bemv\b|"
    r"chip (?:read|card|insert)|entry (?:method|mode)|\btvr\b|\btsi\b|swiped|genehmigungs"
)
_CASH: Final = (
    r"\bcash\b|\btunai\b|^\W*bar\b|bar ?(?:geld|zahlung)|esp[eè]ces?\b|efectivo|contanti|\bcontant\b|現金|gegeben bar"
)
_GIVEN_BACK: Final = r"\bchange(?: due| given)?\b ?:? *(?:\W?[\d.,]+)?$|r[üu]ckgeld|wechselgeld"
#: What a row may say about how it was paid, and how much it counts; the first that fits is meant.
_SAID: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), weight)
    for kind, pattern, weight in (
        (PaymentKind.OTHER, _WALLET, 3.0),
        (PaymentKind.BANK, _BANK, 3.0),
        (PaymentKind.CARD, _CARD, 2.0),
        (PaymentKind.CARD, _TERMINAL, 1.5),
        (PaymentKind.CASH, _CASH, 2.0),
        (PaymentKind.CASH, _GIVEN_BACK, 0.5),
    )
)
_BY: Final = re.compile(
    r"pa(?:id|y(?:ment)?) ?(?:by|with|via|method|mode|type)|tender|zahlart|zahlungsart|bezahlt mit|"
    r"mode de (?:paiement|r[èe]glement)|r[èe]gl[ée] par|pago con|charged to|refund(?:ed)? to",
    re.IGNORECASE,
)
_SUMS: Final = frozenset({Kind.TOTAL, Kind.GRAND, Kind.SUBTOTAL})
_VOTES_MAX: Final = 4
_CARD_SEEN: Final = 2.5
_CLEAR: Final = 1.0
_SHORT_WORDS: Final = 4


@frozen
class Paid:
    """The kind of payment, how sure the rules are, and where it is said."""

    kind: PaymentKind
    confidence: float
    place: Place


@frozen(eq=False)
class _Vote:
    kind: PaymentKind
    points: float
    row: Row
    start: int
    end: int


def payment_of(rows: Sequence[Row], entries: Sequence[Entry], card: Carded | None) -> Paid | None:
    """How the receipt was paid, or None where it does not say.

    Args:
        rows: the rows of one receipt.
        entries: the labelled amounts in these rows.
        card: the paying card that was read from the same rows.
    """
    votes = [*_votes(rows, entries), *_card_votes(card)]
    points: dict[PaymentKind, float] = defaultdict(float)
    for kind in PaymentKind:
        mine = sorted((vote.points for vote in votes if vote.kind is kind), reverse=True)
        points[kind] = sum(value / (1 + at) for at, value in enumerate(mine[:_VOTES_MAX]))
    best = max(PaymentKind, key=lambda kind: points[kind])
    rival = max(value for kind, value in points.items() if kind is not best)
    lead = points[best] - rival
    if lead < _CLEAR:
        return None
    vote = max((vote for vote in votes if vote.kind is best), key=lambda one: one.points)
    sure = vote.row.sureness(vote.start, vote.end)
    confidence = round(min(0.97, 0.6 + 0.08 * lead) * sure, 3)
    return Paid(best, confidence, vote.row.place(vote.start, vote.end))


def _votes(rows: Sequence[Row], entries: Sequence[Entry]) -> Iterator[_Vote]:
    priced: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.amount.is_priced:
            priced[entry.index].append(entry)
    first_sum = min((entry.index for entry in entries if entry.kind in _SUMS), default=0)
    for index, row in enumerate(rows):
        beside = priced[index]
        nothing = bool(beside) and all(entry.value == 0 for entry in beside)
        said = None if nothing or _IN_PASSING.search(row.text) else _said(row)
        if said is not None:
            kind, match, weight = said
            weight *= _fullness(row, behind_sum=index > first_sum, with_amount=bool(beside))
            yield _Vote(kind, weight, row, *match.span())


def _said(row: Row) -> tuple[PaymentKind, re.Match[str], float] | None:
    """What a row says about the payment, by the first pattern that fits."""
    for kind, pattern, weight in _SAID:
        if match := pattern.search(row.text):
            return kind, match, weight
    return None


def _fullness(row: Row, *, behind_sum: bool, with_amount: bool) -> float:
    """How much a row counts: full where it stands with an amount or a word for paying, little in a long sentence."""
    if _BY.search(row.text) or (behind_sum and with_amount):
        return 1.5
    if len([word for word in row.text.split() if word.isalpha()]) > _SHORT_WORDS:
        return 0.3
    return 1.0 if behind_sum else 0.6


def _card_votes(card: Carded | None) -> Iterator[_Vote]:
    if card is not None:
        yield _Vote(PaymentKind.CARD, _CARD_SEEN * card.confidence, card.row, card.start, card.end)
