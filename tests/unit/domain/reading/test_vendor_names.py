"""A vendor's name is kept without what stands beside it, and with sure misreadings mended."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plutopixie.domain.reading.vendor_names import NAME_CHARS_MAX, is_registration, is_safe, tidy
from plutopixie.domain.reading.vendor_words import is_address


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("GREEN LEAF SON BHD", "GREEN LEAF SDN BHD"),
        ("GREEN LEAF SIN BHD", "GREEN LEAF SDN BHD"),
        ("GREEN LEAF SUNBHD", "GREEN LEAF SDN BHD"),
        ("GREEN LEAF Sn Bhd", "GREEN LEAF SDN BHD"),
        ("GREEN LEAF SDN BND", "GREEN LEAF SDN BHD"),
        ("GREEN LEAF (M) BED", "GREEN LEAF (M) BHD"),
        ("GREEN LEAF 5/B", "GREEN LEAF S/B"),
        ("Grüner Hof GMBH", "Grüner Hof GmbH"),
    ],
)
def test_a_form_of_company_is_spelled_right(printed: str, kept: str) -> None:
    """What engines make of a form of company is undone."""
    assert tidy(printed) == kept


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("GREEN LEAF HARDWAKE", "GREEN LEAF HARDWARE"),
        ("GREEN LEAF ENTYERPRISE", "GREEN LEAF ENTERPRISE"),
        ("GREEN LEAF ENTERPRISEN", "GREEN LEAF ENTERPRISE"),
        ("Green Leaf Stati0nery", "Green Leaf Stationery"),
        ("GREEN PETRO] STATION", "GREEN PETROl STATION"),
        ("GREEN LEAF BAKERS", "GREEN LEAF BAKERS"),
        ("GREEN LEAF ENTERPRISES", "GREEN LEAF ENTERPRISES"),
        ("GREEN LEAF MARKER", "GREEN LEAF MARKER"),
        ("HARDY GREEN", "HARDY GREEN"),
    ],
)
def test_a_word_of_trade_is_mended_only_where_it_is_sure(printed: str, kept: str) -> None:
    """One letter that engines mix up is put right; another word stays what it is."""
    assert tidy(printed) == kept


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("GREEN LEAF TRADING (139386 X)", "GREEN LEAF TRADING"),
        ("KING'S CONFECTIONERY S/B 273500-U (KJ1)", "KING'S CONFECTIONERY S/B"),
        ("Welcome to Corner Books", "Corner Books"),
        ("Sold By : Green Leaf Pvt. Ltd.,", "Green Leaf Pvt. Ltd"),
        ("Dimiliki: green leaf sdn bhd 1110644-W", "green leaf SDN BHD"),
        ("Operated by Green Leaf LLC", "Green Leaf LLC"),
        ("Name: Green Leaf GmbH", "Green Leaf GmbH"),
        ("Green Leaf Web Services Invoice", "Green Leaf Web Services"),
        ("Au petit jardin SARL", "Au petit jardin"),
        ("*** Green Leaf ***", "Green Leaf"),
        ("GREEN LEAF (SETIA", "GREEN LEAF (SETIA)"),
        ("GREEN LEAF (12345", "GREEN LEAF"),
    ],
)
def test_what_only_stands_beside_a_name_is_dropped(printed: str, kept: str) -> None:
    """Registration numbers, greetings, labels, kinds of documents and stray marks are no part of a name."""
    assert tidy(printed) == kept


@pytest.mark.parametrize("text", ["(742016-W)", "CO. REG. NO.: 795225-A", "Company No: JM0681589-W", "002043319-W"])
def test_a_line_may_be_a_registration_alone(text: str) -> None:
    """A registration number with its label is known as such."""
    assert is_registration(text)


@example("(((((((((((((((((")
@example("5/B 5/B 5/B")
@given(st.text(max_size=400))
def test_a_name_is_bounded_and_stays_as_it_is(text: str) -> None:
    """Any text gives a name of bounded length, on one line, that keeping again does not lengthen."""
    name = tidy(text)

    assert len(name) <= NAME_CHARS_MAX
    assert name == " ".join(name.split())
    assert len(tidy(name)) <= NAME_CHARS_MAX


@pytest.mark.promise("P4.4")
@given(st.text(max_size=20), st.from_regex(r"\A[0-9]{4}([ -]?[0-9]{4}){2,3}\Z"), st.text(max_size=20))
def test_a_long_number_is_never_safe(before: str, number: str, after: str) -> None:
    """A name with the digits of a card or an account in it is not kept."""
    assert not is_safe(f"{before}{number}{after}")


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("Oak Foods LLC dba Green Leaf", "Green Leaf"),
        ("OAK FOODS LLC D/B/A GREEN LEAF", "GREEN LEAF"),
        ("Oak Ltd trading as Green Leaf", "Green Leaf"),
        ("GREEN LEAF STORE #0412", "GREEN LEAF"),
        ("Green Leaf Store No. 12", "Green Leaf"),
        ("Green Leaf Book Store", "Green Leaf Book Store"),
        ("Restaurante Verde", "Restaurante Verde"),
    ],
)
def test_the_name_over_the_door_is_kept(printed: str, kept: str) -> None:
    """Of a company that does business under another name the other is kept, without the number of a branch."""
    assert tidy(printed) == kept


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("218 CHESTNUT DR, KINGSBURY, NV", True),
        ("MAPLEWOOD IL", True),
        ("Hartsville, OK Store", True),
        ("OAK TRADING CO", False),
        ("Cafe Verde", False),
    ],
)
def test_towns_and_streets_of_the_us_are_addresses(line: str, address: bool) -> None:  # noqa: FBT001 - a table
    """A town with its state and a numbered street with its short word are addresses; a company's form is no state."""
    assert is_address(line) is address
