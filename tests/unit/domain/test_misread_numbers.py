"""Account numbers as engines read them: with letters for digits, cut over rows, glued to an expiry (P4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drawn_numbers import IBANS, card_numbers, luhn_digit, row, shown
from plutopixie.domain.account_numbers import (
    MASK,
    AccountNumberKind,
    mask,
    mask_recognized,
    mask_words,
    sensitive_places,
)
from plutopixie.domain.account_numbers.issuers import GROUPINGS, ISSUERS, Issuer, Proof
from plutopixie.domain.account_numbers.misreads import LOOK_ALIKES
from plutopixie.domain.reading.words import Page, RecognizedText

pytestmark = pytest.mark.promise("P4.4")

LIKE = {digit: sorted(letter for letter, one in LOOK_ALIKES.items() if one == digit) for digit in "0123456789"}
SURE = [issuer for issuer in ISSUERS if issuer.proof is Proof.NOTHING]
COMMON = [(4, 4, [16]), (51, 55, [16]), (34, 34, [15]), (37, 37, [15]), (6011, 6011, [16]), (3528, 3589, [16])]


@st.composite
def issued(draw: st.DrawFn, issuers: Sequence[Issuer] = ISSUERS) -> tuple[Issuer, str]:
    """An issuer, and one of the numbers of its range."""
    issuer = draw(st.sampled_from(issuers))
    length = draw(st.sampled_from(issuer.lengths))
    prefix = str(draw(st.integers(int(issuer.first), int(issuer.last)))).zfill(len(issuer.first))
    count = length - 1 - len(prefix)
    body = prefix + draw(st.text("0123456789", min_size=count, max_size=count))
    return issuer, body + luhn_digit(body)


def grouped(number: str, separator: str) -> str:
    """The number as cards show it."""
    ends = [0, *sorted(GROUPINGS[len(number)][0]), len(number)]
    return separator.join(number[start:end] for start, end in pairwise(ends))


def hidden(text: str, number: str) -> bool:
    """Whether at least all but the last four digits became masks."""
    return text.count(MASK) >= len(number) - 4 and number[:-4] not in shown(text)


@given(issued(), st.sampled_from(["", " ", "-"]))
def test_every_range_of_every_issuer(drawn: tuple[Issuer, str], separator: str) -> None:
    """A number of any range in the table is hidden near words for cards; of a sure range also without."""
    issuer, number = drawn
    text = grouped(number, separator)

    assert hidden(mask(f"Visa card {text}").text, number)
    if issuer.proof is Proof.NOTHING:
        assert hidden(mask(f"lunch {text} thanks").text, number)


@given(issued(SURE), st.sampled_from(["", " ", "-"]), st.data())
def test_letters_that_look_like_digits(drawn: tuple[Issuer, str], separator: str, data: st.DataObject) -> None:
    """A digit that was taken for a letter hides no card number."""
    _, number = drawn
    text = grouped(number, separator)
    places = [
        place
        for place, character in enumerate(text)
        if LIKE.get(character) and (text[place - 1 : place].isdecimal() or text[place + 1 : place + 2].isdecimal())
    ]
    place = data.draw(st.sampled_from(places or [0]))
    assume(places)
    misread = text[:place] + data.draw(st.sampled_from(LIKE[text[place]])) + text[place + 1 :]

    masked = mask(f"paid {misread} thanks").text

    visible = [character for character in masked[5 : 5 + len(text)] if character.isalnum()]
    assert len(visible) <= 4


@given(st.sampled_from([iban for iban in IBANS if iban[:2] in {"DE", "NL", "NO", "BE", "ES", "PL"}]), st.data())
def test_letters_in_an_iban(iban: str, data: st.DataObject) -> None:
    """Nor does it hide an IBAN, where only a digit can stand."""
    places = [place for place in range(8 if iban[:2] == "NL" else 4, len(iban)) if LIKE.get(iban[place])]
    place = data.draw(st.sampled_from(places))
    letter = data.draw(st.sampled_from(LIKE[iban[place]]).filter(str.isalpha))
    misread = iban[:place] + letter + iban[place + 1 :]

    (found,) = mask(f"IBAN {misread}").found

    assert (found.kind, found.last4) == (AccountNumberKind.IBAN, shown(iban)[-4:])


@given(card_numbers(COMMON), st.data())
def test_a_misread_check_digit_near_card_words(number: str, data: st.DataObject) -> None:
    """In a card's own groups and next to its name, a number that was misread somewhere is hidden all the same."""
    place = data.draw(st.integers(6, len(number) - 1))
    wrong = number[:place] + data.draw(st.sampled_from("0123456789")) + number[place + 1 :]

    assert hidden(mask(f"VISA {grouped(wrong, ' ')}").text, wrong)


@given(
    card_numbers(COMMON),
    st.integers(1, 12),
    st.integers(24, 39),
    st.sampled_from(["{m:02}{y}", "{y}{m:02}", "{m:02}20{y}", "{m:02}{y}123", "{m:02}/{y}"]),
    st.sampled_from(["", " "]),
)
def test_an_expiry_glued_to_a_number(number: str, month: int, year: int, form: str, separator: str) -> None:
    """A number with its expiry, and perhaps its security code, glued to it keeps its last four digits only."""
    text = grouped(number, separator) + form.format(m=month, y=year)

    masked = mask(f"Visa {text}").text

    assert set(masked[5 : 5 + len(grouped(number, separator)) - 4]) <= {MASK, " "}
    assert shown(masked[5 + len(grouped(number, separator)) :]) in {"", str(year)}


