"""Which of the names at the head of a receipt is the vendor's."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plutopixie.domain.reading.extraction import Extraction
from plutopixie.domain.reading.rows import rebuild
from plutopixie.domain.reading.thresholds import THRESHOLDS
from plutopixie.domain.reading.totals import usual_height
from plutopixie.domain.reading.vendor_features import head_of, strangeness
from plutopixie.domain.reading.vendor_lines import LINES_MAX, lines_of
from plutopixie.domain.reading.vendor_names import NAME_CHARS_MAX
from plutopixie.domain.reading.vendor_ranking import Weights, choose
from plutopixie.domain.reading.vendor_spans import possible_names
from plutopixie.domain.reading.vendors import Named, vendor_of
from plutopixie.domain.reading.words import Box, Page, Word

Reader = Callable[..., Extraction]

shown = st.sampled_from(
    ["GREEN LEAF SDN BHD", "TAX INVOICE", "Corner Bakery", "12 Main Street", "TEL: 03-55423228", "(139386-X)",
     "SDN BHD", "Bill to:", "Seller:", "Account holder: Oak Tree", "4111 1111 1111 1111", "www.leaf.com", "TOTAL",
     "12.00", "***"]
)  # fmt: skip
words = st.builds(
    lambda text, left, top, wide, high, sure: Word(text, Box(left, top, left + wide, top + high), sure),
    shown | st.text(max_size=40),
    st.integers(0, 600),
    st.integers(0, 900),
    st.integers(1, 500),
    st.integers(1, 60),
    st.floats(0, 1),
)
pages = st.lists(words, max_size=30).map(lambda found: Page(1, 1200, 1000, tuple(found)))


def _vendor(page: Page) -> Named | None:
    rows = rebuild(page)
    return vendor_of(rows, usual_height(rows)) if rows else None


def _name(extraction: Extraction) -> str | None:
    return extraction.vendor.value if extraction.vendor else None


@given(pages, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_words_means_nothing(page: Page, order: random.Random) -> None:
    """The same words in any order give the same vendor."""
    shuffled = Page(1, page.width, page.height, tuple(order.sample(page.words, len(page.words))))

    assert _vendor(page) == _vendor(shuffled)


@pytest.mark.promise("P4.4")
@given(pages)
@settings(max_examples=100, deadline=None)
def test_any_words_give_a_bounded_safe_name_or_none(page: Page) -> None:
    """A vendor has letters, a bounded length, no number as long as a card's, and a confidence above the threshold."""
    named = _vendor(page)
    if named is not None:
        assert 0 < len(named.name) <= NAME_CHARS_MAX
        assert re.search(r"[^\W\d_]", named.name)
        assert sum(char.isdigit() for char in named.name) < 7
        assert 0.0 <= named.confidence <= 1.0


def test_a_flood_of_lines_is_bounded() -> None:
    """However many columns a head has, only so many lines are looked at."""
    flood = tuple(
        Word(f"NAME {column}", Box(column * 300, row * 40, column * 300 + 90, row * 40 + 20), 0.9)
        for row in range(40)
        for column in range(40)
    )
    lines = lines_of(rebuild(Page(1, 13_000, 1_700, flood)))

    assert len(lines) == LINES_MAX
    assert len(possible_names(lines)) <= 3 * LINES_MAX


