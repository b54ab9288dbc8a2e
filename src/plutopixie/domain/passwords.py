"""Passwords: what a person proves themselves with, on its way from the request to the hash and nowhere else.

The laws, after NIST SP 800-63B, section 5.1.1.2:

- 8 to 128 characters of any script, each code point counting as one; spaces count. No rules of composition.
- The same password typed on another device is the same: it is brought into Unicode normalization form C, with every
  kind of space as the plain one. NIST asks for a normalization form; this is OpaqueString's of RFC 8265, section 4.2.
- Nothing that is tried first by everybody: the most common passwords are refused, regardless of case.
- The plain text shows only where `reveal` is called: never in a representation, a log line, a pickle or a copy.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Set as AbstractSet
from typing import Final, NoReturn

from plutopixie.domain.errors import InvalidValueError

#: Characters of the shortest and the longest password.
LENGTH_MIN: Final = 8
LENGTH_MAX: Final = 128

_ACCENTS_MAX: Final = 30
_REFUSED: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_OTHER_SPACE: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

_MOST_COMMON: Final = """
    00000000 000000000 0000000000 01234567 012345678 0123456789 0987654321 09876543 10203040 11111111 111111111
    1111111111 11112222 11223344 1122334455 12121212 12123434 12131415 12312312 123123123 1231231234 123321123
    1234567a 1234567q 12341234 123412345 12344321 12345678 123456780 123456789 1234567890 12345678900 12345678910
    123456789a 123456789q 12345678a 123456987 1234abcd 1234qwer 123654789 12qwaszx 13131313 13579246 135792468
    147258369 147852369 1234554321 14789632 159357159 159753456 1a2b3c4d 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx
    1qaz2wsx3edc 1qazxsw2 20202020 21212121 22222222 222222222 23456789 25252525 31415926 3141592653 33333333
    333333333 44444444 45454545 55555555 555555555 5555555555 66666666 666666666 6666666666 69696969 741852963
    77777777 777777777 7777777777 789456123 7894561230 87654321 876543210 88888888 888888888 8888888888 963852741
    987654321 9876543210 99999999 999999999 9999999999 a1234567 a12345678 a123456789 a1b2c3d4 a1s2d3f4 aa123456
    aa12345678 aaaaaaaa abc12345 abc123456 abc123abc abcd1234 abcd12345 abcdefgh abcdefghi abcdef123 access14
    admin123 admin1234 admin12345 administrator alexander alexandra america1 asd123456 asdasdasd asdf1234 asdfasdf
    asdfghjk asdfghjkl azertyuiop babygirl babygirl1 baseball baseball1 basketball batman123 blink182 butterfly
    california caroline carolina champion changeme changeme1 changeme123 charlie1 charlotte chelsea1 chocolate
    christian christina christopher cocacola computer computer1 corvette danielle dolphins dragon123 elizabeth
    everton1 facebook facebook1 falcon123 flowers1 football football1 football123 freedom1 fuckyou1 gabriella
    garfield gfhjkm123 goodluck google123 hannah123 hello123 hello1234 helloworld iloveyou iloveyou1 iloveyou2
    iloveyou123 internet isabella jennifer jessica1 jonathan jordan23 justin123 kristina leonardo letmein1
    letmein123 linkedin liverpool liverpool1 lovelove loveyou1 loveyou123 mamapapa manchester marlboro master123
    maverick mercedes metallica michael1 michelle midnight minecraft monkey123 mustang1 myspace1 natalie1
    newpassword nicholas nintendo nothing1 number123 p@ssw0rd p@ssw0rd1 p@ssword pa55word pa55w0rd parola123
    passw0rd passw0rd1 password password! password0 password01 password1 password1! password10 password11 password12
    password123 password123! password1234 password12345 password2 password3 password7 password99 passwort passwort1
    patricia playstation poiuytrewq pokemon1 precious princess princess1 princess123 purple123 q1w2e3r4 q1w2e3r4t5
    q1w2e3r4t5y6 qazwsx123 qazwsxedc qazwsxedcrfv qqqqqqqq qwer1234 qwerasdf qwerqwer qwerty11 qwerty12 qwerty123
    qwerty1234 qwerty12345 qwerty123456 qwertyui qwertyuiop qwertyuiop123 rainbow1 realmadrid samantha sandra123
    scorpion sebastian secret123 september shadow123 slipknot snowball snickers spiderman spiderman1 starwars
    starwars1 stephanie strawberry summer123 sunflower sunshine sunshine1 superman superman1 superstar sweetheart
    swordfish teddybear test1234 test12345 testtest thomas123 thunder1 tinkerbell trustno1 twilight undertaker
    valentina vanessa1 veronica victoria volkswagen wachtwoord welcome1 welcome12 welcome123 welcome1234 whatever
    whatever1 william1 winner123 wordpass xxxxxxxx yankees1 yesterday zaq12wsx zaq1zaq1 zaqwsxcde zxcvbnm1
    zxcvbnm123 zxcvbnmm zzzzzzzz plutopixie plutopixie1 plutopixie123
"""
#: What attackers try first: lower case, long enough to pass otherwise, from what published lists of leaks agree on.
COMMON_PASSWORDS: Final = frozenset(_MOST_COMMON.split())


class Password:
    """A password that fits the rules; immutable, compared in constant time, and hidden from everything that prints.

    It is no attrs class on purpose: functions that walk over attrs classes would find the plain text in it.

    Args:
        plain: What was typed.
        field: The name of the value in the caller's eyes, for the error.
        refused: Passwords in lower case that are too common; the built-in list, unless an operator brings a longer one.

    Raises:
        InvalidValueError: It is too short, too long, too common, or holds control characters or lone surrogates.
    """

    __slots__ = ("__plain",)

    __plain: str

    def __init__(self, plain: str, field: str = "password", *, refused: AbstractSet[str] = COMMON_PASSWORDS) -> None:
        object.__setattr__(self, "_Password__plain", _checked(plain, field, refused))

    def reveal(self) -> str:
        """The plain text, for hashing and comparing with a hash only."""
        return self.__plain

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


def _checked(plain: str, field: str, refused: AbstractSet[str]) -> str:
    if not isinstance(plain, str):
        raise InvalidValueError(field, "write text")
    if len(plain) > 4 * LENGTH_MAX:
        raise InvalidValueError(field, f"use at most {LENGTH_MAX} characters")
    if _REFUSED.search(plain):
        raise InvalidValueError(field, "remove control characters; letters, digits, signs and spaces of any script fit")
    composed = _composed(plain, field)
    if len(composed) < LENGTH_MIN:
        raise InvalidValueError(field, f"use at least {LENGTH_MIN} characters")
    if len(composed) > LENGTH_MAX:
        raise InvalidValueError(field, f"use at most {LENGTH_MAX} characters")
    if composed.casefold() in refused:
        raise InvalidValueError(field, "is among the first that anybody would try; choose a less common one")
    return composed


def _composed(plain: str, field: str) -> str:
    accents = 0
    for character in plain:
        accents = accents + 1 if unicodedata.combining(character) else 0
        if accents > _ACCENTS_MAX:
            raise InvalidValueError(field, f"use at most {_ACCENTS_MAX} accents on one character")
    return unicodedata.normalize("NFC", _OTHER_SPACE.sub(" ", plain))
