"""The rules as a whole: whole receipts, several receipts, and laws that hold for any words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain.payment import PaymentKind
from plutopixie.domain.reading.extraction import (
    Extraction,
    Found,
    Item,
    Place,
    ReadingContext,
    Warning,  # noqa: A004
)
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

Reader = Callable[..., Extraction]
CONTEXT = ReadingContext(today=date(2026, 6, 15))

DINER = [
    "RIVERSIDE DINER",
    "120 Main St, Austin, TX 78701",
    "03/04/2024 12:41 PM",
    ("Burger", "11.50"),
    ("Fries", "4.00"),
    ("Subtotal", "15.50"),
    ("Sales Tax 8.25%", "1.28"),
    ("Total", "$16.78"),
    ("VISA", "************4242"),
]
HARDWARE = [
    "TOOL SHED LTD",
    "14 High Street, Leeds LS1 4AB",
    "21/02/2024",
    ("Hammer", "9.00"),
    ("TOTAL", "£9.00"),
]

pieces = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["TOTAL", "GST 6%", "CASH", "CHANGE", "RM", "$", "SDN BHD", "Date:", "VISA", "4111 1111 1111 1111", "Page 2"]
    ),
    st.decimals(min_value=-999, max_value=99999, places=2).map(str),
    st.dates(min_value=date(1980, 1, 1), max_value=date(2060, 1, 1)).map(lambda day: day.strftime("%d/%m/%Y")),
)
boxes = st.builds(Box, st.integers(-50, 900), st.integers(-50, 1500), st.integers(-50, 1100), st.integers(-50, 1600))
words = st.builds(Word, pieces, boxes, st.floats(0, 1))
pages = st.builds(
    Page, st.integers(1, 3), st.integers(1, 1000), st.integers(1, 1500), st.lists(words, max_size=25).map(tuple)
)
texts = st.builds(RecognizedText, st.lists(pages, max_size=3).map(tuple), st.just("made by hand"), st.just("1"))


def founds(extraction: Extraction) -> list[Found[Any]]:
    """Every field that was found."""
    fields: list[Found[Any] | None] = [
        extraction.vendor,
        extraction.date,
        extraction.total,
        extraction.subtotal,
        extraction.tax,
        extraction.tip,
        extraction.currency,
        extraction.payment,
        extraction.last4,
        extraction.document_number,
        *extraction.items,
    ]
    return [found for found in fields if found is not None]


@pytest.mark.parametrize("lines", [True, False])
def test_a_diner_in_texas(read: Reader, lines: bool) -> None:  # noqa: FBT001
    """Every field of an American receipt, from words and from lines."""
    extraction = read(DINER, lines=lines)

    assert [
        "RIVERSIDE DINER",
        date(2024, 3, 4),
        Decimal("16.78"),
        Decimal("15.50"),
        Decimal("1.28"),
        "USD",
        PaymentKind.CARD,
        "4242",
        Item("Burger", Decimal("11.50")),
        Item("Fries", Decimal("4.00")),
    ] == [found.value for found in founds(extraction)]
    assert all(found.place is not None for found in founds(extraction))
    assert extraction.warnings == ()


def test_of_several_receipts_only_the_first_is_read(read: Reader) -> None:
    """A second receipt in the document is pointed out, and nothing of it is mixed in."""
    extraction = read(DINER, HARDWARE)

    assert extraction.vendor is not None
    assert extraction.total is not None
    assert ("RIVERSIDE DINER", Decimal("16.78")) == (extraction.vendor.value, extraction.total.value)
    assert Warning.SEVERAL_RECEIPTS in extraction.warnings


def test_a_second_receipt_never_lends_its_total(read: Reader) -> None:
    """Where the first receipt shows no total, the total of the second is not taken for it."""
    extraction = read(DINER[:5], HARDWARE)

    assert extraction.total is None
    assert Warning.SEVERAL_RECEIPTS in extraction.warnings


def test_an_invoice_over_two_pages_is_one(read: Reader) -> None:
    """A total on the second page belongs to the vendor of the first."""
    extraction = read(
        ["ACME INC", "12 Main Street", "Date 14/03/2024", ("Paper", "9.00")], ["Page 2", ("TOTAL", "$9.00")]
    )

    assert extraction.total is not None
    assert extraction.vendor is not None
    assert (extraction.total.place and extraction.total.place.page, extraction.vendor.value) == (2, "ACME INC")
    assert Warning.SEVERAL_RECEIPTS not in extraction.warnings


def test_nothing_recognized_is_said() -> None:
    """A document without words has no fields, and every warning that a person needs."""
    extraction = extract(RecognizedText((), "made by hand", "1"), CONTEXT)

    assert founds(extraction) == []
    assert {Warning.VENDOR_MISSING, Warning.DATE_MISSING, Warning.TOTAL_MISSING} <= set(extraction.warnings)


@pytest.mark.parametrize(
    ("rows", "home", "code", "assumed"),
    [
        (["SOME SHOP SDN BHD", ("TOTAL", "$7.10")], "USD", "MYR", False),
        (["Some Shop", ("TOTAL", "$7.10")], "CAD", "CAD", True),
        (["Some Shop", ("TOTAL", "$7.10")], None, "USD", True),
        (["Some Shop", ("TOTAL", "7.10")], "NZD", "NZD", True),
        (["Some Shop", ("TOTAL EUR", "7,10")], "USD", "EUR", False),
        (["Some Shop", "Toronto, ON M5V 2T6", ("HST", "0.90"), ("TOTAL", "$7.10")], "USD", "CAD", False),
    ],
)  # fmt: skip
def test_currency_goes_by_evidence(
    document: Callable[..., RecognizedText],
    rows: list[str],
    home: str,
    code: str,
    assumed: bool,  # noqa: FBT001
) -> None:
    """A shared mark is settled by region, then by the home currency; what is assumed is said to be."""
    extraction = extract(document(rows), ReadingContext(today=CONTEXT.today, home_currency=home))

    assert extraction.currency is not None
    assert (code, assumed) == (extraction.currency.value, Warning.CURRENCY_ASSUMED in extraction.warnings)


@given(texts)
@settings(max_examples=80, deadline=None)
def test_any_words_are_survived(text: RecognizedText) -> None:
    """No words make the rules fail; places lie on their page; a full card number never comes out."""
    extraction = extract(text, CONTEXT)
    sizes = [(page.number, page.width, page.height) for page in text.pages]
    for found in founds(extraction):
        if found.place is not None:
            assert any(_inside(found.place, *size) for size in sizes)
        assert not re.search(r"\d{13}", re.sub(r"[ -]", "", str(found.value)))


@given(texts, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_words_means_nothing(text: RecognizedText, random: object) -> None:
    """The same words in the same boxes give the same answer."""
    shuffled = tuple(
        Page(page.number, page.width, page.height, tuple(random.sample(page.words, len(page.words))))  # type: ignore[attr-defined]
        for page in text.pages
    )

    assert extract(text, CONTEXT) == extract(RecognizedText(shuffled, text.engine, text.engine_version), CONTEXT)


@given(texts)
@settings(max_examples=40, deadline=None)
def test_a_total_is_never_invented(text: RecognizedText) -> None:
    """The digits of the total are printed on the document."""
    total = extract(text, CONTEXT).total
    printed = re.sub(r"[^\d]", "", text.text.replace("O", "0").replace("o", "0"))

    assert total is None or "".join(re.findall(r"\d", str(abs(total.value)))).lstrip("0") in printed


def test_a_flood_of_words_ends_in_time() -> None:
    """Far more and far longer words than any receipt has are bounded before they cost anything."""
    flood = tuple(
        Word("9" * 400 + "x" * at, Box(at % 50, at // 2, at % 50 + 9, at // 2 + 9), 0.5) for at in range(1000)
    )

    assert extract(RecognizedText((Page(1, 100, 2000, flood),), "made by hand", "1"), CONTEXT).total is None


def _inside(place: Place, number: int, width: int, height: int) -> bool:
    box = place.box
    return place.page == number and 0 <= box.left <= box.right <= width and 0 <= box.top <= box.bottom <= height