def test_without_rows_there_is_no_vendor() -> None:
    """Nothing recognized, nobody named."""
    assert vendor_of((), 0.0) is None


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (["Invoice 17", "Seller:", "GLN 4000001123452", "Oak Tree GmbH", "Hauptstr. 5", "Buyer:", "Elm Trade GmbH"],
         "Oak Tree GmbH"),
        (["Rechnung 17", "Verkäufer", ("Name:", "Oak Tree GmbH"), "Käufer", ("Name:", "Elm Trade GmbH")],
         "Oak Tree GmbH"),
        (["Elm Trade", "Facture 17", "Titulaire du compte : OAK TREE"], "OAK TREE"),
        (["TAX INVOICE", "OAK TREE", "(OLD MILL BRANCH)", "12 Main Street"], "OAK TREE"),
        (["OAK TREE", "OAK TREE MOTORS SDN BHD", "NO 5 JALAN KENARI"], "OAK TREE MOTORS SDN BHD"),
        (["OAK TREE HARDWARE &", "ELECTRICAL", "NO 5 JALAN KENARI"], "OAK TREE HARDWARE & ELECTRICAL"),
        (["Oak Tree SARL - 12 rue du Lac - 84340 Lille", "Facture 17", "Adresse de livraison", "Elm SAS"], "Oak Tree"),
        (["CITY MILK", "OAK TREE VENTURE SDN BHD", "KUALA LUMPUR"], "OAK TREE VENTURE SDN BHD"),
    ],
)  # fmt: skip
def test_labels_and_layout_say_who_sells(read: Reader, rows: Sequence[str], name: str) -> None:
    """Labels of sellers and payees, brackets, repeated and wrapped names, senders and shops with an owner."""
    assert _name(read([*rows, "14/03/2024", ("TOTAL", "12.00")])) == name


@pytest.mark.parametrize("label", ["Bill to:", "Rechnungsadresse", "Factuuradres", "Customer:", "Ship To"])
def test_who_is_billed_is_never_the_vendor(read: Reader, label: str) -> None:
    """A name below the label of a buyer is not taken, even where no other name is seen."""
    assert _name(read(["TAX INVOICE", label, "Elm Trade Inc", "12 Main Street", ("TOTAL", "12.00")])) is None


def test_a_label_of_the_shop_says_nothing_of_a_buyer(read: Reader) -> None:
    """A customer's copy and a customer service are no buyers."""
    assert _name(read(["CUSTOMER COPY", "Corner Bakery", "12 Main Street", ("TOTAL", "12.00")])) == "Corner Bakery"


def test_a_weight_is_not_a_form_of_company(read: Reader) -> None:
    """Four kilograms are no limited partnership."""
    assert _name(read(["TAX INVOICE", "4 kg", ("TOTAL", "12.00")])) is None


def test_a_name_that_is_not_sure_enough_is_left_out() -> None:
    """What an engine was unsure of, and looks like no word, is not given."""
    page = Page(
        1, 800, 900, (Word("eE rR~ xQv", Box(300, 40, 420, 60), 0.3), Word("TOTAL 12.00", Box(20, 400, 200, 420), 0.9))
    )

    assert _vendor(page) is None
    assert THRESHOLDS["vendor"] > 0


def test_the_weights_decide() -> None:
    """The same names under other weights give another choice: the ranking is data, not code."""
    rows = rebuild(
        Page(1, 800, 900, tuple(Word(text, Box(100, top, 400, top + 20), 0.9)
             for text, top in (("Corner Books", 40), ("Oak Tree LLC", 120), ("12 Main Street", 160))))
    )  # fmt: skip
    lines = lines_of(rows)
    spans, head = possible_names(lines), head_of(lines, rows, 20.0)
    by_form = choose(spans, head, Weights({"form_end": 1.0, "lines2": -5.0}, {}))
    by_row = choose(spans, head, Weights({"row": -1.0, "lines2": -5.0}, {}))

    assert by_form is not None
    assert by_row is not None
    assert (by_form.span.name, by_row.span.name) == ("Oak Tree LLC", "Corner Books")
    assert choose([], head) is None


@pytest.mark.parametrize(
    ("name", "strange"), [("Corner Books", 0.0), ("xQvR", 1.0), ("", 1.0), ("LiDL", 0.5), ("BRGHT", 1.0)]
)
def test_words_that_are_no_words(name: str, strange: float) -> None:
    """Capitals inside a word, letters without a vowel and nothing at all look strange."""
    assert strangeness(name) == strange
