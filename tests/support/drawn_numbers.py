"""Account numbers to draw from, written down apart from the rules' own tables, and words that hold them."""

from __future__ import annotations

from hypothesis import strategies as st

from plutopixie.domain.reading.words import Box, Word

#: First digits (from, to) and lengths, written down apart from the rule's own table.
SURE_RANGES = [
    (4, 4, [16]),
    (51, 55, [16]),
    (2221, 2720, [16]),
    (34, 34, [15]),
    (37, 37, [15]),
    (300, 305, [14, 16]),
    (36, 36, [14, 16]),
    (38, 39, [14, 16]),
    (6011, 6011, [16, 19]),
    (644, 649, [16, 19]),
    (65, 65, [16, 19]),
    (3528, 3589, [16, 19]),
    (62, 62, [16, 17, 18, 19]),
    (2200, 2204, [16, 19]),
    (9792, 9792, [16]),
    (8600, 8600, [16]),
    (9860, 9860, [16]),
    (81, 82, [16]),
    (5018, 5018, [16, 18, 19]),
    (5038, 5038, [16]),
    (6304, 6304, [16, 17]),
    (6759, 6759, [16, 18, 19]),
    (6761, 6763, [16, 19]),
    (639, 639, [16]),
    (9704, 9704, [16, 19]),
]
#: Ranges whose numbers need words such as "card" near by, or at least no label of something else.
NARROW_RANGES = [
    (4, 4, [13, 19]),
    (50, 50, [12, 13, 14, 15, 17]),
    (56, 58, [12, 15]),
    (60, 69, [12, 14, 19]),
    (1, 1, [15]),
]
IBANS = [
    "DE89370400440532013000",
    "GB82WEST12345698765432",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "CH9300762011623852957",
    "BE68539007547034",
    "ES9121000418450200051332",
    "SA0380000000608010167519",
    "BR1800360305000010009795493C1",
    "IT60X0542811101000000123456",
    "PL61109010140000071219812874",
    "MU17BOMM0101101030300200000MUR",
    "LC55HEMM000100010012001200023015",
]


def luhn_digit(digits: str) -> str:
    """The check digit that follows, by the textbook."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


@st.composite
def card_numbers(draw: st.DrawFn, ranges: list[tuple[int, int, list[int]]] = SURE_RANGES) -> str:
    """A number of an issuer's range and length, with its check digit, and last four that occur nowhere else in it."""
    low, high, lengths = draw(st.sampled_from(ranges))
    length = draw(st.sampled_from(lengths))
    prefix = str(draw(st.integers(low, high)))
    count = length - 1 - len(prefix)
    body = prefix + draw(st.text("0123456789", min_size=count, max_size=count))
    return body + luhn_digit(body)


def shown(text: str) -> str:
    """The digits that can still be read, in ASCII."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def row(texts: list[str], top: int = 0, gap: int = 10) -> tuple[Word, ...]:
    """Words side by side, 20 pixels high, 10 a character."""
    words, left = [], 0
    for text in texts:
        words.append(Word(text, Box(left, top, left + 10 * len(text), top + 20), 0.9))
        left += 10 * len(text) + gap
    return tuple(words)
