"""Document numbers: the number by which an invoice, receipt or bill is asked for.

The laws:

- A document number stands beside or below its name. The invoice's number stands before the receipt's, that before the
  bill's, the order's and the transaction's.
- The number of a tax payer, company, customer, account, card, telephone, table or till is none.
- A card's number is never one, nor is an IBAN, and what is masked is not taken: nothing is read behind a mask.
- A date, a time or an amount is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from plutopixie.domain.reading.cards import is_card_number
from plutopixie.domain.reading.extraction import Place
from plutopixie.domain.reading.rows import COLUMN, Row

_NUMBER_WORD: Final = r"(?:no|n[o0°º]|nr|num(?:ber|mer|ero|éro)?|#|id|code|ref(?:erence)?)"
_NAMES: Final = (
    (
        0.95,
        r"(?:tax ?)?[il1]nvo[il1]ce|(?:tax ?)?[il1]nv|[^\W\d_]*rechnungs?|faktura|facture|factura|fattura|factuur",
    ),
    (0.9, r"rece[il1]pt|rcpt|rec|re[cç]u|recibo|beleg|bon|kassenbon|quittung|scontrino|ticket de caisse"),
    (0.85, r"b[il1]{3}|doc(?:ument)?|folio|statement|credit note|gutschrift|cash (?:sales?|bill|memo)|cb"),
    (0.8, r"ticket|tkt|check|chk|guest check"),
    (0.75, r"order|bestell(?:ung|nummer)?|auftrags?|commande|pedido"),
    (0.7, r"trans(?:action)?|trn|trx|txn|trip|ride|confirmation|conf|booking|reservation|reference|sale|slip"),
)
_BEHIND_NAME: Final = (
    rf"(?: ?\(\d{{1,4}}\))?"
    rf"(?:(?:[ .\-/]{{0,2}}{_NUMBER_WORD}(?![^\W\d_])){{1,3}} ?[.:#\-]{{0,3}}| {{0,2}}[:#]{{1,2}}) {{0,4}}"
)
_LABEL: Final = tuple(
    (sure, re.compile(rf"(?<![^\W\d_])(?:{names}){_BEHIND_NAME}", re.IGNORECASE)) for sure, names in _NAMES
)
#: A number right behind its name, without a word or sign for "number".
_LOOSE: Final = tuple(
    (
        0.75 * sure,
        re.compile(rf"(?<![^\W\d_])(?:{names}) {{1,4}}(?=[A-Z]{{0,3}}-?\d{{3}})(?!(?:19|20)\d\d(?!\d))", re.IGNORECASE),
    )
    for sure, names in _NAMES
)
#: A number that stands alone in its row beside nothing but "No.".
_BARE: Final = re.compile(r"^\W{0,3}n[or°]\b\W{0,4}(?P<value>[A-Z0-9\-/]{5,40})$", re.IGNORECASE)
_BARE_SURE: Final = 0.6
_NOT_ITS: Final = re.compile(
    r"(?:gst|vat|tax|sst|tin|ein|ust|mwst|tva|iva|reg(?:istration)?|company|co|customer|cust|client|kunden?|member|loyalty|"
    r"account|acct|a/c|card|phone|tel|fax|mobile|table|terminal|till|store|shop|site|pos|auth(?:orization)?|approval|your|"
    r"merchant|batch|license|permit|credit|purchase|po)\W{0,2}$",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(
    r"[#:]?\s?(?P<value>[A-Z0-9]{1,40}(?:[\-/._][A-Z0-9]{1,40}){0,7})(?![\w*•]|[:,]\d)", re.IGNORECASE
)
_MASKS: Final = re.compile(r"[•*●#]{2,}|[xX]{3,}")
_DATE: Final = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1\d{2,4}|\d{4}([/.\-])\d{1,2}\2\d{1,2}|\d{1,2}:\d{2}")
_AMOUNT: Final = re.compile(r"\d+[.,]\d{2}")
_RUN: Final = re.compile(r"\d(?:[ \-]?\d){12,18}")
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CHARS_MAX: Final = 40
_DIGITS_MIN: Final = 2
_BARE_DIGITS_MIN: Final = 4
_BELOW_REACH: Final = 2.5  # how far below its name a number may stand, in heights of a row
_BELOW: Final = 0.85
_IBAN_LETTER: Final = 55  # what a letter's code is more than its number in the check: A is 10


@frozen
class Numbered:
    """A document number as printed, how sure the rules are, and where it stands."""

    value: str
    confidence: float
    place: Place


def document_number_of(rows: Sequence[Row]) -> Numbered | None:
    """The document's number, or None when none is printed beside its name."""
    found = [numbered for index in range(len(rows)) for numbered in _in_row(rows, index)]
    return max(found, key=lambda one: one.confidence, default=None)


def _in_row(rows: Sequence[Row], index: int) -> Iterator[Numbered]:
    row = rows[index]
    if (bare := _BARE.match(row.text)) and _is_number(bare["value"], _BARE_DIGITS_MIN):
        yield _numbered(row, *bare.span("value"), _BARE_SURE)
    for sure, pattern in (*_LABEL, *_LOOSE):
        for match in pattern.finditer(row.text):
            if _NOT_ITS.search(row.text[: match.start()]):
                continue
            value = _VALUE.match(row.text, match.end())
            if value and _is_number(value["value"]) and not _begins_card(row.text, value.start("value")):
                yield _numbered(row, *value.span("value"), sure)
            elif not row.text[match.end() :].strip() or match.group().endswith(COLUMN):
                yield from _below(rows, index, match.span(), sure * _BELOW)


def _below(rows: Sequence[Row], index: int, span: tuple[int, int], sure: float) -> Iterator[Numbered]:
    """The number that stands below its name, as in a table with the names in its head."""
    row = rows[index]
    head = row.place(*span).box
    for under in rows[index + 1 : index + 2]:
        near = under.page == row.page and under.box.top - row.box.bottom <= _BELOW_REACH * max(1, row.height)
        for match in _VALUE.finditer(under.text) if near and not _MASKS.search(under.text) else ():
            box = under.place(*match.span("value")).box
            if box.left < head.right and head.left < box.right and _is_number(match["value"]):
                yield _numbered(under, *match.span("value"), sure)
                return


def _is_number(value: str, digits_min: int = _DIGITS_MIN) -> bool:
    digits = sum(char.isdigit() for char in value)
    return (
        digits >= digits_min
        and len(value) <= _CHARS_MAX
        and value.isascii()
        and not (_DATE.fullmatch(value) or _AMOUNT.fullmatch(value) or _MASKS.search(value))
        and not is_card_number(value)
        and not _is_iban(value)
    )


def _begins_card(text: str, start: int) -> bool:
    """Whether the number that begins here, with the groups of digits behind it, is a card's."""
    run = _RUN.match(text, start)
    return run is not None and is_card_number(run.group())


def _is_iban(value: str) -> bool:
    """Whether a text is an IBAN: its form, and ISO 7064's remainder of 1 by 97."""
    plain = re.sub(r"[\W_]", "", value).upper()
    if not _IBAN.fullmatch(plain):
        return False
    moved = plain[4:] + plain[:4]
    return int("".join(char if char.isdigit() else str(ord(char) - _IBAN_LETTER) for char in moved)) % 97 == 1


def _numbered(row: Row, start: int, end: int, sure: float) -> Numbered:
    return Numbered(row.text[start:end], round(sure * row.sureness(start, end), 3), row.place(start, end))
