"""Names as they are kept: what is printed, without what only stands beside it, and with sure misreadings mended.

The laws:

- A registration number, a greeting, a label or the kind of the document beside a name is not part of it.
- A French form of company (SARL, SAS) is mentioned beside the name and is no part of it (Code de commerce, art. L223-1
  and L227-1); a German, Malaysian, British or American one is.
- A form of company is spelled right. A word of trade is mended only where one letter that engines mix up, or in a long
  word one letter too many or too few, parts it from the right word.
- No name holds a long run of digits.
"""

from __future__ import annotations

import re
from typing import Final

from plutopixie.domain.reading.vendor_words import FORMS, LETTERS, NAME_LABEL, OWNER, SELLER, WELCOME

NAME_CHARS_MAX: Final = 90
EDGES: Final = " \t*.,:;-\u2013\u2014_=~|'\"`<>«»•·#!?/\\[]{}"
LONG_DIGITS: Final = 7
LETTERS_MIN: Final = 2

_REGISTRATION: Final = re.compile(
    r"[ ,]{0,3}[(\[{]? ?(?:co\.? ?(?:reg\.?)? ?(?:no\.?)?|reg\.? ?no\.?|roc ?(?:no\.?)?|company ?no\.?|no\.?)?"
    r"[ :.]{0,4}"
    r"[(\[{]?[A-Z]{0,5}\d{4,16}(?: \d{1,6}){0,2} ?[-\u2013\u2014.·]{0,3} ?[A-Z0]{0,3}[)\]}JI1]? ?[)\]}.]?$",
    re.IGNORECASE,
)
_REGISTERED: Final = re.compile(
    r"(?<=\w)[ ,.]{1,3}[(\[]? ?(?:[A-Z]{2})?\d{4,12} ?[-\u2013] ?[A-Z]{1,2} ?[)\]]?\W{0,2}$|"
    r"(?<=\w) ?\(\w{0,2}\d{4,12} ?[A-Z]?\)\W{0,2}$",
    re.IGNORECASE,
)
_ONLY_REGISTRATION: Final = re.compile(
    r"^\W{0,3}(?:(?:co|reg|roc|company|no|brn)\b[.: ]{0,3}){0,4}[(\[]?[A-Z]{0,4}\d{4,16}(?: \d{1,6}){0,2} ?"
    r"[-\u2013\u2014]{0,2} ?[A-Z]{0,5}[)\]]?\W{0,3}$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"^\W{0,3}(?:company|co|business|reg(?:istration)?|roc)\W{1,3}(?:reg|no|num)\b", re.IGNORECASE
)
_BEHIND_FORM: Final = re.compile(rf"(?<=\w)(?P<form>[ ,.](?:{FORMS}))[ ,.:(]+[A-Z]{{0,3}}\d{{4,}}.*$", re.IGNORECASE)
#: "Legal Name LLC dba Trade Name": the name over the door is what people know the vendor by.
_DOING_BUSINESS_AS: Final = re.compile(
    r"^.{2,}?\b(?:d\.?/?b\.?/?a\.?|doing business as|trading as|t/a)[ :]+(?=\w)", re.IGNORECASE
)
_BRANCH_BEHIND: Final = re.compile(
    r"(?<=\w)[ ,]+(?:store|str|shop|unit|location|branch|filiale|tienda)\.? ?(?:#|no\.?|nr\.?|number)? ?\d{1,6}$",
    re.IGNORECASE,
)
_KIND_BEHIND: Final = re.compile(r"(?<=\w) +(?:tax )?(?:invoice|receipt|rechnung|facture)$", re.IGNORECASE)
_MENTIONED: Final = re.compile(r"(?<=\w),? (?:SARL|S\.A\.R\.L\.?|SASU?|S\.A\.S\.?|EURL)$")
#: What engines make of forms of company and of letters at the ends of words, and what it was.
_FORMS_RIGHT: Final = (
    (
        re.compile(r"(?<!\w)[s5][dobeiu0]?[nmwh]([.,'\u2019]?)[.,'\u2019]? ?[b8][hnm][doq0b](?!\w)", re.IGNORECASE),
        r"SDN\1 BHD",
    ),
    (re.compile(r"(?<=\w)sdn(\.?) ?bhd(?!\w)", re.IGNORECASE), r" SDN\1 BHD"),
    (re.compile(r"(?<=\) )[b8][ehn][doq0](?!\w)", re.IGNORECASE), "BHD"),
    (re.compile(r"(?<!\w)5 ?/ ?b(?!\w)", re.IGNORECASE), "S/B"),
    (re.compile(r"(?<!\w)gmbh(?!\w)", re.IGNORECASE), "GmbH"),
    (re.compile(r"(?<=[^\W\d_])[\]|](?!\w)"), "l"),
    (re.compile(r"¥(?=\.)"), "Y"),
)
#: Words of trade long enough to be told from others with one letter misread.
_SPELLED: Final = (
    "bakeries", "bakery", "bookstore", "bookstores", "boutique", "centre", "clinic", "coffee", "company",
    "confectionery", "distributor", "electrical", "electronics", "enterprise", "enterprises", "florist",
    "furniture", "garage", "grocery", "hardware", "health", "holdings", "hypermarket", "industries",
    "international", "kitchen", "kopitiam", "limited", "machinery", "marketing", "market", "minimart", "motors",
    "optical", "parking", "petroleum", "pharmacy", "restaurant", "restaurante", "restaurants", "restoran", "seafood",
    "services", "station",
    "stationers", "stationery", "supermarket", "supplies", "syarikat", "trading", "trattoria", "village",
    "workshop",
)  # fmt: skip
_SPELLING: Final = frozenset(_SPELLED)
_LONG_WORD: Final = 9
_MENDED_MIN: Final = 6
#: Letters that engines mix up, each group among themselves.
_ALIKE: Final = tuple(
    map(
        frozenset,
        ("kr", "ef", "il1jt", "oqdc0", "bg", "hnmk", "nu", "bpr8", "cge6", "uvy", "ao", "s5", "vwy", "z2", "bh", "bd"),
    )
)
_WORD: Final = re.compile(r"[^\W_]+")


