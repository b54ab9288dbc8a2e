r"""Text: everything that people, files and engines give us to keep passes here first.

The laws:

- What is kept is in Unicode normalization form C (UAX #15), without white space around it.
- No control characters (C0, DEL, C1), no lone surrogates, no noncharacters (Unicode, section 23.7), and none of the
  characters that turn the direction of the text around them (UAX #9 overrides, embeddings, isolates): they hide what is
  said.
- A line has no line break. A note may have `\n`, and every other way to break a line becomes one.
- Lengths are counted in code points, after normalization. What is far too long is refused before any work is done, and
  so is a heap of more than 30 accents on one character (the limit of UAX #15's stream-safe text): it is slow to
  normalize.
- No text that can be kept holds a full card or bank account number: `account_numbers.mask` has the last word (P4.4).
- A refusal says what to do, and never repeats what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from plutopixie.domain.account_numbers import mask
from plutopixie.domain.errors import InvalidValueError

#: RFC 5321, section 4.5.3.1: octets of the part before the @, of the whole address, and (RFC 1035) of one domain label.
EMAIL_LOCAL_OCTETS_MAX: Final = 64
EMAIL_OCTETS_MAX: Final = 254
DOMAIN_LABEL_OCTETS_MAX: Final = 63
#: How much longer than the limit a text may arrive: composing and trimming can make it that much shorter.
ARRIVING_LENGTH_FACTOR: Final = 4
#: Accents in a row, as in UAX #15, section 13.
ACCENTS_MAX: Final = 30

_SPACES: Final = " \t\r\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_AROUND: Final = re.compile(f"^[{_SPACES}]+|[{_SPACES}]+$(?![\\s\\S])")
_LINE_BREAK: Final = re.compile("\r\n|[\r\u2028\u2029]")
_CONTROL: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_HIDDEN: Final = (
    _CONTROL
    + "\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
)
_REFUSED_IN_NOTE: Final = re.compile(f"[{_HIDDEN}\t]")
_REFUSED_IN_LINE: Final = re.compile(f"[{_HIDDEN}\t\n\u2028\u2029]")

_LOCAL_ASCII: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~")


def line(value: str, *, field: str, max_length: int) -> str:
    """One line of text, ready to keep.

    Args:
        value: What was typed or read.
        field: The name of the value in the caller's eyes, for the error.
        max_length: The most code points, counted after normalization.

    Raises:
        InvalidValueError: Nothing visible is left, it is too long, or it holds a character that can't be kept.
    """
    clean = _clean(value, field, max_length, _REFUSED_IN_LINE)
    if not _visible(clean):
        raise InvalidValueError(field, "can't be empty; write something that can be seen")
    return clean


def optional_line(value: str | None, *, field: str, max_length: int) -> str | None:
    """One line of text, or None where nothing visible was given; otherwise as `line`."""
    if value is None:
        return None
    clean = _clean(value, field, max_length, _REFUSED_IN_LINE)
    return clean if _visible(clean) else None


def note(value: str, *, field: str, max_length: int) -> str:
    r"""Text of any number of lines, ready to keep; line breaks become `\n`. It may be empty.

    Args:
        value: What was typed or read.
        field: The name of the value in the caller's eyes, for the error.
        max_length: The most code points, counted after normalization.

    Raises:
        InvalidValueError: It is too long, or holds a character that can't be kept.
    """
    return _clean(value, field, max_length, _REFUSED_IN_NOTE)


def email_address(value: str, field: str = "email") -> str:
    """An email address in its canonical form, by which it is kept, found and written to.

    Upper and lower case are one, in both parts: RFC 5321 lets a host tell them apart before the @, but none does that
    people use. Lower case rather than full case folding, because `straße.example` and `strasse.example` are two domains
    (RFC 5894, section 3.1.3). International addresses are allowed (RFC 6531); quoted local parts and address literals
    are not. Digits in it are not masked.

    Args:
        value: What was typed.
        field: The name of the value in the caller's eyes, for the error.

    Raises:
        InvalidValueError: It is no such address.
    """
    address = _clean(value, field, EMAIL_OCTETS_MAX, _REFUSED_IN_LINE, masked=False)
    address = unicodedata.normalize("NFC", address.lower())
    if len(address.encode()) > EMAIL_OCTETS_MAX:
        raise InvalidValueError(field, f"use at most {EMAIL_OCTETS_MAX} bytes")
    local, at, domain = address.partition("@")
    if not at or "@" in domain:
        raise InvalidValueError(field, "write one address with one @, such as name@example.org")
    if not _is_local_part(local):
        raise InvalidValueError(field, "check the part before the @: letters, digits and signs, no spaces")
    if not _is_domain(domain):
        raise InvalidValueError(field, "check the part after the @: a domain name with a dot, such as example.org")
    return address


def _clean(value: str, field: str, max_length: int, refused: re.Pattern[str], *, masked: bool = True) -> str:
    if not isinstance(value, str):
        raise InvalidValueError(field, "write text")
    if len(value) > ARRIVING_LENGTH_FACTOR * max_length:
        raise InvalidValueError(field, f"use at most {max_length:,} characters")
    trimmed = _AROUND.sub("", value)
    if refused is _REFUSED_IN_NOTE:
        trimmed = _LINE_BREAK.sub("\n", trimmed)
    if refused.search(trimmed):
        raise InvalidValueError(field, _what_to_remove(refused))
    clean = _AROUND.sub("", _composed(trimmed, field))
    if len(clean) > max_length:
        raise InvalidValueError(field, f"use at most {max_length:,} characters")
    return mask(clean).text if masked else clean


def _what_to_remove(refused: re.Pattern[str]) -> str:
    breaks = "line breaks, " if refused is _REFUSED_IN_LINE else ""
    return f"remove {breaks}tabs and other characters that can't be seen, such as control characters"


def _composed(text: str, field: str) -> str:
    if text.isascii():
        return text
    accents = 0
    for character in text:
        accents = accents + 1 if unicodedata.combining(character) else 0
        if accents > ACCENTS_MAX:
            raise InvalidValueError(field, f"use at most {ACCENTS_MAX} accents on one character")
    return unicodedata.normalize("NFC", text)


def _visible(text: str) -> bool:
    """Whether anything but white space and formatting characters is there."""
    return any(not character.isspace() and unicodedata.category(character) != "Cf" for character in text)


def _is_local_part(local: str) -> bool:
    if len(local.encode()) > EMAIL_LOCAL_OCTETS_MAX:
        return False
    return all(atom and all(map(_in_atom, atom)) for atom in local.split("."))


def _in_atom(character: str) -> bool:
    return character in _LOCAL_ASCII if character.isascii() else unicodedata.category(character)[0] in "LMN"


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    return len(labels) > 1 and all(map(_is_label, labels)) and not labels[-1].isdecimal()


def _is_label(label: str) -> bool:
    if not label or label[0] == "-" or label[-1] == "-" or unicodedata.combining(label[0]):
        return False
    if not all(character == "-" or unicodedata.category(character)[0] in "LMN" for character in label):
        return False
    if label.isascii():
        return len(label) <= DOMAIN_LABEL_OCTETS_MAX
    encoded = len("xn--") + len(label.encode("punycode"))
    return encoded <= DOMAIN_LABEL_OCTETS_MAX and unicodedata.normalize("NFKC", label) == label
