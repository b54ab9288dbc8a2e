"""Labels: what the words beside an amount say it is.

The laws:

- A label is compared without case, accents, spaces and punctuation, for engines drop spaces and thermal print loses dots.
- The first kind in the table whose pattern fits is the kind: the exceptions ("total quantity", "total before tax") stand before
  the rule ("total").
- Letters that engines confuse (0 for o, 1 and i for l) are unified on both sides.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from typing import Final


class Kind(enum.Enum):
    """What an amount is, by its label."""

    COUNT = "a number of things or points, no money owed"
    SAVING = "what was taken off or saved"
    ROUNDING = "what rounding added or took"
    CHANGE = "what was given back"
    DEPOSIT = "what was paid before or is still owed from before"
    NET = "the sum without tax"
    SUBTOTAL = "a sum on the way to the total"
    GRAND = "the sum to pay, said beyond doubt"
    TAX = "the tax in the sum"
    TOTAL = "the sum to pay"
    TIP = "what the guest added"
    CARD = "what was charged to a card or account"
    CASH = "what was handed over"
    OTHER = "anything else"


_TOTAL: Final = r"t[o0]t[ao]l(?!ly)|tolal|iotal"
_INCLUSIVE: Final = r"incl|inclusive|include|withgst|aftertax|ttc|inkl|brutto"

#: Patterns on folded labels, in order of precedence; folding turns 0 into o, and 1 and | into l.
_TABLE: Final[tuple[tuple[Kind, str], ...]] = (
    (Kind.CHANGE, r"change(?!able)|balancedue?back|r[uü]e?ckgeld|wechselgeld|zur[uü]e?ck$|cambio|rendu|baki|vuelto|troco|resto$|wisselgeld|kembali|お釣"),
    (Kind.SAVING, r"discount|saving|saved|yousave|rabatt|ersparnis|coupon|voucher|diskaun|remise|descuento|sconto|korting|nachlass|promo(?!d)|gutschein|offer"),
    (Kind.ROUNDING, r"^(?!.*rounded).*(?:r[ou]{1,2}nd(?:ing|ed)?(?:ad|diff)?|rnding|arrondi|rundung|pembundaran|redondeo)(?!.*(?:total|toplam).*$)|^t?ro[uo]nding|roundad|bulat"),
    (Kind.COUNT, r"(?:total|no|number|num)?(?:of)?(?:qty|quantity|quantities|items?|pcs|pieces|units?|artikel|articles?|kuantiti|stück|stueck|posten)(?:sold|count|purchased|s)?[:.]?$|"
     r"total(?:qty|quantity|item|no|number|unit|pcs|point|bil|article|weight)|itemcount|points?|poin|mata|bonus|invoiceno|receiptno|tablet?no|pax$|litre|liter|volume|weight|gewicht|anzahl"),
    (Kind.DEPOSIT, r"previous|openingbal|deposit(?!ed)|prepaid|anzahlung|vorauszahlung|acompte|outstandingbal|lastbal|cardbal|balancebefore|remainingbal|guthaben|kartensaldo"),
    (Kind.GRAND, r"grandt|rounded(?:total|amount|amt)|(?:total|amt|amount)rounded|finaltotal|totalafterround|afterround|totalr[ou]{2}nd|amountdue|totaldue|balancedue|totalpayable|amountpayable|netpayable|"
     r"netttotal|nettotal(?!qty)|nettamount|nettamt|totalnett?(?:amt|amount)?$|topay|payableamount|zuzahlen|zahlbetrag|gesamtbetrag|gesamtsumme|rechnungsbetrag|endbetrag|bruttosumme|"
     r"netapayer|totalttc|montantttc|montanttotal|totalapagar|importetotal|totalfacture|totalgeral|jumlahbesar|jumlahperlu|jumlahbayaran|totaldocumento|importopagato|tebetalen|totalapayer|"
     r"合計|总计|總計|總額|total(?:amount|amt)?(?:rm|due|eur|usd|gbp|chf)?(?:with|after)(?:gst|tax|vat|sst)|invoicetotal|receipttotal|totalinvoice|billtotal|totalbill|ordertotal|totalwithtax"),
    (Kind.NET, r"exc(?:l|lu|luding|lusive)?(?:of)?(?:gst|tax|vat|sst|btw|tva|mwst)|(?:total|sales|amount|amt|price|gst|tax)[a-z]{0,10}?exc(?:l|$|g|o|u)|beforegst|beforetax|w[/]?ogst|netto|totalht|montantht|taxable|nettof?tax|netamount|"
     r"exempt|zerorated|amtbefore|htva|nett?sales|baseimponible|imponibile|subtotalht|^net$|^netvalue"),
    (Kind.SUBTOTAL, r"subt|sub[a-z]?t[o]t|zwischensumme|soustotal|subtotale|jumlahkecil|小計|subtotaal|^subfotal|itemtotal|totalitemsprice|merchandise"),
    (Kind.TOTAL, rf"(?:{_TOTAL})[a-z%]*?(?:{_INCLUSIVE})|(?:{_INCLUSIVE})[a-z%]*?(?:{_TOTAL})|totalsales[a-z%]*?(?:{_INCLUSIVE})"),
    (Kind.TAX, r"(?:gst|sst|vat|tax|mwst|ust|tva|iva|btw|moms|hst|pst|qst|ppn|cukai|steuer|消費税|内税|外税|税)(?!invoice|able|id|reg|no)|servicecharge|svcchg|servcharge|svccharge|surcharge|iuran"),
    (Kind.TIP, r"^tips?|gratuity|trinkgeld|pourboire|propina"),
    (Kind.TOTAL, rf"{_TOTAL}|summe|gesamt|jumlah|amtdue|^balance$|totaal|sumatotal|^importe|合计|^sum$|razem|suma|^betrag(?:eur)?$|^amount(?:rm|usd|eur|gbp)?$|^amt(?:rm)?$|^due$|bruttobetrag|toplam|itogo|^paid$|"
     r"^bill(?:amount|amt)|^netsale"),
    (Kind.CARD, r"visa|master|credit|debit|card|amex|maestro|girocard|ecash|eccash|eckarte|karte|kreditkarte|cartebancaire|^cb$|paypal|applepay|tng|grabpay|boost|paywave|ewallet|kartenzahlung|mydebit|giro|paymentbycard|tarjeta"),
    (Kind.CASH, r"cash(?!ier|no|bill|inv|sale|carry|and|&|memo)|tender|tunai|gegeben|^bar(?:geld)?$|bar$|bareur|esp[eè]ces?|efectivo|contanti|contant|received|paid|payment|pay(?:ment)?amount|amountpaid|^bayar|payable|現金"),
)  # fmt: skip
_PATTERNS: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _TABLE)
_UNIFIED: Final = str.maketrans({"0": "o", "1": "l", "|": "l", "!": "l"})
_KEPT: Final = re.compile(r"[^\w%&/]+|_")
_DIGITS: Final = re.compile(r"(?<![^\W\d])\d[\d.,]*(?![^\W\d])")
_FOLDED_MAX: Final = 80


def folded(label: str) -> str:
    """A label for comparison: lower case, no accents, no free-standing numbers, no spaces or punctuation."""
    bare = _DIGITS.sub(" ", label.lower())
    split = unicodedata.normalize("NFKD", bare)
    plain = (
        "".join(char for char in split if not unicodedata.combining(char))
        if split.isascii() or _is_latin(split)
        else bare
    )
    return _KEPT.sub("", plain).translate(_UNIFIED)[-_FOLDED_MAX:]


def kind_of(label: str) -> Kind:
    """What the amount beside this label is."""
    text = folded(label)
    for kind, pattern in _PATTERNS:
        if pattern.search(text):
            return kind
    return Kind.OTHER


def _is_latin(text: str) -> bool:
    return all(ord(char) < 0x370 for char in text)
