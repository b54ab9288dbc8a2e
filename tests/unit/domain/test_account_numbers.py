"""Full account numbers never stay in a text: the promise, as properties (P4.4)."""

from __future__ import annotations

import json
import os
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from drawn_numbers import IBANS, NARROW_RANGES, card_numbers, luhn_digit, row, shown
from plutopixie.domain.account_numbers import (
    MASK,
    AccountNumberKind,
    mask,
    mask_recognized,
    mask_words,
    sensitive_boxes,
    sensitive_places,
)
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

pytestmark = pytest.mark.promise("P4.4")

SEPARATORS = [
    "",
    " ",
    "-",
    ".",
    "\u00a0",
    "\u2009",
    "\u2013",
    "\u2212",
    " - ",
    "\u200b",
    "_",
    "/",
    "  ",
    "·",
    "\t",
    "\n",
    MASK,
]
GROUPINGS = {14: [4, 6, 4], 15: [4, 6, 5], 16: [4, 4, 4, 4], 19: [4, 4, 4, 4, 3], 13: [4, 4, 4, 1], 12: [4, 4, 4]}
DIGIT_SCRIPTS = ["0", "\uff10", "\u0660", "\u06f0", "\u0966", "\U0001d7ce"]
WORDS = st.sampled_from(
    [
        "paid",
        "lunch",
        "with",
        "the",
        "team,",
        "Berlin;",
        "taxi",
        "(",
        ")",
        "für",
        "昼食",
        "\U0001f35c",
        "thanks!",
        "receipt",
        ":",
    ]
)


def ean_digit(digits: str) -> str:
    """The thirteenth digit of a barcode."""
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)


@st.composite
def written(draw: st.DrawFn, numbers: st.SearchStrategy[str]) -> tuple[str, str]:
    """A number and one way to write it: grouped or not, with any one separator, in any script."""
    number = draw(numbers)
    separator = draw(st.sampled_from(SEPARATORS))
    sizes = GROUPINGS.get(len(number), [4, 4, 4, 4, 4])
    parts, rest = [], number
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    zero = ord(draw(st.sampled_from(DIGIT_SCRIPTS)))
    text = separator.join(part for part in [*parts, rest] if part)
    return number, "".join(chr(zero + int(character)) if character.isdecimal() else character for character in text)


sentences = st.lists(WORDS, max_size=6).map(" ".join)
cards = written(card_numbers())


def assert_hidden(number: str, text: str) -> None:
    """No more of the number than its last four digits is in the text, and nothing else was hidden wrongly."""
    assert number[-5:] not in shown(text)
    assert number[:-4] not in shown(text)


@given(cards, sentences, sentences, st.sampled_from([" ", "", "\n", ": ", " #"]))
@example(("4111111111111111", "4111 1111 1111 1111"), "visa", "thanks", "")
@example(("5555555555554444", "5555555555554444"), "x", "x", "")
def test_cards_in_running_text(card: tuple[str, str], before: str, after: str, glue: str) -> None:
    """A card number in any writing, next to words, letters and punctuation, keeps its last four digits only."""
    number, text = card
    masked = mask(f"{before}{glue}{text}{glue}{after}")

    assert shown(masked.text) == number[-4:]
    assert [found.kind for found in masked.found] == [AccountNumberKind.CARD]
    if len(number) <= 16:  # a longer one may hold a shorter one that passes too
        assert masked.found[0].last4 == number[-4:]
    assert len(masked.text) == len(f"{before}{glue}{text}{glue}{after}")


@given(
    written(card_numbers(NARROW_RANGES)),
    st.sampled_from(["card ", "Visa: ", "Maestro no. ", "paid by debit card ", "CC#"]),
)
def test_unusual_cards_with_card_words(card: tuple[str, str], words: str) -> None:
    """Numbers of unusual lengths are hidden where words say they are cards."""
    number, text = card

    assert shown(mask(words + text).text) == number[-4:]


@given(
    card_numbers(),
    st.sampled_from(
        ["qty 2 ", "12/25 ", "2 x ", "#1 ", "1. ", "99-", "2024-03-02 ", "10:45 ", "EUR 12.50 ", "$5 ", "x7 "]
    ),
    st.sampled_from(["", " 12/25", " 123", " 12/2027", ", 3.50", " exp 0127", "-1", " 4.99 12.50", " x2"]),
    st.booleans(),
)
def test_cards_with_neighbours(number: str, before: str, after: str, grouped: bool) -> None:  # noqa: FBT001 - generated
    """Numbers before and after a card number don't hide it from the rule."""
    text = " ".join(number[place : place + 4] for place in range(0, len(number), 4)) if grouped else number
    masked = mask(before + text + after).text

    assert number[:-4] not in shown(masked)
    assert sum(character == MASK for character in masked) >= len(number) - 4


