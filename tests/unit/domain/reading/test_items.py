"""Items are the printed lines of what was bought: named, counted, and held against the printed sums."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain.reading.extraction import (
    ITEM_CHARS_MAX,
    ITEMS_MAX,
    Extraction,
    ReadingContext,
    Warning,  # noqa: A004
)
from plutopixie.domain.reading.rules import extract
from plutopixie.domain.reading.words import Box, Page, RecognizedText, Word

Reader = Callable[..., Extraction]
Rows = list[str | tuple[str, str]]
CONTEXT = ReadingContext(today=date(2026, 6, 15))


def items(extraction: Extraction) -> list[tuple[str | None, str, str]]:
    """Quantity, description and amount of every item."""
    return [
        (None if item.quantity is None else f"{item.quantity:f}", item.description, f"{item.amount:f}")
        for item in (found.value for found in extraction.items)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (  # names and amounts on one row
            [("MILK 2% GAL", "3.99 F"), ("PAPER TOWELS", "8.99 T"), ("SUBTOTAL", "12.98"), ("TOTAL", "13.54")],
            [(None, "MILK 2% GAL", "3.99"), (None, "PAPER TOWELS", "8.99")],
        ),
        (  # quantities before the words
            [("2 Lemonade", "7.00"), ("1 Caesar Salad", "11.25"), ("Subtotal", "18.25"), ("Total", "19.80")],
            [("2", "Lemonade", "7.00"), ("1", "Caesar Salad", "11.25")],
        ),
        (  # a number that belongs to the name
            [("7 UP", "1.99"), ("BREAD", "3.00"), ("EGGS", "4.00"), ("Subtotal", "8.99"), ("Total", "9.50")],
            [(None, "7 UP", "1.99"), (None, "BREAD", "3.00"), (None, "EGGS", "4.00")],
        ),
        (  # running numbers
            [("1. Coating", "48.00"), ("2. Thinner", "18.00"), ("3. Brush", "2.00"), ("TOTAL", "68.00")],
            [(None, "Coating", "48.00"), (None, "Thinner", "18.00"), (None, "Brush", "2.00")],
        ),
        (  # a head, codes and counts on the row of the amount, names below
            [
                "ITEM QTY PRICE AMOUNT",
                ("1943  2  3.50", "7.00 SR"),
                "HOSE SET",
                ("8402  1  5.25", "5.25 SR"),
                "SEAL TAPE",
                ("TOTAL QTY: 3", "12.25"),
                ("TOTAL", "12.25"),
            ],
            [("2", "HOSE SET", "7.00"), ("1", "SEAL TAPE", "5.25")],
        ),
        (  # names above
            ["KOPI O (B)", ("1 X  2.10", "2.10 SR"), "TEH TARIK", ("2 X  1.50", "3.00 SR"), ("TOTAL", "5.10")],
            [("1", "KOPI O (B)", "2.10"), ("2", "TEH TARIK", "3.00")],
        ),
        (  # a count below the amount, and one above it
            [("MANDARINS", "62.50 Z"), "@5 X RM 12.50", ("TOTAL", "62.50")],
            [("5", "MANDARINS", "62.50")],
        ),
        (
            ["2 @ 2.50", ("PASTA", "5.00"), ("SALT", "1.00"), ("TOTAL", "6.00")],
            [("2", "PASTA", "5.00"), (None, "SALT", "1.00")],
        ),
        (  # weighed
            ["BANANAS", ("1.25 lb @ $0.59 /lb", "0.74"), ("TOTAL", "0.74")],
            [("1.25", "BANANAS", "0.74")],
        ),
        (  # the price before the count
            [("Coffee 3,29 x 2", "6,58"), ("Bread", "2,00"), ("SUMME EUR", "8,58")],
            [("2", "Coffee", "6.58"), (None, "Bread", "2.00")],
        ),
        (  # what was taken off, with and without a sign
            [("SHIRT", "29.99"), ("20% OFF", "-6.00"), ("Discount", "5.00"), ("Subtotal", "18.99"), ("Total", "20.00")],
            [(None, "SHIRT", "29.99"), (None, "20% OFF", "-6.00"), (None, "Discount", "-5.00")],
        ),
        (  # a refund
            [("DRILL RETURN", "-49.99"), ("TOTAL", "-49.99")],
            [(None, "DRILL RETURN", "-49.99")],
        ),
        (  # words that elsewhere name a payment or a tax
            [("GREETING CARD", "4.50"), ("TAXI RIDE", "20.00"), ("CASH BOX", "9.00"), ("TOTAL", "33.50")],
            [(None, "GREETING CARD", "4.50"), (None, "TAXI RIDE", "20.00"), (None, "CASH BOX", "9.00")],
        ),
        (  # names that look like misread words for sums
            [("GROUND COFFEE", "9.79"), ("WATER BOTTLE", "14.09"), ("Subtotal", "23.88"), ("Total", "25.00")],
            [(None, "GROUND COFFEE", "9.79"), (None, "WATER BOTTLE", "14.09")],
        ),
        (  # quantities only where there are several
            [("2 WOOD GLUE", "14.80"), ("RULER", "1.37"), ("PEN", "2.00"), ("TAPE", "3.00"), ("4 BULB", "32.40"),
             ("Subtotal", "53.57"), ("Total", "55.00")],
            [("2", "WOOD GLUE", "14.80"), (None, "RULER", "1.37"), (None, "PEN", "2.00"), (None, "TAPE", "3.00"),
             ("4", "BULB", "32.40")],
        ),
        (  # a count in one column, a price in another
            [("Diesel #2 12.942 gal 5.249", "67.93"), ("TOTAL", "$67.93")],
            [("12.942", "Diesel #2", "67.93")],
        ),
        (  # one line alone with a quantity, one behind a code, and a name that begins with a size
            [("4 RAIN JACKET", "231.96"), ("KNIT BEANIE", "29.39"), ("TENT", "249.29"), ("TOTAL", "510.64")],
            [("4", "RAIN JACKET", "231.96"), (None, "KNIT BEANIE", "29.39"), (None, "TENT", "249.29")],
        ),
        (
            [("286086 FLAPPER", "8.47"), ("789640 2 x KEYS CUT", "6.68"), ("TOTAL", "15.15")],
            [(None, "FLAPPER", "8.47"), ("2", "KEYS CUT", "6.68")],
        ),
        (
            [("2 LITER COKE", "1.98"), ("BREAD", "3.00"), ("SOAP", "1.00"), ("TOTAL", "5.98")],
            [(None, "2 LITER COKE", "1.98"), (None, "BREAD", "3.00"), (None, "SOAP", "1.00")],
        ),
        (  # a charge that is no tax, and a distance that is no price
            ["16.80 miles | 9 min", ("Trip Fare", "$8.76"), ("Airport Surcharge", "$3.44"), ("Subtotal", "$12.20"),
             ("Total", "$12.20")],
            [(None, "Trip Fare", "8.76"), (None, "Airport Surcharge", "3.44")],
        ),
        (  # goods that were taken back, so that the tax is negative, too
            [("ROLL", "9.36"), ("BUN", "-1.32"), ("GST", "-0.07"), ("TOTAL PAYABLE", "7.97")],
            [(None, "ROLL", "9.36"), (None, "BUN", "-1.32")],
        ),
        (  # the size of another article is no count of this one
            [("DUCT TAPE", "7.99"), "2X4X8 STUD", ("2 @ 3.59", "7.18"), ("TOTAL", "15.17")],
            [(None, "DUCT TAPE", "7.99"), ("2", "2X4X8 STUD", "7.18")],
        ),
        (  # sizes and codes that look like counts and prices
            [("SOCKET 3X1.25MM CABLE", "22.90"), "HANGER CL45-Y5S", ("9064123 2 X 7.50", "15.00"), ("TOTAL", "37.90")],
            [(None, "SOCKET 3X1.25MM CABLE", "22.90"), ("2", "HANGER CL45-Y5S", "15.00")],
        ),
        (  # weighed, the price first; less a discount of its own; a count of one with cents
            ["CHICKEN", ("10.99*1.306", "14.35 Z"), "BLEACH", ("2 X 5.51 (DISC: 1.53)", "9.49"), "MOP",
             ("001781 1.00 16.00", "16.00"), ("TOTAL", "39.84")],
            [("1.306", "CHICKEN", "14.35"), (None, "BLEACH", "9.49"), ("1.00", "MOP", "16.00")],
        ),
        (  # a price per unit that stands far left of the amounts
            [("Rope", "20.00"), "Einzelpreis 10.00", ("Nails", "3.00"), ("TOTAL", "23.00")],
            [(None, "Rope", "20.00"), (None, "Nails", "3.00")],
        ),
        (  # a total that stands above the lines, as on a ride's receipt
            [("Total", "$23.45"), ("Trip fare", "$20.70"), ("Booking Fee", "$2.75"), ("Subtotal", "$23.45")],
            [(None, "Trip fare", "20.70"), (None, "Booking Fee", "2.75")],
        ),
        (  # sums of parts
            [("WHITE  2.13 2", "4.26"), ("TOTAL 0% SUPPLIES", "4.26"), ("ROLLS  0.72 20", "14.40"),
             ("TOTAL 6% SUPPLIES (EXCL. GST)", "14.40"), ("GST", "0.86"), ("TOTAL PAYABLE", "19.52")],
            [("2", "WHITE", "4.26"), ("20", "ROLLS", "14.40")],
        ),
        (  # whole amounts
            [("ONIGIRI", "150"), ("TEA", "130"), ("TOTAL", "Y280"), "(TAX 8%  20)", "LAWSON SHIBUYA"],
            [(None, "ONIGIRI", "150"), (None, "TEA", "130")],
        ),
    ],
)  # fmt: skip
def test_lines_are_read_with_their_names_and_quantities(
    read: Reader, rows: Rows, expected: list[tuple[str | None, str, str]]
) -> None:
    """The usual layouts give the lines as they are printed, and they make the printed sum."""
    extraction = read(["Some Shop Ltd", "12 Main Street", *rows])

    assert expected == items(extraction)
    assert Warning.ITEMS_SUM_DIFFERS not in extraction.warnings


def test_an_item_has_the_place_of_its_whole_line(read: Reader) -> None:
    """The place holds the amount and the name, also where the name stands on another row."""
    [item] = read(["Some Shop Ltd", "KOPI O", ("1 X  2.10", "2.10"), ("TOTAL", "2.10")]).items

    assert item.place is not None
    assert (item.place.box.left, item.place.box.top) == (120, 230)
    assert item.place.box.right >= 520 + 4 * 10


def test_lines_that_do_not_add_up_are_said(read: Reader) -> None:
    """Items that make no printed sum are given with less confidence, and pointed out."""
    good = read(["Some Shop Ltd", ("Bread", "3.00"), ("Eggs", "4.00"), ("TOTAL", "7.00")])
    bad = read(["Some Shop Ltd", ("Bread", "3.00"), ("Eggs", "4.00"), ("TOTAL", "17.00")])

    assert items(good) == items(bad)
    assert Warning.ITEMS_SUM_DIFFERS in bad.warnings
    assert min(item.confidence for item in good.items) > 0.9
    assert max(item.confidence for item in bad.items) < 0.6


def test_no_line_is_made_up_to_make_the_sum(read: Reader) -> None:
    """A sum that is too large for the lines adds none to them."""
    extraction = read(["Some Shop Ltd", ("Bread", "3.00"), ("Subtotal", "10.00"), ("Tax", "1.00"), ("Total", "11.00")])

    assert items(extraction) == [(None, "Bread", "3.00")]


def test_payments_and_taxes_are_no_items(read: Reader) -> None:
    """What stands above the sum by way of a tax, a deposit or a payment is none of what was bought."""
    rows: Rows = [("Bread", "3.00"), ("Sales tax 6%", "0.18"), ("Cash", "5.00"), ("TOTAL", "4.18")]

    assert items(read(["Some Shop Ltd", *rows])) == [(None, "Bread", "3.00")]


def test_a_receipt_without_lines_has_none(read: Reader) -> None:
    """A card slip has no items, and nobody is warned of that."""
    slip: Rows = [("VISA x4704", "83.18"), "AUTH # 090873", ("AMOUNT", "75.18"), ("TIP", "8.00"), ("TOTAL", "83.18")]
    extraction = read(["Some Shop Ltd", "CREDIT CARD SALE", *slip])

    assert extraction.items == ()
    assert Warning.ITEMS_SUM_DIFFERS not in extraction.warnings


def test_items_are_bounded() -> None:
    """A document with more lines than the bound gives the first ones, each with a name within its bound."""
    rows = [("thing " * 30, f"{at}.00") for at in range(1, ITEMS_MAX + 20)]
    found = extract(page([*rows, ("TOTAL", "1.00")]), CONTEXT).items

    assert len(found) == ITEMS_MAX
    assert all(0 < len(item.value.description) <= ITEM_CHARS_MAX for item in found)


def test_opening_hours_are_no_prices(read: Reader) -> None:
    """Hours that are written like prices are no items."""
    rows: Rows = [("Mo-Sa 9.00 -", "20.00 Uhr"), ("Brot", "3,00"), ("SUMME EUR", "3,00")]

    assert items(read(["Bäckerei Müller GmbH", *rows])) == [(None, "Brot", "3.00")]


def test_a_card_number_is_no_name(read: Reader) -> None:
    """Digits as long as a card number are never part of a description."""
    [item] = read(["Some Shop Ltd", ("CARD 4111 1111 1111 1111 CASE", "9.00"), ("TOTAL", "9.00")]).items

    assert not any(char.isdigit() for char in item.value.description)


prices = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99.99"), places=2)
names = st.sampled_from(["Bread", "Olive oil", "Soap", "Green tea", "Rice 5kg", "Pens", "Lamp", "Rope"])
baskets = st.lists(st.tuples(names, prices), min_size=1, max_size=12)


def page(rows: list[tuple[str, str]]) -> RecognizedText:
    """A page with names in the left column and amounts flush right, as tills print them."""
    words = []
    for at, (name, amount) in enumerate(rows):
        top = 100 + 30 * at
        words.append(Word(name, Box(50, top, min(400, 50 + 12 * len(name)), top + 20), 0.95))
        words.append(Word(amount, Box(600 - 12 * len(amount), top, 600, top + 20), 0.95))
    return RecognizedText((Page(1, 700, 200 + 30 * len(rows), tuple(words)),), "made by hand", "1")


@given(baskets, st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_basket_comes_back(basket: list[tuple[str, Decimal]], with_tax: bool) -> None:  # noqa: FBT001
    """What a till prints line by line comes back line by line, and never the total among it."""
    subtotal = sum((price for _, price in basket), Decimal(0))
    tax = Decimal("1.11") if with_tax else Decimal(0)
    sums = [("Subtotal", str(subtotal)), ("Sales tax", str(tax)), ("TOTAL", f"${subtotal + tax}")]
    found = extract(page([(name, str(price)) for name, price in basket] + sums), CONTEXT)

    assert [(item.value.description, item.value.amount) for item in found.items] == basket
    assert Warning.ITEMS_SUM_DIFFERS not in found.warnings


amounts = st.one_of(prices, prices.map(lambda price: -price)).map(str)
labels = st.one_of(
    names,
    st.sampled_from(["TOTAL", "Subtotal", "Tax 6%", "Tip", "CASH", "CHANGE", "Discount", "2 x 3.00", "VISA", "No"]),
)


@given(st.lists(st.tuples(labels, amounts), min_size=1, max_size=14))
@settings(max_examples=80, deadline=None)
def test_amounts_are_printed_and_the_total_is_none_of_them(rows: list[tuple[str, str]]) -> None:
    """Whatever is printed: an item's amount is printed on its row, and no item stands where the total does."""
    found = extract(page(rows), CONTEXT)
    printed = {abs(Decimal(amount)) for _, amount in rows} | {Decimal("3.00")}

    for item in found.items:
        assert abs(item.value.amount) in printed
        assert item.value.description
        assert item.place is not None
        for sum_found in (found.total, found.subtotal):
            where = sum_found.place if sum_found else None
            assert where is None or not (
                item.place.box.top <= where.box.top and where.box.bottom <= item.place.box.bottom
            )
