"""Labels: what the words beside an amount say it is.

The laws:

- A label is compared without case, accents, spaces and punctuation, for engines drop spaces and thermal print loses
  dots.
- The first kind in the table whose pattern fits is the kind: the exceptions ("total quantity", "total before tax")
  stand before the rule ("total").
- Letters that engines confuse (0 for o, 1, | and ] for l) are unified, and the words that matter most are known in
  the shapes they are misread in.
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
    PAID = "what was paid: the total, unless there is change"
    CARD = "what was charged to a card or account"
    CASH = "what was handed over"
    OTHER = "anything else"


_TOTAL: Final = "[tfiljr][oau][ti][ao][lkji]|t[oa]tl|ttl"  # as engines misread it, too: lotal, Jutal, IUIAL
_TAX: Final = "(?:(?<![auo]n)gs?st|tax(?!i)|mwst|umsatzst|moms|cukai|steuer|消費税|内税|外税|税|þ)"
#: Names of taxes so short that they also occur inside other words ("custom", "arrival", "plastic stool"): they count as
#: words of their own, or beside few others, and are then written as þ, a letter that no label has. Some are misread.
_SHORT_TAX: Final = re.compile(
    r"(?<![^\W_])((?:sub)?total|net|amt|in[ck]l|excl|zzgl|plus|with|ohne|inclusiveof|davon)?"
    r"(?:ust|vat|tva|iva|btw|sst|hst|pst|qst|ppn|g[s5][ti]|[c6][s58]t)(amount|amt|total|incl|rate)?(?![^\W\d_])",
    re.IGNORECASE,
)
_INCLUSIVE: Final = (
    "(?:in[ce]l|inct|inc(?=gst|vat|tax|þ)|inclusive|include|withgst|withtax|aftertax|aftergst|ttc|inkl|brutto)"
)

#: Patterns on folded labels, in order of precedence; folding turns 0 into o, and 1, ], | and ! into l.
_TABLE: Final[tuple[tuple[Kind, tuple[str, ...]], ...]] = (
    (
        Kind.CHANGE,
        (
            "change(?!able)", "r[uü]e?ckgeld", "wechselgeld", "zur[uü]e?ck$", "cambio", "rendu", "^baki", "vuelto",
            "troco", "wisselgeld", "kembali", "お釣",
        ),
    ),
    (
        Kind.SAVING,
        (
            "discount", "^disc", "saving", "yousaved?", "rabatt", "ersparnis", "coupon", "voucher", "diskaun",
            "remise", "descuento", "sconto", "korting", "nachlass", "promotion", "gutschein",
        ),
    ),
    (
        Kind.GRAND,
        (
            "rounded(?:total|amount|amt)", "roundingtotal", "(?:total|amt|amount)rounded",
            f"(?:{_TOTAL}).{{0,12}}r[ou]{{1,2}}nd(?!ingad|ingamt|ingdiff|ed)", f"(?:{_TOTAL})afteradj",
        ),
    ),
    (
        Kind.ROUNDING,
        (
            "r(?:[ou]{1,3}n|our)d(?!trip)", "rnding", "arrondi", "rundung", "bulat", "redondeo",
        ),
    ),
    (
        Kind.COUNT,
        (
            "(?:qty|quantity|quantities|items?|pcs|pieces|units?|artikel|articles?|kuantiti|stuck|stueck|posten)(?:s|sold|count|purchased)?$",
            f"(?:{_TOTAL}|no|number)(?:of|no)?(?:qty|quantity|item|unit|pcs|point|article|weight|oty|guest|pax|number)",
            "(?:item|qty)count", "points?", "mata(?!h)", "bonus", "(?:invoice|receipt|table|doc|order|bill)no",
            "pax$", "litres?", "liters?", "volume", "weight", "gewicht", "anzahl",
        ),
    ),
    (
        Kind.DEPOSIT,
        (
            "previous", "openingbal", "deposit", "prepaid", "anzahlung", "vorauszahlung", "acompte",
            "outstandingbal", "lastbal", "cardbal", "balancebefore", "remainingbal", "guthaben", "kartensaldo",
            "offenezahlung", "offeneposten", "offeneforderung", "ausstehend", "arrears",
        ),
    ),
    (
        Kind.TAX,
        (
            f"^(?:ofwhich|davon|darin)?{_TAX}[@%a-zþ]{{0,6}}(?:incl|enthalten)",
        ),
    ),
    (
        Kind.GRAND,
        (
            "grandt", "finaltotal", "(?:amount|amt|total|balance)due", "(?:total|amount|amt|net)payable",
            "payable(?:amount|amt)", "duepayable", "nett?total(?!qty)", "nettamount", "nettamt", "topay", "zuzahlen",
            "zahlbetrag", "gesamtbetrag$", "gesamtsumme", "rechnungsbe[it]?trag", "endbetrag", "bruttosumme",
            "netapayer", "totalttc", "montantttc", "montanttotal", "totalapagar", "importetotal", "totalfacture",
            "totalgeral",
            "jumlahbesar", "jumlahperlu", "jumlahbayaran", "totaldocumento", "tebetalen", "totalapayer", "合計", "总计",
            "總計", "總額", f"total(?:amount|amt)?(?:with|after){_TAX}", "(?:invoice|receipt|bill|order)total",
            "total(?:invoice|bill)",
        ),
    ),
    (
        Kind.NET,
        (
            f"exc(?:l|lu|luding|lusive)?(?:of)?{_TAX}",
            "(?:total|sales?|amount|amt|price|gst|tax)[a-zþ]{0,10}?exc(?:l|$|g|o|u)", f"(?:before|ohne|zzgl){_TAX}",
            "summenetto", "nettosumme", "positionssumme", "warenwert", "w/?ogst", "netto", "totalht", "montantht",
            "taxable", "nettof?tax", "exempt", "zerorated", "amtbefore", "htva", "nett?sales", "baseimponible",
            "imponibile", "^net$", "^netvalue",
            f"{_TAX}?(?:basis|grundlage)", f"{_TAX}befreit", "basisbetrag",
        ),
    ),
    (
        Kind.SUBTOTAL,
        (
            "supplies", "subt", "sub[a-z]?tot", f"su[bh](?:{_TOTAL})", "zwischensumme", "soustotal", "小計",
            "itemtotal", "merchandise", "^base(?:amount|amt)", "^gross(?:amount|amt)",
        ),
    ),
    (
        Kind.TOTAL,
        (
            f"(?:{_TOTAL}|totaal|summe|betrag|beitrag|montant|importe)[a-zþ%]*?{_INCLUSIVE}",
            f"{_INCLUSIVE}[a-zþ%]*?(?:{_TOTAL})",
            "^netam(?:oun)?t", f"^(?:{_TOTAL})(?:sal?es?|sel|am(?:oun)?t)[a-zþ]{{5,}}{_TAX}",
        ),
    ),
    (
        Kind.TAX,
        (
            f"{_TAX}(?!invoice|able|id|reg|no)", "servicecharge", "svc?char?ge?", "servcharge", "surcharge",
        ),
    ),
    (
        Kind.PAID,
        (
            f"(?:{_TOTAL})(?:paid|charged)", "am(?:oun)?t(?:paid|charged)", "^charged$",
        ),
    ),
    (
        Kind.CASH,
        (
            "^[cv]ash(?!ier|no|bill|inv|sales|carry|and|&|memo)", "tender",
            "gegeben",
        ),
    ),
    (
        Kind.TOTAL,
        (
            _TOTAL, "^tl(?:rm|eur|usd)?$", "summe", "gesamt", "jumlah", "^balance$", "totaal", "^importe", "合计",
            "^sum$",
            "razem", "suma",
            "^betrag(?:eur)?$", "^amount(?:rm|usd|eur|gbp)?$", "^amt(?:rm)?$", "^due$", "bruttobetrag", "toplam",
            "itogo", "^bill(?:amount|amt)",
        ),
    ),
    (
        Kind.CARD,
        (
            "visa", "master", "credit", "debit", "card", "amex", "maestro", "girocard", "eccash", "karte",
            "cartebancaire", "^cb$", "paypal", "applepay", "grabpay", "paywave", "ewallet", "mydebit", "tarjeta",
        ),
    ),
    (
        Kind.CASH,
        (
            "cash(?!ier|no|bill|inv|sale|carry|and|&|memo)", "tunai", "^bar(?:geld)?$", "bar$", "bareur", "especes?",
            "efectivo", "contanti", "contant", "received", "^paid", "payment", "^pay$", "^bayar", "現金",
        ),
    ),
)  # fmt: skip
_PATTERNS: Final = tuple((kind, re.compile("|".join(patterns))) for kind, patterns in _TABLE)
_TIP: Final = re.compile(r"\b(?:tips?|gratuity|trinkgeld|pourboire|propina)\b", re.IGNORECASE)
_TOTAL_WORD: Final = re.compile(r"\btotal\b", re.IGNORECASE)
_UNIFIED: Final = str.maketrans({"0": "o", "1": "l"})
_MISREAD_L: Final = re.compile(r"(?<=[^\W\d_])[\]|!}]")
_KEPT: Final = re.compile(r"[^\w%&/]+|_")
_DIGITS: Final = re.compile(r"(?<![^\W\d])\d[\d.,]*(?![^\W\d])")
_LATIN_END: Final = 0x370
_FOLDED_MAX: Final = 80


def folded(label: str) -> str:
    """A label for comparison: lower case, no accents, no free-standing numbers, no spaces or punctuation."""
    bare = _DIGITS.sub(" ", _MISREAD_L.sub("l", label.lower()))
    split = unicodedata.normalize("NFKD", bare)
    plain = (
        "".join(char for char in split if not unicodedata.combining(char))
        if split.isascii() or _is_latin(split)
        else bare
    )
    return _KEPT.sub("", plain).translate(_UNIFIED)[-_FOLDED_MAX:]


def kind_of(label: str) -> Kind:
    """What the amount beside this label is."""
    if _TIP.search(label) and not _TOTAL_WORD.search(label):
        return Kind.TIP
    text = folded(_SHORT_TAX.sub(r" \1þ\2 ", label))
    for kind, pattern in _PATTERNS:
        if pattern.search(text):
            return kind
    return Kind.OTHER


def _is_latin(text: str) -> bool:
    return all(ord(char) < _LATIN_END for char in text)