@given(card_numbers(), card_numbers(), st.sampled_from([" ", ", ", "\n", " / ", "-", "; "]))
def test_two_cards_side_by_side(one: str, other: str, between: str) -> None:
    """Of two card numbers in a row, each keeps no more than its last four digits."""
    masked = mask(one + between + other).text

    assert set(masked[: len(one) - 4]) == {MASK}
    assert set(masked[len(one + between) : -4]) == {MASK}


@given(st.sampled_from(IBANS), st.sampled_from(["", " ", "-", "\u00a0", "."]), st.booleans(), sentences, sentences)
def test_ibans(iban: str, separator: str, lower: bool, before: str, after: str) -> None:  # noqa: FBT001 - generated
    """An IBAN of any country, grouped or not, in either case, keeps its last four digits only."""
    text = separator.join(iban[place : place + 4] for place in range(0, len(iban), 4))
    masked = mask(f"{before} {text.lower() if lower else text} {after}")
    digits = shown(iban)

    assert shown(masked.text) == digits[-4:]
    assert [(found.kind, found.last4) for found in masked.found] == [(AccountNumberKind.IBAN, digits[-4:])]


@given(st.sampled_from(IBANS), st.data())
def test_a_wrong_iban_is_text(iban: str, data: st.DataObject) -> None:
    """A number that fails the check of ISO 7064 is no IBAN."""
    place = data.draw(st.integers(2, 3))
    wrong = iban[:place] + str((int(iban[place]) + 1) % 10) + iban[place + 1 :]

    assert all(found.kind is not AccountNumberKind.IBAN for found in mask(wrong).found)


@given(
    st.sampled_from(
        [
            "account no ",
            "Account Number: ",
            "acct #",
            "ACCT. NO. ",
            "a/c no: ",
            "bank account ",
            "Acc No.: ",
            "checking account ",
            "Konto-Nr. ",
            "account number is ",
            "Kontonummer: ",
        ]
    ),
    st.text("0123456789", min_size=5, max_size=17),
    st.sampled_from(["", " ", ", thanks", " on 2 May", "."]),
)
def test_bank_accounts_in_context(label: str, number: str, after: str) -> None:
    """A number right after words for an account keeps its last four digits only."""
    masked = mask(label + number + after)

    assert masked.text[: len(label)] == label
    assert set(masked.text[len(label) : len(label + number) - 4]) == {MASK}
    assert masked.text[len(label + number) - 4 : len(label + number)] == number[-4:]


@pytest.mark.parametrize(
    "text",
    [
        "account 12,345.67",
        "account 12345.67",
        "Account opened 2024-03-02",
        "account 1234",
        "account no 2024-03-02",
        "GST account no 001234567",
        "an accountant, 5 people, 123456",
        "account: $12345",
    ],
)
def test_what_is_no_bank_account(text: str) -> None:
    """Amounts, dates, tax accounts and numbers further on aren't taken for account numbers."""
    assert mask(text).text == text


@given(
    st.sampled_from(["021000021", "011401533", "091000019", "322271627", "121000248"]),
    st.sampled_from(["routing ", "ABA# "]),
)
def test_routing_numbers(number: str, label: str) -> None:
    """A routing number with a right check keeps its last four digits near words for one, and is text elsewhere."""
    assert mask(label + number).text == label + MASK * 5 + number[-4:]
    assert mask(number + " (" + label.strip() + ")").text.startswith(MASK * 5 + number[-4:])
    assert mask("parts " + number).text == "parts " + number


@given(st.text("0123456789", min_size=9, max_size=9))
def test_wrong_routing_numbers(number: str) -> None:
    """Nine digits that fail the bankers' check stay, whatever the words."""
    total = sum(int(digit) * weight for digit, weight in zip(number, (3, 7, 1) * 3, strict=True))
    assume(total % 10)

    assert mask("routing " + number).text == "routing " + number


near_misses = st.one_of(
    st.builds(lambda card: card[1], cards),
    card_numbers(NARROW_RANGES),
    st.sampled_from(IBANS),
    st.text("0123456789", max_size=20),
    st.text("0123456789 -./:,\n" + MASK, max_size=30),
    st.text("4 5-6", max_size=30),
    st.sampled_from(
        [
            "account no ",
            "routing ",
            "021000021",
            "card ",
            "tel ",
            "+",
            "order no ",
            "12/25",
            "IBAN",
            MASK,
            " ",
            "-",
            ".",
        ]
    ),
    st.text(max_size=8),
)


@given(st.lists(near_misses, max_size=8).map("".join))
def test_masking_twice_is_masking_once(text: str) -> None:
    """What masking leaves never becomes a number again; length and all that is no letter or digit stay."""
    once = mask(text)

    assert mask(once.text).text == once.text
    assert mask(once.text).found == ()
    assert len(once.text) == len(text)
    assert all(new in (old, MASK) for old, new in zip(text, once.text, strict=True))
    assert (once.text == text) == (not once.found)