def tidy(text: str) -> str:
    """A name without registration number, greeting, label and stray marks, with sure misreadings mended."""
    bare = _DOING_BUSINESS_AS.sub("", without_label(text.strip(EDGES)))
    bare = _BRANCH_BEHIND.sub("", bare)
    bare = _BEHIND_FORM.sub(r"\g<form>", WELCOME.sub("", bare))
    bare = without_kind(without_registration(bare))
    bare = _MENTIONED.sub("", mended(bare))
    return " ".join(_closed(bare).split())[:NAME_CHARS_MAX].strip()


def without_label(text: str) -> str:
    """A line without the label that says who sells, or that this is a name."""
    for label in (SELLER, OWNER, NAME_LABEL):
        if label.match(text):
            text = label.sub("", text).strip(EDGES)
    return text


def without_registration(text: str) -> str:
    """A name without the registration number behind it; the whole text where nothing else would be left."""
    shorter = _REGISTRATION.sub("", text).strip(EDGES)
    return shorter if len(LETTERS.findall(shorter)) >= LETTERS_MIN else text


def without_kind(text: str) -> str:
    """A name without the kind of the document behind it: "Green Leaf Invoice"."""
    return _KIND_BEHIND.sub("", text)


def has_registration(text: str) -> bool:
    """Whether a registration number stands behind a name."""
    return bool(_REGISTERED.search(text))


def is_registration(text: str) -> bool:
    """Whether a line is a registration number and nothing else."""
    return bool(_ONLY_REGISTRATION.match(text) or _NUMBERED.match(text))


def mended(name: str) -> str:
    """A name with its form of company and its words of trade spelled right."""
    for pattern, right in _FORMS_RIGHT:
        name = pattern.sub(right, name)
    return _WORD.sub(lambda word: _respelled(word.group()), name)


def is_safe(name: str) -> bool:
    """Whether a name may be kept: not empty, and without digits enough for the number of a card or account."""
    return bool(name) and sum(char.isdigit() for char in name) < LONG_DIGITS


def _closed(name: str) -> str:
    """A name whose last parenthesis is closed; dropped, where it holds digits."""
    if name.count("(") <= name.count(")"):
        return name.strip(EDGES)
    opened = name.rfind("(")
    kept = name[:opened] if any(char.isdigit() for char in name[opened:]) else name.strip(EDGES) + ")"
    return kept.strip(EDGES)


def _respelled(word: str) -> str:
    folded = word.casefold()
    if len(folded) < _MENDED_MIN or folded in _SPELLING:
        return word
    right = [one for one in _SPELLED if abs(len(one) - len(folded)) <= 1 and _is_slip(folded, one)]
    if len(right) != 1:
        return word
    return right[0].upper() if word[1:].isupper() else right[0].title() if word[0].isupper() else right[0]


def _is_slip(said: str, right: str) -> bool:
    if said[0] != right[0] and said[-1] != right[-1]:
        return False
    if len(said) == len(right):
        wrong = [(a, b) for a, b in zip(said, right, strict=True) if a != b]
        return len(wrong) == 1 and any(set(wrong[0]) <= group for group in _ALIKE)
    if len(right) < _LONG_WORD or abs(len(said) - len(right)) != 1:
        return False
    longer, shorter = (said, right) if len(said) > len(right) else (right, said)
    return longer != shorter + "s" and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