def test_the_last_four_before_an_expiry() -> None:
    """What stays of a number with an expiry glued to it are the number's own last four digits."""
    (found,) = mask("41111111111112361229").found

    assert found.last4 == "1236"
    assert mask("41111111111112361229").text == MASK * 12 + "1236" + MASK * 4


@given(card_numbers(COMMON), st.integers(1, 3), st.booleans(), st.booleans())
def test_numbers_over_two_rows(number: str, first: int, single: bool, beside: bool) -> None:  # noqa: FBT001 - generated
    """A number that goes on in the next row is hidden in both, also next to another column."""
    parts = grouped(number, " ").split()
    assume(first < len(parts))
    rows = [parts[:first], parts[first:]]
    upper, lower = ([" ".join(one)] if single else one for one in rows)
    words = row(upper, top=0) + row(lower, top=26)
    if beside:
        for text, top in (("12.50", 0), ("3.00", 26)):
            words += row(["x" * 20, text], top=top, gap=200)[1:]

    masked = mask_words(words)

    visible = "".join(shown(word.text) for word in masked if "." not in word.text)
    assert visible == number[-4:]
    assert {word.text for word in masked if "." in word.text} == ({"12.50", "3.00"} if beside else set())


@pytest.mark.parametrize("routing", ["021000021", "011401533", "322271627"])
@pytest.mark.parametrize(
    "line",
    [
        "\u2446{r}\u2446 {a}\u2448 0101",
        "\u24480101\u2448 \u2446{r}\u2446 {a}\u2448",
        "|:{r}|: {a}||' 101",
        ':{r}: {a}" 1234',
        "1:{r}:1 {a}",
    ],
)
@given(account=st.text("0123456789", min_size=6, max_size=12))
def test_the_line_of_a_cheque(routing: str, line: str, account: str) -> None:
    """On the line at the foot of a cheque, routing and account number keep their last four digits, whatever is read."""
    masked = mask(line.format(r=routing, a=account)).text

    assert MASK * 5 + routing[-4:] in masked
    assert MASK * (len(account) - 4) in masked.replace(MASK * 5 + routing[-4:], "")


@given(
    st.sampled_from(["021000021", "121000248"]),
    st.text("0123456789", min_size=6, max_size=12),
    st.sampled_from(
        [
            "Routing {r} Account {a}",
            "Routing/Account: {r}/{a}",
            "ABA {r} Acct # {a}",
            "ACH routing no. {r} DDA {a}",
            "Account #: {a} Routing #: {r}",
        ]
    ),
)
def test_routing_and_account_together(routing: str, account: str, form: str) -> None:
    """A US account next to its routing number keeps its last four digits, as the routing number does."""
    masked = mask(form.format(r=routing, a=account)).text

    assert MASK * 5 + routing[-4:] in masked
    assert MASK * (len(account) - 4) in masked.replace(MASK * 5 + routing[-4:], "")


@pytest.mark.parametrize(
    "text",
    [
        "SOIL SOLO BOIL GOLD 4 5 6",
        "Item B8O1 S5 4 x 12.50",
        "Shell Loyalty\nCard\n6018840126306675",
        "Time :021000022: 123456789",
        "ABA 021000021 12/25/2026",
        "acct ending in 1234",
        "visa 12.50 11.25 10.00 3.75",
        "XXXX XXXX XXXX 1234",
        "XXXXXXXXXXXX1234",
    ],
)
def test_what_stays(text: str) -> None:
    """Words of look-alikes, loyalty cards, times, dates, amounts, and what was masked before."""
    assert mask(text).text in {text, text.replace("021000021", MASK * 5 + "0021")}


@given(issued(SURE), st.integers(0, 3), st.sampled_from(["", " "]))
@pytest.mark.promise("P4.5")
def test_places_cover_what_is_hidden(drawn: tuple[Issuer, str], turns: int, separator: str) -> None:
    """In print of one width, every hidden digit lies in a place to paint over, also on a page that was turned."""
    _, number = drawn
    text = f"VISA {grouped(number, separator)} AID"
    (word,) = row([text], top=40)
    page = Page(1, 600, 200, (word,), turns)

    places = sensitive_places(RecognizedText((page,), "engine", "1"))
    after = mask_recognized(RecognizedText((page,), "engine", "1")).pages[0].words[0].text

    width, height = (600, 200) if turns % 2 == 0 else (200, 600)
    for at in (at for at, character in enumerate(after) if character == MASK):
        x, y = 10 * at + 5, 50
        on_image = {0: (x, y), 1: (y, 599 - x), 2: (599 - x, 199 - y), 3: (199 - y, x)}[turns]
        assert any(
            place.box.left <= on_image[0] < place.box.right and place.box.top <= on_image[1] < place.box.bottom
            for place in places
        )
    assert all(0 <= place.box.left < place.box.right <= width for place in places)
    assert all(0 <= place.box.top < place.box.bottom <= height for place in places)