@given(st.text())
def test_text_without_five_digits_is_unchanged(text: str) -> None:
    """A text with fewer than five digits is returned as it is."""
    assume(sum(map(str.isdecimal, text)) < 5)

    assert mask(text).text is text


@given(st.lists(near_misses, max_size=6).map("".join))
def test_found_numbers_stand_where_they_say(text: str) -> None:
    """Every number found has four digits shown at most, in its place, apart from the others."""
    masked = mask(text)
    end = 0
    for found in masked.found:
        assert end <= found.start < found.end <= len(text)
        assert shown(text[found.start : found.end]).endswith(found.last4)
        assert MASK in masked.text[found.start : found.end]
        end = found.end


DATE_FORMATS = [
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%Y%m%d",
    "%d %b %Y",
    "%d/%m/%y",
    "%Y-%m-%dT%H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Y%m%d_%H%M%S",
    "%d%m%Y%H%M%S",
    "%d-%m-%Y %H:%M",
    "%H:%M:%S",
]


moments = st.datetimes(datetime(1990, 1, 1), datetime(2039, 1, 1))  # noqa: DTZ001 - as written, without a zone


@given(sentences, moments, st.sampled_from(DATE_FORMATS), sentences)
def test_dates_stay(before: str, moment: datetime, form: str, after: str) -> None:
    """Dates and times in any usual writing are unchanged."""
    text = f"{before} {moment.strftime(form)} {after}"

    assert mask(text).text == text


@st.composite
def phone_numbers(draw: st.DrawFn) -> str:
    """An international or national phone number in a usual writing."""
    country = draw(st.sampled_from(["1", "44", "49", "33", "60", "65", "86", "91", "353", "420", "55", "57", "63"]))
    national = draw(st.text("0123456789", min_size=7, max_size=10))
    separator = draw(st.sampled_from([" ", "-", ".", ""]))
    split = separator.join([national[:3], national[3:6], national[6:]])
    return draw(
        st.sampled_from(
            [
                f"+{country}{separator}{split}",
                f"+{country} ({national[:3]}) {national[3:]}",
                f"0{split}",
                f"Tel: {country}{separator}{split}",
                f"({national[:3]}) {national[3:6]}-{national[6:]}",
            ]
        )
    )


@given(sentences, st.lists(phone_numbers(), min_size=1, max_size=2).map(", ".join), sentences)
@example("TEL: 603-40232487, 40238191,", "40218976", "")
@example("", "+4915112345678", "")
def test_phone_numbers_stay(before: str, phone: str, after: str) -> None:
    """Phone numbers are unchanged."""
    text = f"{before} {phone} {after}"

    assert mask(text).text == text


@given(
    st.lists(st.decimals("0.01", "99999.99", places=2), min_size=1, max_size=12),
    st.sampled_from([" ", "\n", "  ", " EUR ", "; "]),
)
def test_prices_stay(prices: list[object], between: str) -> None:
    """Lists of prices are unchanged, in rows and in columns, also with words for cards near by."""
    text = between.join(map(str, prices))

    assert mask(text).text == text
    assert mask("VISA card " + text).text == "VISA card " + text


@given(st.text("0123456789", min_size=12, max_size=12), sentences, sentences)
@example("400638133393", "", "")
def test_barcodes_stay(digits: str, before: str, after: str) -> None:
    """Thirteen digits of a barcode or ISBN are unchanged where nothing speaks of cards."""
    for code in (digits + ean_digit(digits), "978" + digits[:9] + ean_digit("978" + digits[:9])):
        text = f"{before} {code} {after}"

        assert mask(text).text == text


@given(st.integers(0, 10**6), st.integers(2000, 2039))
@example(10**6, 2000)
def test_document_numbers_stay(number: int, year: int) -> None:
    """Usual invoice, order and tax numbers are unchanged."""
    text = (
        f"Invoice INV-{year}-{number:06} order no. {number:010} GST ID 000{number:09} VAT DE{number:09} {year}/{number}"
    )

    assert mask(text).text == text


@given(card_numbers(), st.data())
def test_a_wrong_check_digit_is_no_card(number: str, data: st.DataObject) -> None:
    """A number that fails Luhn is no card number."""
    wrong = number[:-1] + data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != number[-1]))

    assert mask(wrong).text == wrong


