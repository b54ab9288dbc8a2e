"""Passwords: what a person proves themselves with, on its way from the request to the hash and nowhere else.

The laws, after NIST SP 800-63B, section 5.1.1.2, and OWASP ASVS 5.0, section V6.2:

- 8 to 128 characters of any script, each code point counting as one; spaces count. No rules of composition.
- The same password typed on another device is the same: it is brought into Unicode normalization form C, with every
  kind of space as the plain one. NIST asks for a normalization form; this is OpaqueString's of RFC 8265, section 4.2.
- A password that is *chosen* is none of those that everybody tries first (compared as a whole, as NIST has it), and is
  not made mainly of words that anybody can guess: of PlutoPixie, the organization, the person, their address. What the
  case is, how wide the letters are, and which letters are written as digits makes no difference. A password that is
  *shown* to sign in is asked for its form alone, so a list that grows locks nobody out.
- The plain text shows only where `reveal` is called: never in a representation, a log line, a pickle or a copy, nor in
  the local variables of a function that raises.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final, NoReturn

from plutopixie.domain.errors import InvalidValueError

#: Characters of the shortest and the longest password.
LENGTH_MIN: Final = 8
LENGTH_MAX: Final = 128

#: Words that anybody thinks of in front of PlutoPixie: its name, what it is for, who uses it, what is asked for.
PRODUCT_WORDS: Final = ("PlutoPixie", "pluto", "pixie", "expense", "receipt", "owner", "admin", "member", "password")

_ACCENTS_MAX: Final = 30
_REFUSED: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_OTHER_SPACE: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_WORD_LENGTH_MIN: Final = 3
_BETWEEN: Final = re.compile(r"[\W_]+")
#: Signs that stand for each other in what people take for a clever spelling: all of a kind become the first.
_LOOKALIKES: Final = str.maketrans(
    {twin: kind[0] for kind in ("o0", "i1l!|", "e3", "a4@", "s5$", "t7", "b8") for twin in kind}
)


class Password:
    """A password in good form; immutable, compared in constant time, and hidden from everything that prints.

    It is no attrs class on purpose: functions that walk over attrs classes would find the plain text in it.

    Args:
        plain: What was typed.
        field: The name of the value in the caller's eyes, for the error.

    Raises:
        InvalidValueError: It is too short, too long, or holds control characters or lone surrogates.
    """

    __slots__ = ("__plain",)

    __plain: str

    def __init__(self, plain: str, field: str = "password") -> None:
        problem = _unfit(plain)
        if problem is None:
            object.__setattr__(self, "_Password__plain", _composed(plain))
            problem = _wrong_length(self)
        if problem is not None:
            raise InvalidValueError(field, problem)

    def reveal(self) -> str:
        """The plain text, for hashing and comparing with a hash only."""
        return self.__plain

    def folded(self) -> str:
        """The plain text without what makes no difference to a guesser: case, width, ligatures (NFKC, case folded)."""
        return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", self.__plain).casefold())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Password):
            return NotImplemented
        return hmac.compare_digest(self.__plain.encode(), other.__plain.encode())

    def __hash__(self) -> int:
        return hash((Password, self.__plain))

    def __repr__(self) -> str:
        return "Password(hidden)"

    def __format__(self, _: str) -> str:
        return repr(self)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a password can't be changed; make another")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a password can't be changed; make another")

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError("a password can't be pickled or copied; pass it on as it is")


def require_hard_to_guess(
    password: Password, field: str, words: Iterable[str], is_common: Callable[[Password], bool]
) -> None:
    """Check a password that is being chosen.

    Args:
        password: The password.
        field: The name of the value in the caller's eyes, for the error.
        words: What anybody may know of the person: names of theirs and of their organization, their address.
        is_common: Whether it is among the most common and breached passwords, whatever its case.

    Raises:
        InvalidValueError: It is common, or PlutoPixie's own words and these make up at least half of it.
    """
    if is_common(password):
        raise InvalidValueError(field, "is among the first that anybody would try; choose a less common one")
    if _made_mainly_of(password, (*PRODUCT_WORDS, *words)):
        raise InvalidValueError(
            field,
            "is made mainly of names that anybody knows: of this service, your organization or you; add other words",
        )


def _made_mainly_of(password: Password, words: Iterable[str]) -> bool:
    """Whether the words cover at least half of the letters and digits."""
    signs = _signs(password.folded())
    spelled = "".join(signs).translate(_LOOKALIKES)
    covered: set[int] = set()
    for word in {part for said in words for part in _parts(said)}:
        place = spelled.find(word)
        while place >= 0:
            covered.update(range(place, place + len(word)))
            place = spelled.find(word, place + 1)
    return bool(covered) and 2 * len(covered) >= sum(
        place in covered or sign.isalnum() for place, sign in enumerate(signs)
    )


def _parts(said: str) -> Iterable[str]:
    """A name as a whole and in its parts; of an address what stands before the @. Two letters are in every sentence."""
    name = said.rpartition("@")[0] or said
    folded = unicodedata.normalize("NFKC", name).casefold()
    pieces = (_signs(folded), *map(_signs, _BETWEEN.split(folded)))
    return ("".join(piece).translate(_LOOKALIKES) for piece in pieces if len(piece) >= _WORD_LENGTH_MIN)


def _signs(folded: str) -> list[str]:
    """The letters and digits, and the signs that may stand for one."""
    return [sign for sign in folded if sign.isalnum() or ord(sign) in _LOOKALIKES]


def _unfit(plain: str) -> str | None:
    """What is wrong with a text before it is normalized, which would be slow for some; None for nothing."""
    if not isinstance(plain, str):
        return "write text"
    if len(plain) > 4 * LENGTH_MAX:
        return f"use at most {LENGTH_MAX} characters"
    if _REFUSED.search(plain):
        return "remove control characters; letters, digits, signs and spaces of any script fit"
    accents = 0
    for character in plain:
        accents = accents + 1 if unicodedata.combining(character) else 0
        if accents > _ACCENTS_MAX:
            return f"use at most {_ACCENTS_MAX} accents on one character"
    return None


def _wrong_length(password: Password) -> str | None:
    length = len(password.reveal())
    if length < LENGTH_MIN:
        return f"use at least {LENGTH_MIN} characters"
    return f"use at most {LENGTH_MAX} characters" if length > LENGTH_MAX else None


def _composed(plain: str) -> str:
    return unicodedata.normalize("NFC", _OTHER_SPACE.sub(" ", plain))
