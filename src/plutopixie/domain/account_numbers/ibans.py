"""IBANs: a country's code, form and length, and a right check (ISO 13616, ISO 7064 mod 97-10)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from plutopixie.domain.account_numbers.grouping import LOOSE_SIGNS, SEPARATORS_MAX, is_tight
from plutopixie.domain.account_numbers.misreads import LOOK_ALIKES, MISREAD_MAX
from plutopixie.domain.account_numbers.numbers import MASK, SHOWN_DIGITS, AccountNumber, AccountNumberKind, Match

#: What follows country and check digits (SWIFT's registry of ISO 13616): so many n digits, a letters, c of either.
_IBAN_REGISTRY: Final = """
    AD:n8c12 AE:n19 AL:n8c16 AT:n16 AZ:a4c20 BA:n16 BE:n12 BG:a4n6c8 BH:a4c14 BI:n23 BR:n23a1c1 BY:c4n4c16 CH:n5c12
    CR:n18 CY:n8c16 CZ:n20 DE:n18 DJ:n23 DK:n14 DO:c4n20 EE:n16 EG:n25 ES:n20 FI:n14 FK:a2n12 FO:n14 FR:n10c11n2
    GB:a4n14 GE:a2n16 GI:a4c15 GL:n14 GR:n7c16 GT:c24 HN:a4n20 HR:n17 HU:n24 IE:a4n14 IL:n19 IQ:a4n15 IS:n22
    IT:a1n10c12 JO:a4n4c18 KW:a4c22 KZ:n3c13 LB:n4c20 LC:a4c24 LI:n5c12 LT:n16 LU:n3c13 LV:a4c13 LY:n21 MC:n10c11n2
    MD:c20 ME:n18 MK:n3c10n2 MN:n16 MR:n23 MT:a4n5c18 MU:a4n19a3 NI:a4n20 NL:a4n10 NO:n11 OM:n3c16 PK:a4c16 PL:n24
    PS:a4c21 PT:n21 QA:a4c21 RO:a4c16 RS:n18 RU:n14c15 SA:n2c18 SC:a4n20a3 SD:n14 SE:n20 SI:n15 SK:n20 SM:a1n10c12
    SO:n19 ST:n21 SV:a4n20 TL:n19 TN:n20 TR:n6c16 UA:n6c19 VA:n18 VG:a4n16 XK:n16 YE:a4n4c18
"""


def _iban_form(structure: str) -> str:
    """One letter for each place of an IBAN, from such as `a4n14`."""
    return "aann" + "".join(kind * int(count) for kind, count in re.findall(r"([anc])(\d+)", structure))


_IBAN_FORMS: Final = {entry[:2]: _iban_form(entry[3:]) for entry in _IBAN_REGISTRY.split()}
_IBAN_GROUP: Final = 4
_IBAN_START: Final = re.compile(r"[A-Za-z\uff21-\uff3a\uff41-\uff5a]{2}(?=[\dOoQDlIiZzASsGbTBgq]{2})")


def plain(character: str) -> str:
    """The ASCII upper-case letter or digit that a character stands for, or nothing."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKC", character).upper() if "\uff00" < character < "\uff5b" else character.upper()
    return plain if len(plain) == 1 and plain.isascii() and plain.isalpha() else ""


def ibans(text: str) -> Iterator[Match]:
    """The IBANs in the text, also with letters where digits must be, if they look like digits."""
    for found in _IBAN_START.finditer(text):
        form = _IBAN_FORMS.get("".join(map(plain, found.group())))
        if form is None or not _iban_may_begin(text, found.start()):
            continue
        places = _iban_places(text, found.start(), form)
        if places and _is_iban("".join(places.values())):
            yield _iban_match(places)


def _iban_may_begin(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start]
    return not before[-1:].isalpha() or before.upper() == "IBAN"


def _iban_places(text: str, start: int, form: str) -> dict[int, str]:
    """Where its letters and digits stand and what they are; nothing if they don't fit the form, or are words."""
    places: dict[int, str] = {}
    gaps: dict[int, str] = {}
    end = start
    for kind in form:
        place = _next_iban_place(text, end)
        if place is None or not (read := _read(kind, text[place])):
            return {}
        if place > end:
            gaps[len(places)] = text[end:place]
        places[place] = read
        end = place + 1
    goes_on = text[end : end + 1].isalpha() and text[end - 1].isalpha()
    misread = sum(not text[place].isdecimal() and read.isdecimal() for place, read in places.items())
    fits = misread <= MISREAD_MAX and not goes_on and _is_iban_grouping(text, list(places), gaps)
    return places if fits else {}


def _is_iban_grouping(text: str, places: Sequence[int], gaps: Mapping[int, str]) -> bool:
    """Whether it stands in groups of four as printed IBANs do, or else with one separator and no words."""
    odd = [group for group in gaps if group % _IBAN_GROUP]
    return not odd or (len(set(gaps.values())) == 1 and not any(text[places[group]].isalpha() for group in odd))


def _next_iban_place(text: str, start: int) -> int | None:
    for place in range(start, min(len(text), start + SEPARATORS_MAX + 1)):
        if plain(text[place]):
            return place
        if text[place] == MASK or not (text[place] in LOOSE_SIGNS or is_tight(text[place])):
            return None
    return None


def _read(kind: str, character: str) -> str:
    """The letter or digit that stands in a place of this kind, or nothing if none of the kind can."""
    if kind == "n" and not character.isdecimal():
        return LOOK_ALIKES.get(character, "")
    return "" if kind == "a" and character.isdecimal() else plain(character)


def _is_iban(plain: str) -> bool:
    """Whether the check digits are right (ISO 7064, mod 97-10)."""
    if not "02" <= plain[2:4] <= "98":
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


def _iban_match(places: Mapping[int, str]) -> Match:
    digits = [at for at, read in places.items() if read.isdecimal()]
    shown = digits[-SHOWN_DIGITS:]
    last4 = "".join(places[at] for at in shown)
    number = AccountNumber(AccountNumberKind.IBAN, last4, min(places), max(places) + 1)
    return Match(number, tuple(at for at in places if at < shown[0]), 0)