@given(card_numbers(), st.integers(1, 5), st.randoms(use_true_random=False), st.booleans())
def test_cards_over_words(number: str, neighbours: int, order: object, lined: bool) -> None:  # noqa: FBT001 - generated
    """A number over several words of a row is hidden in each; boxes, confidence and the engine's order stay."""
    parts = [number[place : place + 4] for place in range(0, len(number), 4)]
    words = list(row(["VISA", *parts, *["items", "thanks"][:neighbours]]))
    words += row(["TOTAL", "12.50"], top=40 if lined else 30)
    order.shuffle(words)  # type: ignore[attr-defined]
    masked = mask_words(tuple(words))

    in_row = sorted((after for after in masked if after.box.top == 0), key=lambda word: word.box.left)
    assert shown("".join(word.text for word in in_row)) == number[-4:]
    assert [(word.box, word.confidence) for word in masked] == [(word.box, word.confidence) for word in words]
    assert mask_words(masked) == masked


@given(card_numbers([(4, 4, [16]), (51, 55, [16]), (34, 34, [15])]), st.data())
def test_cards_cut_anywhere_with_card_words(number: str, data: st.DataObject) -> None:
    """Where the row speaks of a card, an engine may cut the number into up to four words anywhere."""
    cuts = sorted(data.draw(st.sets(st.integers(1, len(number) - 1), max_size=3)))
    parts = [number[start:end] for start, end in zip([0, *cuts], [*cuts, len(number)], strict=True)]

    masked = mask_words(row(["CARD", *parts]))

    assert shown("".join(word.text for word in masked)) == number[-4:]


def test_columns_are_no_number() -> None:
    """Numbers of columns far apart don't join."""
    words = row(["4111", "1111", "1111", "1111"], gap=200)

    assert mask_words(tuple(words[:1])) == words[:1]
    assert "".join(word.text for word in mask_words((words[0], *row(["x"], top=50), *words[1:]))).count(MASK) == 0


@given(st.lists(st.lists(near_misses.filter(bool), max_size=4), max_size=3))
def test_nothing_stays_in_the_joined_text(pages: list[list[str]]) -> None:
    """After masking a document, its plain text as a whole holds no number any more."""
    document = RecognizedText(
        tuple(Page(number, 2000, 100, row(texts)) for number, texts in enumerate(pages, 1)), "engine", "1"
    )
    masked = mask_recognized(document)

    assert mask(masked.text).text == masked.text
    assert mask_recognized(masked) == masked


def test_boxes_to_paint_over() -> None:
    """What is hidden is painted over: whole words, and the share of a long piece; the rest of the page stays."""
    assert luhn_digit("411111111111123") == "6"
    words = row(["CARD", "4111", "1111", "1111", "1236", "5.00"])

    assert sensitive_boxes(words) == tuple(word.box for word in words[1:4])

    piece = row(["VISA 4111111111111111 AID"])
    (box,) = sensitive_boxes(piece)
    assert box.left <= 50
    assert box.right >= 170
    assert box.right <= 200
    assert sensitive_boxes(mask_words(words)) == ()

    document = RecognizedText((Page(1, 500, 100, row(["x"])), Page(2, 500, 100, words)), "engine", "1")
    places = sensitive_places(document)
    assert [place.page for place in places] == [2, 2, 2]
    for place, word in zip(places, words[1:4], strict=True):
        assert place.box.union(word.box) == place.box
        assert place.box.width <= word.box.width + 6


def test_megabytes_take_seconds() -> None:
    """Time grows with the length only: hostile texts of 200,000 characters are done at once."""
    hostile = [
        "1",
        "4 ",
        "4\n",
        "4111 ",
        "6-",
        "DE89 ",
        "account no ",
        "account 1-",
        "d1e2",
        "card ",
        MASK + "1",
        "visa4",
        " ",
        "tel 6",
    ]
    for unit in hostile:
        text = unit * (200_000 // len(unit))
        begin = time.perf_counter()
        mask(text)

        assert time.perf_counter() - begin < 20, unit


def receipts() -> Path:
    """Where the set of real receipts lies, if it is there."""
    here = Path(__file__).resolve().parents[3]
    return Path(os.environ.get("PLUTOPIXIE_TEST_RECEIPTS", here.parent / "shared" / "receipts"))


def test_real_receipts_stay() -> None:
    """In 459 real receipts, which were published without card numbers, nothing is taken for one."""
    file = receipts() / "sroie" / "text.jsonl"
    if not file.exists():
        pytest.skip("the receipts are not here; set PLUTOPIXIE_TEST_RECEIPTS to their folder")
    for entry in file.read_text().splitlines():
        words = tuple(
            Word(text, Box(min(corners[0::2]), min(corners[1::2]), max(corners[0::2]), max(corners[1::2])), 1.0)
            for *corners, text in json.loads(entry)["lines"]
        )

        assert mask_words(words) == words
        assert mask("\n".join(word.text for word in words)).found == ()


def test_first_day_is_a_date() -> None:
    """A bare calendar date is too short to be anything else."""
    assert mask(date(2026, 3, 2).isoformat()).found == ()
