"""Digits that an engine took for letters which look like them: `4l11 1111 1111 111I` is a card number, too.

Only a piece that is a number otherwise is read so: as many digits as letters at least, nothing but digits and
look-alikes. What was read the other way round, a digit for another one, no check digit can mend.
"""

from __future__ import annotations

import re
from typing import Final

#: What engines take digits for.
LOOK_ALIKES: Final = {
    letter: digit
    for digit, letters in {
        "0": "OoQD",
        "1": "lIi|",
        "2": "Zz",
        "4": "A",
        "5": "Ss",
        "6": "Gb",
        "7": "T",
        "8": "B",
        "9": "gq",
    }.items()
    for letter in letters
}
#: How many letters of one number may be such misreadings.
MISREAD_MAX: Final = 3
_LETTERS: Final = re.escape("".join(LOOK_ALIKES))
_PIECE: Final = re.compile(rf"(?<!\w)(?=[{_LETTERS}]*\d)(?=\d*[{_LETTERS}])[\d{_LETTERS}]+(?!\w)")
_AS_DIGITS: Final = str.maketrans(LOOK_ALIKES)


def as_digits(text: str) -> str:
    """The text, as long as before, with look-alikes read as digits in pieces that are numbers otherwise."""
    return _PIECE.sub(lambda piece: _read(piece.group()), text)


def _read(piece: str) -> str:
    letters = sum(character in LOOK_ALIKES for character in piece)
    return piece.translate(_AS_DIGITS) if letters <= min(MISREAD_MAX, len(piece) - letters) else piece
